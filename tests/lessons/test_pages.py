"""The page tree, what a trainer can publish, and what she sees before she does."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.test.utils.form_data import nested_form_data, streamfield

from course.cohorts import actions
from course.people.models import User
from lessons.models import CoursePage, HomePage, ModulePage, ThingPage
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]
SENTENCE = "Zonder auteur kan een ding niet gepubliceerd worden"


@pytest.fixture
def owned(place: Place, tove: User) -> Place:
    actions.assign_course(by=None, course=place.course, organisation=place.organisation)
    return place


@pytest.mark.parametrize(
    ("parent", "child", "fits"),
    [
        (Page, HomePage, True),
        (HomePage, CoursePage, True),
        (CoursePage, ModulePage, True),
        (ModulePage, ThingPage, True),
        (HomePage, ModulePage, False),
        (HomePage, ThingPage, False),
        (CoursePage, ThingPage, False),
        (CoursePage, CoursePage, False),
        (ModulePage, ModulePage, False),
        (ThingPage, ThingPage, False),
        (ThingPage, ModulePage, False),
        (Page, ThingPage, False),
        (HomePage, HomePage, False),
    ],
)
def test_the_tree_has_a_grammar(parent: type[Page], child: type[Page], fits: bool) -> None:
    assert (child in parent.allowed_subpage_models()) is fits


def test_a_published_ding_has_an_author(place: Place) -> None:
    place.quiz_thing.author = ""
    with pytest.raises(ValidationError, match=SENTENCE):
        place.quiz_thing.full_clean()


def ding_form(**fields: Any) -> dict[str, Any]:
    data = {
        "title": "Nieuw ding",
        "slug": "nieuw-ding",
        "number": 8,
        "spine_title": "Nieuw",
        "goal": "Je kunt iets nieuws.",
        "minutes_read": 5,
        "minutes_do": 10,
        "minutes_review": 5,
        "body": streamfield([("markdown", "Eerst lezen.")]),
        "start": "",
        "challenge": "",
        "log_question": "",
        "reading": "",
        "author": "",
        "valid_until": "",
        "channels": "",
        "comments": {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0},
        **fields,
    }
    comments = data.pop("comments")
    return {**nested_form_data(data), **{f"comments-{name}": value for name, value in comments.items()}}


def test_a_new_ding_without_author_is_not_published_and_loses_nothing(owned: Place, tove: User, as_: As) -> None:
    address = reverse("wagtailadmin_pages:add", args=["lessons", "thingpage", owned.module.pk])
    reply = as_(tove).post(address, ding_form(**{"action-publish": "1"}))
    page = reply.content.decode()
    assert reply.status_code == 200
    assert SENTENCE in page
    assert "Je kunt iets nieuws." in page
    assert "Eerst lezen." in page
    assert not ThingPage.objects.filter(slug="nieuw-ding").exists()


def test_a_draft_may_wait_for_its_author(owned: Place, tove: User, as_: As) -> None:
    address = reverse("wagtailadmin_pages:add", args=["lessons", "thingpage", owned.module.pk])
    as_(tove).post(address, ding_form())
    draft = ThingPage.objects.get(slug="nieuw-ding")
    assert not draft.live
    edit = reverse("wagtailadmin_pages:edit", args=[draft.pk])
    assert SENTENCE in as_(tove).post(edit, ding_form(**{"action-publish": "1"})).content.decode()
    as_(tove).post(edit, ding_form(author="Tove Jansen", **{"action-publish": "1"}))
    draft.refresh_from_db()
    assert draft.live


def test_ticked_rows_without_author_are_not_published(owned: Place, tove: User, as_: As) -> None:
    as_(tove).post(reverse("wagtailadmin_pages:add", args=["lessons", "thingpage", owned.module.pk]), ding_form())
    draft = ThingPage.objects.get(slug="nieuw-ding")
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    for pk, also_below in [(draft.pk, ""), (owned.module.pk, "on")]:
        reply = as_(tove).post(f"{address}?id={pk}", {"include_descendants": also_below}, follow=True)
        assert "“Nieuw ding” heeft nog geen auteur." in reply.content.decode()
    draft.refresh_from_db()
    assert not draft.live


def test_a_ding_goes_live_on_its_hour(owned: Place, tove: User, as_: As) -> None:
    later = timezone.localtime() + timedelta(hours=2)
    form = ding_form(author="Tove Jansen", go_live_at=later.strftime("%d-%m-%Y %H:%M"), **{"action-publish": "1"})
    as_(tove).post(reverse("wagtailadmin_pages:add", args=["lessons", "thingpage", owned.module.pk]), form)
    thing = ThingPage.objects.get(slug="nieuw-ding")
    assert not thing.live
    assert thing.scheduled_revision is not None
    revision = thing.scheduled_revision
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    page = revision.as_object()
    page.go_live_at = revision.approved_go_live_at
    revision.content = page.serializable_data()
    revision.save()
    call_command("publish_scheduled", verbosity=0)
    thing.refresh_from_db()
    assert thing.live


def test_an_exercise_gets_its_key_by_itself(owned: Place, tove: User, as_: As) -> None:
    quiz = factories.blog_post_block()["value"] | {"key": "", "title": "Schrijf over je week"}
    quiz["starters"] = {"count": 0}
    body = streamfield([("blog_post", quiz)])
    as_(tove).post(
        reverse("wagtailadmin_pages:add", args=["lessons", "thingpage", owned.module.pk]),
        ding_form(author="Tove", body=body, **{"action-publish": "1"}),
    )
    exercise = ThingPage.objects.get(slug="nieuw-ding").exercises[0]
    assert exercise.key == "schrijf-over-je-week"
    assert exercise.id


def quiz_form(thing: ThingPage) -> dict[str, Any]:
    """Return what the editor sends of a ding with a quiz, when no question was opened (lessons/exercises/folded.py)."""
    (quiz,) = thing.exercises
    block = quiz.block.child_blocks["questions"].child_block
    rows = {
        str(place): {"deleted": "", "order": str(place), "id": child.id, "value-folded": folded}
        for place, child in enumerate(quiz.value["questions"].bound_blocks)
        for folded in [json.dumps(block.get_form_state(child.value))]
    }
    value = {
        "title": quiz.title,
        "key": quiz.key,
        "counts": "on",
        "intro": "",
        "pass_percentage": "60",
        "questions": {"count": str(len(rows)), **rows},
    }
    body = streamfield([("quiz", value)])
    body["0"]["id"] = quiz.id
    return ding_form(title=thing.title, slug=thing.slug, author=thing.author, body=body)


def test_editing_and_saving_sixty_questions_asks_the_database_no_more_than_six(
    owned: Place, tove: User, as_: As
) -> None:
    client = as_(tove)

    def costs(questions: int) -> tuple[int, int]:
        thing = factories.make_thing(owned.module, questions, [factories.quiz_block(questions=questions)])
        address = reverse("wagtailadmin_pages:edit", args=[thing.pk])
        client.get(address)
        with CaptureQueriesContext(connection) as opening:
            assert client.get(address).status_code == 200
        with CaptureQueriesContext(connection) as saving:
            assert client.post(address, quiz_form(thing)).status_code == 302
        kept = ThingPage.objects.get(pk=thing.pk).get_latest_revision_as_object()
        (before,), (after,) = thing.exercises, kept.exercises
        assert after.id == before.id
        assert [row["text"] for row in after.value["questions"]] == [row["text"] for row in before.value["questions"]]
        return len(opening), len(saving)

    costs(5)
    assert costs(60) == costs(6)


@pytest.mark.parametrize("mode", ["new", "busy", "done"])
def test_tove_sees_a_ding_as_a_participant_does(owned: Place, tove: User, as_: As, mode: str) -> None:
    thing = owned.quiz_thing
    preview = reverse("wagtailadmin_pages:preview_on_edit", args=[thing.pk])
    client = as_(tove)
    form = ding_form(title="Foto's die mogen", author="Tove", body=streamfield([("markdown", "Nog niet bewaard.")]))
    assert client.post(preview, form).json()["is_valid"]
    page = client.get(preview, {"mode": mode})
    assert page.status_code == 200
    assert "Nog niet bewaard." in page.content.decode()


def test_the_three_previews_differ(owned: Place, tove: User, as_: As) -> None:
    thing = owned.checklist_thing
    client = as_(tove)
    address = reverse("wagtailadmin_pages:view_draft", args=[thing.pk])
    assert client.get(address).status_code == 200
    pages = {
        mode: thing.make_preview_request(preview_mode=mode).render().content.decode()
        for mode, _name in ThingPage.preview_modes
    }
    said = {mode: ["Nog niet klaar:" in page, "Bewaard op" in page, "Gedaan." in page] for mode, page in pages.items()}
    assert said == {"new": [True, False, False], "busy": [True, True, False], "done": [False, True, True]}


@pytest.mark.parametrize("who", ["ada", None])
def test_participants_and_visitors_see_no_draft(
    owned: Place, request: pytest.FixtureRequest, as_: As, who: str | None
) -> None:
    """reliability.md A5."""
    client = as_(request.getfixturevalue(who) if who else None)
    for name in ("view_draft", "preview_on_edit"):
        reply = client.get(reverse(f"wagtailadmin_pages:{name}", args=[owned.quiz_thing.pk]))
        assert reply.status_code == (403 if who else 302)
        assert who or reply["Location"].startswith(reverse("account_login"))


def test_a_draft_is_nowhere_on_the_site(place: Place, ada: User, as_: As) -> None:
    """reliability.md A14."""
    draft = factories.make_thing(place.module, 8, title="Kwikstaart")
    draft.unpublish()
    for client in (as_(None), as_(ada)):
        for page in (place.course, place.module, HomePage.objects.get()):
            assert "Kwikstaart" not in client.get(page.address).content.decode()
        assert client.get(draft.address).status_code == 404


@pytest.mark.parametrize("which", ["course", "module"])
def test_a_public_page_costs_the_same_for_four_and_for_twenty_dingen(place: Place, as_: As, which: str) -> None:
    page = getattr(place, which)
    client = as_(None)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page.address).status_code == 200
        return len(queries)

    cost()
    small = cost()
    for number in range(8, 24):
        factories.make_thing(place.module, number)
    assert cost() == small


def test_the_course_page_shows_shelf_modules_and_dingen(place: Place, as_: As) -> None:
    page = as_(None).get(place.course.address).content.decode()
    assert page.count("<h1") == 1
    assert "Je eigen cursusblog" in page
    assert place.module.address in page


def test_an_empty_course_and_an_empty_module_say_so(place: Place, as_: As) -> None:
    course = factories.make_course("Leeg")
    assert "nog geen modules" in as_(None).get(course.address).content.decode()
    module = factories.make_module(course, 2)
    assert "staat nog niets" in as_(None).get(module.address).content.decode()
