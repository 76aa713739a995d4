"""The table "wie ziet wat" is kept: each rule is held against every page that the site really has.

For each row ada leaves something of herself behind that can be recognised, under each choice she has. Then everybody
opens every page of ours there is, and finds it only where the table says so. A page that comes later is walked too.

A round takes one choice of every row at once, because walking all pages costs more than leaving the traces.
"""

from __future__ import annotations

import contextlib
import io
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from django.utils.html import escape
from openpyxl import load_workbook

from course.answers.models import Answer, Attempt, LogEntry, Review
from course.blogs import actions as blogs
from course.blogs import meeting
from course.blogs.models import ExternalBlog, ExternalPost, Follow, PostVersion, StreamVisit, Tag, Visibility
from course.blogs.models.pictures import Picture
from course.blogs.moderation import Subject, flag
from course.blogs.thanks import thank
from course.cohorts import joining
from course.cohorts.models import BuddyPair, Cohort, CohortThing, Enrolment
from course.evaluations import actions as evaluations
from course.notifications.letters import token_for
from course.notifications.models import Cause, Notice, Undeliverable
from course.notifications.undeliverable import note_failure
from course.people.models import User
from course.people.who_sees_what import SURFACES, Access, Surface, Viewer
from course.progress.models import ThingCompletion
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.conftest import Place
from tests.house.access_world import make_certificate

SignIn = Callable[[User | None], Client]
LONG_AGO = datetime(2019, 3, 7, 12, tzinfo=UTC)
BY_KEY = {surface.key: surface for surface in SURFACES}
OWN_NAME, SCREEN_NAME = "Ada van den Berg", "Boekenwurm"


@dataclass
class World:
    place: Place
    ada: User
    ben: User
    cleo: User
    tove: User
    mona: User
    code: str = "A" * 22
    """The code of ada's certificate as far as others know it: of none, until she gives it away."""

    def viewer(self, viewer: Viewer) -> User:
        return {Viewer.SELF: self.ada, Viewer.GROUP: self.ben, Viewer.TRAINER: self.tove, Viewer.MANAGER: self.mona}[
            viewer
        ]


@pytest.fixture
def world(place: Place, ada: User, ben: User, cleo: User, tove: User, mona: User) -> World:
    Cohort.objects.update(work_ahead=True)
    return World(place, ada, ben, cleo, tove, mona)


# --- Every page of ours --------------------------------------------------------------------------------------------


def our_patterns() -> Iterator[tuple[str, URLPattern]]:
    """Yield (name, pattern) of every named address of our own rooms, those in Wagtail's admin included."""

    def below(resolver: URLResolver, spaces: tuple[str, ...]) -> Iterator[tuple[str, URLPattern]]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLResolver):
                yield from below(entry, (*spaces, entry.namespace) if entry.namespace else spaces)
            elif entry.name and (entry.callback.__module__.startswith("course.") or spaces[-1:] == ("cohorts",)):
                yield ":".join([*spaces, entry.name]), entry

    yield from below(get_resolver(), ())


def addresses_in(world: World) -> list[str]:
    """Return every address of ours, filled in with what there is; an argument nobody knows fails the test."""
    place = world.place
    post = world.ada.posts.first()
    answer = world.ada.answers.first()
    known: dict[str, list[Any]] = {
        "number": list(PostVersion.objects.values_list("version", flat=True)) or [0],
        "thing_id": [thing.pk for thing in place.things],
        "person_id": [world.ada.pk],
        "token": [token_for(world.ada, "digest")],
        "post_id": [post.pk if post else uuid.uuid4(), *world.ben.posts.values_list("pk", flat=True)],
        "code": [world.code],
        "enrolment_id": [Enrolment.objects.get(person=world.ada).pk],
        "kid": ["onbekend"],
        "comment_id": [uuid.uuid4()],
        "upload_id": [uuid.uuid4()],
        "import_id": [uuid.uuid4()],
        "extension": ["csv", "xlsx"],
        "picture_id": list(world.ada.pictures.values_list("pk", flat=True)) or [uuid.uuid4()],
        "file_id": [uuid.uuid4()],
        "exercise_id": list({answer.exercise for answer in world.ada.answers.all()}) or [uuid.uuid4()],
        "answer_id": [answer.pk if answer else 0],
        "blog_id": [0],
        "external_id": [uuid.uuid4()],
        "review_id": list(Review.objects.values_list("pk", flat=True)) or [0],
        "slug": [place.cohort.slug],
        "tag": list(Tag.objects.values_list("slug", flat=True)) or ["geen"],
        "entry_id": [0],
        "session_id": [0],
        "provider_id": ["bestaat-niet"],
        "invitation_id": [0],
        "place_id": [0],
        "address_id": [0],
        "entry": [0],
        "end": ["sluit"],
        "change": ["schuif"],
        "pair": list(BuddyPair.objects.values_list("pk", flat=True)) or [0],
        "pk": [place.cohort.pk],
        "enrolment": [Enrolment.objects.get(person=world.ada).pk],
        "verb": ["pauzeer", "sluit"],
        "library": [place.library.slug],
        "team": [0],
        "course": [place.course.pk],
        "organisation": [place.organisation.pk, place.organisation.slug],
    }
    pairs = set(world.ada.answers.values_list("page", "exercise"))  # An exercise of another page is never there.
    found = [thing.url for thing in place.things]
    for name, entry in our_patterns():
        arguments = list(get_resolver_arguments(entry))
        unknown = set(arguments) - set(known)
        assert not unknown, (
            f"{name} takes {unknown}: say in this test what to fill in, so that this page is walked too."
        )
        before = len(found)
        for values in product(*(known[argument] for argument in arguments)):
            filled = dict(zip(arguments, values, strict=True))
            if not pairs or "exercise_id" not in filled or (filled["thing_id"], filled["exercise_id"]) in pairs:
                with contextlib.suppress(NoReverseMatch):  # A word of another address: "verb", "library".
                    found.append(reverse(name, kwargs=filled))
        assert len(found) > before or "exercise_id" in arguments, (
            f"{name} is walked with none of what {arguments} may be."
        )
    return found


def get_resolver_arguments(entry: URLPattern) -> list[str]:
    regex = getattr(entry.pattern, "regex", None)
    return list(regex.groupindex) if regex else list(entry.pattern.converters)


def text_of(response: Any) -> str:
    if "spreadsheetml" in response.headers.get("Content-Type", ""):
        sheets = load_workbook(io.BytesIO(response.content)).worksheets
        return str([row for sheet in sheets for row in sheet.iter_rows(values_only=True)])
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if "text/calendar" in response.headers.get("Content-Type", ""):
        content = content.replace(b"\r\n ", b"")  # RFC 5545 3.1: a long line is folded, also in the middle of a date.
    return content.decode("utf-8", "replace")


def pages_for(client: Client, world: World) -> dict[str, str]:
    """Return what this person reads at each address of ours that opens to her."""
    pages = {}
    for address in addresses_in(world):
        response = client.get(address)
        if response.status_code == 200:
            pages[address] = text_of(response)
    return pages


# --- What ada leaves behind ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Traces:
    """One kind of thing that ada leaves behind: under which choices, how, and how it is recognised on a page."""

    choices: tuple[str, ...]
    leave: Callable[[World, str], None]
    found: Callable[[str], bool]
    shown_to: frozenset[Viewer]
    """Who has a page for it now: there it must be seen as well, or this test would pass for the wrong reason."""


def word_for(key: str) -> str:
    """Return a word that stands nowhere on the site but where ada wrote it."""
    return f"zonnebloem{key}zolder"


def text_for(key: str) -> str:
    return f"{word_for(key)} {factories.text_of(40)}"


def answer_to(person: User, thing: ThingPage, data: dict[str, Any], score: float | None = None) -> None:
    exercise = thing.exercises[0]
    Answer.objects.create(
        person=person,
        page=thing,
        exercise=exercise.id,
        kind=exercise.kind,
        data=data,
        score=score,
        revision_id=thing.live_revision_id,
    )


def leave_post(world: World, choice: str) -> None:
    post = blogs.save_draft(
        by=world.ada,
        post_id=uuid.uuid4(),
        thing=None,
        exercise=None,
        title="Mijn week",
        source=text_for("post"),
        version=0,
    )
    assert post is not None
    picture = Picture(owner=world.ada, post_key=post.pk, extension="jpg", width=1, height=1, size=1)
    picture.file.save("", io.BytesIO(word_for("post").encode()))
    blogs.publish(by=world.ada, post=post, visibility=Visibility(choice), cohort=world.place.cohort)


def leave_versions(world: World, _choice: str) -> None:
    """Leave what ada wrote in her post before, and what she is changing in it."""
    post = world.ada.posts.get()
    blogs.save_changes(by=world.ada, post=post, title="Mijn week", source=text_for("versions"), version=post.version)
    number = blogs.discard_changes(by=world.ada, post=post, version=post.version + 1)
    old = PostVersion.objects.get(version=number)
    blogs.restore(by=world.ada, old=old, version=old.post.version)


def leave_name(world: World, choice: str) -> None:
    world.ada.screen_name = choice
    world.ada.save()


def leave_line(world: World, _choice: str) -> None:
    """Leave her blog in the directory, which cleo reads too."""
    words = {"name": word_for("directory"), "about": "", "address": "https://ada.example/"}
    meeting.put_in_directory(by=world.ada, kind="person", platform=None, **words)


def leave_address(world: World, _choice: str) -> None:
    world.ada.email = f"{word_for('address')}@example.org"
    world.ada.save()


def leave_buddy(world: World, _choice: str) -> None:
    """Let ada and ben be buddies; that ben is one says that ada is the other."""
    hers, his = (Enrolment.objects.get(person=person) for person in (world.ada, world.ben))
    BuddyPair.objects.create(cohort=world.place.cohort, first=hers, second=his)


def has_buddy(page: str) -> bool:
    """Say whether somebody reads who is whose buddy: on her own page, or a trainer in the list of pairs."""
    return 'id="buddy"' in page or "Haal uit elkaar" in page


def leave_extension(world: World, _choice: str) -> None:
    Enrolment.objects.filter(person=world.ada).update(
        paused_at=timezone.now(), extended_until="2099-01-01", extension_reason=word_for("taking_part")
    )


def leave_elsewhere(world: World, _choice: str) -> None:
    blog = ExternalBlog.objects.create(
        person=world.ada, address="https://elders.example/", code="x", proven_at=timezone.now()
    )
    words = word_for("elsewhere")
    ExternalPost.objects.create(blog=blog, key="x", address="https://elders.example/1", title=words, summary=words)


def leave_follows(world: World, _choice: str) -> None:
    """Let ada follow all who look; cleo, whom she does not follow, must not read it."""
    for person in (world.ben, world.tove, world.mona):
        Follow.objects.create(follower=world.ada, followed=person)


def leave_visit(world: World, _choice: str) -> None:
    StreamVisit.objects.create(person=world.ada, seen_at=datetime(2018, 5, 4, 12, tzinfo=UTC))


def leave_answers(world: World, _choice: str) -> None:
    block = factories.checklist_block(items=[{"key": "1", "text": "Wat heb je geleerd?", "field": "text"}])
    thing = world.place.checklist_thing
    thing.body = [block]
    thing.save_revision().publish()
    thing = ThingPage.objects.get(pk=thing.pk)
    form = thing.exercises[0].block.answer_form(
        thing.exercises[0].value,
        data={f"{thing.exercises[0].id}-item-1": "on", f"{thing.exercises[0].id}-text-1": word_for("answers")},
        prefix=thing.exercises[0].id,
    )
    assert form.is_valid(), form.errors
    answer_to(world.ada, thing, form.answer_data())
    answer_to(world.ada, world.place.quiz_thing, {"1": "b"}, score=0.8)


def leave_vote(world: World, choice: str) -> None:
    answer_to(world.ben, world.place.poll_thing, {"vote": "oneens", "why": "", "share": False})
    answer_to(
        world.ada, world.place.poll_thing, {"vote": "eens", "why": text_for("reason"), "share": choice == "shared"}
    )


def leave_plan(world: World, choice: str) -> None:
    value = {"title": "Rooster", "key": "rooster", "counts": True, "intro": ""}
    thing = world.place.poll_thing
    thing.body = [*thing.body.raw_data, factories.block("planner", value)]
    thing.save_revision().publish()
    thing = ThingPage.objects.get(pk=thing.pk)
    world.place.poll_thing = thing
    world.place.things[2] = thing
    row = {"name": word_for("plan"), "day": 0, "begin": 600, "minutes": 60, "preparation": 0, "person": "Noor"}
    exercise = thing.exercises[1]
    Answer.objects.create(
        person=world.ada,
        page=thing,
        exercise=exercise.id,
        kind=exercise.kind,
        data={"blocks": [{**row, "stand_in": ""}], "available": 4, "sentence": "", "share": choice == "shared"},
        revision_id=thing.live_revision_id,
    )


def leave_worksheet(world: World, choice: str) -> None:
    thing = factories.make_thing(world.place.module, 6, [factories.worksheet_block()])
    week = world.place.cohort.weeks.first()
    CohortThing.objects.create(cohort=world.place.cohort, thing=thing, number=6, week=week)
    world.place.things.append(thing)
    row = {"kanaal": word_for("worksheet"), "volgers": "12"}
    answer_to(world.ada, thing, {"rows": [row], "below": {}, "share": choice == "shared"})


def leave_feedback(world: World, choice: str) -> None:
    """Leave a text that was handed in, which ben reads when they are paired; in both cases she said something too."""
    thing = factories.make_thing(world.place.module, 5, [factories.peer_review_block()])
    week = world.place.cohort.weeks.first()
    CohortThing.objects.create(cohort=world.place.cohort, thing=thing, number=5, week=week)
    world.place.things.append(thing)
    text = text_for("feedback")
    answer_to(world.ada, thing, {"text": text, "work": text, "handed_in": True})
    answer = world.ada.answers.get(page=thing)
    Attempt.objects.create(answer=answer, data=answer.data, revision_id=thing.live_revision_id)
    about = {"page": thing, "exercise": thing.exercises[0].id, "given_at": timezone.now()}
    if choice == "paired":
        Review.objects.create(author=world.ben, of=answer, text=text, **about)
    Review.objects.create(author=world.ada, example="x", tip=word_for("feedback"), **about)


def leave_thanks(world: World, _choice: str) -> None:
    """Let ada thank ben for a post, and call the trainer about it."""
    post = blogs.save_draft(
        by=world.ben, post_id=uuid.uuid4(), thing=None, exercise=None, title="Van Ben", source="Hoi.", version=0
    )
    assert post is not None
    post = blogs.publish(by=world.ben, post=post, visibility=Visibility.GROUP, cohort=world.place.cohort)
    thank(by=world.ada, post=post, wish=True)
    flag(by=world.ada, subject=Subject(post), reason=word_for("flag"))


def has_thanks(page: str) -> bool:
    return bool(re.search(rf"({OWN_NAME}|{SCREEN_NAME}) bedankte je|Jij bedankte Ben", page))


def leave_log(world: World, choice: str) -> None:
    audience = {"me": LogEntry.Audience.PRIVATE}.get(choice, choice)
    LogEntry.objects.create(
        person=world.ada,
        page=world.place.poll_thing,
        question="Wat neem je mee?",
        text=text_for("log"),
        audience=audience,
    )


def leave_lists(world: World, choice: str) -> None:
    """Let ada fill in the nulmeting and the own part of the end evaluation: alone, or as one of five."""
    statement = {"labels": ["niet", "een beetje", "goed"], "not_applicable": "", "group": "1", "hint": ""}
    others = [world.ben, *(colleague(world) for _ in range(3))] if choice == "five" else []
    for slug in ("intake", "einde-kennen"):
        options = [{"key": "a", "text": word_for(slug)}, {"key": "b", "text": "Iets anders"}]
        questionnaire = Questionnaire.objects.create(
            slug=slug,
            title=slug,
            is_anonymous=False,
            items=[
                factories.block("scale", {"key": "nm01", "text": "Ik kan dit.", **statement}),
                factories.block("choice", {"key": "why", "text": "Waarom?", "hint": "", "options": options}),
            ],
        )
        for person in (world.ada, *others):
            data = {"nm01": 1, "why": "a" if person == world.ada else "b"}
            evaluations.answer_own(by=person, questionnaire=questionnaire, data=data)


def leave_progress(world: World, choice: str) -> None:
    Cohort.objects.filter(pk=world.place.cohort.pk).update(managers_see=choice)
    ThingCompletion.objects.create(
        person=world.ada,
        thing=world.place.quiz_thing,
        state="done",
        exercises_done=1,
        exercises_total=1,
        started_at=LONG_AGO,
        done_at=LONG_AGO,
    )
    Enrolment.objects.filter(person=world.ada).update(things_done=1)


def leave_invitation(world: World, _choice: str) -> None:
    joining.invite(by=world.tove, cohort=world.place.cohort, person=world.ada)


def has_invitation(page: str) -> bool:
    """Say whether somebody reads the list with ada's invitation; there is no other."""
    return "/aanmelden/uitnodiging/" in page


def leave_evaluation(world: World, choice: str) -> None:
    text = {"key": "change", "text": "Wat moet anders?", "maximum": 500, "hint": ""}
    evaluation = Questionnaire.objects.create(
        slug="ding", title="Wat vond je ervan?", items=[factories.block("text", text)]
    )
    final = Questionnaire.objects.create(
        slug="einde", title="Wat vond je van de cursus?", items=[factories.block("text", text)]
    )
    people = [world.ada, *(colleague(world) for _ in range(9 if choice == "ten" else 3))]
    for person in people:
        for key, questionnaire, about in (
            ("evaluation", evaluation, {"thing": world.place.quiz_thing}),
            ("opinion", final, {"cohort": world.place.cohort}),
        ):
            said = word_for(key) if person == world.ada else "Niets."
            evaluations.answer_anonymously(by=person, questionnaire=questionnaire, data={"change": said}, **about)


def leave_certificate(world: World, choice: str) -> None:
    certificate = make_certificate(world.place, world.ada, name=word_for("certificate"))
    if choice == "given":
        world.code = certificate.code


def colleague(world: World) -> User:
    person = factories.make_person(library=world.place.library)
    factories.enrol(person, world.place.cohort)
    return person


def has(key: str) -> Callable[[str], bool]:
    return lambda page: word_for(key) in page


def has_own_vote(page: str) -> bool:
    """Say whether somebody reads what ada voted: at her own poll, or beside her name."""
    return "Jij stemde: Eens" in page or bool(re.search(rf"({OWN_NAME}|{SCREEN_NAME})</b>: Eens", page))


def has_name(page: str) -> bool:
    return OWN_NAME in page


def has_follow(page: str) -> bool:
    """Say whether somebody reads that ada follows: only she follows anybody here."""
    return bool(re.search(r'id="(gevolgd|volger)-\d+"', page))


def has_visit(page: str) -> bool:
    return "4 mei 2018" in page


def has_day(page: str) -> bool:
    """Say whether somebody reads a day of ada's; addresses of made-up pages may happen to end in that number."""
    return bool(re.search(r"(?<![a-z]-)\b2019\b", page))


def leave_mail(world: World, _choice: str) -> None:
    """Leave a mail to ada that came back, so that she is told on the site and tove in the list."""
    said = word_for("mail")
    Notice.objects.create(
        person=world.ada, reason="week_opens", period="1", sent_at=timezone.now(), cause=Cause.BOUNCED, outcome=said
    )
    note_failure(person=world.ada, why=Undeliverable.Why.UNKNOWN, is_hard=True, said=said)


def has_mail(page: str) -> bool:
    """Say whether somebody reads how mail to ada went; only hers went wrong."""
    return word_for("mail") in page or "We kunnen je niet mailen" in page


def has_own_line(page: str) -> bool:
    """Say whether somebody reads what ada filled in: her choice itself, not the same words as a choice to make."""
    return any(f"<dd>{word_for(slug)}</dd>" in page for slug in ("intake", "einde-kennen"))


def has_opinion(page: str) -> bool:
    return any(word_for(key) in page for key in ("evaluation", "opinion"))


ALL = frozenset(Viewer)
MINE = frozenset({Viewer.SELF})
TRACES = {
    "name": Traces((SCREEN_NAME, ""), leave_name, has_name, MINE | {Viewer.GROUP, Viewer.TRAINER}),
    "address": Traces(("",), leave_address, has("address"), MINE | {Viewer.TRAINER}),
    "post": Traces(tuple(Visibility.values), leave_post, has("post"), ALL),
    "versions": Traces(("",), leave_versions, has("versions"), MINE),
    "answers": Traces(("",), leave_answers, has("answers"), MINE),
    "vote": Traces(("", "shared"), leave_vote, has_own_vote, MINE),
    "reason": Traces(("", "shared"), leave_vote, has("reason"), MINE | {Viewer.GROUP}),
    "plan": Traces(("", "shared"), leave_plan, has("plan"), MINE | {Viewer.GROUP}),
    "worksheet": Traces(("", "shared"), leave_worksheet, has("worksheet"), MINE | {Viewer.GROUP, Viewer.TRAINER}),
    "feedback": Traces(("alone", "paired"), leave_feedback, has("feedback"), ALL - {Viewer.MANAGER}),
    "thanks": Traces(("thanked",), leave_thanks, has_thanks, MINE | {Viewer.GROUP}),
    "flag": Traces(("thanked",), leave_thanks, has("flag"), frozenset({Viewer.TRAINER})),
    "elsewhere": Traces(("",), leave_elsewhere, has("elsewhere"), ALL - {Viewer.MANAGER}),
    "directory": Traces(("listed",), leave_line, has("directory"), ALL),
    "follows": Traces(("followed",), leave_follows, has_follow, ALL),
    "visits": Traces(("",), leave_visit, has_visit, MINE),
    "log": Traces(("me", "trainer", "group"), leave_log, has("log"), MINE | {Viewer.GROUP, Viewer.TRAINER}),
    "intake": Traces(("alone", "five"), leave_lists, has_own_line, MINE),
    "mail": Traces(("",), leave_mail, has_mail, MINE | {Viewer.TRAINER}),
    "progress": Traces(tuple(Cohort.ManagerView.values), leave_progress, has_day, MINE | {Viewer.MANAGER}),
    "buddy": Traces(("paired",), leave_buddy, has_buddy, ALL - {Viewer.MANAGER}),
    "taking_part": Traces(("",), leave_extension, has("taking_part"), MINE | {Viewer.TRAINER}),
    "certificate": Traces(("kept", "given"), leave_certificate, has("certificate"), ALL),
    "invitation": Traces(("",), leave_invitation, has_invitation, frozenset({Viewer.TRAINER})),
    "evaluation": Traces(("four", "ten"), leave_evaluation, has_opinion, frozenset({Viewer.TRAINER})),
}

OPEN_AT: dict[Access, Callable[[str], bool]] = {
    Access.YES: lambda choice: True,
    Access.NO: lambda choice: False,
    Access.IF_GROUP_OR_WIDER: lambda choice: choice in ("group", "everyone"),
    Access.UNLESS_ONLY_ME: lambda choice: choice != "me",
    Access.IF_EVERYONE: lambda choice: choice == "everyone",
    Access.IF_SHARED: lambda choice: choice == "shared",
    Access.IF_NO_SCREEN_NAME: lambda choice: choice == "",
    Access.IN_REPORT: lambda choice: True,
    Access.IF_LISTED: lambda choice: choice == "listed",
    Access.IF_FOLLOWED: lambda choice: choice == "followed",
    Access.IF_PAIRED: lambda choice: choice == "paired",
    Access.IF_THANKED: lambda choice: choice == "thanked",
    Access.IF_GIVEN: lambda choice: choice == "given",
    Access.RESULT_ONLY: lambda choice: False,
    Access.STATE_ONLY: lambda choice: choice == "dates",
    Access.DONE_ONLY: lambda choice: False,
    Access.COUNT_ONLY: lambda choice: False,
    Access.GROUP_MEAN_FROM_5: lambda choice: False,
    Access.NAMELESS_FROM_5: lambda choice: choice == "ten",
    Access.THAT_IT_WAS_GIVEN: lambda choice: False,
}
"""Whether what ada left behind itself may be read, by the choice under which she left it."""

ROUNDS = max(len(traces.choices) for traces in TRACES.values())


def leave_everything(world: World, number: int) -> dict[str, str]:
    """Leave every trace, each under its choice of this round; return those choices by row."""
    chosen = {key: traces.choices[number % len(traces.choices)] for key, traces in TRACES.items()}
    for leave, choice in {TRACES[key].leave: choice for key, choice in chosen.items()}.items():
        leave(world, choice)
    return chosen


def test_every_row_of_the_table_and_every_kind_of_rule_is_walked() -> None:
    assert set(TRACES) == set(BY_KEY)
    assert set(OPEN_AT) == set(Access)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_everybody_reads_of_ada_what_the_table_says(number: int, world: World, as_: SignIn) -> None:
    chosen = leave_everything(world, number)
    for viewer in Viewer:
        pages = pages_for(as_(world.viewer(viewer)), world)
        for key, choice in chosen.items():
            read = [address for address, page in pages.items() if TRACES[key].found(page)]
            if not OPEN_AT[BY_KEY[key].rule_for(viewer).access](choice):
                assert not read, (key, choice, viewer, read)
            elif viewer in TRACES[key].shown_to:
                assert read, (key, choice, viewer, list(pages))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_cleo_and_visitors_read_of_ada_only_what_is_for_everyone(number: int, world: World, as_: SignIn) -> None:
    chosen = leave_everything(world, number)
    for person in (world.cleo, None):
        pages = pages_for(as_(person), world)
        for key, choice in chosen.items():
            read = [address for address, page in pages.items() if TRACES[key].found(page)]
            assert bool(read) == is_open_to_all(key, chosen, person), (key, choice, person, read)


def is_open_to_all(key: str, chosen: dict[str, str], person: User | None) -> bool:
    """Say whether somebody outside ada's group reads this: her public post, and signed in her line in the directory.

    Her own name stands beside both where she has no screen name.
    """
    is_public, is_listed = chosen["post"] == "everyone", chosen["directory"] == "listed" and person is not None
    shows_name = chosen["name"] == "" and (is_public or is_listed)
    is_given = chosen["certificate"] == "given"
    open_now = {"post": is_public, "directory": is_listed, "name": shows_name, "certificate": is_given}
    return open_now.get(key, False)


def test_mona_reads_the_state_and_nothing_where_the_cohort_says_nothing(world: World, as_: SignIn) -> None:
    for choice, reads in (("nothing", False), ("state", True), ("dates", True)):
        Cohort.objects.filter(pk=world.place.cohort.pk).update(managers_see=choice)
        page = as_(world.mona).get(reverse("reports:completion")).content.decode()
        assert ("Ada van den Berg" in page) == reads


def test_a_manager_who_takes_part_in_the_group_reads_what_the_group_reads(world: World, as_: SignIn) -> None:
    leave_post(world, "group")
    post = reverse("blogs:post", args=[world.ada.posts.get().pk])
    assert as_(world.mona).get(post).status_code == 404
    factories.enrol(world.mona, world.place.cohort)
    assert as_(User.objects.get(pk=world.mona.pk)).get(post).status_code == 200


def test_what_people_say_has_no_name_where_the_trainer_reads_it(world: World, as_: SignIn) -> None:
    leave_lists(world, "five")
    leave_evaluation(world, "ten")
    client = as_(world.tove)
    for key, name, about in (
        ("evaluation", "thing_results", world.place.quiz_thing.pk),
        ("opinion", "final_results", world.place.cohort.slug),
    ):
        page = client.get(reverse(f"evaluations:{name}", args=[about])).content.decode()
        assert word_for(key) in page
        assert "Ada" not in page


def test_ada_reads_both_her_lists_back(world: World, as_: SignIn) -> None:
    leave_lists(world, "alone")
    leave_evaluation(world, "four")
    client = as_(world.ada)
    for slug, name in (("intake", "intake_result"), ("einde-kennen", "final_result")):
        assert f"<dd>{word_for(slug)}</dd>" in client.get(reverse(f"evaluations:{name}")).content.decode()


# --- The table itself ----------------------------------------------------------------------------------------------


def drawn() -> str:
    return Template("{% load privacy_tags %}{% who_sees_what %}").render(Context())


def test_every_row_stands_in_the_table_once() -> None:
    assert [surface.key for surface in SURFACES] == list(BY_KEY)
    assert len({str(surface.label) for surface in SURFACES}) == len(SURFACES)


def test_the_table_says_every_rule_in_words() -> None:
    table = drawn()
    for surface in SURFACES:
        assert f'<th scope="row" role="rowheader">{escape(surface.label)}</th>' in table
        for _, rule in surface.cells:
            assert str(escape(rule.sentence)) in table
    assert table.count('scope="col"') == len(Viewer) + 1
    assert "<caption>" in table


@pytest.mark.parametrize("surface", SURFACES, ids=lambda surface: surface.key)
def test_a_no_reads_as_no_and_a_yes_as_yes(surface: Surface) -> None:
    for viewer in Viewer:
        rule = surface.rule_for(viewer)
        first = str(rule.sentence).partition(" ")[0].rstrip(".,")
        assert (first == "Nee") == (rule.access in (Access.NO, Access.IF_EVERYONE)), rule
        assert (first == "Ja") == (rule.access in (Access.YES, Access.UNLESS_ONLY_ME)), rule


def test_the_privacy_page_shows_the_table_to_everybody(world: World, as_: SignIn) -> None:
    for person in (None, world.ada, world.mona):
        page = as_(person).get(reverse("privacy")).content.decode()
        assert '<th scope="row" role="rowheader">Je echte naam</th>' in page
        assert page.count("<h1") == 1


def test_the_site_sets_no_other_cookies_than_the_privacy_page_names(world: World, as_: SignIn) -> None:
    named = {"sessionid", "csrftoken", "messages", "django_language"}
    visitor, ada = as_(None), as_(world.ada)
    for address in addresses_in(world):
        visitor.get(address)
        ada.get(address)
    visitor.post(reverse("set_language"), {"language": "en"})
    assert set(visitor.cookies) <= {"csrftoken", "django_language"}
    assert not as_(None).get("/").cookies
    assert set(ada.cookies) <= named


def test_the_lesson_block_is_the_same_table(world: World, as_: SignIn) -> None:
    thing = world.place.checklist_thing
    thing.body = [factories.block("who_sees_what", {}), factories.checklist_block()]
    thing.save_revision().publish()
    page = as_(world.ada).get(thing.url).content.decode()
    assert "Je nulmeting" in page
    assert page.count("<caption>Wie ziet wat van jou?</caption>") == 1
