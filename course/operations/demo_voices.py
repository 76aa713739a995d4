"""What the people of the demo say: posts, reactions, the nulmeting and evaluations, each with its own date."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from course.blogs.actions import save_draft
from course.blogs.models import Blog, Comment, Post, Visibility
from course.blogs.talk import announce_reactions_of
from course.blogs.texts import make
from course.cohorts import evidence
from course.cohorts.models import Cohort
from course.evaluations.actions import answer_anonymously, answer_own
from course.evaluations.models import OwnResponse
from course.operations import demo_people, demo_texts
from course.operations.demo_world import AMSTERDAM, Demo
from course.people.models import User
from lessons.models import BoundExercise, ThingPage
from lessons.questionnaires import Questionnaire


@dataclass(frozen=True)
class Text:
    """A title and its Markdown."""

    title: str
    source: str


def first_post_of(person: User, thing: ThingPage) -> Text | None:
    """Return what this person writes for a ding; None: she has not come to it. There are texts for ding 2 only."""
    place = demo_people.FIRST_POST_OF.get(person.name)
    return Text(*demo_texts.FIRST_POSTS[place]) if thing.number == 2 and place is not None else None


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
        **make(text.source).as_fields(),
    )


def post_for_thing(
    walker: demo_people.Walker, person: User, cohort: Cohort, exercise: tuple[ThingPage, BoundExercise], at: datetime
) -> None:
    """Publish what this person writes for a ding, when there is a text of hers."""
    thing, bound = exercise
    text = first_post_of(person, thing)
    if text is None:
        return
    made = post(person, cohort, text, walker.visibility, at)
    made.thing, made.exercise = thing, uuid.UUID(bound.id)
    made.save(update_fields=["thing", "exercise"])
    evidence.announce(person, thing)


def react(demo: Demo, posts: Sequence[Post], people: Iterable[User]) -> None:
    """Let each of these people react to one of these posts that is not hers; authors answer now and then."""
    for person in people:
        others = [one for one in posts if one.author_id != person.pk and one.published_at is not None]
        if not others:
            continue
        about = demo.chance.choice(others)
        at = demo.later(about.published_at or demo.now, 70)
        first = comment(about, person, demo.deck(demo_texts.COMMENTS).deal(), at)
        if demo.chance.random() < 0.4:
            reply = demo.deck(demo_texts.REPLIES).deal()
            comment(about, about.author, reply, demo.later(at, 20), parent=first)


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
        at = demo.now - timedelta(hours=5)
        if place:
            day = timezone.localdate(demo.now) - timedelta(days=6 * place)
            at = datetime.combine(day, time(8 + 2 * place, 13 * place), tzinfo=AMSTERDAM)
        text = Text(*demo_texts.FREE_POSTS[number])
        made = post(demo.people[name], cohort, text, Visibility.GROUP, at)
        if place:
            react(demo, [made], demo.chance.sample(list(writers), 2))


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
        at = demo.now - timedelta(hours=22)
        Post.objects.filter(pk=kept.pk).update(created_at=at, updated_at=at)


# --- Questionnaires ----------------------------------------------------------------------------------------------


def take_intake(demo: Demo, person: User, at: datetime) -> None:
    """Fill in the nulmeting, once; a few leave an item out because it is no part of their work."""
    if OwnResponse.objects.filter(person=person).exists():
        return
    questionnaire = Questionnaire.objects.get(slug="intake")
    data: dict[str, Any] = {}
    for item in questionnaire.item_list():
        if item.kind == "scale":
            data[item.key] = demo.chance.choices([1, 2, 3, 4, 5, None], weights=[2, 4, 6, 4, 1, 1])[0]
        elif item.kind == "choice":
            data[item.key] = demo.chance.choice(list(item.value["options"]))["key"]
    response = answer_own(by=person, questionnaire=questionnaire, data=data)
    OwnResponse.objects.filter(pk=response.pk).update(answered_at=at)


def evaluate(demo: Demo, thing: ThingPage, people: Iterable[User]) -> None:
    """Let four in five of those who finished a ding say what they thought of it."""
    questionnaire = Questionnaire.objects.get(slug="ding")
    finished = set(thing.completions.filter(state="done").values_list("person_id", flat=True))
    for person in people:
        if person.pk in finished and demo.chance.random() < 0.8:
            data = {
                "usefulness": demo.chance.choices([2, 3, 4, 5], weights=[1, 2, 5, 3])[0],
                "time": demo.chance.choices(["short", "good", "long"], weights=[2, 6, 1])[0],
                "minutes": max(5, 5 * round(demo.chance.gauss(thing.minutes, 12) / 5)),
            }
            if demo.chance.random() < 0.3:
                data["change"] = demo.deck(demo_texts.CHANGES).deal()
            answer_anonymously(by=person, questionnaire=questionnaire, thing=thing, data=data)
