"""Believable histories at any size, written in bulk: libraries, people, cohorts, posts and reactions from one seed.

The rows get the dates they would have had. Progress is then derived from them by its own action, so that no page can
show a number that the rules would not give. Later measurements add what they need here.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Final, TypeVar

from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from course.blogs.models import Blog, Comment, Post, Thanks, Visibility
from course.blogs.search import search_text
from course.blogs.texts import Made, excerpt_of, make
from course.cohorts.actions import start_cohort
from course.cohorts.models import Cohort, Enrolment
from course.operations import demo_texts
from course.operations.demo_world import AMSTERDAM
from course.operations.scale_names import FIRST_NAMES, LAST_NAMES
from course.people.models import Library, Province, Role, ServiceOrganisation, User
from course.people.names import sort_name
from course.progress.actions import recompute
from lessons.models import CoursePage, ThingPage

DOMAIN: Final = "schaal.example"
"""The addresses of everybody made here end so: nobody can receive anything there, and the next run knows its own."""
LIBRARIES_A_POI, PEOPLE_A_COHORT, BATCH = 12, 25, 500
LEVELS: Final = (Visibility.GROUP, Visibility.TRAINER, Visibility.EVERYONE, Visibility.ME)
WEIGHTS: Final = (55, 20, 15, 10)
Row = TypeVar("Row")


@dataclass(frozen=True)
class Size:
    """How much to make. The same size and seed make the same story, ids and today's date apart."""

    libraries: int
    participants: int
    posts: int
    seed: int = 23


@dataclass
class Scale:
    """What is being made, and the chance that decides."""

    size: Size
    course: CoursePage
    chance: random.Random
    now: datetime
    libraries: list[Library] = field(default_factory=list)
    groups: list[tuple[Cohort, list[User]]] = field(default_factory=list)


def make_cohorts(size: Size, now: datetime | None = None) -> Scale | None:
    """Make all of it in one transaction and return it; None when the very same people are here already.

    Raises CommandError for a size that cannot be, without a course, and where other people live in this database.
    """
    _check(size)
    ours = User.objects.filter(email__endswith=f"@{DOMAIN}", roles__isnull=True).count()
    if ours == size.participants:
        return None
    if User.objects.exists():
        raise CommandError(
            "There are people in this database already, and invented ones must not come between them. "
            "Start with an empty database: set DATA_DIR to an empty folder, or DATABASE_URL to an empty database."
        )
    course = CoursePage.objects.live().first()
    if course is None:
        raise CommandError("There is no course yet. Run first: manage.py import_course lessons/content")
    chance = random.Random(size.seed)  # noqa: S311 - no secret
    scale = Scale(size, course, chance, now or timezone.now())
    with transaction.atomic():
        make_libraries(scale)
        make_groups(scale)
        write(scale)
        derive_progress(scale)
    return scale


def _check(size: Size) -> None:
    if size.libraries < 1 or size.participants < size.libraries or size.posts < 0:
        raise CommandError(
            "Give at least one library, at least one participant for each library, and no posts below 0."
        )


# --- Places and people -------------------------------------------------------------------------------------------


def make_libraries(scale: Scale) -> None:
    """Make a POI for every twelve libraries, each with a trainer, and a manager in each library."""
    organisations = ServiceOrganisation.objects.bulk_create(
        ServiceOrganisation(
            name=f"POI Schaal {number}", slug=f"poi-schaal-{number}", province=Province.values[(number - 1) % 12]
        )
        for number in range(1, -(-scale.size.libraries // LIBRARIES_A_POI) + 1)
    )
    scale.libraries = Library.objects.bulk_create(
        Library(
            name=f"Bibliotheek Schaal {number + 1}",
            slug=f"schaal-{number + 1}",
            organisation=organisations[number // LIBRARIES_A_POI],
        )
        for number in range(scale.size.libraries)
    )
    managers = User.objects.bulk_create(
        [a_person(scale, f"leiding-{library.slug}", library) for library in scale.libraries], BATCH
    )
    trainers = User.objects.bulk_create([a_person(scale, f"trainer-{one.slug}", None) for one in organisations], BATCH)
    Role.objects.bulk_create(
        [
            *(
                Role(person=person, kind=Role.Kind.MANAGER, library=library)
                for person, library in zip(managers, scale.libraries, strict=True)
            ),
            *(
                Role(person=person, kind=Role.Kind.TRAINER, organisation=one)
                for person, one in zip(trainers, organisations, strict=True)
            ),
        ],
        BATCH,
    )


def a_person(scale: Scale, local: str, library: Library | None) -> User:
    """Return somebody (not saved) with an invented name, who signs in by code."""
    name = f"{scale.chance.choice(FIRST_NAMES)} {scale.chance.choice(LAST_NAMES)}"
    return User(
        email=f"{local}@{DOMAIN}",
        name=name,
        sort_name=sort_name(name),
        password="!",  # noqa: S106 - the mark of somebody who has no password
        library=library,
    )


def make_groups(scale: Scale) -> None:
    """Make the participants, library by library, in cohorts of their POI that began one to two years ago."""
    people = User.objects.bulk_create(
        [
            a_person(scale, f"{number + 1}", scale.libraries[number * len(scale.libraries) // scale.size.participants])
            for number in range(scale.size.participants)
        ],
        BATCH,
    )
    by_organisation: dict[int, list[User]] = {}
    for person in people:
        assert person.library is not None  # noqa: S101 - each was given one above
        by_organisation.setdefault(person.library.organisation_id, []).append(person)
    for members in by_organisation.values():
        for number, first in enumerate(range(0, len(members), PEOPLE_A_COHORT), start=1):
            scale.groups.append(make_group(scale, members[first : first + PEOPLE_A_COHORT], number))


def make_group(scale: Scale, members: list[User], number: int) -> tuple[Cohort, list[User]]:
    library = members[0].library
    assert library is not None  # noqa: S101 - as above
    starts_on = timezone.localdate(scale.now) - timedelta(days=scale.chance.randint(365, 730))
    cohort = start_cohort(
        by=None,
        course=scale.course,
        organisation=library.organisation,
        name=f"Ronde {number} {library.organisation}",
        starts_on=starts_on,
        closes_on=timezone.localdate(scale.now) + timedelta(days=365),
    )
    at = datetime.combine(starts_on - timedelta(days=7), time(10), tzinfo=AMSTERDAM)
    Enrolment.objects.bulk_create(
        Enrolment(person=person, cohort=cohort, library=person.library, enrolled_at=at) for person in members
    )
    return cohort, members


# --- Posts and reactions -----------------------------------------------------------------------------------------


class Texts:
    """Paragraphs of the demo's posts, each rendered once: a text of several is then its paragraphs one after another.

    Rendering twenty thousand posts one by one would take longer than all the rest.
    """

    def __init__(self, chance: random.Random) -> None:
        texts = [source for _title, source in (*demo_texts.FIRST_POSTS, *demo_texts.FREE_POSTS)]
        paragraphs = {part.strip() for source in texts for part in source.split("\n\n")}
        # Plain ones only: a list or a quotation would run on into the next.
        self.chance = chance
        self.made = {part: make(part) for part in sorted(paragraphs) if part and part[0].isalnum()}
        self.titles = [title for title, _source in (*demo_texts.FIRST_POSTS, *demo_texts.FREE_POSTS)]
        self.comments = [(source, make(source)) for source in demo_texts.COMMENTS]

    def story(self) -> tuple[str, Made]:
        """Return three to seven paragraphs as Markdown, and what is stored beside it."""
        parts = self.chance.sample(list(self.made), self.chance.randint(3, 7))
        rendered = [self.made[part] for part in parts]
        html = "\n".join(one.html for one in rendered)
        words = sum(one.words for one in rendered)
        return "\n\n".join(parts), replace(rendered[0], html=html, words=words, headings=0, excerpt=excerpt_of(html))


def write(scale: Scale) -> None:
    """Write the posts, spread over everybody, and what others said about them."""
    texts = Texts(scale.chance)
    exercises = [
        (thing, exercise)
        for thing in ThingPage.objects.descendant_of(scale.course).live()
        for exercise in thing.exercises
        if exercise.kind == "blog_post"
    ]
    Blog.objects.bulk_create(
        [Blog(person=person, has_chosen=True) for _cohort, members in scale.groups for person in members], BATCH
    )
    made: list[Post] = []
    writers = [(cohort, members, person) for cohort, members in scale.groups for person in members]
    for number in range(scale.size.posts):
        cohort, _members, person = writers[number % len(writers)]
        turn = number // len(writers)
        thing, exercise = exercises[turn] if turn < len(exercises) else (None, None)
        title = f"{scale.chance.choice(texts.titles)}"
        post = a_post(scale, cohort, person, title, texts.story())
        post.thing, post.exercise = thing, uuid.UUID(exercise.id) if exercise else None
        made.append(post)
    for part in batches(made):
        Post.objects.bulk_create(part)
    members_of = {cohort.pk: members for cohort, members in scale.groups}
    react(scale, texts, made, members_of)


def a_post(scale: Scale, cohort: Cohort, person: User, title: str, story: tuple[str, Made]) -> Post:
    """Return one post (not saved), some time after its cohort began."""
    days = max(1, (timezone.localdate(scale.now) - cohort.starts_on).days)
    began = datetime.combine(cohort.starts_on, time(9), tzinfo=AMSTERDAM)
    at = min(began + timedelta(minutes=scale.chance.randint(0, days * 24 * 60 - 600)), scale.now - timedelta(hours=1))
    source, fields = story
    return Post(
        id=uuid.UUID(int=scale.chance.getrandbits(128), version=4),
        author=person,
        cohort=cohort,
        title=title,
        source=source,
        visibility=scale.chance.choices(LEVELS, WEIGHTS)[0],
        created_at=at,
        updated_at=at,
        published_at=at,
        **fields.as_fields(),
        search_text=search_text(title, fields.html),
    )


def react(scale: Scale, texts: Texts, posts: Sequence[Post], members_of: dict[int, list[User]]) -> None:
    """Let colleagues of the group say something, or just thank, where they can read the post."""
    comments: list[Comment] = []
    thanks: list[Thanks] = []
    for post in posts:
        if post.visibility not in (Visibility.GROUP, Visibility.EVERYONE) or post.cohort_id is None:
            continue
        others = [one for one in members_of[post.cohort_id] if one.pk != post.author_id]
        chosen = scale.chance.sample(others, min(len(others), scale.chance.choice((0, 1, 1, 2, 3, 4))))
        for person in chosen:
            if scale.chance.random() < 0.2:
                thanks.append(Thanks(post=post, person=person, given_at=after(scale, post)))
            else:
                comments.append(a_comment(scale, texts, post, person))
    for part in batches(comments):
        Comment.objects.bulk_create(part)
    Thanks.objects.bulk_create(thanks, BATCH)


def a_comment(scale: Scale, texts: Texts, post: Post, person: User) -> Comment:
    source, made = scale.chance.choice(texts.comments)
    return Comment(
        id=uuid.UUID(int=scale.chance.getrandbits(128), version=4),
        post=post,
        author=person,
        source=source,
        html=made.html,
        renderer_version=made.renderer_version,
        created_at=after(scale, post),
    )


def after(scale: Scale, post: Post) -> datetime:
    """Return a moment at most three days after a post came out, and not in the future."""
    at = post.published_at or scale.now
    return min(at + timedelta(minutes=scale.chance.randint(20, 3 * 24 * 60)), scale.now)


def derive_progress(scale: Scale) -> None:
    """Let ledger and completions follow from the posts, as they do everywhere else."""
    everybody = [person.pk for _cohort, members in scale.groups for person in members]
    for pk in Post.objects.filter(thing__isnull=False).order_by("thing").values_list("thing", flat=True).distinct():
        thing = ThingPage.objects.get(pk=pk)
        for part in batches(everybody):
            recompute(part, thing, scale.now)


def batches(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for first in range(0, len(rows), BATCH):
        yield rows[first : first + BATCH]
