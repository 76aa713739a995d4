"""What every page of the site shows: the menu."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from course.cohorts.people_files.reach import may_bring_people
from course.people.access import roles_of
from course.people.models import User


def menu(request: HttpRequest) -> dict[str, Any]:
    """Give `menu` with `items` (label, url, current), `account_url` and `is_trainer`. One query, when it is drawn."""
    return {"menu": SimpleLazyObject(lambda: menu_of(request))}


def menu_of(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return {"items": [], "is_trainer": False}
    return {
        "items": [
            {"label": label, "url": url, "current": request.path.startswith(url)} for label, url in entries(user)
        ],
        "account_url": reverse("study:account"),
        "is_trainer": roles_of(user).is_trainer or user.is_superuser,
    }


def entries(user: User) -> Iterator[tuple[str, str]]:
    """Yield label and address of what this person has something to do with."""
    roles = roles_of(user)
    yield _("Mijn cursus"), reverse("study:my_course")
    yield _("Blogs"), reverse("blogs:stream")
    if roles.may_see_reports:
        yield _("Rapportage"), reverse("reports:index")
    if may_bring_people(user):
        yield _("Mensen"), reverse("people_files:start")
    if roles.is_coordinator:
        yield _("Organisaties"), reverse("organisations:index")
    if roles.is_trainer:
        yield _("Uitkomsten"), reverse("evaluations:results")
    if roles.is_trainer or user.is_superuser:
        yield _("Beheer"), reverse("wagtailadmin_home")
