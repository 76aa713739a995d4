"""What happened in town before somebody opens a page: posts with a thread, and questionnaires filled in."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from course.blogs.actions import add_comment, publish, remove_comment, save_draft
from course.blogs.models import Comment, Post, Visibility
from course.evaluations.actions import answer_anonymously, answer_own
from course.people.models import User
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.browser.conftest import Town, person


def write(author: User, town: Town, title: str, level: Visibility = Visibility.GROUP) -> Post:
    """Publish a post for ding 2 with every kind of mark-up that a participant has."""
    thing = town.thing(2)
    source = (
        f"{factories.text_of(60)}\n\n## Wat ik leerde\n\n- **vet** en *schuin*\n- een [link](https://example.org/)\n\n"
        f"> Een zin van een ander.\n\n{factories.text_of(60)}"
    )
    post = save_draft(
        by=author,
        post_id=uuid.uuid4(),
        thing=thing,
        exercise=uuid.UUID(thing.exercises[0].id),
        title=title,
        source=source,
        version=0,
    )
    assert post is not None
    return publish(by=author, post=post, visibility=level, cohort=town.cohort)


def react(by: User, post: Post, text: str, parent: Comment | None = None) -> Comment:
    return add_comment(by=by, post=post, comment_id=uuid.uuid4(), parent=parent, source=text)


@dataclass
class Life:
    """What there is to see: a post with a thread in which somebody took her words back, and Noor's own."""

    post: Post
    comment: Comment
    own: Post
    own_comment: Comment


def some_life(town: Town) -> Life:
    post = write(town.karim, town, "Drie vragen zonder antwoord", Visibility.EVERYONE)
    first = react(town.noor, post, "Dat herken ik.\n\nHoe **begin** jij?")
    answer = react(town.karim, post, "Met één vraag per dag.", first)
    react(town.sanne, post, "Mooi gedaan, allebei.", answer)
    taken = react(town.others[0], post, "Dit had ik anders willen zeggen.")
    react(town.karim, post, "Geeft niets.", taken)
    remove_comment(by=town.others[0], comment=taken)
    own = write(town.noor, town, "Noor begint ook")
    own_comment = react(town.karim, own, "Wat fijn dat je dit vertelt.")
    fill_in(town)
    return Life(post, first, own, own_comment)


def fill_in(town: Town) -> None:
    """Let ten colleagues say what they think, so that their trainer may read it."""
    ding, intake, end, course = (
        Questionnaire.objects.get(slug=slug) for slug in ("ding", "intake", "einde-kennen", "einde")
    )
    crowd = [*town.others, town.karim, *[person(f"Buur{number} Smit") for number in range(6)]]
    for number, one in enumerate(crowd):
        data = {"usefulness": number % 5 + 1, "time": "good", "minutes": 40, "change": "Minder lezen, meer doen."}
        answer_anonymously(by=one, questionnaire=ding, thing=town.thing(2), data=data)
        said = {"e1_1": number % 5 + 1, "e1_8": number % 11, "best": "Ding 11.", "drop": "none", "stopped": ["time"]}
        answer_anonymously(by=one, questionnaire=course, cohort=town.cohort, data=said)
    for number, one in enumerate([*town.others, town.karim]):
        answer_own(
            by=one, questionnaire=intake, data={f"nm{item:02}": (number + item) % 5 + 1 for item in range(1, 11)}
        )
        answer_own(by=one, questionnaire=end, data={**{f"nm{item:02}": 4 for item in range(1, 11)}, "kw1": "b"})
