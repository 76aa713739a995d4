"""Who gets in where: one row for every named address, one column for each of the cast.

A new address without a row fails the suite. Statuses are those of a GET (a POST where GET is not allowed), with ada's
own objects in the address: 200 she is in, 302 sent elsewhere (nobody: to the sign-in page), 403 refused, 404 for
this person it does not exist, 405 only POST.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from course.answers.models import Answer, AnswerFile, Review
from course.blogs.models import Comment, PendingText, Post, PostVersion, Tag
from course.blogs.models.pictures import Picture
from course.cohorts.models import CohortThing
from course.notifications.letters import token_for
from course.people.models import User
from lessons.exercises.peer_review import example_key
from lessons.models import ThingPage
from tests.conftest import Place
from tests.evaluations.conftest import make_evaluation, make_final_opinion, make_final_own, make_intake
from tests.factories import make_thing, peer_review_block

CAST = ("ada", "ben", "cleo", "mona", "tove", "nobody")


@dataclass(frozen=True)
class World:
    """Ada's own things, from which the addresses are made."""

    place: Place
    post: Post
    draft: Post
    comment: Comment
    file: AnswerFile
    feedback: ThingPage
    review: Review
    ada: User

    def arguments(self, name: str) -> dict[str, Any]:
        quiz = self.place.quiz_thing
        given: dict[str, dict[str, Any]] = {
            "notifications:less": {"token": token_for(self.ada, "digest")},
            "blogs:import_choose": {"upload_id": uuid.uuid4()},
            "blogs:person": {"person_id": self.ada.pk},
            "blogs:follow": {"person_id": self.ada.pk},
            "blogs:tag": {"tag": "jeugd"},
            "blogs:directory_remove": {"entry_id": 1},
            "blogs:post": {"post_id": self.post.pk},
            "blogs:edit": {"post_id": self.draft.pk},
            "blogs:draft": {"post_id": self.draft.pk},
            "blogs:history": {"post_id": self.post.pk},
            "blogs:version": {"post_id": self.post.pk, "number": 1},
            "blogs:discard": {"post_id": self.post.pk},
            "blogs:withdraw": {"post_id": self.post.pk},
            "blogs:view_as": {"post_id": self.post.pk},
            "feeds:person": {"person_id": self.ada.pk},
            "elsewhere:prove": {"blog_id": 0},
            "elsewhere:remove": {"blog_id": 0},
            "elsewhere:confirm": {"external_id": uuid.uuid4()},
            "feeds:thing": {"thing_id": quiz.pk},
            "feeds:group": {"slug": self.place.cohort.slug},
            "feeds:opml": {"slug": self.place.cohort.slug},
            "blogs:delete": {"post_id": self.draft.pk},
            "blogs:comment": {"post_id": self.post.pk},
            "blogs:remove_comment": {"comment_id": self.comment.pk},
            "blogs:pictures": {"post_id": self.post.pk},
            "blogs:picture": {"picture_id": Picture.objects.values_list("pk", flat=True).first()},
            "blogs:change_comment": {"comment_id": self.comment.pk},
            "blogs:flag_comment": {"comment_id": self.comment.pk},
            "blogs:moderate_comment": {"comment_id": self.comment.pk},
            "blogs:decide_guest": {"comment_id": self.comment.pk},
            "blogs:guest_decision": {"token": "onzin"},
            "blogs:flag": {"post_id": self.post.pk},
            "blogs:moderate": {"post_id": self.post.pk},
            "blogs:thank": {"post_id": self.post.pk},
            "blogs:guest": {"post_id": self.post.pk},
            "answers:submit": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:ask": {"thing_id": self.feedback.pk, "exercise_id": self.feedback.exercises[0].id},
            "answers:handed_in": {"thing_id": self.feedback.pk, "exercise_id": self.feedback.exercises[0].id},
            "answers:review": {"review_id": self.review.pk},
            "answers:shared_sheets": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:results": {"thing_id": quiz.pk},
            "answers:decide_change": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:worksheet_csv": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "blogs:from_worksheet": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:export": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:export_row": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:plan_calendar": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:shared_plans": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id},
            "answers:take_plan": {"thing_id": quiz.pk, "exercise_id": quiz.exercises[0].id, "answer_id": 1},
            "answers:write_log": {"thing_id": quiz.pk},
            "answers:shared_log": {"thing_id": quiz.pk},
            "answers:file": {"file_id": self.file.pk},
            "progress:why": {"thing_id": quiz.pk},
            "evaluations:thing": {"thing_id": quiz.pk},
            "evaluations:skip_thing": {"thing_id": quiz.pk},
            "evaluations:thing_results": {"thing_id": quiz.pk},
            "evaluations:intake_results": {"slug": self.place.cohort.slug},
            "evaluations:final_results": {"slug": self.place.cohort.slug},
        }
        return given.get(name, {})


# fmt: off
TABLE: dict[str, tuple[int, int, int, int, int, int]] = {
    #                              ada  ben  cleo mona tove nobody
    "help":                       (200, 200, 200, 200, 200, 200),
    "privacy":                    (200, 200, 200, 200, 200, 200),
    "accessibility":              (200, 200, 200, 200, 200, 200),
    "about":                      (200, 200, 200, 200, 200, 200),
    "study:my_course":            (200, 200, 200, 200, 200, 302),
    "study:card":                 (200, 200, 200, 200, 200, 302),
    "study:account":              (200, 200, 200, 200, 200, 302),
    "people:profile":             (200, 200, 200, 200, 200, 302),
    "study:take_part":            (302, 302, 302, 302, 302, 302),
    "notifications:wishes":       (200, 200, 200, 200, 200, 302),
    "notifications:less":         (200, 200, 200, 200, 200, 200),
    "blogs:stream":               (200, 200, 200, 200, 200, 200),
    "blogs:write":                (302, 302, 302, 302, 302, 302),
    "blogs:mine":                 (200, 200, 200, 200, 200, 302),
    "blogs:import":               (200, 200, 200, 200, 200, 302),
    "blogs:import_choose":        (302, 302, 302, 302, 302, 302),
    "blogs:export":               (200, 200, 200, 200, 200, 302),
    "blogs:person":               (200, 200, 404, 404, 200, 404),
    "blogs:follow":               (405, 405, 405, 405, 405, 302),
    "blogs:following":            (200, 200, 200, 200, 200, 302),
    "blogs:seen":                 (405, 405, 405, 405, 405, 302),
    "blogs:search":               (200, 200, 200, 200, 200, 200),
    "blogs:tag":                  (200, 200, 404, 404, 200, 404),
    "blogs:directory":            (200, 200, 200, 200, 200, 302),
    "blogs:directory_add":        (200, 200, 200, 200, 200, 302),
    "blogs:directory_remove":     (405, 405, 405, 405, 405, 302),
    "blogs:post":                 (200, 200, 404, 404, 200, 404),
    "blogs:edit":                 (200, 404, 404, 404, 404, 302),
    "blogs:draft":                (405, 405, 405, 405, 405, 405),
    "blogs:history":              (200, 404, 404, 404, 404, 302),
    "blogs:version":              (200, 404, 404, 404, 404, 302),
    "blogs:discard":              (200, 404, 404, 404, 404, 302),
    "blogs:withdraw":             (200, 404, 404, 404, 404, 302),
    "blogs:view_as":              (200, 404, 404, 404, 404, 302),
    "feeds:feeds":                (200, 200, 200, 200, 200, 302),
    "elsewhere:overview":         (200, 200, 200, 200, 200, 302),
    "elsewhere:prove":            (405, 405, 405, 405, 405, 302),
    "elsewhere:remove":           (404, 404, 404, 404, 404, 302),
    "elsewhere:confirm":          (404, 404, 404, 404, 404, 302),
    "feeds:person":               (404, 404, 404, 404, 404, 404),
    "feeds:thing":                (200, 200, 200, 200, 200, 200),
    "feeds:group":                (404, 404, 404, 404, 404, 404),
    "feeds:opml":                 (404, 404, 404, 404, 404, 404),
    "blogs:delete":               (200, 404, 404, 404, 404, 302),
    "blogs:comment":              (302, 302, 404, 404, 302, 302),
    "blogs:remove_comment":       (200, 403, 404, 404, 200, 302),
    "blogs:change_comment":       (200, 403, 404, 404, 403, 302),
    "blogs:thank":                (405, 405, 405, 405, 405, 302),
    # Nobody reports her own words; who decides herself has no need to.
    "blogs:flag":                 (403, 200, 404, 404, 403, 302),
    "blogs:flag_comment":         (403, 200, 404, 404, 403, 302),
    "blogs:flags":                (403, 403, 403, 403, 200, 302),
    "blogs:moderate":             (403, 403, 404, 404, 200, 302),
    "blogs:moderate_comment":     (403, 403, 404, 404, 200, 302),
    # The post of this table takes no guests: tests/blogs/test_guests.py has one.
    "blogs:guest":                (404, 404, 404, 404, 404, 404),
    "blogs:decide_guest":         (405, 405, 405, 405, 405, 302),
    "blogs:guest_decision":       (404, 404, 404, 404, 404, 404),
    "blogs:pictures":             (405, 405, 405, 405, 405, 405),
    "blogs:picture":              (200, 200, 404, 404, 200, 404),
    "answers:submit":             (405, 405, 405, 405, 405, 302),
    # The ding of this table has no planner; tests/answers/test_plans.py has one.
    "answers:ask":                (405, 405, 405, 405, 405, 302),
    "answers:handed_in":          (403, 403, 403, 403, 200, 302),
    "answers:review":             (200, 404, 404, 404, 200, 302),
    # Nor a worksheet; tests/answers/test_worksheets.py and tests/blogs/test_copying.py have one.
    "answers:worksheet_csv":      (404, 404, 404, 403, 404, 302),
    "blogs:from_worksheet":       (405, 405, 405, 405, 405, 302),
    "answers:plan_calendar":      (404, 404, 404, 403, 404, 302),
    "answers:shared_plans":       (404, 404, 404, 403, 404, 302),
    "answers:take_plan":          (405, 405, 405, 405, 405, 302),
    "answers:shared_sheets":      (404, 404, 404, 403, 404, 302),
    # Nor a worksheet that reads exports: tests/answers/test_exports.py.
    "answers:export":             (404, 404, 404, 403, 403, 302),
    "answers:export_row":         (405, 405, 405, 405, 405, 302),
    "answers:results":            (403, 403, 403, 403, 200, 302),
    "answers:decide_change":      (405, 405, 405, 405, 405, 302),
    "answers:logbook":            (200, 200, 200, 200, 200, 302),
    "answers:write_log":          (405, 405, 405, 405, 405, 302),
    "answers:shared_log":         (200, 200, 200, 403, 200, 302),
    "answers:file":               (200, 404, 404, 404, 404, 302),
    "progress:why":               (200, 200, 200, 403, 403, 302),
    "evaluations:thing":          (200, 200, 200, 403, 403, 302),
    "evaluations:skip_thing":     (405, 405, 405, 405, 405, 302),
    "evaluations:intake":         (200, 200, 200, 403, 403, 302),
    "evaluations:skip_intake":    (405, 405, 405, 405, 405, 302),
    "evaluations:intake_result":  (302, 302, 302, 403, 403, 302),
    "evaluations:final":          (200, 200, 200, 403, 403, 302),
    "evaluations:final_own":      (200, 200, 200, 403, 403, 302),
    "evaluations:final_opinion":  (200, 200, 200, 403, 403, 302),
    "evaluations:skip_final":     (405, 405, 405, 405, 405, 302),
    "evaluations:final_result":   (302, 302, 302, 403, 403, 302),
    "evaluations:results":        (403, 403, 403, 403, 200, 302),
    "evaluations:thing_results":  (403, 403, 403, 403, 200, 302),
    "evaluations:intake_results": (403, 403, 403, 403, 200, 302),
    "evaluations:final_results":  (403, 403, 403, 403, 200, 302),
    "reports:index":              (403, 403, 403, 302, 403, 302),
    "reports:completion":         (403, 403, 403, 200, 403, 302),
    "reports:completion_csv":     (403, 403, 403, 200, 403, 302),
    "reports:completion_xlsx":    (403, 403, 403, 200, 403, 302),
    "account_login":              (302, 302, 302, 302, 302, 200),
    "account_logout":             (200, 200, 200, 200, 200, 302),
    "account_inactive":           (200, 200, 200, 200, 200, 200),
    "account_signup":             (302, 302, 302, 302, 302, 200),
    "account_email":              (200, 200, 200, 200, 200, 302),
    "account_reauthenticate":     (403, 403, 403, 403, 403, 302),
    "account_change_password":    (302, 302, 302, 302, 302, 302),
    "account_set_password":       (200, 200, 200, 200, 200, 302),
    "account_request_login_code": (302, 302, 302, 302, 302, 200),
    "account_confirm_login_code": (302, 302, 302, 302, 302, 302),
    "account_email_verification_sent": (200, 200, 200, 200, 200, 200),
    "account_reset_password":     (200, 200, 200, 200, 200, 200),
    "account_reset_password_done": (200, 200, 200, 200, 200, 200),
    "account_reset_password_from_key_done": (200, 200, 200, 200, 200, 200),
    "set_language":               (302, 302, 302, 302, 302, 302),
    "operations:healthz":         (200, 200, 200, 200, 200, 200),
    "operations:readyz":          (200, 200, 200, 200, 200, 200),
    "operations:robots":          (200, 200, 200, 200, 200, 200),
    "operations:security_txt":    (200, 200, 200, 200, 200, 200),
    "operations:who":             (200, 200, 200, 200, 200, 200),
    "operations:outbox":          (404, 404, 404, 404, 404, 404),
    "wagtailcore_login":          (302, 302, 302, 302, 302, 302),
}
# fmt: on

ELSEWHERE = {
    "wagtail_serve": "pages have their own tests (tests/study/test_lesson.py, tests/lessons/test_pages.py)",
    "wagtaildocs_serve": "public documents of a course, served by Wagtail with its own policy header",
    "wagtaildocs_authenticate_with_password": "shared passwords are off (settings.base)",
    "wagtailcore_authenticate_with_password": "shared passwords are off (settings.base)",
    "account_confirm_email": "a secret key in the address, tested by allauth",
    "account_reset_password_from_key": "a secret key in the address, tested by allauth",
}


def named(patterns: Any, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = namespace + (f"{pattern.namespace}:" if pattern.namespace else "")
            yield from named(pattern.url_patterns, prefix + str(pattern.pattern), inner)
        elif pattern.name:
            yield namespace + pattern.name, prefix + str(pattern.pattern), pattern


ALL = list(named(get_resolver().url_patterns))
ADMIN = [(name, route) for name, route, _ in ALL if route.startswith("beheer/")]


def test_every_named_address_has_a_row() -> None:
    ours = {name for name, route, _ in ALL if not route.startswith("beheer/")}
    assert sorted(ours - TABLE.keys() - ELSEWHERE.keys()) == []
    assert sorted(TABLE.keys() - ours) == []


@pytest.fixture
def world(place: Place, ada: User) -> World:
    written = {
        "author": ada,
        "cohort": place.cohort,
        "title": "Mijn bericht",
        "source": "Tekst",
        "html": "<p>Tekst</p>",
    }
    post = Post.objects.create(**written, visibility="group", published_at=place.cohort.weeks.first().opens_at)
    post.tags.add(Tag.objects.create(name="jeugd", slug="jeugd"))
    draft = Post.objects.create(**written)
    PostVersion.objects.create(post=post, version=1, title="Eerst", source="Eerst zo")
    PendingText.objects.create(post=post, title="Straks", source="Straks zo", based_on=1, version=2)
    comment = Comment.objects.create(post=post, author=ada, source="Ja", html="<p>Ja</p>")
    make_evaluation()
    make_intake()
    picture = Picture(owner=ada, post_key=post.pk, extension="jpg", width=1, height=1, size=1)
    picture.file.save("", BytesIO(b"foto"))
    make_final_own()
    make_final_opinion()
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
    return World(place, post, draft, comment, file, feedback, review, ada)


@pytest.mark.parametrize("name", sorted(TABLE))
def test_the_door_of(
    name: str, world: World, request: pytest.FixtureRequest, as_: Callable[[User | None], Client]
) -> None:
    address = reverse(name, kwargs=world.arguments(name))
    found = []
    for who in CAST:
        person = None if who == "nobody" else request.getfixturevalue(who)
        response: HttpResponse = as_(person).get(address)
        found.append(response.status_code)
        if response.status_code == 302 and person is None and TABLE[name][0] != 302 and name != "account_logout":
            assert "/account/login/" in response["Location"], name
    assert tuple(found) == TABLE[name], f"{name} {address}"


def example(route: str) -> str:
    """Return an address of this route with made-up arguments."""
    route = re.sub(r"<(?:int|slug|str|path|uuid):\w+>|<\w+>", "1", route)
    route = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)", "1", route)
    return "/" + route.replace("^", "").replace("$", "").replace("\\Z", "").replace("\\", "")


def test_who_is_signed_in_and_may_not_enter_the_admin_reads_so(place: Place, ada: User, as_) -> None:
    """And is not sent to the sign-in page, which would send her back for ever."""
    response = as_(ada).get(reverse("wagtailadmin_home"))
    assert response.status_code == 403
    assert response.content.decode().count("<h1") == 1


@pytest.mark.parametrize("who", ["ada", "mona", "nobody"])
def test_who_does_not_train_gets_nowhere_in_the_admin(
    who: str, place: Place, request: pytest.FixtureRequest, as_: Callable[[User | None], Client]
) -> None:
    """All of Wagtail's own addresses: the sign-in page, a refusal, or nothing there; never a page."""
    person = None if who == "nobody" else request.getfixturevalue(who)
    client = as_(person)
    # Words and icons of the admin itself: the same for everybody, nothing of a course.
    public = {"wagtailadmin_logout", "wagtailadmin_javascript_catalog", "wagtailadmin_login", "wagtailadmin_sprite"}
    opened = [
        (name, example(route))
        for name, route in ADMIN
        if name not in public and client.get(example(route)).status_code == 200
    ]
    assert opened == []
