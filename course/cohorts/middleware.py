"""A trainer whose role ended, by hand or by its date, loses Wagtail at once."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from course.cohorts.permissions import sync_person
from course.people.models import User


def groups_follow_roles(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Before each request for the admin, give the person who asks the groups that go with today's roles.

    Two small queries a request, in the admin only. The alternative, a nightly command, leaves the door open until
    the night; a permission backend of our own would have to copy what Wagtail asks of groups.
    Stands after AuthenticationMiddleware and before anything that asks for a permission.
    """
    admin = reverse("wagtailadmin_home")
    ways_out = tuple(reverse(name) for name in ("wagtailadmin_login", "wagtailadmin_logout"))

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(admin) and isinstance(request.user, User):
            sync_person(request.user)
            # Wagtail would send her to the sign-in page, which sends who is signed in back here, for ever.
            if not request.user.has_perm("wagtailadmin.access_admin") and request.path_info not in ways_out:
                raise PermissionDenied
        return get_response(request)

    return middleware
