"""Posts and reactions as evidence: what the blogs room tells about the blog exercises of a ding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min

from course.blogs.models import Comment, Post
from course.cohorts.evidence import Evidence
from lessons.exercises import AnswerData
from lessons.models import BoundExercise, ThingPage

KIND = "blog_post"


@dataclass(frozen=True)
class Reactions:
    """How many reactions somebody gave on posts of others, and when the first of them."""

    count: int
    first_at: datetime


def posts_as_evidence(people: Collection[int], things: Collection[ThingPage]) -> Iterable[Evidence]:
    """Return for each person and blog exercise her longest standing post and her reactions on others.

    One query, and one more when an exercise asks for a reaction.

    What a trainer hid counts for nothing as long as it is hidden; a ding that was done stays done. A post for herself
    alone counts like any other, by existence and length. A post without an exercise counts for each
    blog exercise of its ding. `at` is when the counting post was published or, where a reaction is asked, the first
    reaction was given: the later of the two. Nobody without either is mentioned.
    """
    exercises = [(thing, one) for thing in things for one in thing.exercises if one.kind == KIND]
    if not people or not exercises:
        return []
    posts = _posts_by_person_and_thing(people, {thing.pk for thing, _ in exercises})
    asked = any(exercise.value["comment_required"] for _thing, exercise in exercises)
    reactions = _reactions_by_person(people) if asked else {}
    found = (
        _evidence(person, thing, exercise, posts[person, thing.pk], reactions.get(person))
        for person in people
        for thing, exercise in exercises
    )
    return [item for item in found if item is not None]


def _posts_by_person_and_thing(people: Collection[int], things: set[int]) -> dict[tuple[int, int], list[Post]]:
    """Return the standing posts, the longest first; of equal ones the oldest, so that the answer never wavers."""
    rows = (
        Post.objects.standing()
        .filter(author__in=people, thing__in=things)
        .only("author", "thing", "exercise", "words", "headings", "published_at")
        .order_by("-words", "published_at", "pk")
    )
    posts: dict[tuple[int, int], list[Post]] = defaultdict(list)
    for post in rows:
        posts[post.author_id, post.thing_id or 0].append(post)
    return posts


def _reactions_by_person(people: Collection[int]) -> dict[int, Reactions]:
    rows = (
        Comment.objects.standing()
        .filter(author__in=people)
        .exclude(post__author=F("author"))
        .order_by()
        .values("author")
        .annotate(count=Count("pk"), first_at=Min("created_at"))
    )
    return {row["author"]: Reactions(row["count"], row["first_at"]) for row in rows}


def _evidence(
    person: int, thing: ThingPage, exercise: BoundExercise, posts: list[Post], reactions: Reactions | None
) -> Evidence | None:
    post = next((one for one in posts if one.exercise is None or str(one.exercise) == exercise.id), None)
    if post is None and reactions is None:
        return None
    moments = [post.published_at] if post is not None else []
    if reactions is not None and (post is None or exercise.value["comment_required"]):
        moments.append(reactions.first_at)
    data = {
        "words": post.words if post is not None else 0,
        "headings": post.headings if post is not None else 0,
        "reactions": reactions.count if reactions is not None else 0,
    }
    at = max(moment for moment in moments if moment is not None)
    return Evidence(person, thing.pk, exercise.id, AnswerData(data), at, begins=post is not None)
