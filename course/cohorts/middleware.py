"""A trainer whose role ended loses Wagtail at once, and none reads in it what is another POI's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse

from course.cohorts.foreign import (
    CHOOSES_BELOW,
    CHOOSES_MANY,
    OF_A_WORKFLOW,
    refuse_unknown_pages,
    refuse_unknown_workflows,
    without_unknown,
)
from course.cohorts.permissions import sync_person
from course.people.models import User


class GroupsFollowRoles:
    """Before each request for the admin, give the person who asks the groups that go with today's roles.

    Two small queries a request, in the admin only. The alternative, a nightly command, leaves the door open until
    the night; a permission backend of our own would have to copy what Wagtail asks of groups.
    Stands after AuthenticationMiddleware and before anything that asks for a permission.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.admin = reverse("wagtailadmin_home")
        self.ways_out = tuple(reverse(name) for name in ("wagtailadmin_login", "wagtailadmin_logout"))

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(self.admin) and isinstance(request.user, User):
            sync_person(request.user)
            # Wagtail would send her to the sign-in page, which sends who is signed in back here, for ever.
            if not request.user.has_perm("wagtailadmin.access_admin") and request.path_info not in self.ways_out:
                raise PermissionDenied
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _arguments: object, named: dict[str, Any]
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else ""
        if name in (CHOOSES_BELOW, CHOOSES_MANY) and isinstance(request.user, User):
            refuse_unknown_pages(request, name, named.get("parent_page_id"))
        if name in OF_A_WORKFLOW and isinstance(request.user, User):
            refuse_unknown_workflows(request.user, named.get("page_id"))
        return None

    def process_template_response(self, request: HttpRequest, response: TemplateResponse) -> TemplateResponse:
        context = response.context_data or {}
        if context.get("items_with_no_access"):
            context["items_with_no_access"] = without_unknown(request, context["items_with_no_access"])
        return response
