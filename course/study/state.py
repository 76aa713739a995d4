"""What a lesson page shows of one person, gathered once; templates below only read it.

The lesson's prose and this state meet in the template and nowhere else, so that the prose can be compiled apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from course.answers.evidence import poll_results
from course.answers.logbook import LogForm, LogState, log_state
from course.answers.models import Answer
from course.answers.peer_page import PeerState, peers_on
from course.blogs.models import Post
from course.cohorts import evidence
from course.cohorts.access import SHUT, Door
from course.cohorts.evidence import Evidence
from course.people.models import User
from course.progress import rules
from course.study.programme import Programme, ShelfModule, ShelfThing, programme_for
from lessons.exercises import AnswerData, Count
from lessons.exercises.base import NO_FACTS, AnswerForm, Facts, whole_percentage
from lessons.models import BoundExercise, ThingPage


@dataclass(frozen=True)
class SharedReason:
    """What a colleague said of a proposition, shared by her under the name others see; never what she voted."""

    who: str
    why: str


@dataclass(frozen=True)
class PollRound:
    """How a proposition was voted on one earlier time: what that time is called, and the votes."""

    label: str
    counts: list[Count]

    @property
    def total(self) -> int:
        return sum(count.count for count in self.counts)


@dataclass(frozen=True)
class Conflict:
    """Two versions of one answer, as plain lines: what another window saved, and what this one wanted to save."""

    saved: str
    typed: str


@dataclass(frozen=True)
class ExerciseState:
    """One exercise as one person meets it."""

    bound: BoundExercise
    of: int
    form: AnswerForm
    rows: list[Any]
    is_done: bool = False
    answer: AnswerData | None = None
    answered_at: datetime | None = None
    missing: list[str] = field(default_factory=list)
    result: list[Count] = field(default_factory=list)
    before: list[PollRound] = field(default_factory=list)
    reasons: list[SharedReason] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    submit_url: str = ""
    write_url: str = ""
    is_open: bool = True
    version: int = 0
    address: str = ""
    conflict: Conflict | None = None
    peer: PeerState | None = None

    @property
    def anchor(self) -> str:
        return self.bound.anchor

    @property
    def label(self) -> str:
        return str(self.bound.block.label)

    @property
    def result_total(self) -> int:
        return sum(count.count for count in self.result)

    @property
    def vote_text(self) -> str:
        """What this person voted, in words."""
        vote = self.answer.data.get("vote") if self.answer else None
        return next((count.label for count in self.result if count.key == vote), "")

    @property
    def score_percentage(self) -> int | None:
        """Her best score as a whole percentage, or None when a machine does not judge this."""
        return None if self.answer is None or self.answer.score is None else whole_percentage(self.answer.score)


@dataclass(frozen=True)
class LessonState:
    """All that a lesson page shows of one person. Visitors, trainers and previews get one without answers."""

    exercises: Mapping[str, ExerciseState] = field(default_factory=dict)
    door: Door = SHUT
    programme: Programme = field(default_factory=Programme)
    module: ShelfModule | None = None
    module_number: int = 1
    previous: ShelfThing | None = None
    next: ShelfThing | None = None
    done_at: datetime | None = None
    is_exempted: bool = False
    log: LogState | None = None
    evaluation_url: str = ""
    why_url: str = ""
    is_preview: bool = False

    @property
    def counting(self) -> list[ExerciseState]:
        return [exercise for exercise in self.exercises.values() if exercise.bound.counts]

    @property
    def done(self) -> int:
        return len(self.counting) if self.done_at else sum(exercise.is_done for exercise in self.counting)

    @property
    def total(self) -> int:
        return len(self.counting)

    @property
    def first_to_do(self) -> ExerciseState | None:
        return next((exercise for exercise in self.counting if not exercise.is_done), None)


def blank_exercise(bound: BoundExercise, of: int = 1, *, is_open: bool = True) -> ExerciseState:
    """Return an exercise as somebody meets it who has not answered. No query."""
    form = bound.block.answer_form(bound.value, prefix=bound.id)
    return ExerciseState(bound=bound, of=of, form=form, rows=form.rows(bound.id), is_open=is_open)


def counting(exercises: Iterable[BoundExercise]) -> int:
    """Return how many of these exercises belong to the evidence."""
    return sum(bound.counts for bound in exercises)


def empty_state(page: ThingPage, door: Door = SHUT) -> LessonState:
    """Return the state of somebody without answers: a trainer who looks, or a preview. One query."""
    exercises = page.exercises
    return LessonState(
        exercises={bound.id: blank_exercise(bound, counting(exercises), is_open=False) for bound in exercises},
        door=door,
        module_number=page.module_number,
    )


def state_for(
    person: User,
    page: ThingPage,
    door: Door,
    refused: Mapping[str, AnswerForm] | None = None,
    refused_log: LogForm | None = None,
) -> LessonState:
    """Return one person's state of this page.

    Queries: the evidence sources, the programme, and what only some pages need: facts (a checklist that asks for
    them), polls (once she has voted; one more for a poll that is asked again), her posts,
    her logbook (where a ding asks for it), feedback of colleagues (where a ding asks for that).
    """
    if door.enrolment is None:
        return empty_state(page, door)
    given = {item.exercise_id: item for item in evidence.collect([person.pk], [page])}
    known = frozenset[str]()
    if any(bound.block.asks_facts(bound.value) for bound in page.exercises):
        known = evidence.facts_of([person.pk])[person.pk]
    answers = {key: item.answer for key, item in given.items()}
    facts = rules.facts_on_page(page.exercises, answers, known)
    gathered = Gathered(person, page, door, given, facts, rules.done_exercises(page.exercises, answers, known))
    programme = programme_for(person, door.enrolment)
    mine = next((thing for thing in programme.things if thing.id == page.pk), None)
    before, after = programme.neighbours(page.pk)
    done_on = mine.done_on if mine else None
    module = programme.module_of(page.pk)
    return LessonState(
        exercises=gathered.exercise_states(refused or {}),
        door=door,
        programme=programme,
        module=module,
        module_number=module.number if module else page.module_number,
        previous=before,
        next=after,
        done_at=timezone.make_aware(datetime.combine(done_on, datetime.min.time())) if done_on else None,
        is_exempted=bool(mine and mine.is_exempted),
        log=log_state(person, page, refused_log) if page.log_question else None,
        evaluation_url=reverse("evaluations:thing", args=[page.pk])
        if mine and done_on and not mine.is_evaluated
        else "",
        why_url=reverse("progress:why", args=[page.pk]),
    )


@dataclass(frozen=True)
class Gathered:
    """The pieces from which the exercises' states are made."""

    person: User
    page: ThingPage
    door: Door
    given: Mapping[str, Evidence]
    facts: Facts
    done: frozenset[str]

    def exercise_states(self, refused: Mapping[str, AnswerForm]) -> dict[str, ExerciseState]:
        """Return the state of each exercise by id."""
        exercises = self.page.exercises
        voted = [bound for bound in exercises if bound.block.shows_tally and bound.id in self.given]
        first = first_times(self.page, voted)
        # A poll that is asked again has the same options as the first time.
        earlier = [replace(bound, id=first[bound.id].exercise_id) for bound in voted if bound.id in first]
        results = poll_results([*voted, *earlier]) if voted else {}
        asked_why = [bound for bound in voted if bound.value["minimum_words"]]
        reasons = self.shared_reasons(asked_why) if asked_why else {}
        posts = self.own_posts() if any(not bound.block.is_answered_here for bound in exercises) else []
        peers = self.peers()
        states = {}
        for bound in exercises:
            state = self.exercise_state(bound, refused.get(bound.id))
            states[bound.id] = replace(
                state,
                of=counting(exercises),
                result=results.get(bound.id, []),
                before=rounds_before(bound, first.get(bound.id), results) if bound in voted else [],
                reasons=reasons.get(bound.id, []),
                posts=[post for post in posts if str(post.exercise) == bound.id],
                peer=peers.get(bound.id),
            )
        return states

    def peers(self) -> Mapping[str, PeerState]:
        """Return the exercises with feedback of colleagues by id. Queries: those of `peers_on`."""
        answers = {key: item.answer for key, item in self.given.items()}
        enrolment = self.door.enrolment
        return peers_on(self.person, enrolment, self.page, answers) if enrolment else {}

    def exercise_state(self, bound: BoundExercise, refused: AnswerForm | None) -> ExerciseState:
        item = self.given.get(bound.id)
        answer = replace(item.answer, facts=self.facts) if item else None
        form = refused or bound.block.answer_form(
            bound.value, initial=item.answer.data if item else None, prefix=bound.id
        )
        is_open = self.door.may_answer and bound.block.is_open(bound.value, timezone.localdate())
        return ExerciseState(
            bound=bound,
            of=1,
            form=form,
            rows=form.rows(f"{self.person.pk}/{bound.id}", self.facts),
            is_done=bound.id in self.done,
            answer=answer,
            answered_at=item.at if item else None,
            missing=[]
            if bound.id in self.done
            else bound.block.missing(bound.value, answer or AnswerData({}, facts=self.facts)),
            submit_url=reverse("answers:submit", args=[self.page.pk, bound.id]),
            write_url=f"{reverse('blogs:write')}?opdracht={self.page.pk}&oefening={bound.id}",
            is_open=is_open,
            version=item.version if item else 0,
            address=self.page.address,
            conflict=Conflict(
                bound.block.describe(bound.value, item.answer),
                bound.block.describe(bound.value, AnswerData(refused.answer_data())),
            )
            if item and refused and refused.is_valid()
            else None,
        )

    def own_posts(self) -> list[Post]:
        """Return her posts for this ding, the newest first. One query."""
        return list(
            Post.objects.filter(author=self.person, thing=self.page).defer("source", "html").order_by("-updated_at")
        )

    def shared_reasons(self, polls: list[BoundExercise]) -> dict[str, list[SharedReason]]:
        """Return why colleagues of her group voted as they did, as far as they share it; newest first. One query."""
        found: dict[str, list[SharedReason]] = {poll.id: [] for poll in polls}
        rows = (
            Answer.objects.filter(
                exercise__in=list(found),
                data__share=True,
                person__enrolments__cohort=self.door.enrolment.cohort_id if self.door.enrolment else None,
                person__enrolments__left_at__isnull=True,
            )
            .exclude(person=self.person)
            .select_related("person")
            .order_by("-updated_at")[:20]
        )
        for row in rows:
            why = Truncator(row.data.get("why", "")).chars(600)
            if why:
                found[str(row.exercise)].append(SharedReason(row.person.shown_name, why))
        return found


@dataclass(frozen=True)
class FirstTime:
    """Where a poll that is asked again was asked first: the ding's number, that poll's id, and votes of long before."""

    number: int
    exercise_id: str
    before: tuple[PollRound, ...]


MINUTES_KEPT = 5
"""How long where a poll was asked first is kept: it changes when a trainer publishes, and may show a little later."""


def first_times(page: ThingPage, polls: list[BoundExercise]) -> dict[str, FirstTime]:
    """Return by poll id where these polls were asked before. One query when one was, which is then kept a while."""
    again = [poll for poll in polls if poll.value.get("same_as")]
    found = {poll.id: caches["process"].get(kept_as(page, poll)) or find_first(page, poll) for poll in again}
    for poll in again:
        caches["process"].set(kept_as(page, poll), found[poll.id], MINUTES_KEPT * 60)
    return {poll: first for poll, first in found.items() if first.exercise_id}


def kept_as(page: ThingPage, poll: BoundExercise) -> str:
    return f"first-poll:{page.pk}:{page.live_revision_id}:{poll.id}"


def find_first(page: ThingPage, poll: BoundExercise) -> FirstTime:
    """Return where this poll was asked first, in another ding of its course; without an id when it is not there."""
    slug, _slash, key = str(poll.value["same_as"]).partition("/")
    course = page.path[: -2 * page.steplen]
    thing = ThingPage.objects.live().filter(path__startswith=course, slug=slug).first()
    original = thing.exercise_by_key(key) if thing is not None else None
    if thing is None or original is None or not original.block.shows_tally:
        return FirstTime(0, "", ())
    return FirstTime(thing.number, original.id, tuple(earlier_rounds(original)))


def earlier_rounds(poll: BoundExercise) -> list[PollRound]:
    """Return the votes of long ago that a trainer gave, if any."""
    earlier = poll.block.earlier_tally(poll.value)
    return [PollRound(str(poll.value["earlier_label"]), earlier)] if earlier else []


def rounds_before(poll: BoundExercise, first: FirstTime | None, results: Mapping[str, list[Count]]) -> list[PollRound]:
    """Return how this proposition was voted earlier, the oldest first. No query."""
    if first is None:
        return earlier_rounds(poll)
    return [*first.before, PollRound(_("Bij ding %(number)s") % {"number": first.number}, results[first.exercise_id])]


def preview_state(page: ThingPage, mode: str) -> LessonState:
    """Return the made-up state of a preview: new, half done or done. No query.

    Half done: half of what counts is done and the next exercise is begun, also when it is the only one.
    """
    state, now = empty_state(page), timezone.now()
    ids = [bound.id for bound in page.exercises if bound.counts]
    half = len(ids) // 2
    done, answered = {"busy": (ids[:half], ids[: half + 1]), "done": (ids, ids)}.get(mode, ([], []))
    exercises = {
        key: replace(
            exercise,
            is_open=True,
            is_done=key in done,
            answered_at=now if key in answered else None,
            missing=[] if key in done else exercise.bound.block.missing(exercise.bound.value, None),
        )
        for key, exercise in state.exercises.items()
    }
    return replace(state, exercises=exercises, done_at=now if mode == "done" else None, is_preview=True)


__all__ = ["NO_FACTS", "ExerciseState", "LessonState", "empty_state", "preview_state", "state_for"]
