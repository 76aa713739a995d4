"""A believable half-year: two cohorts, their posts, answers and evaluations, dated back from today.

Rows get the dates they would have had; progress is then derived from them as everywhere else, so that the demo
cannot show a number that the rules would not give.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from course.answers.actions import submit_answer
from course.blogs.models import Blog, Comment, Post, Visibility
from course.blogs.texts import make
from course.cohorts import evidence
from course.cohorts.actions import assign_course, enrol, give_role, start_cohort
from course.cohorts.models import Cohort, CourseOwner
from course.evaluations.actions import answer_anonymously, answer_own
from course.operations import demo_texts
from course.operations.demo_people import COLLEAGUES, LIBRARIES, ORGANISATION, SIGN_INS
from course.people.models import Library, ServiceOrganisation, Team, User
from lessons.models import BoundExercise, CoursePage, ThingPage
from lessons.questionnaires import Questionnaire

SEED = 23
AMSTERDAM = ZoneInfo(settings.TIME_ZONE)


@dataclass
class Demo:
    """What the demo has made so far; one source of chance, so that two demos are alike."""

    course: CoursePage
    today: date = field(default_factory=timezone.localdate)
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - no secret
    people: dict[str, User] = field(default_factory=dict)
    libraries: dict[str, Library] = field(default_factory=dict)

    def person(self, name: str) -> User:
        return self.people[name]


def live(course: CoursePage) -> Demo:
    """Make people, places, cohorts and half a year of activity for this course; returns what it made."""
    demo = Demo(course)
    make_places(demo)
    spring, autumn = make_cohorts(demo)
    walk(demo, spring, members(demo, "veldzicht"), pace=0.9)
    walk(demo, autumn, [*members(demo, "waterrijk"), *members(demo, "veldzicht")[:3]], pace=0.65)
    noor(demo, autumn)
    return demo


# --- People and places -------------------------------------------------------------------------------------------


def make_places(demo: Demo) -> None:
    name, slug, province = ORGANISATION
    organisation, _ = ServiceOrganisation.objects.get_or_create(slug=slug, defaults={"name": name, "province": province})
    for library_name, library_slug, teams in LIBRARIES:
        library, _ = Library.objects.get_or_create(
            slug=library_slug, defaults={"name": library_name, "organisation": organisation}
        )
        demo.libraries[library_slug] = library
        for team in teams:
            Team.objects.get_or_create(library=library, name=team)
        for colleague in COLLEAGUES[library_slug]:
            address = f"{slugify(colleague.split()[0])}.{slugify(colleague.split()[-1])}@{library_slug}.example"
            make_person(demo, colleague, address, library)
    waterrijk = demo.libraries["waterrijk"]
    noor, karim, sanne, els, joke = SIGN_INS
    for person in (noor, karim):
        make_person(demo, person.name, person.email, waterrijk)
    make_person(demo, els.name, els.email, waterrijk)
    for person in (sanne, joke):
        make_person(demo, person.name, person.email, None)
    give_role(by=None, person=demo.person(sanne.name), kind="trainer", organisation=organisation)
    give_role(by=None, person=demo.person(els.name), kind="manager", library=waterrijk)
    give_role(by=None, person=demo.person(joke.name), kind="coordinator")
    for person_name, screen_name in zip(COLLEAGUES["waterrijk"][6:], demo_texts.SCREEN_NAMES, strict=False):
        demo.person(person_name).screen_name = screen_name
        demo.person(person_name).save(update_fields=["screen_name"])


def make_person(demo: Demo, name: str, email: str, library: Library | None) -> None:
    """Make somebody who can sign in by code at once; half of a library's people belong to a team."""
    person = User.objects.filter(email=email).first() or User.objects.create_user(
        email=email, name=name, library=library
    )
    if library is not None and person.team is None:
        person.team = demo.chance.choice([None, *library.teams.all()])
        person.save(update_fields=["team"])
    EmailAddress.objects.get_or_create(user=person, email=email, defaults={"verified": True, "primary": True})
    demo.people[name] = person


def members(demo: Demo, library: str) -> list[User]:
    names = list(COLLEAGUES[library])
    if library == "waterrijk":
        names = [SIGN_INS[1].name, *names]
    return [demo.person(name) for name in names]


def make_cohorts(demo: Demo) -> tuple[Cohort, Cohort]:
    """Make a cohort that is nearly over and one in its sixth week, so that every published ding is open."""
    organisation = demo.libraries["waterrijk"].organisation
    if not CourseOwner.objects.filter(course=demo.course).exists():
        assign_course(by=None, course=demo.course, organisation=None)
    monday = demo.today - timedelta(days=demo.today.weekday())
    cohorts = []
    for name, weeks in (("Voorjaar", 26), ("Najaar", 6)):
        starts_on = monday - timedelta(weeks=weeks)
        cohort = start_cohort(
            by=None,
            course=demo.course,
            organisation=organisation,
            name=f"{name} {starts_on.year}, Het Verband",
            starts_on=starts_on,
            managers_see=Cohort.ManagerView.DATES,
        )
        cohorts.append(cohort)
    return cohorts[0], cohorts[1]


# --- What people do ----------------------------------------------------------------------------------------------


def walk(demo: Demo, cohort: Cohort, people: Sequence[User], pace: float) -> None:
    """Let people take the dingen of a cohort in order; the further on, the fewer: `pace` is who goes on each time."""
    things = [entry.thing for entry in cohort.programme.select_related("thing", "week").order_by("number")]
    for person in people:
        enrolment = enrol(by=None, person=person, cohort=cohort)
        if demo.chance.random() < 0.1:
            enrolment.way = "read"
            enrolment.save(update_fields=["way"])
    still_going = list(people)
    for thing in things:
        week = cohort.programme.get(thing=thing).week
        doers = [person for person in still_going if demo.chance.random() < pace + 0.25]
        for person in doers:
            do(demo, cohort, person, thing, moment(demo, week.opens_on))
        react(demo, cohort, thing, doers)
        evaluate(demo, thing, doers)
        still_going = [person for person in doers if demo.chance.random() < pace + 0.3]


def moment(demo: Demo, opens_on: date) -> datetime:
    """Return a moment between two shifts in the fortnight after a week opened, never in the future."""
    day = opens_on + timedelta(days=demo.chance.randint(0, 13))
    day = min(day, demo.today - timedelta(days=1))
    return datetime.combine(day, time(demo.chance.randint(9, 20), demo.chance.randint(0, 59)), tzinfo=AMSTERDAM)


def do(demo: Demo, cohort: Cohort, person: User, thing: ThingPage, at: datetime) -> None:
    """Let one person do every exercise of one ding."""
    for exercise in thing.exercises:
        if exercise.kind == "blog_post":
            post(demo, cohort, person, thing, exercise, at)
        elif exercise.counts or demo.chance.random() < 0.5:
            answer(demo, person, thing, exercise, at)
    evidence.announce(person, thing)


def answer(demo: Demo, person: User, thing: ThingPage, exercise: BoundExercise, at: datetime) -> None:
    if any(item.get("check") == "intake" for item in exercise.value.get("items", ())):
        take_intake(demo, person)
    data = FILL[exercise.kind](demo, exercise)
    form = exercise.block.answer_form(exercise.value, data=data, prefix=exercise.id)
    if form.is_valid():
        submit_answer(by=person, page=thing, exercise=exercise, form=form, at=at)


def fill_checklist(demo: Demo, exercise: BoundExercise) -> dict[str, str]:
    return {f"{exercise.id}-item-{item['key']}": "on" for item in exercise.value["items"] if not item["extra"]}


def fill_quiz(demo: Demo, exercise: BoundExercise) -> dict[str, list[str]]:
    """Choose the right options four times out of five."""
    chosen = {}
    for question in exercise.value["questions"]:
        right = [option["key"] for option in question["options"] if option["right"]]
        others = [option["key"] for option in question["options"] if not option["right"]]
        chosen[f"{exercise.id}-q-{question['key']}"] = right if demo.chance.random() < 0.8 else others[:1]
    return chosen


def fill_poll(demo: Demo, exercise: BoundExercise) -> dict[str, str]:
    options = [option["key"] for option in exercise.value["options"]]
    vote = demo.chance.choice(options)
    old = bool(exercise.value["earlier_label"])
    reasons = (
        (demo_texts.REASONS_2012_FOR, demo_texts.REASONS_2012_AGAINST)
        if old
        else (demo_texts.REASONS_FOR, demo_texts.REASONS_AGAINST)
    )
    why = demo.chance.choice(reasons[options.index(vote) % 2])
    share = {f"{exercise.id}-share": "on"} if demo.chance.random() < 0.5 else {}
    return {f"{exercise.id}-vote": vote, f"{exercise.id}-why": why, **share}


FILL: dict[str, Any] = {"checklist": fill_checklist, "quiz": fill_quiz, "poll": fill_poll}


def post(
    demo: Demo, cohort: Cohort, person: User, thing: ThingPage | None, exercise: BoundExercise | None, at: datetime
) -> Post:
    """Publish one post at that moment; most people write for their group."""
    source_texts = demo_texts.FIRST_POSTS if thing else demo_texts.FREE_POSTS
    title, source = source_texts[Post.objects.filter(thing=thing).count() % len(source_texts)]
    visibility = demo.chance.choices(
        [Visibility.ME, Visibility.TRAINER, Visibility.GROUP, Visibility.EVERYONE], weights=[1, 2, 8, 1]
    )[0]
    made = make(source)
    Blog.objects.update_or_create(
        person=person, defaults={"has_chosen": True, "visibility": min(visibility, Visibility.GROUP, key=LADDER.index)}
    )
    return Post.objects.create(
        author=person,
        thing=thing,
        exercise=exercise.id if exercise else None,
        cohort=cohort,
        title=title,
        source=source,
        html=made.html,
        excerpt=made.excerpt,
        words=made.words,
        renderer_version=made.renderer_version,
        visibility=visibility,
        created_at=at - timedelta(minutes=40),
        updated_at=at,
        published_at=at,
    )


LADDER = [Visibility.ME, Visibility.TRAINER, Visibility.GROUP, Visibility.EVERYONE]


def react(demo: Demo, cohort: Cohort, thing: ThingPage, people: Sequence[User]) -> None:
    """Let people who wrote for this ding react to what their group can read; authors answer now and then."""
    posts = list(
        Post.objects.filter(cohort=cohort, thing=thing, visibility__in=[Visibility.GROUP, Visibility.EVERYONE])
    )
    if not posts:
        return
    for person in people:
        others = [post for post in posts if post.author_id != person.pk]
        if not others:
            continue
        about = demo.chance.choice(others)
        at = min(about.created_at + timedelta(hours=demo.chance.randint(2, 70)), timezone.now() - timedelta(hours=1))
        first = comment(about, person, demo.chance.choice(demo_texts.COMMENTS), at)
        if demo.chance.random() < 0.4:
            later = min(at + timedelta(hours=3), timezone.now() - timedelta(minutes=20))
            comment(about, about.author, demo.chance.choice(demo_texts.REPLIES), later, parent=first)
        evidence.announce(person, thing)


def comment(about: Post, author: User, source: str, at: datetime, parent: Comment | None = None) -> Comment:
    made = make(source)
    return Comment.objects.create(
        post=about,
        author=author,
        parent=parent,
        source=source,
        html=made.html,
        renderer_version=made.renderer_version,
        created_at=at,
    )


# --- What people say ---------------------------------------------------------------------------------------------


def take_intake(demo: Demo, person: User) -> None:
    """Fill in the nulmeting; a few leave an item out because it is no part of their work."""
    questionnaire = Questionnaire.objects.get(slug="intake")
    data: dict[str, Any] = {}
    for item in questionnaire.item_list():
        if item.kind == "scale":
            data[item.key] = demo.chance.choices([1, 2, 3, 4, 5, None], weights=[2, 4, 6, 4, 1, 1])[0]
        elif item.kind == "choice":
            data[item.key] = demo.chance.choice(list(item.value["options"]))["key"]
    answer_own(by=person, questionnaire=questionnaire, data=data)


def evaluate(demo: Demo, thing: ThingPage, people: Iterable[User]) -> None:
    """Let two in three of those who did a ding say what they thought of it."""
    questionnaire = Questionnaire.objects.get(slug="ding")
    for person in people:
        done = person.completions.filter(thing=thing, state="done").exists()
        if done and demo.chance.random() < 0.67:
            data = {
                "usefulness": demo.chance.choices([2, 3, 4, 5], weights=[1, 2, 5, 3])[0],
                "time": demo.chance.choices(["short", "good", "long"], weights=[2, 6, 1])[0],
                "minutes": max(5, round(demo.chance.gauss(thing.minutes, 12))),
            }
            if demo.chance.random() < 0.3:
                data["change"] = demo.chance.choice(demo_texts.CHANGES)
            answer_anonymously(by=person, questionnaire=questionnaire, thing=thing, data=data)


def noor(demo: Demo, cohort: Cohort) -> None:
    """Noor has done ding 1 and begun to write: the reader of the demo goes on from there."""
    person = demo.person(SIGN_INS[0].name)
    enrol(by=None, person=person, cohort=cohort)
    entries = list(cohort.programme.select_related("thing", "week").order_by("number"))
    do(demo, cohort, person, entries[0].thing, moment(demo, entries[0].week.opens_on))
    karim = demo.person(SIGN_INS[1].name)
    free = post(demo, cohort, karim, None, None, timezone.now() - timedelta(hours=5))
    Post.objects.filter(pk=free.pk).update(visibility=Visibility.GROUP)
