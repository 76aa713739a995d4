"""The demo is believable, adds up by the product's own rules, and never touches an installation with people in it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Site

from course.answers.models import Answer, Attempt, LogEntry, Review
from course.answers.question_changes import undecided
from course.answers.results import quiz_results
from course.blogs.models import Comment, Post, Visibility
from course.cohorts.models import Cohort, Enrolment
from course.evaluations.models import AnonymousResponse, OwnResponse
from course.operations import demo_people, demo_texts
from course.operations.demo_meeting import WELCOME
from course.operations.demo_people import ELS, KARIM, NOOR, SANNE, SIGN_INS
from course.people.models import User
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.exercises import KINDS
from lessons.models import ThingPage

pytestmark = pytest.mark.django_db


def import_course() -> None:
    call_command("import_course", str(settings.BASE_DIR / "lessons" / "content"), stdout=StringIO())


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The demo, made once for this module by its own commands, and gone after it."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            import_course()
            call_command("seed_demo", stdout=StringIO())
            yield
            transaction.set_rollback(True)
        Site.clear_site_root_paths_cache()


def person(someone: Any) -> User:
    return User.objects.get(email=someone.email)


def signed_in(as_: Any, someone: Any) -> Client:
    client: Client = as_(person(someone))
    return client


# --- It adds up --------------------------------------------------------------------------------------------------


def test_the_rules_give_every_number_that_the_demo_shows(demo: None) -> None:
    out = StringIO()
    call_command("reconcile_progress", stdout=out)
    assert "No differences" in out.getvalue()


def test_there_are_two_cohorts_named_after_when_they_began(demo: None) -> None:
    cohorts = list(Cohort.objects.order_by("starts_on"))
    assert len(cohorts) == 2
    for cohort in cohorts:
        assert str(cohort.starts_on.year) in cohort.name
        assert cohort.starts_on < timezone.localdate() <= (cohort.closes_on or timezone.localdate())
        assert cohort.enrolments.count() >= 8


def test_every_number_of_a_trainers_page_that_needs_five_answers_has_them_somewhere(demo: None) -> None:
    counted = Counter(AnonymousResponse.objects.filter(held_back=False).values_list("thing", flat=True))
    assert max(counted.values()) >= 5
    assert OwnResponse.objects.filter(questionnaire__slug="intake").count() >= 5
    assert OwnResponse.objects.filter(questionnaire__slug="einde-kennen").count() >= 5
    assert AnonymousResponse.objects.filter(questionnaire__slug="einde", held_back=False).count() >= 5


def test_els_finds_every_state_in_the_report_of_her_people(demo: None, as_: Any) -> None:
    address = reverse("reports:completion")
    client = signed_in(as_, ELS)
    page = client.get(address).content.decode()
    assert all(word in page for word in ("alles klaar", "niet begonnen", "bezig"))
    over, under_way = Cohort.objects.order_by("starts_on")
    for cohort, stand in ((over, "done"), (under_way, "busy"), (under_way, "todo")):
        filtered = client.get(address, {"ronde": cohort.slug, "stand": stand}).context["rows"]
        assert len(filtered.object_list) >= 1, stand
    assert ThingCompletion.objects.filter(state="busy", person__library__slug="waterrijk").exists()


def test_some_read_along_and_somebody_left(demo: None) -> None:
    assert Enrolment.objects.filter(way="read", left_at=None).exists()
    assert Enrolment.objects.filter(left_at__isnull=False).exists()


# --- It is believable --------------------------------------------------------------------------------------------


def test_nothing_happened_in_the_future(demo: None) -> None:
    now = timezone.now()
    moments = [
        *Post.objects.values_list("created_at", flat=True),
        *Post.objects.values_list("updated_at", flat=True),
        *Post.objects.published().values_list("published_at", flat=True),
        *Comment.objects.values_list("created_at", flat=True),
        *Answer.objects.values_list("updated_at", flat=True),
        *Attempt.objects.values_list("made_at", flat=True),
        *LedgerEntry.objects.values_list("at", flat=True),
        *Review.objects.given().values_list("given_at", flat=True),
        *LogEntry.objects.values_list("updated_at", flat=True),
        *OwnResponse.objects.values_list("answered_at", flat=True),
        *Enrolment.objects.values_list("enrolled_at", flat=True),
        *Enrolment.objects.filter(left_at__isnull=False).values_list("left_at", flat=True),
        *User.objects.values_list("date_joined", flat=True),
    ]
    assert max(moments) < now


def test_a_reaction_comes_after_what_it_reacts_to(demo: None) -> None:
    comments = Comment.objects.select_related("post", "parent")
    assert len(comments) >= 15
    for comment in comments:
        assert comment.post.published_at is not None
        assert comment.created_at > comment.post.published_at
        assert comment.parent is None or comment.created_at > comment.parent.created_at
    assert any(comment.parent is not None for comment in comments)


def test_nobody_does_a_ding_before_it_opens_or_before_she_takes_part(demo: None) -> None:
    rows = LedgerEntry.objects.filter(event="started").select_related("person", "thing")
    for row in rows:
        enrolment = row.person.enrolments.get()
        week = enrolment.cohort.programme.get(thing=row.thing).week
        assert enrolment.enrolled_at < week.opens_at <= row.at, f"{row.person}, ding {row.thing.number}"


def test_nobody_reacts_to_what_she_cannot_read_or_wrote_herself(demo: None) -> None:
    stayed = Comment.objects.filter(parent=None, author__enrolments__left_at=None)
    for comment in stayed.select_related("post", "author"):
        assert comment.author_id != comment.post.author_id
        assert Post.objects.visible_to(comment.author).filter(pk=comment.post_id).exists()


def test_no_text_was_written_by_two_people(demo: None) -> None:
    for texts in (
        Post.objects.values_list("source", flat=True),
        Comment.objects.filter(parent=None).values_list("source", flat=True),
        [
            data["why"]
            for data in Answer.objects.filter(kind="poll").values_list("data", flat=True)
            if data.get("share")
        ],
    ):
        assert [text for text, times in Counter(texts).items() if times > 1] == []


def test_every_blog_exercise_has_posts_and_some_posts_are_for_no_ding(demo: None) -> None:
    posts = Post.objects.published().select_related("thing")
    free = {post.title: post for post in posts if post.thing is None}
    assert {post.thing.number for post in posts if post.thing} == {2, 6, 16, 22, 23}
    assert free.keys() <= {WELCOME.title, *(title for title, _source in demo_texts.FREE_POSTS)}
    assert len({post.author_id for post in free.values()}) >= 4


def test_every_visibility_and_some_screen_names_are_in_use(demo: None) -> None:
    posts = Post.objects.published().select_related("author")
    assert {post.visibility for post in posts} == set(Visibility.values)
    assert sum(post.author.shown_name != post.author.name for post in posts) >= 2


def test_not_everybody_finishes(demo: None) -> None:
    done = Counter(Enrolment.objects.values_list("things_done", flat=True))
    assert done[0] >= 1
    assert done[23] >= 5
    assert len(done) >= 8
    assert Enrolment.objects.filter(paused_at__isnull=False).exists()


def test_no_address_of_the_demo_can_receive_mail(demo: None) -> None:
    addresses = User.objects.values_list("email", flat=True)
    assert len(addresses) == 27
    assert all(address.endswith(".example") for address in addresses)


# --- Every kind of exercise --------------------------------------------------------------------------------------


def things() -> list[ThingPage]:
    return list(ThingPage.objects.order_by("number"))


def test_every_exercise_that_counts_was_answered_by_somebody(demo: None) -> None:
    written = set(Post.objects.published().filter(thing__isnull=False).values_list("exercise", flat=True))
    answered = {str(key) for key in written | set(Answer.objects.values_list("exercise", flat=True))}
    counting = [exercise for thing in things() for exercise in thing.exercises if exercise.counts]
    assert {exercise.kind for exercise in counting} == {kind.kind for kind in KINDS}
    assert [exercise.title for exercise in counting if exercise.id not in answered] == []


def test_the_programme_has_fourteen_weeks_two_to_catch_up_and_eleven_core_dingen(demo: None) -> None:
    for cohort in Cohort.objects.all():
        weeks = list(cohort.weeks.order_by("number"))
        assert [week.number for week in weeks if week.is_catch_up] == [6, 11]
        assert len(weeks) == 14
        core = cohort.programme.filter(is_core=True).values_list("number", flat=True)
        assert set(core) == {2, 3, 5, 11, 12, 13, 14, 19, 20, 21, 23}


def test_people_read_each_other_and_who_was_first_got_the_examples(demo: None) -> None:
    given = Review.objects.given()
    colleagues = given.filter(of__isnull=False).select_related("of", "author")
    assert {review.page_id for review in colleagues} == {thing.pk for thing in things() if thing.number in (5, 15, 21)}
    for review in colleagues:
        assert review.of is not None
        handed_in_at = min(attempt.made_at for attempt in review.of.attempts.all())
        assert handed_in_at < review.asked_at < (review.given_at or review.asked_at)
        assert review.author_id != review.of.person_id
    waited = given.exclude(example="").select_related("author").order_by("given_at").first()
    assert waited is not None
    handed_in = Attempt.objects.filter(answer__person=waited.author, answer__exercise=waited.exercise).earliest(
        "made_at"
    )
    assert waited.asked_at - handed_in.made_at >= timedelta(days=3)


def test_stories_went_different_ways_and_some_wrote_their_own_reply(demo: None) -> None:
    runs = [answer.data for answer in Answer.objects.filter(kind="scenario")]
    steps = [[step["choice"] for step in run["steps"]] for run in runs]
    assert len({tuple(one) for one in steps}) >= 8
    assert {end for run in runs for end in run["read"]} == {"e1", "e2", "e3"}
    assert any(step.get("reply") for run in runs for step in run["steps"])
    assert any(run["runs"] for run in runs)
    assert any(run["steps"] and not run["read"] for run in runs)


def test_the_statement_of_2012_was_voted_on_at_the_start_and_at_the_end(demo: None) -> None:
    for thing in things():
        for exercise in thing.exercises:
            if exercise.kind == "poll":
                votes = Counter(Answer.objects.filter(exercise=exercise.id).values_list("data__vote", flat=True))
                assert sum(votes.values()) >= 3, thing.number
                assert len(votes) >= 2, thing.number


def test_logbook_entries_are_private_and_shared(demo: None) -> None:
    assert set(LogEntry.objects.values_list("audience", flat=True)) == set(LogEntry.Audience.values)
    assert LogEntry.objects.values("page").distinct().count() >= 15
    assert LogEntry.objects.filter(person=person(NOOR)).count() >= 3


def test_first_tries_tell_the_trainer_something_about_every_quiz(demo: None) -> None:
    for number in (7, 9, 20):
        (result,) = quiz_results(ThingPage.objects.get(number=number))
        assert result.people >= 8
        found = [row.now for row in result.questions]
        assert len({item.facility for item in found if item.facility is not None}) >= 3, number


def test_a_question_that_was_changed_waits_for_the_trainer(demo: None, as_: Any) -> None:
    thing = ThingPage.objects.get(number=7)
    (changed,) = undecided(thing)
    assert changed.question.key == "4"
    assert changed.answered >= 5
    assert changed.effects["full_marks"].rise >= 1
    (result,) = quiz_results(thing)
    assert result.questions[3].now.n >= 5
    assert result.questions[3].before[0].result.n >= 5
    page = signed_in(as_, SANNE).get(reverse("answers:results", args=[thing.pk]))
    assert page.status_code == 200


def test_the_course_itself_is_as_it_was_imported(demo: None, tmp_path: Path) -> None:
    call_command("export_course", "23-dingen", str(tmp_path), stdout=StringIO())
    shipped = settings.BASE_DIR / "lessons" / "content"
    (page,) = shipped.glob("*/07-*.md")
    assert (tmp_path / page.relative_to(shipped)).read_bytes() == page.read_bytes()


# --- Those who may be signed in as -------------------------------------------------------------------------------


@pytest.mark.parametrize("someone", SIGN_INS, ids=lambda someone: someone.role)
def test_everybody_the_readme_names_comes_in_with_a_code(demo: None, client: Client, someone: Any) -> None:
    asked = client.post(reverse("account_request_login_code"), {"email": someone.email})
    assert asked.status_code == 302
    code = re.search(r"^\s*([A-Z0-9]{3,}(?:-[A-Z0-9]{3,})+|[0-9]{6})\s*$", str(mail.outbox[-1].body), re.MULTILINE)
    assert code is not None
    entered = client.post(reverse("account_confirm_login_code"), {"code": code[1]})
    assert entered.status_code == 302
    page = client.get(reverse("study:my_course"))
    assert page.status_code == 200
    assert someone.name in page.content.decode()


def test_noor_stands_in_the_middle_and_every_kind_is_left_for_her(demo: None) -> None:
    noor = person(NOOR)
    done = {row.thing.number for row in noor.completions.filter(state="done").select_related("thing")}
    assert done == demo_people.NOOR_DID
    entries = noor.enrolments.get().cohort.programme.filter(week__opens_on__lte=timezone.localdate())
    left = [entry.thing for entry in entries.select_related("thing") if entry.number not in done]
    kinds = {exercise.kind for thing in left for exercise in thing.exercises if exercise.counts}
    assert kinds == {kind.kind for kind in KINDS}
    assert Review.objects.given().filter(of__person=noor).exists()


def test_noor_can_write_on_where_she_stopped(demo: None, as_: Any) -> None:
    draft = Post.objects.get(author=person(NOOR), published_at=None)
    assert draft.thing is not None
    assert draft.thing.number == 6
    assert 60 <= draft.words <= 110
    client = signed_in(as_, NOOR)
    lesson = client.get(draft.thing.address).content.decode()
    assert "Schrijf verder" in lesson
    assert reverse("blogs:edit", args=[draft.pk]) in lesson


def test_noor_can_react_to_what_karim_wrote_today(demo: None, as_: Any) -> None:
    newest = Post.objects.filter(author=person(KARIM), thing=None).latest("published_at")
    assert newest.visibility == Visibility.GROUP
    assert newest.published_at is not None
    assert timezone.now() - newest.published_at < timedelta(days=1)
    client = signed_in(as_, NOOR)
    assert newest.title in client.get(reverse("blogs:stream")).content.decode()
    assert client.get(newest.get_absolute_url()).status_code == 200


def test_sanne_trains_and_may_read_what_was_written_for_trainers(demo: None) -> None:
    for_trainers = Post.objects.published().filter(visibility=Visibility.TRAINER)
    assert for_trainers.exists()
    assert Post.objects.visible_to(person(SANNE)).filter(pk__in=for_trainers).count() == for_trainers.count()
