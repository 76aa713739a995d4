"""Wagtail's admin prints no script that our content policy would block; a new version may, and then this fails."""

import html
import json
import re
from pathlib import Path

import pytest
import wagtail
from django import forms
from django.contrib.staticfiles import finders
from django.template.loader import get_template
from django.test import Client
from django.urls import reverse
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput, AdminPageChooser, AdminTimeInput, BaseChooser
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.models import Page

from tests import factories

WAGTAIL = Path(wagtail.__file__).parent
OURS = Path(__file__).parent.parent.parent / "course/operations/templates"
OVERRIDDEN = {
    "wagtailadmin/panels/inline_panel.html",
    "wagtailadmin/panels/multiple_chooser_panel.html",
    "wagtailadmin/widgets/date_input.html",
    "wagtailadmin/widgets/datetime_input.html",
    "wagtailadmin/widgets/time_input.html",
}
# Parts of Wagtail that are not installed here.
NOT_OURS = {"wagtailsearchpromotions/add.html", "wagtailsearchpromotions/edit.html"}
DATA_ONLY = re.compile(r"<script\b[^>]*\b(?:src=|type=\"(?:application/json|text/template)\")", re.DOTALL)


def prints_a_script(source: str) -> bool:
    return any(not DATA_ONLY.match(source, match.start()) for match in re.finditer(r"<script\b", source))


def test_wagtail_prints_inline_scripts_only_where_we_know_it() -> None:
    templates = [path for path in WAGTAIL.rglob("templates/**/*.html") if "test" not in path.parts]
    assert len(templates) > 300
    found = {
        path.as_posix().split("/templates/", 1)[1]
        for path in templates
        if "/tests/" not in path.as_posix() and prints_a_script(path.read_text("utf-8"))
    }
    assert found == OVERRIDDEN | NOT_OURS


def test_wagtails_python_prints_inline_scripts_only_in_the_chooser() -> None:
    found = {
        path.relative_to(WAGTAIL).as_posix()
        for path in WAGTAIL.rglob("*.py")
        if "tests" not in path.parts and re.search(r"[\"'}>]<script>", path.read_text("utf-8"))
    }
    assert found == {"admin/widgets/chooser.py"}


def test_choosers_start_in_no_other_way_than_we_know() -> None:
    found = {
        path.relative_to(WAGTAIL).as_posix()
        for path in WAGTAIL.rglob("*.py")
        if "tests" not in path.parts and "def render_js_init" in path.read_text("utf-8")
    }
    assert found == {"admin/widgets/chooser.py", "admin/widgets/workflows.py"}


@pytest.mark.parametrize("name", sorted(OVERRIDDEN))
def test_our_template_comes_before_wagtails(name: str) -> None:
    template = get_template(name).template
    assert Path(template.origin.name) == OURS / name
    assert not prints_a_script(template.source)


def test_the_script_that_starts_them_is_there() -> None:
    assert finders.find("js/admin-csp.js")


class Everything(forms.Form):
    date = forms.DateField(widget=AdminDateInput)
    time = forms.TimeField(widget=AdminTimeInput)
    moment = forms.DateTimeField(widget=AdminDateTimeInput)
    page = forms.CharField(widget=AdminPageChooser)
    document = forms.CharField(widget=AdminDocumentChooser)
    task = forms.CharField(widget=AdminTaskChooser)


@pytest.mark.django_db
def test_dates_and_choosers_say_what_to_start_instead_of_starting_it() -> None:
    printed = str(Everything(initial={"page": Page.objects.get(depth=1)}))
    assert "<script" not in printed
    starts = re.findall(r'x-init-(call|create)-value="([^"]+)"\s+data-x-init-target-value="([^"]+)"', printed)
    assert starts == [
        ("call", "initDateChooser", "id_date"),
        ("call", "initTimeChooser", "id_time"),
        ("call", "initDateTimeChooser", "id_moment"),
        ("create", "PageChooser", "id_page"),
        ("create", "DocumentChooser", "id_document"),
        ("call", "createTaskChooser", "id_task"),
    ]
    options = [json.loads(html.unescape(found)) for found in re.findall(r'options-value="([^"]*)"', printed)]
    assert all("modalUrl" in found for found in options[3:])


def test_a_chooser_without_an_id_fails_as_wagtails_own_does() -> None:
    with pytest.raises(TypeError, match="without an 'id'"):
        BaseChooser().render("page", None)


@pytest.mark.django_db
def test_the_editor_of_a_page_has_no_inline_script(client: Client) -> None:
    client.force_login(
        factories.make_person(is_superuser=True), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    page = factories.make_course()
    printed = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert 'src="/static/js/admin-csp.js"' in printed
    assert 'data-x-init-call-value="initDateTimeChooser"' in printed
    assert not prints_a_script(printed)
