"""The doors by role: what a signed-in person may do because of who she is, not because of where she is enrolled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from course.people.models import Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True)
class Roles:
    """The roles that one person holds today, as sets of ids."""

    trains_at: frozenset[int] = field(default_factory=frozenset)
    manages: frozenset[int] = field(default_factory=frozenset)
    leads_groups_at: frozenset[int] = field(default_factory=frozenset)
    is_coordinator: bool = False

    @property
    def may_see_reports(self) -> bool:
        return bool(self.manages)

    @property
    def is_trainer(self) -> bool:
        return bool(self.trains_at)


NO_ROLES = Roles()


def roles_of(user: User | AnonymousUser) -> Roles:
    """Return what somebody may do today. One query a person and request: the answer is kept on the user object."""
    if not isinstance(user, User) or not user.is_active:
        return NO_ROLES
    kept = getattr(user, "_roles_today", None)
    if kept is None:
        rows = list(Role.objects.current().filter(person=user).values_list("kind", "organisation_id", "library_id"))
        kept = Roles(
            trains_at=frozenset(org for kind, org, _ in rows if kind == Role.Kind.TRAINER),
            manages=frozenset(library for kind, _, library in rows if kind == Role.Kind.MANAGER),
            leads_groups_at=frozenset(library for kind, _, library in rows if kind == Role.Kind.GROUP_LEADER),
            is_coordinator=any(kind == Role.Kind.COORDINATOR for kind, _, _ in rows),
        )
        user._roles_today = kept  # type: ignore[attr-defined]  # a cache on the object, gone with the request
    return kept


View = Callable[..., HttpResponse]


def _required(test: Callable[[Roles], bool], view: View) -> View:
    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not test(roles_of(request.user)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def manager_required(view: View) -> View:
    """Let only managers of at least one library in; others read 403, visitors go to the sign-in page."""
    return _required(lambda roles: roles.may_see_reports, view)


def trainer_required(view: View) -> View:
    """Let only trainers of at least one POI in."""
    return _required(lambda roles: roles.is_trainer, view)
