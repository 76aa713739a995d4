"""Filling in and skipping. An anonymous answer leads back to nobody, not even for who holds the database."""

from __future__ import annotations

import random
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from course.cohorts import evidence
from course.cohorts.models import Cohort
from course.evaluations.facts import FACT_OF, answered_facts, things_asking_for
from course.evaluations.forms import tidy
from course.evaluations.models import AnonymousResponse, Answered, OwnResponse
from course.evaluations.results import ENOUGH
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire

BATCH = 50
"""How many responses are written anew, in another order, with each new one."""

chance: random.Random = random.SystemRandom()


class AlreadyAnswered(Exception):  # noqa: N818 - it is no error: she pressed twice
    """This person filled this in before (or did so at this very moment in another window)."""


@transaction.atomic
def answer_anonymously(
    *,
    by: User,
    questionnaire: Questionnaire,
    data: dict[str, Any],
    thing: ThingPage | None = None,
    cohort: Cohort | None = None,
    came_from: ThingPage | None = None,
) -> None:
    """Store what somebody says of a ding or of her cohort, without her. Returns nothing that could travel with her.

    Of a cohort she says it once in her life, as she ends her course once; `came_from` is the ding that asked for it.
    Raises AlreadyAnswered; two submits at once make one response, because her row is written first, in this same
    transaction. Who skipped may still fill in.
    """
    if not questionnaire.is_anonymous:
        raise ValueError(f"“{questionnaire}” keeps names. Use answer_own().")
    if (thing is None) == (cohort is None):
        raise ValueError(f"Say what “{questionnaire}” is about: a ding or a cohort.")
    _claim(by, questionnaire, thing)
    tidied = {key: tidy(value) if isinstance(value, str) else value for key, value in data.items()}
    _mix_in(AnonymousResponse(questionnaire=questionnaire, thing=thing, cohort=cohort, data=tidied))
    _announce(by, questionnaire, came_from)


@transaction.atomic
def answer_own(
    *, by: User, questionnaire: Questionnaire, data: dict[str, Any], came_from: ThingPage | None = None
) -> OwnResponse:
    """Store what somebody says of herself, with her name. `came_from` is the ding that asked for it, if any.

    Raises AlreadyAnswered: a baseline that can be changed afterwards is no baseline.
    """
    if questionnaire.is_anonymous:
        raise ValueError(f"“{questionnaire}” keeps no names. Use answer_anonymously().")
    _claim(by, questionnaire, None)
    response = OwnResponse.objects.create(
        person=by, questionnaire=questionnaire, revision_id=questionnaire.live_revision_id, data=data
    )
    _announce(by, questionnaire, came_from)
    return response


@transaction.atomic
def skip(
    *,
    by: User,
    questionnaire: Questionnaire,
    thing: ThingPage | None = None,
    came_from: ThingPage | None = None,
) -> None:
    """Remember that somebody does not want to fill this in, so that nobody asks again. Idempotent.

    `thing` is the ding it is about, if it is about one; `came_from` the ding that asked for it.
    """
    Answered.objects.get_or_create(
        person=by, questionnaire=questionnaire, thing=thing, defaults={"outcome": Answered.Outcome.SKIPPED}
    )
    _announce(by, questionnaire, came_from)


def _claim(person: User, questionnaire: Questionnaire, about: ThingPage | None) -> None:
    """Write that she filled this in, or raise AlreadyAnswered. The unique constraint decides, not a look beforehand."""
    mine = {"person": person, "questionnaire": questionnaire, "thing": about}
    try:
        with transaction.atomic():
            Answered.objects.create(**mine, outcome=Answered.Outcome.FILLED_IN)
    except IntegrityError as error:
        skipped = Answered.objects.filter(**mine, outcome=Answered.Outcome.SKIPPED)
        if not skipped.update(outcome=Answered.Outcome.FILLED_IN):
            raise AlreadyAnswered(f"{questionnaire}, {about or 'own'}") from error


def _announce(person: User, questionnaire: Questionnaire, came_from: ThingPage | None) -> None:
    """Let the dingen that wait for this look again, once all of it is filled in or skipped."""
    fact = FACT_OF.get(questionnaire.slug)
    if fact and fact in answered_facts([person.pk]).get(person.pk, ()):
        for page in things_asking_for(fact, person, came_from):
            evidence.announce(person, page)


def _mix_in(new: AnonymousResponse) -> None:
    """Write a new response among the others of its ding or cohort, in chance order and all with new ids.

    A database keeps rows in the order they came (SQLite's rowid, PostgreSQL's ctid and xmin). The n-th "has answered"
    would therefore stand beside the n-th response, whatever their ids, and a dump would tell who said what. So each
    new response takes others along: all of them while there are fewer than BATCH, and otherwise a chance choice. They
    are deleted and written again together, so that nothing tells the new one from the others in its batch. What waits
    to be counted always comes along, or letting it go would move those rows by themselves.
    """
    # One writer at a time: two would each write the same old rows again, and so double them. SQLite does so by itself.
    Questionnaire.objects.select_for_update(no_key=True).values_list("pk").get(pk=new.questionnaire_id)
    rows = AnonymousResponse.objects.filter(
        questionnaire=new.questionnaire_id, thing=new.thing_id, cohort=new.cohort_id
    )
    waiting = list(rows.filter(held_back=True))
    counted = list(rows.counted().values_list("pk", flat=True))
    chosen = chance.sample(counted, min(len(counted), max(0, BATCH - 1 - len(waiting))))
    together = [*waiting, new, *rows.filter(pk__in=chosen)]
    rows.filter(pk__in=[row.pk for row in together]).delete()
    for row in (*waiting, new):
        row.held_back = len(waiting) + 1 < ENOUGH
    for row in together:
        row.pk = uuid.uuid4()
    chance.shuffle(together)
    AnonymousResponse.objects.bulk_create(together)
