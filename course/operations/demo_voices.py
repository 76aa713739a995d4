"""What the people of the demo say to others: posts, reactions and logbook entries, each with its own date."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from course.answers.logbook import write_log
from course.answers.models import LogEntry
from course.blogs.actions import save_draft
from course.blogs.models import Blog, Comment, Post, Visibility
from course.blogs.search import derived_fields
from course.blogs.talk import announce_reactions_of
from course.blogs.texts import make
from course.cohorts import evidence
from course.cohorts.models import Cohort
from course.operations import demo_people, demo_texts
from course.operations.demo_answers import Task
from course.operations.demo_world import AMSTERDAM, Demo
from course.people.models import User
from lessons.models import ThingPage


@dataclass(frozen=True)
class Text:
    """A title and its Markdown."""

    title: str
    source: str


def text_of(demo: Demo, person: User, thing: ThingPage) -> Text | None:
    """Return what this person writes for a ding; None: there is no text for her. Nobody gets one of somebody else."""
    if thing.number == 2:
        return _own(demo_people.FIRST_POST_OF, person, (*demo_texts.FIRST_POSTS, *demo_texts.posts(2)))
    if thing.number == 23:
        return _own(demo_people.LAST_POST_OF, person, demo_texts.posts(23))
    texts = dict(demo_texts.posts(thing.number))
    titles = demo.deck(tuple(texts))
    if not titles.is_fresh:
        return None
    title = titles.deal()
    return Text(title, texts[title])


def _own(of: Mapping[str, int], person: User, texts: Sequence[tuple[str, str]]) -> Text | None:
    place = of.get(person.name)
    return Text(*texts[place]) if place is not None else None


def post(person: User, cohort: Cohort, text: Text, visibility: str, at: datetime) -> Post:
    """Publish a post at that moment. Her blog remembers the choice, but never “everyone”."""
    remembered = Visibility.GROUP if visibility == Visibility.EVERYONE else visibility
    Blog.objects.update_or_create(person=person, defaults={"has_chosen": True, "visibility": remembered})
    return Post.objects.create(
        author=person,
        cohort=cohort,
        title=text.title,
        source=text.source,
        visibility=visibility,
        created_at=at - timedelta(minutes=40),
        updated_at=at,
        published_at=at,
        **derived_fields(text.title, text.source),
    )


def post_for_thing(demo: Demo, walker: demo_people.Walker, cohort: Cohort, task: Task) -> None:
    """Publish what this person writes for a ding, when there is a text of hers."""
    text = text_of(demo, task.person, task.thing)
    if text is None:
        return
    made = post(task.person, cohort, text, walker.visibility, task.at)
    made.thing, made.exercise = task.thing, uuid.UUID(task.exercise.id)
    made.save(update_fields=["thing", "exercise"])
    evidence.announce(task.person, task.thing)


def react(demo: Demo, posts: Sequence[Post], people: Iterable[User], texts: tuple[str, ...]) -> None:
    """Let each of these people react to one of these posts that is not hers; authors answer now and then.

    Nobody says what somebody said before.
    """
    for person in people:
        others = [one for one in posts if one.author_id != person.pk and one.published_at is not None]
        if not others or not demo.deck(texts).is_fresh:
            continue
        about = demo.chance.choice(others)
        at = demo.later(about.published_at or demo.now, 70)
        first = comment(about, person, demo.deck(texts).deal(), at)
        if demo.chance.random() < 0.4:
            reply = demo.deck(demo_texts.REPLIES).deal()
            comment(about, about.author, reply, demo.later(at, 20), parent=first)


def comments_on(number: int) -> tuple[str, ...]:
    """Return what may be said under the posts of a ding, or under posts without one."""
    if number in (0, 2):
        return (*demo_texts.COMMENTS, *demo_texts.lines("comments-2"))
    return demo_texts.lines(f"comments-{number}")


def comment(about: Post, author: User, source: str, at: datetime, parent: Comment | None = None) -> Comment:
    made = make(source)
    said = Comment.objects.create(
        post=about,
        author=author,
        parent=parent,
        source=source,
        html=made.html,
        renderer_version=made.renderer_version,
        created_at=at,
    )
    if author.pk != about.author_id:
        announce_reactions_of(author)
    return said


def free_posts(demo: Demo, cohort: Cohort) -> None:
    """Publish some posts without a ding, the newest a few hours ago, and let colleagues react to all but that one."""
    writers = User.objects.filter(posts__cohort=cohort, posts__thing__isnull=False).order_by("pk")
    for place, (name, number) in enumerate(demo_people.FREE_WRITERS):
        at = demo.awake(demo.now - timedelta(hours=5))
        if place:
            day = timezone.localdate(demo.now) - timedelta(days=6 * place)
            at = datetime.combine(day, time(8 + 2 * place, 13 * place), tzinfo=AMSTERDAM)
        text = Text(*demo_texts.FREE_POSTS[number])
        made = post(demo.people[name], cohort, text, Visibility.GROUP, at)
        if place:
            react(demo, [made], demo.chance.sample(list(writers), 2), comments_on(0))


def draft(demo: Demo, person: User, thing: ThingPage) -> None:
    """Let somebody begin to write for a ding, yesterday."""
    exercise = next((one for one in thing.exercises if one.kind == "blog_post"), None)
    title, source = demo_texts.DRAFT
    kept = save_draft(
        by=person,
        post_id=uuid.uuid4(),
        thing=thing,
        exercise=uuid.UUID(exercise.id) if exercise else None,
        title=title,
        source=source,
        version=0,
    )
    if kept is not None:
        at = demo.awake(demo.now - timedelta(hours=22))
        Post.objects.filter(pk=kept.pk).update(created_at=at, updated_at=at)


# --- The logbook -------------------------------------------------------------------------------------------------

AUDIENCES = (LogEntry.Audience.PRIVATE, LogEntry.Audience.TRAINER, LogEntry.Audience.GROUP)


def log(demo: Demo, task: Task) -> None:
    """Let somebody answer the logbook question of a ding, when nobody else did so in these words."""
    deck = demo.deck(demo_texts.lines(f"log-{task.thing.number}"))
    if not deck.is_fresh:
        return
    audience = demo.chance.choices(AUDIENCES, weights=[2, 2, 3])[0]
    kept = write_log(by=task.person, page=task.thing, text=deck.deal(), audience=audience)
    if kept is not None:
        at = task.at + timedelta(minutes=35)
        LogEntry.objects.filter(pk=kept.pk).update(created_at=at, updated_at=at)
