"""Questionnaires, platforms and the coach's words in Wagtail's menu, and questions in and out of a ding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.tables import BooleanColumn
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet

from lessons.jargon_words import JargonWord
from lessons.models import ThingPage
from lessons.platforms import Platform
from lessons.question_views import export_questions, import_questions
from lessons.questionnaires import Questionnaire


def preview_questionnaire(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a questionnaire as participants get it, also to who may look and not change."""
    if not request.user.has_perm("lessons.view_questionnaire"):
        raise PermissionDenied
    questionnaire = get_object_or_404(Questionnaire, pk=pk)
    response: HttpResponse = questionnaire.make_preview_request(original_request=request)
    return response


class QuestionnaireInspect(InspectView):
    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        url = reverse(Questionnaire.snippet_viewset.get_url_name("voorbeeld"), args=[self.object.pk])
        return [HeaderButton(_("Bekijk als deelnemer"), url=url, icon_name="view")]


class QuestionnaireViewSet(SnippetViewSet):
    """Written by the national editors. Trainers may look: the same questions everywhere make answers comparable."""

    model = Questionnaire
    icon = "clipboard-list"
    menu_label = _("Vragenlijsten")
    menu_name = "questionnaires"
    menu_order = 400
    add_to_admin_menu = True
    inspect_view_enabled = True
    inspect_view_class = QuestionnaireInspect
    copy_view_enabled = False
    list_display: ClassVar = [
        "title",
        BooleanColumn("is_anonymous", label=capfirst(_("zonder naam"))),
        BooleanColumn("live", label=_("Gepubliceerd")),
    ]
    inspect_view_fields: ClassVar = ["title", "introduction", "is_anonymous"]

    def get_urlpatterns(self) -> list[URLPattern]:
        return [*super().get_urlpatterns(), path("voorbeeld/<int:pk>/", preview_questionnaire, name="voorbeeld")]


class PlatformViewSet(SnippetViewSet):
    """Kept by the national editors; trainers look. What disappears is said to be gone: dingen may speak of it."""

    model = Platform
    icon = "site"
    menu_label = _("Kanalen")
    menu_name = "platforms"
    menu_order = 410
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display: ClassVar = [
        "name",
        "character_limit",
        "checked_on",
        BooleanColumn("is_gone", label=capfirst(_("bestaat niet meer"))),
    ]
    inspect_view_fields: ClassVar = [
        "name",
        "purpose",
        "whose",
        "character_limit",
        "what_counts",
        "checked_on",
        "is_gone",
    ]
    ordering: ClassVar = ["is_gone", "name"]


class JargonWordViewSet(SnippetViewSet):
    """Kept by all trainers together: they hear which words people stumble over."""

    model = JargonWord
    icon = "edit"
    menu_label = _("Woordenlijst van de schrijfcoach")
    menu_name = "jargon_words"
    menu_order = 420
    add_to_admin_menu = True
    copy_view_enabled = False
    list_display: ClassVar = ["word", "plain", "explained_in"]
    search_fields: ClassVar = ["word", "plain"]
    ordering: ClassVar = ["word"]


register_snippet(QuestionnaireViewSet)
register_snippet(PlatformViewSet)
register_snippet(JargonWordViewSet)


# --- Questions in and out of a ding --------------------------------------------------------------------------------


@hooks.register("register_admin_urls")
def question_urls() -> list[URLPattern]:
    return [
        path("vragen/<int:page_id>/importeren/", import_questions, name="lessons_import_questions"),
        path("vragen/<int:page_id>/exporteren/", export_questions, name="lessons_export_questions"),
    ]


@hooks.register("register_page_header_buttons")
def question_buttons(page: Page, user: Any, **_shown_to: Any) -> Iterable[Button]:
    if page.specific_class is ThingPage and page.permissions_for_user(user).can_edit():
        into, out = (reverse(f"lessons_{verb}_questions", args=[page.pk]) for verb in ("import", "export"))
        yield Button(_("Vragen importeren"), into, icon_name="upload", priority=80)
        yield Button(_("Vragen exporteren (GIFT)"), out, icon_name="download", priority=81)
