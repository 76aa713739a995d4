"""What we tell allauth to do differently."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from course.people.models import User


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers alone: people arrive through an organisation, so that we know whose course they take."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> Any:
        user = super().save_user(request, user, form, commit=False)
        user.email = user.email.lower()
        if commit:
            user.save()
        return user

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """Return allauth's text, with an HTML twin made of it: one source, for every mail that allauth will ever send.

        Nobody needs to answer by itself to a code: Auto-Submitted (RFC 3834) says so.
        """
        marks = {"Auto-Submitted": "auto-generated", "Content-Language": translation.get_language(), **(headers or {})}
        message = super().render_mail(template_prefix, email, context, marks)
        if isinstance(message, EmailMultiAlternatives) and not message.alternatives:
            site = context["request"].build_absolute_uri("/")
            twin = {"subject": message.subject, "text": message.body, "site": site, "site_name": settings.SITE_NAME}
            message.attach_alternative(render_to_string("account/email/twin.html", twin), "text/html")
        return message

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the button, else of the account: who asks for a code is not signed in yet.

        At most one query.
        """
        code = translation.get_language()
        if settings.LANGUAGE_COOKIE_NAME not in self.request.COOKIES:
            person = context.get("user") or User.objects.filter(email=email.lower()).first()
            code = person.language if person else code
        with translation.override(code):
            super().send_mail(template_prefix, email, context)
