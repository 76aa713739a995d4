"""The coach beside the editor: without scripts the example brings what it found; it keeps nothing and stops nobody."""

from __future__ import annotations

import json
import logging
import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.blogs.coach import coach_for
from course.blogs.models import Post
from course.people.models import User
from lessons.models import JargonWord
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]

HARD = """De openingstijden waren door de gemeente gewijzigd, maar de wijziging werd niet doorgegeven aan de collega \
die verantwoordelijk is voor de content op onze website en in de app. De boete werd kwijtgescholden.

Twee weken geleden stond een vader met zijn dochter voor een dichte deur. Dat vond hij heel erg <b>niet</b> leuk."""


def editor() -> str:
    return reverse("blogs:edit", args=[uuid.uuid4()])


def example(client: Client, source: str) -> str:
    return client.post(editor(), {"title": "Kop", "source": source, "doe": "voorbeeld"}).content.decode()


def said_in(page: str, key: str) -> str:
    found = re.search(rf'<li data-key="{key}">.*?</ul></li>', page, re.DOTALL)
    return found[0] if found else ""


def test_ada_gets_the_coach_with_the_example(place: Place, ada: User, as_: As) -> None:
    JargonWord.objects.update_or_create(word="content", defaults={"plain": "teksten, berichten"})

    page = example(as_(ada), HARD)

    assert "29 woorden" in said_in(page, "longest")
    assert "De boete werd kwijtgescholden." in said_in(page, "passive")
    assert "→ teksten, berichten." in said_in(page, "jargon")
    assert re.search(r'<details class="slip coach stick"[^>]* open>', page)


def test_a_short_text_gets_no_figures(place: Place, ada: User, as_: As) -> None:
    page = example(as_(ada), "Ik schreef iets.")

    assert "De coach begint na 50 woorden." in page
    assert not said_in(page, "mean")


def test_before_the_example_the_coach_says_how_to_ask(place: Place, ada: User, as_: As) -> None:
    page = as_(ada).get(editor()).content.decode()

    assert "Kies ‘Bekijk voorbeeld’. Dan leest de coach je tekst." in page
    assert "Wat zegt een score wel en niet?" in page
    rules = re.search(r'<script id="coach-regels" type="application/json">(.*?)</script>', page, re.DOTALL)
    assert rules
    assert json.loads(rules[1])["limits"]["words"] == 50


def test_what_ada_wrote_stays_text_in_what_the_coach_quotes(place: Place, ada: User, as_: As) -> None:
    page = example(as_(ada), HARD.replace("De boete", "De <script>alert(1)</script> “boete”"))

    assert "<script>alert" not in page


# --- What it points to -----------------------------------------------------------------------------------------------


def test_the_lesson_is_the_ding_of_module_two_about_plain_writing(db: None) -> None:
    course = factories.make_course()
    factories.make_thing(factories.make_module(course, number=1), 1, [], title="Een zin over B1 en een kop")
    writing = factories.make_module(course, number=2)
    factories.make_thing(writing, 2, [], title="Waar zijn je lezers?", goal="Je kiest een kanaal.")
    best = factories.make_thing(writing, 3, [], title="Een goede kop", goal="Je herschrijft een tekst op B1-niveau.")
    other = factories.make_thing(factories.make_module(factories.make_course(), number=2), 3, [], title="Goede zin")

    assert coach_for(None, None).lesson == best
    assert coach_for(best, 2).lesson == best
    assert coach_for(other, 2).lesson == other


def test_a_module_without_such_a_ding_is_named_itself(db: None) -> None:
    assert coach_for(None, None).lesson is None
    course = factories.make_course()
    assert coach_for(None, None).lesson is None
    module = factories.make_module(course, number=2, title="Schrijven")
    thing = factories.make_thing(module, 4, [], title="Waar zijn je lezers?", goal="Je kiest een kanaal.")
    assert coach_for(thing, 2).lesson == module


def test_a_word_is_left_alone_in_the_module_that_may_use_it(db: None) -> None:
    JargonWord.objects.all().delete()
    JargonWord.objects.create(word="waardenetwerk", plain="groep mensen", allowed_modules="5,7")

    assert [word["word"] for word in coach_for(None, 7).words] == []
    assert [word["word"] for word in coach_for(None, 2).words] == ["waardenetwerk"]
    assert [word["word"] for word in coach_for(None, None).words] == ["waardenetwerk"]


def test_the_word_of_the_course_leads_to_its_ding(db: None) -> None:
    JargonWord.objects.update_or_create(word="bereik", defaults={"explained_in": 20, "plain": ""})
    thing = factories.make_thing(factories.make_module(factories.make_course(), number=6), 20, [])

    word = next(word for word in coach_for(thing, 6).words if word["word"] == "bereik")

    assert (word["thing"], word["url"], word["plain"]) == (20, thing.address, "")


def test_the_coach_costs_the_same_for_two_words_and_for_fifty(db: None) -> None:
    thing = factories.make_thing(factories.make_module(factories.make_course(), number=2), 3, [])

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            coach_for(thing, 2, HARD)
        return len(captured)

    JargonWord.objects.all().delete()
    JargonWord.objects.bulk_create([JargonWord(word=f"eerste{number}", plain="x") for number in range(2)])
    few = queries()
    JargonWord.objects.bulk_create([JargonWord(word=f"tweede{number}", plain="x") for number in range(50)])
    factories.make_thing(thing.get_parent().specific, 4, [])
    assert (few, queries()) == (3, 3)  # Dingen, words, the module about writing.


# --- It keeps nothing and stops nobody -------------------------------------------------------------------------------

SCORES = re.compile(r"flesch|douma|brouwer|\blix\b|leesgemak|readab|leesbaar|passive|longest", re.IGNORECASE)


def test_no_table_has_room_for_a_score() -> None:
    fields = [f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.get_fields()]

    assert [name for name in fields if SCORES.search(name) or "coach" in name.lower()] == []


def test_nothing_in_the_coach_writes_a_log_or_a_row() -> None:
    root = Path(settings.BASE_DIR)
    sources = [*root.glob("lessons/coach/*.py"), root / "course/blogs/coach.py", root / "static/js/coach.js"]
    forbidden = re.compile(
        r"logg(?:er|ing)|print\(|\.save\(|\.create\(|\.update\(|cache\.|session|localStorage|indexedDB|fetch\(|"
        r"XMLHttpRequest|sendBeacon|WebSocket|EventSource|console\."
    )

    assert len(sources) > 10
    found = {str(file): forbidden.findall(file.read_text()) for file in sources}
    assert {file: hits for file, hits in found.items() if hits} == {}


def test_the_verbs_of_posts_and_reports_do_not_know_the_coach() -> None:
    """Advice never blocks publishing, and no score of anybody's reaches a trainer or a manager."""
    root = Path(settings.BASE_DIR) / "course"
    knowing = [
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if re.search(r"lessons\.coach\b|blogs\.coach\b|import coach\b", file.read_text())
    ]

    assert sorted(knowing) == ["blogs/coach.py", "blogs/views/writing.py"]


def test_the_hardest_text_is_published_and_leaves_no_trace_of_its_score(
    place: Place, ada: User, as_: As, caplog: pytest.LogCaptureFixture
) -> None:
    client, address = as_(ada), editor()
    words = {"title": "Kop", "source": HARD, "visibility": "me", "version": "0"}
    with caplog.at_level(logging.DEBUG, logger="course"), CaptureQueriesContext(connection) as captured:
        page = client.post(address, {**words, "doe": "voorbeeld"})
        version = re.search(r'name="version" value="(\d+)"', page.content.decode())
        assert version
        assert client.post(address, {**words, "version": version[1], "doe": "publiceer"}).status_code == 302

    post = Post.objects.get()
    assert post.published_at is not None
    assert not SCORES.search(caplog.text)
    written = [query["sql"] for query in captured if query["sql"].startswith(("INSERT", "UPDATE"))]
    assert written
    assert [sql for sql in written if SCORES.search(sql)] == []
