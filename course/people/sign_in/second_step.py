"""The second step after a code or password: who must have it, who has it, and the page that comes first until then."""

from __future__ import annotations

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _

from course.people.access import roles_of
from course.people.models import User

STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What counts. Codes on paper are only there for when these are gone."""

OPEN_TO_ALL = frozenset({"help", "privacy", "accessibility", "about", "set_language", "operations:who"})
"""Named addresses that stay open before the second step: they show nothing of anybody."""


def reads_about_others(person: User) -> bool:
    """Say whether her role shows her what others do: trainer, manager, coordinator, or who runs the site.

    At most one query.
    """
    roles = roles_of(person)
    return person.is_superuser or person.is_staff or roles.is_trainer or roles.may_see_reports or roles.is_coordinator


def has_second_step(person: User) -> bool:
    """Say whether she set up an app, a key or a passkey. One query."""
    return Authenticator.objects.filter(user=person, type__in=STEPS).exists()


def must_set_up(person: User) -> bool:
    """Say whether she may go nowhere before she has a second step. At most two queries; none where it is not asked."""
    return bool(settings.MFA_REQUIRED) and reads_about_others(person) and not has_second_step(person)


def second_step_first(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Lead who must have a second step to the page that sets it up, from every page but those of her account.

    Also from the pages of her own course: she would else meet the lock in the middle of what she is doing. Everything
    below /account/ stays open, because there she sets it up, proves who she is, or signs out.
    """
    account = reverse("account_login").removesuffix("login/")

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.MFA_REQUIRED or request.path_info.startswith((account, settings.STATIC_URL)):
            return get_response(request)
        if isinstance(request.user, User) and not _is_open(request) and must_set_up(request.user):
            messages.warning(request, _("In jouw rol lees je over anderen. Daarom log je in twee stappen in."))
            index = reverse("mfa_index")
            return HttpResponse(headers={"HX-Redirect": index}) if "HX-Request" in request.headers else redirect(index)
        return get_response(request)

    return middleware


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in OPEN_TO_ALL
    except Resolver404:
        return False


def reset_second_step(person: User) -> int:
    """Take away all of her second steps and papers, so that she can set up new ones. Returns how many there were."""
    count, _rows = Authenticator.objects.filter(user=person).delete()
    return count
