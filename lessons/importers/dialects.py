"""The two dialects of a course folder: what may stand in a ding, and what in a questionnaire."""

from functools import cache

from lessons.blocks import LessonBody
from lessons.importers.exercise_kinds import EXERCISE_SYNTAXES
from lessons.importers.prose_syntax import PROSE_SYNTAXES
from lessons.importers.questionnaire_syntax import ITEM_SYNTAXES
from lessons.importers.syntax import Dialect
from lessons.questionnaires import ItemsBlock


@cache
def lesson_dialect() -> Dialect:
    return Dialect(LessonBody(), {**PROSE_SYNTAXES, **EXERCISE_SYNTAXES})


@cache
def item_dialect() -> Dialect:
    return Dialect(ItemsBlock(), ITEM_SYNTAXES)
