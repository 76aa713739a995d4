"""Where cohorts, ownership and the door meet Wagtail. Each hook is a few lines that call a named function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import LogActionRegistry, LogFormatter
from wagtail.models import ModelLogEntry, Page
from wagtail.permissions import register_permission_policy

from course.cohorts.access import door_to
from course.cohorts.actions import assign_course
from course.cohorts.buddies import PAIRED
from course.cohorts.calendar import CHANGED, TAKEN_BACK, described
from course.cohorts.foreign import OwnDocuments, OwnImages, known_pages
from course.cohorts.models import Cohort, CourseOwner
from course.cohorts.permissions import CohortPolicy
from course.cohorts.traces import why_not_delete
from course.cohorts.viewsets import CohortViewSet
from lessons.models import CoursePage, ThingPage

register_permission_policy(Cohort, CohortPolicy(Cohort))  # Before any viewset asks for one.


@hooks.register("register_admin_viewset")
def cohort_viewset() -> CohortViewSet:
    return CohortViewSet("cohorts", url_prefix="rondes")


# --- What the history says ---------------------------------------------------------------------------------------


class CalendarChanged(LogFormatter):
    label = _("Programma aangepast")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return described(log_entry.data["key"], log_entry.data["values"])


class CalendarTakenBack(LogFormatter):
    label = _("Wijziging van het programma teruggenomen")

    def format_message(self, log_entry: ModelLogEntry) -> str:
        return str(_("Teruggenomen: %(change)s")) % {"change": log_entry.data["words"]}


@hooks.register("register_log_actions")
def calendar_in_the_history(registry: LogActionRegistry) -> None:
    registry.register_action(CHANGED)(CalendarChanged)
    registry.register_action(TAKEN_BACK)(CalendarTakenBack)
    registry.register_action(PAIRED, _("Buddyparen gemaakt"), _("Er kwamen buddyparen bij."))


# --- The door ----------------------------------------------------------------------------------------------------


@hooks.register("before_serve_page")
def guard_lessons(page: Page, request: HttpRequest, *_served: Any) -> HttpResponse | None:
    return lesson_door(page, request) if isinstance(page, ThingPage) else None


def lesson_door(page: ThingPage, request: HttpRequest) -> HttpResponse | None:
    """Return None for who may read this ding, else the way to sign in or the day it opens.

    Keeps the door on the request (`request.door`) for the rest of the page. Raises PermissionDenied for a stranger.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    door = door_to(request.user, page)
    request.door = door  # type: ignore[attr-defined]
    if door.may_read:
        return None
    if door.opens_at is None:
        raise PermissionDenied
    return render(request, "lessons/thing_locked.html", {"page": page, "opens_at": door.opens_at}, status=403)


# --- What may not disappear --------------------------------------------------------------------------------------


@hooks.register("before_delete_page")
def keep_what_people_worked_on(request: HttpRequest, page: Page) -> HttpResponse | None:
    reason = why_not_delete([page])
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_bulk_action")
def keep_what_many_people_worked_on(
    request: HttpRequest, action_type: str, objects: Iterable[Any], _action: Any
) -> HttpResponse | None:
    """The same two refusals for ticked rows: no deleting what was answered, no publishing without an author."""
    pages = [one for one in objects if isinstance(one, Page)]
    reason = None
    if request.method == "POST" and pages and action_type == "delete":
        reason = why_not_delete(pages)
    if request.method == "POST" and pages and action_type == "publish":
        reason = why_not_publish(pages, with_descendants=bool(request.POST.get("include_descendants")))
    if reason is None:
        return None
    messages.error(request, reason)
    return redirect("wagtailadmin_explore", pages[0].get_parent().pk)


def why_not_publish(pages: Iterable[Page], with_descendants: bool) -> str | None:
    """Return the sentence that says which ding still has no author, or None. A query a ding that is to be published."""
    for page in pages:
        family = page.get_descendants(inclusive=True).not_live() if with_descendants else Page.objects.none()
        things = ThingPage.objects.filter(pk__in=[page.pk, *family.values_list("pk", flat=True)])
        for thing in things:
            if not thing.get_latest_revision_as_object().author:
                return str(_("“%(thing)s” heeft nog geen auteur. Vul in wie het schreef en publiceer dan.")) % {
                    "thing": thing.title
                }
    return None


@hooks.register("before_move_page")
def move_only_what_one_may(request: HttpRequest, page: Page, destination: Page) -> None:
    """Ask before the question "move this page?" and not after it: Wagtail 8.0.1 shows a stranger the title first."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


# --- What is another POI's ---------------------------------------------------------------------------------------


@hooks.register("construct_page_chooser_queryset")
def choose_known_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    # As a list: Wagtail's search takes no comparison of two fields, nor a subquery.
    return pages.filter(pk__in=list(known_pages(request.user, Page.objects.all()).values_list("pk", flat=True)))


@hooks.register("construct_admin_api", order=1)  # After Wagtail's own, whose places these take.
def only_own_files(router: Any) -> None:
    router.register_endpoint("images", OwnImages)
    router.register_endpoint("documents", OwnDocuments)


# --- Courses and their owners ------------------------------------------------------------------------------------


@hooks.register("after_create_page")
def a_new_course_is_national(request: HttpRequest, page: Page) -> None:
    if isinstance(page, CoursePage) and not CourseOwner.objects.filter(course=page).exists():
        assign_course(by=request.user, course=page, organisation=None)  # type: ignore[arg-type]


@hooks.register("after_copy_page")
def a_copied_course_is_national(request: HttpRequest, _page: Page, new_page: Page) -> None:
    a_new_course_is_national(request, new_page.specific)


@hooks.register("register_permissions")
def shown_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(content_type__app_label="lessons", codename="view_questionnaire")


@hooks.register("register_page_header_buttons")
def all_courses_button(page: Page, **_shown_to: Any) -> Iterable[Button]:
    if isinstance(page.specific_deferred, CoursePage):
        yield Button(_("Andere cursussen"), reverse("cohorts:courses"), icon_name="copy", priority=90)


# --- The menu: what a trainer needs, and nothing else ------------------------------------------------------------

FOR_TRAINERS = frozenset({"explorer", "images", "documents", "cohorts", "questionnaires", "results", "site-help"})


@hooks.register("construct_main_menu")
def only_what_trainers_need(request: HttpRequest, menu_items: list[MenuItem]) -> None:
    """Take out of the menu what a trainer has no use for. What she may do is not decided here."""
    if not request.user.is_superuser:
        menu_items[:] = [item for item in menu_items if item.name in FOR_TRAINERS]


@hooks.register("register_admin_menu_item")
def help_item() -> MenuItem:
    return MenuItem(_("Hulp"), reverse("help"), name="site-help", icon_name="help", order=1100)


class ResultsItem(MenuItem):
    """The way to what participants say of the course; that page keeps its own door."""

    def is_shown(self, request: HttpRequest) -> bool:
        return bool(self.url)


@hooks.register("register_admin_menu_item")
def results_item() -> MenuItem:
    return ResultsItem(_("Uitkomsten"), _address("evaluations:results"), name="results", icon_name="table", order=420)


def _address(name: str) -> str:
    """Return the address of a room that stands above this one; empty when this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
