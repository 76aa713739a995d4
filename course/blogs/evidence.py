"""Posts and reactions as evidence: what the blogs room tells about the blog exercises of a ding."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Min

from course.blogs.models import Comment, ExternalPost, Post
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
    """Return for each person and blog exercise her longest standing post, wherever it stands, and her reactions.

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


@dataclass(frozen=True)
class Written:
    """What counts of one post, whichever site it stands on."""

    exercise: uuid.UUID | None
    words: int
    headings: int
    published_at: datetime


def _posts_by_person_and_thing(people: Collection[int], things: set[int]) -> dict[tuple[int, int], list[Written]]:
    """Return what was written, the longest first; of equal ones the oldest, so that the answer never wavers. One query.

    A post elsewhere counts from the moment its writer, or a tag of hers, said which ding it is for.
    """
    here = (
        Post.objects.standing()
        .filter(author__in=people, thing__in=things)
        .order_by()
        .values_list("author", "thing", "exercise", "words", "headings", "published_at")
    )
    elsewhere = (
        ExternalPost.objects.proven()
        .filter(blog__person__in=people, thing__in=things, confirmed_at__isnull=False)
        .order_by()
        .values_list("blog__person", "thing", "exercise", "words", "headings", "confirmed_at")
    )
    posts: dict[tuple[int, int], list[Written]] = defaultdict(list)
    for author, thing, exercise, words, headings, at in here.union(elsewhere, all=True):
        assert at is not None  # noqa: S101 - both sides are filtered by it
        posts[author, thing or 0].append(Written(exercise, words, headings, at))
    for written in posts.values():
        written.sort(key=lambda one: (-one.words, one.published_at, str(one.exercise)))
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
    person: int, thing: ThingPage, exercise: BoundExercise, posts: list[Written], reactions: Reactions | None
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
    return Evidence(person, thing.pk, exercise.id, AnswerData(data), max(moments), begins=post is not None)
