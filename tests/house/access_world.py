"""What the access table is walked in: ada's own things, the addresses made from them, and what the database holds."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from allauth.usersessions.models import UserSession
from django.apps import apps
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from course.answers.models import Answer, AnswerFile, Review
from course.blogs import meeting
from course.blogs.models import Comment, ExternalBlog, ExternalPost, PendingText, Post, PostVersion, Tag
from course.blogs.models.meeting import DirectoryEntry
from course.blogs.models.pictures import Picture
from course.cohorts import joining
from course.cohorts.models import (
    ApprovedAddress,
    BuddyPair,
    Cohort,
    CohortThing,
    Enrolment,
    Invitation,
    PeopleImport,
    WaitingPlace,
)
from course.notifications.letters import token_for
from course.people.models import Team, User
from course.progress.certificates.keys import signing_key
from course.progress.models import Certificate
from lessons.exercises.peer_review import example_key
from lessons.models import ThingPage
from tests.conftest import Place
from tests.evaluations.conftest import make_evaluation, make_final_opinion, make_final_own, make_intake
from tests.factories import enrol, make_person, make_team, make_thing, peer_review_block

# --- Ada's own things ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class World:
    """One place in which ada has one of everything that an address can name."""

    place: Place
    ada: User
    post: Post
    draft: Post
    comment: Comment
    answer: Answer
    file: AnswerFile
    feedback: ThingPage
    review: Review
    picture: Picture
    entry: DirectoryEntry
    blog: ExternalBlog
    external: ExternalPost


def make_world(place: Place, ada: User) -> World:
    for make in (make_evaluation, make_intake, make_final_own, make_final_opinion):
        make()
    make_team(place.library)
    quiz = place.quiz_thing
    answer = Answer.objects.create(
        person=ada, page=quiz, exercise=quiz.exercises[0].id, kind="quiz", revision=quiz.live_revision
    )
    file = AnswerFile(id=uuid.uuid4(), answer=answer, item="1", name="a.txt")
    file.file.save("a.txt", BytesIO(b"inhoud"))
    feedback = make_thing(place.module, 5, [peer_review_block()])
    CohortThing.objects.create(cohort=place.cohort, thing=feedback, number=5, week=place.cohort.weeks.first())
    example = example_key(feedback.exercises[0].value["examples"][0])
    review = Review.objects.create(author=ada, page=feedback, exercise=feedback.exercises[0].id, example=example)
    line = {"kind": "person", "platform": None, "name": "Ada elders", "about": "", "address": "https://ada.example/"}
    entry = meeting.put_in_directory(by=ada, **line)
    blog = ExternalBlog.objects.create(
        person=ada, address="https://elders.example/", code="x", proven_at=timezone.now()
    )
    external = ExternalPost.objects.create(
        blog=blog, key="x", address="https://elders.example/1", title="Elders", summary="Elders"
    )
    make_certificate(place, ada)
    post, draft, comment = _posts(place, ada)
    picture = Picture(owner=ada, post_key=post.pk, extension="jpg", width=1, height=1, size=1)
    picture.file.save("", BytesIO(b"foto"))
    colleague = enrol(make_person(library=place.library), place.cohort)
    BuddyPair.objects.create(cohort=place.cohort, first=Enrolment.objects.get(person=ada), second=colleague)
    make_ways_in(place, ada)
    PeopleImport.objects.create(cohort=place.cohort, by=ada, state=PeopleImport.State.DONE)
    return World(place, ada, post, draft, comment, answer, file, feedback, review, picture, entry, blog, external)


def make_certificate(place: Place, person: User, name: str = "Ada") -> Certificate:
    """Return a certificate as it is stored, whatever she did; the key of its badge is published."""
    signing_key()
    return Certificate.objects.create(
        person=person,
        cohort=place.cohort,
        name=name,
        course_title=place.cohort.course.title,
        cohort_name=place.cohort.name,
        organisation_name=place.cohort.organisation.name,
        began_on=place.cohort.starts_on,
        finished_on=place.cohort.starts_on,
        things=[{"number": 1, "title": "Zo werkt 23 Dingen", "exempted": False}],
        things_total=1,
        rule="Minstens 1 van de 1 dingen.",
        status_index=0,
    )


def make_ways_in(place: Place, ada: User) -> None:
    """Let people join her cohort: an open invitation of hers, an approved address, somebody who waits."""
    Cohort.objects.filter(pk=place.cohort.pk).update(is_joinable=True)
    joining.invite(by=None, cohort=place.cohort, person=ada)
    ApprovedAddress.objects.create(cohort=place.cohort, email="mag@elders.example")
    WaitingPlace.objects.create(cohort=place.cohort, email="wacht@elders.example", name="Wies Wacht")


def _posts(place: Place, ada: User) -> tuple[Post, Post, Comment]:
    """Return a post for the group with an old version, changes and a comment of ada's; a draft; and that comment."""
    words = {"author": ada, "cohort": place.cohort, "title": "Mijn bericht", "source": "Tekst", "html": "<p>Tekst</p>"}
    post = Post.objects.create(**words, visibility="group", published_at=place.cohort.weeks.first().opens_at)
    post.tags.add(Tag.objects.create(name="jeugd", slug="jeugd"))
    draft = Post.objects.create(**words)
    PostVersion.objects.create(post=post, version=1, title="Eerst", source="Eerst zo")
    PendingText.objects.create(post=post, title="Straks", source="Straks zo", based_on=1, version=2)
    comment = Comment.objects.create(post=post, author=ada, source="Ja", html="<p>Ja</p>")
    return post, draft, comment


# --- Addresses -----------------------------------------------------------------------------------------------------


def a_device_of(person: User) -> int:
    """Return the id of a device on which somebody is signed in."""
    row, _is_new = UserSession.objects.get_or_create(
        user=person, session_key="elsewhere", defaults={"ip": "127.0.0.1", "user_agent": ""}
    )
    return int(row.pk)


FROM_ADA: dict[str, Callable[[World], Any]] = {
    "address_id": lambda world: ApprovedAddress.objects.get().pk,
    "invitation_id": lambda world: Invitation.objects.get(person=world.ada).pk,
    "place_id": lambda world: WaitingPlace.objects.get().pk,
    "answer_id": lambda world: world.answer.pk,
    "blog_id": lambda world: world.blog.pk,
    "change": lambda world: "schuif",
    "code": lambda world: Certificate.objects.get(person=world.ada).code,
    "comment_id": lambda world: world.comment.pk,
    "course": lambda world: world.place.course.pk,
    "enrolment": lambda world: Enrolment.objects.get(person=world.ada).pk,
    "end": lambda world: "sluit",
    "entry": lambda world: 0,
    "enrolment_id": lambda world: Enrolment.objects.get(person=world.ada).pk,
    "entry_id": lambda world: world.entry.pk,
    "exercise_id": lambda world: world.answer.exercise,
    "external_id": lambda world: world.external.pk,
    "file_id": lambda world: world.file.pk,
    "library": lambda world: world.place.library.slug,
    "kid": lambda world: signing_key()[0],
    "number": lambda world: 1,
    "organisation": lambda world: world.place.organisation.pk,
    "pair": lambda world: BuddyPair.objects.get().pk,
    "person_id": lambda world: world.ada.pk,
    "picture_id": lambda world: world.picture.pk,
    "pk": lambda world: world.place.cohort.pk,
    "session_id": lambda world: a_device_of(world.ada),
    "post_id": lambda world: world.post.pk,
    "review_id": lambda world: world.review.pk,
    "slug": lambda world: world.place.cohort.slug,
    "tag": lambda world: "jeugd",
    "team": lambda world: Team.objects.get(library=world.place.library).pk,
    "thing_id": lambda world: world.place.quiz_thing.pk,
    "token": lambda world: token_for(world.ada, "digest"),
    "upload_id": lambda world: uuid.uuid4(),
    "import_id": lambda world: PeopleImport.objects.get().pk,
    "extension": lambda world: "csv",
    "verb": lambda world: "pauzeer",
}
"""What stands in an address for an argument of that name: ada's own, so that everybody else comes with a foreign id."""

FOR_ONE_ADDRESS: dict[str, dict[str, Callable[[World], Any]]] = {
    "organisations:add_library": {"organisation": lambda world: world.place.organisation.slug},
    "organisations:change_organisation": {"organisation": lambda world: world.place.organisation.slug},
    "organisations:organisation": {"organisation": lambda world: world.place.organisation.slug},
    "blogs:edit": {"post_id": lambda world: world.draft.pk},
    "certificates:issuer": {"slug": lambda world: world.place.organisation.slug},
    "certificates:status": {"number": lambda world: 0},
    "blogs:draft": {"post_id": lambda world: world.draft.pk},
    "blogs:delete": {"post_id": lambda world: world.draft.pk},
    "joining:invitation": {
        "token": lambda world: joining.token_for(Invitation.objects.get(person=world.ada)),
    },
    "answers:ask": {
        "thing_id": lambda world: world.feedback.pk,
        "exercise_id": lambda world: world.feedback.exercises[0].id,
    },
    "answers:handed_in": {
        "thing_id": lambda world: world.feedback.pk,
        "exercise_id": lambda world: world.feedback.exercises[0].id,
    },
}

UNKNOWN: dict[str, Any] = {
    "code": "A" * 22,
    "change": "schuif",
    "course": 999_999,
    "extension": "csv",
    "enrolment": 999_999,
    "number": 999_999,
    "end": "sluit",
    "library": "nergens",
    "organisation": 999_999,
    "team": 999_999,
    "pk": 999_999,
    "session_id": 999_999,
    "slug": "bestaat-niet",
    "tag": "bestaat-niet",
    "token": "onzin",
}
"""What nothing answers to, for arguments that say nothing of their type by their name or route."""


@dataclass(frozen=True)
class Address:
    """One named address of the site: its name with namespaces, its route from the root, and its pattern."""

    name: str
    route: str
    pattern: URLPattern

    @property
    def arguments(self) -> list[str]:
        regex = getattr(self.pattern.pattern, "regex", None)
        return list(regex.groupindex) if regex else list(self.pattern.pattern.converters)

    @property
    def is_of_the_admin(self) -> bool:
        """Whether it is Wagtail's own, and not one that a room of ours put into its admin."""
        ours = self.pattern.callback.__module__.startswith("course.") or self.name.startswith("cohorts:")
        in_place_of_wagtails = self.name.startswith("wagtailadmin_")  # course/cohorts/foreign.py
        return self.route.startswith("beheer/") and (in_place_of_wagtails or not ours)

    def filled(self, world: World) -> dict[str, Any]:
        """Return the arguments with ada's own objects."""
        here = FROM_ADA | FOR_ONE_ADDRESS.get(self.name, {})
        unknown = set(self.arguments) - set(here)
        assert not unknown, (
            f"{self.name} takes {unknown}: say in FROM_ADA (access_world.py) what of ada's stands there."
        )
        return {name: here[name](world) for name in self.arguments}

    def foreign(self) -> dict[str, Any]:
        """Return arguments that fit the route and name nothing."""
        converters = getattr(self.pattern.pattern, "converters", {})
        kinds = {"IntConverter": 999_999, "UUIDConverter": uuid.uuid4(), "SlugConverter": "bestaat-niet"}
        found = {}
        for name in self.arguments:
            by_type = kinds.get(type(converters.get(name)).__name__, "onzin")
            found[name] = "pauzeer" if name == "verb" else UNKNOWN.get(name, by_type)
        return found


def named(patterns: Any, prefix: str = "", namespace: str = "") -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from named(pattern.url_patterns, prefix + str(pattern.pattern), inner)
        elif pattern.name:
            yield Address(namespace + pattern.name, prefix + str(pattern.pattern), pattern)


ALL = list(named(get_resolver().url_patterns))
OURS = {address.name: address for address in ALL if not address.is_of_the_admin}
ADMIN = [address for address in ALL if address.is_of_the_admin]


# --- What the database holds ---------------------------------------------------------------------------------------

OF_THE_VISIT = {"sessions.Session", "usersessions.UserSession"}
"""That somebody is here is no change of anything."""


def digest() -> dict[str, tuple[int, str]]:
    """Return for every table how many rows it has and a digest of all that stands in them."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        if model._meta.label not in OF_THE_VISIT and model._meta.managed and not model._meta.proxy:
            rows = sorted(repr(row) for row in model._base_manager.values_list())
            found[model._meta.label] = (len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest())
    return found


@contextmanager
def written() -> Iterator[list[str]]:
    """Collect the statements that write, to name the culprit when a digest differs."""
    statements: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.startswith(("INSERT", "UPDATE", "DELETE")) and "session" not in sql:
            statements.append(sql[:200])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield statements


# --- Who stands at the door, and what the table says of her ----------------------------------------------------------

CAST = (
    "ada",
    "ben",
    "cleo",
    "gina",
    "tove",
    "thea",
    "mona",
    "max",
    "lou",
    "otto",
    "joke",
    "eva",
    "root",
    "nobody",
)
"""Everybody of tests/conftest.py, in the order of their roles; nobody is signed out."""

SIGN_IN = ("/account/login/", "/beheer/login/")


def outcome(response: Any) -> str:
    """Return the status as the table says it.

    "login" is the way to the sign-in page. Wagtail sends who may not do something in its admin to its first page with
    a message; that is a refusal too, so it reads as "403".
    """
    if response.status_code == 302:
        if response["Location"].startswith(SIGN_IN):
            return "login"
        if response["Location"] == reverse("wagtailadmin_home"):
            return "403"
    return str(response.status_code)


REFUSALS = {"403", "404", "405", "login"}


def expected(cell: str) -> dict[str, str]:
    """Return what each of the cast gets, from one cell: "404; 200 ada ben; login nobody" (the first is for the rest).

    Raises ValueError for a name that is not of the cast, and for somebody who stands in a cell twice.
    """
    rest, *exceptions = [part.strip() for part in cell.split(";")]
    found = dict.fromkeys(CAST, rest)
    seen: set[str] = set()
    for exception in exceptions:
        status, *people = exception.split()
        for who in people:
            if who in seen or who not in found:
                raise ValueError(f"{who} in “{cell}”: nobody of that name, or named twice.")
            seen.add(who)
            found[who] = status
    return found
