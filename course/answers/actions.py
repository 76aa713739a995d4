"""Storing an answer: one verb for every kind of exercise."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from course.answers.models import Answer, AnswerFile, Attempt
from course.cohorts import evidence
from course.people.models import User
from lessons.exercises import AnswerData
from lessons.exercises.base import AnswerForm
from lessons.models import BoundExercise, ThingPage


class PageWithoutRevision(Exception):  # noqa: N818 - it says what is wrong
    """The page was never published through Wagtail, so nobody could say later what was asked."""


class AnswerConflict(Exception):  # noqa: N818 - it says what is wrong
    """Another window saved something else in the meantime; nothing was stored."""


@transaction.atomic
def submit_answer(
    *,
    by: User,
    page: ThingPage,
    exercise: BoundExercise,
    form: AnswerForm,
    at: datetime | None = None,
    made_from: int | None = None,
) -> Answer:
    """Store what a valid form says and return the answer that now holds.

    The best score counts. The same answer sent again changes nothing: a double click makes no second attempt.
    `made_from` is the version of the answer that the form was made from (0 for none, None not to ask).
    Raises PageWithoutRevision for a page that has no published revision, and AnswerConflict when the words of another
    window would be lost.
    """
    if page.live_revision_id is None:
        raise PageWithoutRevision(f"“{page}” has no published revision. Publish it again in Wagtail.")
    moment = at or timezone.now()
    answer, is_new = Answer.objects.select_for_update().get_or_create(
        person=by,
        page=page,
        exercise=exercise.id,
        defaults={
            "kind": exercise.kind,
            "version": 0,
            "revision_id": page.live_revision_id,
            "created_at": moment,
            "updated_at": moment,
        },
    )
    data = form.answer_data()
    overwrites = not is_new and made_from is not None and made_from != answer.version and data != answer.data
    if overwrites and exercise.block.has_words_to_lose:
        raise AnswerConflict
    for item, upload in form.uploads().items():
        data.setdefault("files", {})[item] = keep_file(answer, item, upload)
    if not is_new and data == answer.data and not form.uploads():
        return answer
    keep_answer(answer, page, exercise, data, moment)
    evidence.announce(by, page)
    return answer


def keep_answer(
    answer: Answer, page: ThingPage, exercise: BoundExercise, data: dict[str, Any], moment: datetime
) -> None:
    """Write the data, the best score and one more attempt."""
    mark = exercise.block.mark(exercise.value, AnswerData(data))
    score = mark.score if mark else None
    answer.data = data
    answer.score = max(score, answer.score or 0.0) if score is not None else None
    answer.version += 1
    answer.revision_id = page.live_revision_id
    answer.updated_at = moment
    answer.save()
    Attempt.objects.create(answer=answer, data=data, score=score, revision_id=page.live_revision_id, made_at=moment)


def keep_file(answer: Answer, item: str, upload: UploadedFile) -> dict[str, str]:
    """Store one uploaded file and return what the answer's data says of it. An earlier file of that item goes."""
    for earlier in AnswerFile.objects.filter(answer=answer, item=item):
        earlier.file.delete(save=False)
        earlier.delete()
    kept = AnswerFile.objects.create(answer=answer, item=item, name=(upload.name or "bestand")[-200:], file=upload)
    return {"id": str(kept.pk), "name": kept.name}
