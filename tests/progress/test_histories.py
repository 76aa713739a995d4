"""Whatever people do, in whatever order: progress says what the facts say, and takes nothing back.

tests/progress/test_rules.py asks this of the pure rules. Here every step is the real action on a real database, so that
an action which forgets to announce its evidence is found as well.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from django.db.models import F
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from course.answers.actions import submit_answer
from course.blogs import actions as blogs
from course.blogs.audience import cohort_of
from course.blogs.models import Comment, Post, Visibility
from course.cohorts.models import Enrolment
from course.evaluations.actions import skip
from course.people.models import User
from course.progress.actions import exempt
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.models import BoundExercise, ThingPage
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.conftest import Place


@dataclass
class World:
    """Two participants, a trainer, four dingen, and what was true at the last look."""

    people: list[User]
    trainer: User
    place: Place
    intake: Questionnaire
    ledger: list[tuple[Any, ...]] = field(default_factory=list)
    done: dict[tuple[int, int], datetime] = field(default_factory=dict)

    def thing(self, number: int) -> ThingPage:
        """Return one of the dingen as it is published now."""
        chosen = self.place.things[number % len(self.place.things)]
        return ThingPage.objects.get(pk=chosen.pk)

    def blog(self) -> tuple[ThingPage, BoundExercise | None]:
        """Return the ding to blog about, and its exercise while it has one."""
        thing = ThingPage.objects.get(pk=self.place.blog_thing.pk)
        return thing, next((one for one in thing.exercises if one.kind == "blog_post"), None)

    def look(self) -> None:
        """Look whether all is still in order: nothing above all, done stays done, the ledger only grew."""
        assert not ThingCompletion.objects.filter(exercises_done__gt=F("exercises_total")).exists()
        for enrolment in Enrolment.objects.all():
            assert 0 <= enrolment.things_done <= len(self.place.things)
        finished = ThingCompletion.objects.filter(state="done")
        now_done = {(row.person_id, row.thing_id): row.done_at for row in finished}
        assert {key: now_done.get(key) for key in self.done} == self.done
        self.done = now_done
        ledger = list(LedgerEntry.objects.order_by("pk").values_list())
        assert ledger[: len(self.ledger)] == self.ledger
        self.ledger = ledger


Step = Callable[[World, User, int, bool], None]
"""Somebody does something: the number chooses which ding, post or comment, the flag one of two ways to do it."""

STEPS: dict[str, Step] = {}


def step(does: Step) -> Step:
    STEPS[does.__name__] = does
    return does


# --- Answers -----------------------------------------------------------------------------------------------------


def fields_for(exercise: BoundExercise, good: bool) -> dict[str, str]:
    """Return what somebody fills in: all right, or nothing that is enough."""
    value, name = exercise.value, exercise.id
    if exercise.kind == "quiz":
        return {f"{name}-q-{question['key']}": "b" if good else "a" for question in value["questions"]}
    if exercise.kind == "poll":
        return {f"{name}-vote": "eens", f"{name}-why": factories.text_of(40)}
    return {f"{name}-item-{item['key']}": "on" for item in value["items"] if good and not item["check"]}


def answer(world: World, person: User, number: int, *, good: bool) -> None:
    thing = world.thing(number)
    for exercise in thing.exercises:
        if exercise.block.is_answered_here:
            form = exercise.block.answer_form(exercise.value, data=fields_for(exercise, good), prefix=exercise.id)
            assert form.is_valid(), form.errors
            submit_answer(by=person, page=thing, exercise=exercise, form=form)


@step
def answers_right(world: World, person: User, number: int, way: bool) -> None:
    answer(world, person, number, good=True)


@step
def answers_wrong_or_unticks(world: World, person: User, number: int, way: bool) -> None:
    answer(world, person, number, good=False)


@step
def skips_the_intake(world: World, person: User, number: int, way: bool) -> None:
    skip(by=person, questionnaire=world.intake, came_from=world.thing(number) if way else None)


# --- Posts and reactions -----------------------------------------------------------------------------------------


def post_of(person: User, number: int, *, published: bool) -> Post | None:
    posts = list(Post.objects.filter(author=person, published_at__isnull=not published).order_by("created_at"))
    return posts[number % len(posts)] if posts else None


@step
def writes_a_post(world: World, person: User, number: int, way: bool) -> None:
    """Write for the ding, long enough or too short; or for no ding at all."""
    thing, exercise = world.blog()
    about = thing if exercise and number else None
    post = blogs.save_draft(
        by=person,
        post_id=uuid.uuid4(),
        thing=about,
        exercise=uuid.UUID(exercise.id) if exercise and about else None,
        title="Mijn week",
        source=factories.text_of(120 if way else 20),
        version=0,
    )
    assert post is not None
    visibility = Visibility.ME if number == 3 else Visibility.GROUP
    blogs.publish(by=person, post=post, visibility=visibility, cohort=cohort_of(person, about))


@step
def publishes_again(world: World, person: User, number: int, way: bool) -> None:
    post = post_of(person, number, published=False)
    if post:
        blogs.publish(by=person, post=post, visibility=Visibility.GROUP, cohort=post.cohort)


@step
def rewrites_a_post(world: World, person: User, number: int, way: bool) -> None:
    post = post_of(person, number, published=True)
    if post:
        source = factories.text_of(130 if way else 15)
        blogs.rewrite(by=person, post=post, title=post.title, source=source, version=post.version)


@step
def takes_a_post_back(world: World, person: User, number: int, way: bool) -> None:
    post = post_of(person, number, published=True)
    if post:
        blogs.withdraw(by=person, post=post)


@step
def deletes_a_post(world: World, person: User, number: int, way: bool) -> None:
    post = post_of(person, number, published=way)
    if post:
        blogs.delete_post(by=person, post=post)


def may_react(person: User) -> bool:
    """Say whether she has written for the ding; see `test_a_reaction_alone_begins_no_ding`."""
    return Post.objects.published().filter(author=person, thing__isnull=False).exists()


@step
def reacts_to_a_colleague(world: World, person: User, number: int, way: bool) -> None:
    posts = list(Post.objects.published().visible_to(person).exclude(author=person).order_by("created_at"))
    if posts and may_react(person):
        post = posts[number % len(posts)]
        blogs.add_comment(by=person, post=post, comment_id=uuid.uuid4(), parent=None, source="Mooi!")


@step
def removes_a_reaction(world: World, person: User, number: int, way: bool) -> None:
    comments = list(Comment.objects.filter(author=person).order_by("created_at"))
    if comments:
        blogs.remove_comment(by=person, comment=comments[number % len(comments)])


# --- What trainers do --------------------------------------------------------------------------------------------


def change(thing: ThingPage, body: Sequence[Any]) -> None:
    thing.body = list(body)
    thing.save_revision().publish()


READ = {"key": "1", "text": "Ik heb het gelezen."}
INTAKE = {"key": "2", "text": "Ik heb de nulmeting ingevuld.", "check": "intake"}


@step
def sees_a_page_gain_an_exercise(world: World, person: User, number: int, way: bool) -> None:
    """Only the first ding asks for the nulmeting; see `test_the_intake_counts_in_every_ding_that_asks_for_it`."""
    thing = world.thing(number)
    items = [READ, INTAKE] if way and thing.number == 1 else [READ]
    change(thing, [*thing.body.raw_data, factories.checklist_block(uuid.uuid4().hex, items)])


@step
def sees_a_page_lose_its_last_exercise(world: World, person: User, number: int, way: bool) -> None:
    thing = world.thing(number)
    change(thing, list(thing.body.raw_data)[:-1])


@step
def sees_the_exercises_turned_round(world: World, person: User, number: int, way: bool) -> None:
    thing = world.thing(number)
    change(thing, list(thing.body.raw_data)[::-1])


@step
def is_exempted(world: World, person: User, number: int, way: bool) -> None:
    exempt(by=world.trainer, person=person, thing=world.thing(number), note="Deed dit vorig jaar")


# --- The property ------------------------------------------------------------------------------------------------


@pytest.fixture
def world(place: Place, ada: User, ben: User, tove: User) -> World:
    intake = Questionnaire.objects.create(
        slug="intake", title="Nulmeting", introduction="", is_anonymous=False, items=[]
    )
    change(place.checklist_thing, [factories.checklist_block("start", [READ, INTAKE])])
    return World([ada, ben], tove, place, intake)


History = list[tuple[str, int, int, bool]]
"""Steps by name, with who does it, the number that chooses, and the way."""

histories = st.lists(
    st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 1), st.integers(0, 3), st.booleans()),
    min_size=3,
    max_size=14,
)

DONE_AND_TAKEN_BACK: History = [
    ("writes_a_post", 1, 1, True),
    ("writes_a_post", 0, 1, True),
    ("reacts_to_a_colleague", 0, 0, True),
    ("removes_a_reaction", 0, 0, True),
    ("takes_a_post_back", 0, 0, True),
    ("sees_a_page_gain_an_exercise", 0, 1, False),
    ("deletes_a_post", 1, 0, True),
]
LATE_INTAKE: History = [
    ("answers_right", 0, 0, True),
    ("sees_a_page_gain_an_exercise", 0, 0, True),
    ("skips_the_intake", 0, 0, False),
    ("answers_right", 0, 0, True),
    ("sees_a_page_lose_its_last_exercise", 0, 0, True),
    ("answers_wrong_or_unticks", 0, 0, True),
]


def reconcile() -> str:
    """Return what the command says; it fails the test by itself when it finds a difference."""
    out = StringIO()
    call_command("reconcile_progress", stdout=out)
    return out.getvalue()


# The same histories on every machine, so that a run of the suite never fails by chance.
@settings(deadline=None, max_examples=60, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=histories)
@example(history=DONE_AND_TAKEN_BACK)
@example(history=LATE_INTAKE)
def test_after_any_history_the_numbers_are_true_and_nothing_was_taken_back(world: World, history: History) -> None:
    with transaction.atomic():
        told = World([User.objects.get(pk=one.pk) for one in world.people], world.trainer, world.place, world.intake)
        for name, who, number, way in history:
            STEPS[name](told, told.people[who], number, way)
            told.look()
        assert "No differences" in reconcile()
        transaction.set_rollback(True)


def test_a_reaction_alone_begins_no_ding(world: World) -> None:
    ada, ben = world.people
    writes_a_post(world, ben, 1, True)
    post = Post.objects.get(author=ben)
    blogs.add_comment(by=ada, post=post, comment_id=uuid.uuid4(), parent=None, source="Mooi!")
    assert not ThingCompletion.objects.filter(person=ada).exists()
    assert "No differences" in reconcile()


def test_the_intake_counts_in_every_ding_that_asks_for_it(world: World) -> None:
    ada, second = world.people[0], world.place.quiz_thing
    change(second, [factories.checklist_block("later", [READ, INTAKE])])
    answers_right(world, ada, world.place.things.index(second), True)
    skips_the_intake(world, ada, 0, False)
    assert ThingCompletion.objects.get(person=ada, thing=second).state == "done"


def test_a_page_that_asks_only_for_what_the_house_knows_is_done_for_who_knew_it_already(world: World) -> None:
    ada = world.people[0]
    skips_the_intake(world, ada, 0, False)
    change(world.place.checklist_thing, [factories.checklist_block("enkel", [INTAKE])])
    assert "No differences" in reconcile()


def test_done_twice_over_is_done_once(world: World) -> None:
    """Every step twice in a row, as a double click does, leaves one line in the ledger for each event."""
    ada = world.people[0]
    for _time in range(2):
        answers_right(world, ada, 3, True)
        is_exempted(world, ada, 3, True)
        world.look()
    events = list(LedgerEntry.objects.filter(person=ada).values_list("event", flat=True))
    assert events == ["started", "given", "done"]
