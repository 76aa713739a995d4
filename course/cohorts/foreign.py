"""What Wagtail's admin would show of other POIs by itself, taken away.

Wagtail guards what is changed, and is free with titles: its choosers, its own API and the pages that ask "are you sure"
name drafts, pictures and documents of everybody. Found by tests/cohorts/test_wagtail_walk.py, which walks all of its
addresses; each part here answers one find. Wagtail has no permission of its own for these, hence hooks and middleware.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Model, Q, QuerySet
from django.http import Http404, HttpRequest
from wagtail.documents.api.admin.views import DocumentsAdminAPIViewSet
from wagtail.images.api.admin.views import ImagesAdminAPIViewSet
from wagtail.models import Page
from wagtail.permissions import page_permission_policy, policy_registry

CHOOSES_BELOW = "wagtailadmin_choose_page_child"
CHOOSES_MANY = "wagtailadmin_choose_page_chosen_multiple"
OF_A_WORKFLOW = frozenset(
    {"workflow_action", "workflow_preview", "collect_workflow_action_data", "confirm_workflow_cancellation"}
)
"""Pages that say that a page waits for nobody, by its title, before they ask whether one may know."""


def known_pages(user: Any, pages: QuerySet[Page]) -> QuerySet[Page]:
    """Keep the pages whose title is no secret: those one may explore, and of others what is published as it stands.

    The admin shows the title of the newest draft. So a published page that is about to get another title is left out,
    for others, until that is published too.
    """
    own = page_permission_policy.explorable_instances(user).order_by().values("pk")
    return pages.filter(Q(pk__in=own) | Q(live=True, draft_title=F("title")))


def refuse_unknown_pages(request: HttpRequest, name: str, parent_id: int | None) -> None:
    """Raise Http404 where a page chooser is asked for a page, or a page below one, whose title is a secret."""
    asked = Page.objects.none()
    if name == CHOOSES_BELOW and parent_id is not None:
        parent = Page.objects.filter(pk=parent_id).first()
        asked = parent.get_ancestors(inclusive=True) if parent else asked  # All of them stand in its crumbs.
    if name == CHOOSES_MANY:
        asked = Page.objects.filter(pk__in=[one for one in request.GET.getlist("id") if one.isdecimal()])
    if known_pages(request.user, asked).count() != asked.count():
        raise Http404


def refuse_unknown_workflows(user: Any, page_id: int | None) -> None:
    """Raise PermissionDenied for the workflow of a page that somebody cannot explore."""
    if not page_permission_policy.explorable_instances(user).filter(pk=page_id).exists():
        raise PermissionDenied


def without_unknown(request: HttpRequest, refused: list[Any]) -> list[Any]:
    """Return of the ticked things that somebody may not touch the ones that she may know of.

    Wagtail names every one of them, and "all" means all there are. Entries of pages are dictionaries, others objects.
    """
    pages = [entry["item"].pk for entry in refused if isinstance(entry, dict) and isinstance(entry["item"], Page)]
    known = set(
        page_permission_policy.explorable_instances(request.user).filter(pk__in=pages).values_list("pk", flat=True)
    )
    return [entry for entry in refused if isinstance(entry, dict) and getattr(entry["item"], "pk", None) in known]


class OwnImages(ImagesAdminAPIViewSet):
    """Wagtail's API of pictures, for those one may choose."""

    def get_queryset(self) -> QuerySet[Model]:
        return _choosable(self.request.user, super().get_queryset())


class OwnDocuments(DocumentsAdminAPIViewSet):
    """Wagtail's API of documents, for those one may choose."""

    def get_queryset(self) -> QuerySet[Model]:
        return _choosable(self.request.user, super().get_queryset())


def _choosable(user: Any, found: QuerySet[Model]) -> QuerySet[Model]:
    policy = policy_registry.get_by_type(found.model)
    mine = policy.instances_user_has_any_permission_for(user, ["change", "delete", "choose"])
    return found.filter(pk__in=mine.order_by().values("pk"))
