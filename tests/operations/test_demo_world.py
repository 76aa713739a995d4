"""What the demo is made of: an empty installation only, the same story every time, seasons and texts that fit."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from course.answers.models import Answer, LogEntry, Review
from course.blogs.models import Comment, DirectoryEntry, Follow, Post, Thanks
from course.blogs.texts import make
from course.cohorts.models import Cohort, Enrolment
from course.operations import demo_texts
from course.operations.demo_life import live
from course.operations.demo_world import Deck, Demo, make_cohorts, make_places
from course.people.models import User
from course.progress.models import LedgerEntry
from lessons.models import CoursePage
from tests import factories


def told(course: CoursePage, at: datetime) -> dict[str, Counter[Any]]:
    """Return what a demo of that moment tells, without its ids and dates: how often it says each thing."""
    made = live(course, at)
    cohorts = [cohort.pk for cohort in made.cohorts]
    assert max(Comment.objects.values_list("created_at", flat=True)) < at
    assert max(LedgerEntry.objects.values_list("at", flat=True)) < at
    enrolments = Enrolment.objects.filter(cohort__in=cohorts)
    # Not whose work she read: that follows from the ids, and on PostgreSQL the second demo has other ones.
    return {
        "people": Counter(list(made.people)),
        "enrolments": Counter(enrolments.values_list("cohort__starts_on", "person__name", "things_done")),
        "comments": Counter(Comment.objects.values_list("author__name", "source")),
        "answers": Counter(Answer.objects.values_list("person__name", "kind")),
        "posts": Counter(Post.objects.values_list("author__name", "title", "words")),
        "reviews": Counter(Review.objects.values_list("author__name", "example", "top", "tip")),
        "thanks": Counter(Thanks.objects.values_list("person__name", "post__title")),
        "tags": Counter(Post.objects.filter(tags__isnull=False).values_list("title", "tags__name")),
        "directory": Counter(DirectoryEntry.objects.values_list("person__name", "kind", "name", "platform__key")),
        "follows": Counter(Follow.objects.values_list("follower__name", "followed__name")),
        "logbook": Counter(LogEntry.objects.values_list("person__name", "audience", "text")),
        "ledger": Counter(LedgerEntry.objects.values_list("person__name", "event", "thing__number")),
    }


MONDAY = datetime(2026, 11, 16, 5, tzinfo=UTC)


def test_the_demo_tells_the_same_story_on_every_day_of_the_week(db: None) -> None:
    call_command("import_course", str(settings.BASE_DIR / "lessons" / "content"), stdout=StringIO())
    course = CoursePage.objects.get()
    stories = []
    for at in (MONDAY, MONDAY + timedelta(days=6, hours=17)):
        with transaction.atomic():
            stories.append(told(course, at))
            transaction.set_rollback(True)
    first, second = stories
    assert all(first.values())
    for part in first:
        assert (first[part] - second[part], second[part] - first[part]) == (Counter(), Counter()), part


@pytest.mark.parametrize("month", [2, 5, 8, 11])
def test_cohorts_are_named_after_their_season_whenever_the_demo_is_made(month: int, db: None) -> None:
    thing = factories.make_thing(factories.make_module(factories.make_course()), 1)
    demo = Demo(CoursePage.objects.get(), now=datetime(2027, month, 3, 10, tzinfo=UTC))
    make_places(demo)
    make_cohorts(demo)
    names = [cohort.name.split()[0] for cohort in demo.cohorts]
    assert len(set(names)) == 2
    season = {12: 0, 1: 0, 2: 0, 3: 1, 4: 1, 5: 1, 6: 2, 7: 2, 8: 2, 9: 3, 10: 3, 11: 3}
    for cohort, name in zip(demo.cohorts, names, strict=True):
        assert name == ("Winter", "Voorjaar", "Zomer", "Najaar")[season[cohort.starts_on.month]]
    assert [entry.thing_id for entry in demo.open_entries(demo.cohorts[1])] == [thing.pk]


def test_no_text_is_dealt_twice_before_all_were_dealt_once() -> None:
    deck = Deck(("een", "twee", "drie"), random.Random(23))  # noqa: S311 - no secret
    first = {deck.deal() for _ in range(3)}
    assert first == {"een", "twee", "drie"}
    assert not deck.is_fresh
    assert deck.deal() in first


def test_every_post_written_for_a_ding_is_long_enough_for_it() -> None:
    asked = {2: (100, 0), 6: (150, 3), 16: (150, 0), 22: (150, 3), 23: (200, 0)}
    for number, (words, headings) in asked.items():
        for title, source in demo_texts.posts(number):
            made = make(source).as_fields()
            assert made["words"] >= words, title
            assert made["headings"] >= headings, title


def test_an_installation_with_people_is_left_alone(db: None) -> None:
    factories.make_course()
    ada = factories.make_person("Ada van den Berg")
    with pytest.raises(CommandError, match="People are here already"):
        call_command("seed_demo")
    assert list(User.objects.all()) == [ada]
    assert not Cohort.objects.exists()


def test_without_a_course_there_is_nothing_to_bring_to_life(db: None) -> None:
    with pytest.raises(CommandError, match="import_course lessons/content"):
        call_command("seed_demo")
    assert not User.objects.exists()
