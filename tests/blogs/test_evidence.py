"""Posts and reactions as evidence of a blog exercise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from course.blogs import actions
from course.blogs.evidence import posts_as_evidence
from course.blogs.models import Post
from course.cohorts import evidence
from tests.factories import text_of


@pytest.fixture
def announced() -> Iterator[list[tuple[Any, Any]]]:
    """What is announced, as (person, ding)."""
    heard: list[tuple[Any, Any]] = []

    def listen(sender: Any, person: Any, thing: Any, **kwargs: Any) -> None:
        heard.append((person, thing))

    evidence.given.connect(listen)
    yield heard
    evidence.given.disconnect(listen)


def found(people, things) -> dict[tuple[int, str], dict[str, Any]]:
    return {(one.person_id, one.exercise_id): dict(one.answer.data) for one in posts_as_evidence(people, things)}


def test_the_longest_published_post_counts(ada, place, post_of, draft_of) -> None:
    thing = place.blog_thing
    exercise = thing.exercises[0].id
    assert found([ada.pk], [thing]) == {}
    draft_of(ada, source=text_of(300), thing=thing)
    assert found([ada.pk], [thing]) == {}
    post_of(ada, source=text_of(120), thing=thing)
    post_of(ada, source=text_of(50), thing=thing)
    post_of(ada, source=text_of(500))  # Of no ding.
    assert found([ada.pk], [thing]) == {(ada.pk, exercise): {"words": 120, "headings": 0, "reactions": 0}}


@pytest.mark.parametrize(
    ("source", "headings"),
    [
        ("Gewone tekst met **vet** erin.", 0),
        ("## Instagram\n\nKort.\n\n## Facebook\n\nLanger.", 2),
        ("**Instagram**\n\nKort.\n\n**Facebook**\nLanger.", 2),
        ("## Instagram\n\n## Facebook\n\nLanger.", 1),
        ("Facebook\n========\n\nTekst.", 1),
        ("## Aan het eind", 0),
        ("**Let op** dit is geen kopje.", 0),
    ],
)
def test_headings_with_text_below_them_are_counted(ada, place, post_of, source: str, headings: int) -> None:
    post_of(ada, source=source, thing=place.blog_thing)
    assert found([ada.pk], [place.blog_thing])[ada.pk, place.blog_thing.exercises[0].id]["headings"] == headings


def test_a_post_for_herself_alone_counts_too(ada, place, post_of) -> None:
    post_of(ada, "me", source=text_of(100), thing=place.blog_thing)
    assert found([ada.pk], [place.blog_thing])[ada.pk, place.blog_thing.exercises[0].id]["words"] == 100


def test_reactions_on_others_count_until_they_are_removed(ada, ben, place, post_of, comment_of) -> None:
    thing = place.blog_thing
    key = (ada.pk, thing.exercises[0].id)
    comment_of(ada, post_of(ada))  # On her own post: no reaction to a colleague.
    assert found([ada.pk], [thing]) == {}
    comment = comment_of(ada, post_of(ben))
    assert found([ada.pk], [thing])[key] == {"words": 0, "headings": 0, "reactions": 1}
    actions.remove_comment(by=ada, comment=comment)
    assert found([ada.pk], [thing]) == {}


def test_the_moment_is_that_of_the_last_thing_that_was_needed(ada, ben, place, post_of, comment_of) -> None:
    thing = place.blog_thing  # It asks for a reaction.
    post = post_of(ada, source=text_of(120), thing=thing)
    first = comment_of(ada, post_of(ben))
    later = comment_of(ada, post_of(ben))
    type(later).objects.filter(pk=later.pk).update(created_at=first.created_at + timedelta(days=3))
    (item,) = posts_as_evidence([ada.pk], [thing])
    assert item.at == first.created_at
    Post.objects.filter(pk=post.pk).update(published_at=first.created_at + timedelta(days=1))
    (item,) = posts_as_evidence([ada.pk], [thing])
    assert item.at == first.created_at + timedelta(days=1)


def test_only_blog_exercises_are_asked(ada, place, django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        assert list(posts_as_evidence([ada.pk], [place.quiz_thing])) == []
        assert list(posts_as_evidence([], [place.blog_thing])) == []


def test_many_people_cost_two_queries(ada, ben, place, post_of, comment_of, django_assert_num_queries) -> None:
    for person, other in ((ada, ben), (ben, ada)):
        comment_of(other, post_of(person, thing=place.blog_thing))
    things = [place.blog_thing, place.quiz_thing]
    assert place.blog_thing.exercises
    with django_assert_num_queries(2):
        assert len(list(posts_as_evidence([ada.pk, ben.pk], things))) == 2


def test_the_registry_knows_this_source(ada, place, post_of) -> None:
    post_of(ada, thing=place.blog_thing)
    assert [item.answer.data["words"] for item in evidence.collect([ada.pk], [place.blog_thing])] == [3]


def test_every_change_of_a_post_is_announced(ada, place, post_of, draft_of, announced) -> None:
    thing = place.blog_thing
    draft_of(ada, thing=thing)
    assert announced == []
    post = post_of(ada, thing=thing)
    actions.rewrite(by=ada, post=post, title="Beter", source="Beter.", version=1)
    actions.withdraw(by=ada, post=post)
    actions.delete_post(by=ada, post=post)
    assert [(person, one.pk) for person, one in announced] == [(ada, thing.pk)] * 4


def test_a_reaction_is_announced_for_the_dingen_of_who_gave_it(ada, ben, place, post_of, comment_of, announced) -> None:
    post_of(ben, thing=place.blog_thing)
    post = post_of(ada)
    announced.clear()
    comment = comment_of(ben, post)
    actions.remove_comment(by=ada, comment=comment)
    comment_of(ada, post)  # On her own post: nothing changes.
    assert [(person, thing.pk) for person, thing in announced] == [(ben, place.blog_thing.pk)] * 2


def test_deleting_a_post_is_announced_for_who_reacted(ada, ben, place, post_of, comment_of, announced) -> None:
    post_of(ben, thing=place.blog_thing)
    post = post_of(ada)
    comment_of(ben, post)
    announced.clear()
    actions.delete_post(by=ada, post=post)
    assert [(person, thing.pk) for person, thing in announced] == [(ben, place.blog_thing.pk)]
