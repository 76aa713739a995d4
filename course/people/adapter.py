"""What we tell allauth to do differently."""

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.people.models import User
from course.people.sign_in import again
from course.people.sign_in.second_step import has_second_step


class AccountAdapter(DefaultAccountAdapter):
    """Nobody registers alone: people arrive through an organisation, so that we know whose course they take."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": gettext_lazy(
            "Je hebt dit te vaak geprobeerd. Wacht vijf minuten, of vraag een code per mail."
        ),
    }

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
            request = context.get("request")
            site = request.build_absolute_uri("/") if request is not None else f"{settings.WAGTAILADMIN_BASE_URL}/"
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

    def get_login_stages(self) -> list[str]:
        """Put ours before the stage that asks for a confirmed address."""
        stages: list[str] = super().get_login_stages()
        at = stages.index("allauth.account.stages.EmailVerificationStage")
        return [*stages[:at], "course.people.sign_in.stages.AddressProved", *stages[at:]]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Ask it also of who has neither password nor second step; allauth has no way to prove it again for her.

        Signing in a moment ago is proof enough for her. At most three queries.
        """
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        person = context.request.user
        if isinstance(person, User) and again.has_only_mail(person) and not again.proved_lately(context.request):
            raise ReauthenticationRequired
        return True

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Return the ways to prove it again, the best first: a second step where there is one, and then nothing less.

        At most five queries.
        """
        if not isinstance(user, User):
            return []
        words = {
            "reauthenticate": _("Met mijn wachtwoord"),
            "mfa_reauthenticate": _("Met een code uit mijn app, of een reservecode"),
            "mfa_reauthenticate:webauthn": _("Met mijn passkey"),
        }
        ways = [{**way, "description": words[way["id"]]} for way in super().get_reauthentication_methods(user)]
        if has_second_step(user):
            return [way for way in ways if way["id"] != "reauthenticate"]
        by_mail = {"id": "by_mail", "description": _("Met een code per mail"), "url": reverse("sign_in:prove")}
        return [*(way for way in ways if way["id"] == "reauthenticate"), by_mail]
