"""What the tests of this room have in common: a post as its author makes it, through the room's own verbs."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest

from course.blogs import actions
from course.blogs.audience import cohort_of
from course.blogs.models import Comment, Post, Visibility
from course.people.models import User
from lessons.models import ThingPage

Write = Callable[..., Post]
React = Callable[..., Comment]


@pytest.fixture
def people(ada: User, ben: User, cleo: User, tove: User, mona: User) -> dict[str, User | None]:
    """The cast by name."""
    return {"ada": ada, "ben": ben, "cleo": cleo, "tove": tove, "mona": mona, "nobody": None}


@pytest.fixture
def draft_of(db: None) -> Write:
    """Return a draft: `draft_of(ada, title=…, source=…, thing=…)`."""

    def write(
        by: User, title: str = "Mijn week", source: str = "Ik schreef iets.", thing: ThingPage | None = None
    ) -> Post:
        exercise = uuid.UUID(thing.exercises[0].id) if thing is not None else None
        post = actions.save_draft(
            by=by, post_id=uuid.uuid4(), thing=thing, exercise=exercise, title=title, source=source, version=0
        )
        assert post is not None
        return post

    return write


@pytest.fixture
def post_of(draft_of: Write) -> Write:
    """Return a published post: `post_of(ada, "group", title=…, source=…, thing=…)`."""

    def write(by: User, visibility: str = "group", **text: object) -> Post:
        post = draft_of(by, **text)
        cohort = cohort_of(by, post.thing)
        return actions.publish(by=by, post=post, visibility=Visibility(visibility), cohort=cohort)

    return write


@pytest.fixture
def comment_of(db: None) -> React:
    def react(by: User, post: Post, source: str = "Mooi!", parent: Comment | None = None) -> Comment:
        return actions.add_comment(by=by, post=post, comment_id=uuid.uuid4(), parent=parent, source=source)

    return react
