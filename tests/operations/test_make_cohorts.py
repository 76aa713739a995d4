"""Histories at any size: believable, true to the rules, the same from one seed, and never among real people."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from course.blogs.models import Comment, Post, Thanks
from course.blogs.texts import make
from course.cohorts.models import Enrolment
from course.operations.scale_data import Size, make_cohorts
from course.people.models import Library, User
from course.progress.models import ThingCompletion
from tests import factories

NOW = datetime(2026, 11, 16, 9, tzinfo=UTC)
SMALL = Size(libraries=3, participants=30, posts=120)


@pytest.fixture
def course(db: None) -> None:
    call_command("import_course", str(settings.BASE_DIR / "lessons" / "content"), stdout=StringIO(), verbosity=0)


def story() -> dict[str, Counter[Any]]:
    return {
        "people": Counter(User.objects.values_list("email", "name", "library__name")),
        "posts": Counter(Post.objects.values_list("pk", "author__email", "title", "source", "visibility")),
        "comments": Counter(Comment.objects.values_list("pk", "author__email", "source", "created_at")),
        "done": Counter(ThingCompletion.objects.values_list("person__email", "thing__number", "state")),
    }


@pytest.mark.usefixtures("course")
def test_a_history_is_as_large_as_asked_and_true_to_the_rules() -> None:
    make_cohorts(SMALL, NOW)

    assert Library.objects.count() == 3
    assert Enrolment.objects.count() == User.objects.filter(roles__isnull=True).count() == 30
    assert Post.objects.count() == 120
    assert Post.objects.filter(published_at__lt=NOW, published_at__gte=datetime(2024, 11, 1, tzinfo=UTC)).count() == 120
    assert len(set(Post.objects.values_list("visibility", flat=True))) == 4
    assert Comment.objects.filter(created_at__lte=NOW).count() > 60
    assert Thanks.objects.exists()
    for comment in Comment.objects.select_related("post"):
        assert comment.author_id != comment.post.author_id
        assert comment.post.visibility in ("group", "everyone")
    for post in Post.objects.all()[:10]:
        made = make(post.source)
        assert (post.words, post.excerpt) == (made.words, made.excerpt)
        assert post.html == made.html
    call_command("reconcile_progress", stdout=StringIO())
    assert ThingCompletion.objects.filter(person__email__endswith="@schaal.example").exists()


@pytest.mark.usefixtures("course")
def test_one_seed_tells_one_story_and_another_seed_another() -> None:
    stories = []
    for seed in (23, 23, 24):
        with transaction.atomic():
            make_cohorts(Size(2, 10, 30, seed), NOW)
            stories.append(story())
            transaction.set_rollback(True)
    assert stories[0] == stories[1]
    assert stories[0]["posts"] != stories[2]["posts"]


@pytest.mark.usefixtures("course")
def test_a_second_run_changes_nothing() -> None:
    make_cohorts(SMALL, NOW)
    before = story()
    told = StringIO()
    call_command("make_cohorts", libraries=3, participants=30, posts=120, stdout=told)
    assert "here already" in told.getvalue()
    assert story() == before


@pytest.mark.usefixtures("course")
def test_ten_times_as_many_posts_take_no_more_than_some_queries_more() -> None:
    costs = []
    for posts in (40, 400):
        with transaction.atomic(), CaptureQueriesContext(connection) as caught:
            make_cohorts(Size(1, 20, posts), NOW)
            transaction.set_rollback(True)
        costs.append(len(caught))
    assert costs[1] - costs[0] < 60


@pytest.mark.usefixtures("course")
def test_real_people_are_never_mixed_with_invented_ones() -> None:
    factories.make_person("Ada van den Berg")
    with pytest.raises(CommandError, match="There are people in this database already"):
        call_command("make_cohorts")
    assert not Post.objects.exists()


@pytest.mark.parametrize(("size", "course_is_there"), [(Size(0, 1, 1), True), (Size(5, 4, 1), True), (SMALL, False)])
def test_what_cannot_be_is_refused_with_a_sentence(size: Size, course_is_there: bool, db: None) -> None:
    sentence = "Give at least one library" if course_is_there else "There is no course yet"
    with pytest.raises(CommandError, match=sentence):
        make_cohorts(size, NOW)
    assert not User.objects.exists()
