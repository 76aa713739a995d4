"""What we tell allauth to do differently."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
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
