"""Questionnaires in Wagtail's menu, and the look of the admin."""

from __future__ import annotations

from typing import ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from lessons.questionnaires import Questionnaire


class QuestionnaireViewSet(SnippetViewSet):
    """Written by the national editors. Trainers may look: the same questions everywhere make answers comparable."""

    model = Questionnaire
    icon = "clipboard-list"
    menu_label = _("Vragenlijsten")
    menu_name = "questionnaires"
    menu_order = 400
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display: ClassVar = ["title", "is_anonymous", "live"]
    inspect_view_fields: ClassVar = ["title", "introduction", "is_anonymous", "items"]


register_snippet(QuestionnaireViewSet)
