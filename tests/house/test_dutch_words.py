"""On an English page a screen reader hears which words are Dutch: those of the course and of the people in it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from course.blogs import actions
from course.blogs.audience import cohort_of
from course.blogs.models import Post, Visibility
from course.people.models import User
from lessons.blocks import LessonBody
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place
from tests.evaluations.conftest import make_evaluation
from tests.reports.factories import finish

SignIn = Callable[[User | None], Client]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
SPOKEN = {"aria-label", "alt", "title"}
NOT_OURS_TO_MARK = {"title", "textarea", "script", "style"}
"""A <title> holds no elements, and what somebody types is hers."""


@dataclass(frozen=True)
class Said:
    """Words of a page as a screen reader comes by them, and the language it is told they are in."""

    words: str
    language: str


class Speaker(HTMLParser):
    """All words of a page with their language."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[tuple[str, str]] = [("", "")]
        self.said: list[Said] = []
        self.marked: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        language = own.get("lang") or self.inside[-1][1]
        if "lang" in own:
            self.marked.append(tag)
        self.said += [Said(words or "", language) for name, words in attrs if name in SPOKEN]
        if tag not in VOID:
            self.inside.append((tag, language))

    def handle_endtag(self, tag: str) -> None:
        while len(self.inside) > 1 and self.inside.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag, language = self.inside[-1]
        if data.strip() and tag not in NOT_OURS_TO_MARK:
            self.said.append(Said(" ".join(data.split()), language))

    def languages_of(self, words: str) -> set[str]:
        """Return the languages in which the page says these words; none when it does not say them."""
        return {said.language for said in self.said if words in said.words}


def heard(client: Client, url: str, language: str) -> Speaker:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    reply = client.get(url)
    assert reply.status_code == 200
    speaker = Speaker()
    speaker.feed(reply.content.decode())
    return speaker


def sentences_in(value: Any) -> Iterator[str]:
    """Give the sentences that stand in a block's raw value, without the signs of Markdown."""
    if isinstance(value, dict):
        for part in value.values():
            yield from sentences_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from sentences_in(part)
    elif isinstance(value, str) and " " in value:
        for line in re.split(r"\n|<[^>]*>|\*\*|\[|\]", value):
            words = " ".join(line.strip("#->*0123456789. ").split())
            if len(words.split()) > 2 and "_" not in words and "=" not in words:
                yield words


def whole_body() -> list[dict[str, Any]]:
    """Return a body with every block that a trainer may use, as its own preview has it and with an introduction."""
    body = []
    for name, kind in LessonBody().child_blocks.items():
        value = kind.get_prep_value(kind.get_preview_value())
        if isinstance(value, dict) and value.get("intro") == "":
            value["intro"] = f"Zo begint een {name} hier."
        body.append(factories.block(name, value))
    return body


def test_everything_a_trainer_can_write_in_a_ding_is_dutch_to_a_screen_reader(
    place: Place, ada: User, as_: SignIn
) -> None:
    body = whole_body()
    thing = factories.make_thing(
        place.module,
        4,
        body,
        title="De titel van dit ding",
        goal="Je kunt straks iets nieuws.",
        start="Lees alleen het begin.",
        challenge="Doe het ook eens thuis.",
        log_question="Wat nam je mee naar je werk?",
    )
    factories.enrol(ada, factories.make_cohort(place.course, [thing], place.organisation))
    page = heard(as_(ada), thing.address, "en")
    for words in (thing.title, thing.goal, thing.start, thing.challenge, thing.log_question):
        assert page.languages_of(words) == {"nl"}, words
    told = {block["type"]: set(sentences_in(block["value"])) for block in body}
    wrong = {
        (kind, words)
        for kind, lines in told.items()
        for words in lines
        if page.languages_of(words) not in ({"nl"}, set())
    }
    assert wrong == set()
    silent = {kind for kind, lines in told.items() if lines and not any(map(page.languages_of, lines))}
    assert silent <= {"download", "image"}  # They show nothing without a file.


@dataclass(frozen=True)
class Life:
    """What happened in a group: a post at a ding, a reaction on it, and another ding that ada has done."""

    post: Post
    comment: str
    done: ThingPage


@pytest.fixture
def life(place: Place, ada: User, ben: User) -> Life:
    place.checklist_thing.spine_title = "Zo begin je"
    place.checklist_thing.save()
    finish(ada, place.checklist_thing, place.cohort)
    draft = actions.save_draft(
        by=ben,
        post_id=uuid.uuid4(),
        thing=place.blog_thing,
        exercise=None,
        title="Waarom ik begon",
        source="Ik wilde meer durven op het werk.",
        version=0,
    )
    assert draft
    post = actions.publish(by=ben, post=draft, visibility=Visibility.GROUP, cohort=cohort_of(ben, None))
    comment = "Dat herken ik heel goed."
    actions.add_comment(by=ada, post=post, comment_id=uuid.uuid4(), parent=None, source=comment)
    return Life(post, comment, place.checklist_thing)


def test_the_shelf_the_next_ding_the_news_and_the_stamps_of_my_course_are_dutch(
    life: Life, place: Place, ada: User, as_: SignIn
) -> None:
    place.module.short_title = "Het begin"
    place.module.save()
    page = heard(as_(ada), reverse("study:my_course"), "en")
    now = place.blog_thing
    for words in (place.module.short_title, life.done.spine_title, now.spine_title, now.title, life.post.title):
        assert page.languages_of(words) == {"nl"}, words
    assert page.languages_of("Loan card") == {"en"}
    card = heard(as_(ada), reverse("study:card"), "en")
    assert card.languages_of(life.done.title) == {"nl"}


def test_a_post_its_ding_and_its_reactions_are_dutch(life: Life, ada: User, as_: SignIn) -> None:
    for url in (life.post.get_absolute_url(), reverse("blogs:stream")):
        page = heard(as_(ada), url, "en")
        for words in (life.post.title, "meer durven", life.post.thing.title):
            assert page.languages_of(words) == {"nl"}, words
    assert heard(as_(ada), life.post.get_absolute_url(), "en").languages_of(life.comment) == {"nl"}


def test_the_names_of_the_dingen_in_a_report_are_dutch(life: Life, place: Place, mona: User, as_: SignIn) -> None:
    life.done.spine_title = "Een heel eigen rug"  # "Ding 1" is a word of the interface too.
    life.done.save()
    page = heard(as_(mona), reverse("reports:completion"), "en")
    for words in (life.done.spine_title, life.done.title):
        assert page.languages_of(words) == {"nl"}, words


@pytest.mark.parametrize("name", ["course", "module"])
def test_the_pages_of_a_course_and_a_module_are_dutch(place: Place, as_: SignIn, name: str) -> None:
    above: Any = getattr(place, name)
    above.title = "Een titel die nergens anders staat"
    above.save()
    page = heard(as_(None), above.address, "en")
    for words in (above.title, place.blog_thing.title):
        assert page.languages_of(words) == {"nl"}, words


def test_an_evaluation_is_dutch(life: Life, ada: User, as_: SignIn) -> None:
    questionnaire = make_evaluation()
    page = heard(as_(ada), reverse("evaluations:thing", args=[life.done.pk]), "en")
    for words in (questionnaire.title, questionnaire.introduction, "mee in mijn werk", "waarschijnlijk wel", "namen"):
        assert page.languages_of(words) == {"nl"}, words


def test_a_dutch_page_says_its_language_once(life: Life, place: Place, ada: User, mona: User, as_: SignIn) -> None:
    thing = factories.make_thing(place.module, 4, whole_body())
    factories.enrol(mona, factories.make_cohort(place.course, [thing], place.organisation))
    urls = [thing.address, life.post.get_absolute_url(), reverse("study:my_course"), reverse("reports:completion")]
    for url in urls:
        page = heard(as_(mona if url != urls[1] else ada), url, "nl")
        assert page.marked == ["html", "button"], url  # The button says "English".
