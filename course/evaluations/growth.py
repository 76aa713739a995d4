"""What people learnt: the statements of the nulmeting answered again at the end, and the knowledge questions.

Kirkpatrick's level 2 (syllabus 5.2). A difference is that of the two numbers as they are shown, so that whoever
subtracts finds the same. Who went down counts like who went up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format

from course.evaluations.results import (
    HIGHEST,
    Data,
    OfPeople,
    by_fives,
    by_group,
    if_enough,
    in_words,
    one_decimal,
    points_of,
    statements,
    title_of,
)
from lessons.questionnaires import Item

THEN = "nm_then"
"""What somebody gives herself for the start when she looks back: one number, beside the mean and never in it."""

A_POINT = Decimal(1)


@dataclass(frozen=True)
class Growth:
    """Two means of the same statements, at the start and now, from 1 to 5; None: nothing to count (a dash)."""

    title: str
    before: Decimal | None
    after: Decimal | None
    group: str = ""

    @property
    def difference(self) -> Decimal | None:
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def change(self) -> str:
        """The difference with its sign, as "+1,2"; a real minus sign; empty when there is nothing to compare."""
        if self.difference is None:
            return ""
        sign = "+" if self.difference > 0 else "\N{MINUS SIGN}" if self.difference < 0 else ""
        return sign + number_format(abs(self.difference), 1)

    @property
    def before_at(self) -> str:
        return place_of(self.before)

    @property
    def after_at(self) -> str:
        return place_of(self.after)


def place_of(mean: Decimal | None) -> str:
    """Return where a point lies on a line from 1 to 5, as SVG wants it; the ends leave room for half a dot."""
    if mean is None:
        return ""
    return f"{4 + float(mean - 1) / (HIGHEST - 1) * 92:.2f}%"


PLACES = [place_of(Decimal(point)) for point in range(1, HIGHEST + 1)]
"""Where the whole points lie."""


# --- One person --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnGrowth:
    """Somebody's own before and after. `then` is what she gives the start when she looks back, or None."""

    modules: list[Growth]
    total: Growth
    then: int | None = None

    @property
    def since_then(self) -> Growth:
        """Her mean now beside what she gives the start when she looks back."""
        return Growth("", None if self.then is None else Decimal(self.then), self.total.after)


def own_growth(items: Sequence[Item], before: Data, after: Data, titles: Mapping[str, str]) -> OwnGrowth:
    """Return one person's growth; `before` is empty for who skipped the nulmeting. `titles` names the modules."""

    def growth(of: Sequence[Item], title: str = "", group: str = "") -> Growth:
        return Growth(title, one_decimal(points_of(of, before)), one_decimal(points_of(of, after)), group)

    modules = [growth(of, title_of(group, titles), group) for group, of in by_group(items).items()]
    return OwnGrowth(modules, growth(statements(items)), after.get(THEN))


# --- A group -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class GroupGrowth(OfPeople):
    """What a group learnt: `n` people filled in both lists. Below five everything is empty and `n` is 0.

    `risen` counts who went up a whole point or more, `fallen` who went down at all; `then` is the mean of what they
    give the start when they look back, None below five of them.
    """

    n: int = 0
    modules: list[Growth] = field(default_factory=list)
    total: Growth = field(default_factory=lambda: Growth("", None, None))
    risen: int = 0
    fallen: int = 0
    then: Decimal | None = None


Pair = tuple[Data, Data]
"""What one person filled in at the start and at the end."""


def group_growth(items: Sequence[Item], pairs: Sequence[Pair], titles: Mapping[str, str]) -> GroupGrowth:
    """Return what a group learnt, of the same people before and after. `pairs` come oldest first.

    People count five at a time, each person once whatever she left open; a module counts when five of those people
    said something of it both times. Who has nothing to compare does not count.
    """
    every = statements(items)
    counted = by_fives([pair for pair in pairs if all(points_of(every, data) for data in pair)])
    if not counted:
        return GroupGrowth()
    differences = [change for change in (_of_one(every, pair).difference for pair in counted) if change is not None]
    return GroupGrowth(
        n=len(counted),
        modules=[_of_all(of, counted, title_of(group, titles), group) for group, of in by_group(items).items()],
        total=_of_all(every, counted),
        risen=sum(difference >= A_POINT for difference in differences),
        fallen=sum(difference < 0 for difference in differences),
        then=one_decimal(if_enough([after[THEN] for _before, after in counted if after.get(THEN) is not None])),
    )


def _of_one(items: Sequence[Item], pair: Pair) -> Growth:
    before, after = (one_decimal(points_of(items, data)) for data in pair)
    return Growth("", before, after)


def _of_all(items: Sequence[Item], pairs: Sequence[Pair], title: str = "", group: str = "") -> Growth:
    points = [(points_of(items, before), points_of(items, after)) for before, after in pairs]
    both = if_enough([(_mean(before), _mean(after)) for before, after in points if before and after])
    return Growth(title, one_decimal([one for one, _ in both]), one_decimal([other for _, other in both]), group)


def _mean(points: Sequence[int]) -> Fraction:
    return Fraction(sum(points), len(points))


# --- Knowledge questions -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnowledgeAnswer:
    """One question as she reads it back; `given` is empty when she left it open."""

    text: str
    given: str
    right: str
    explanation: str
    is_right: bool


@dataclass(frozen=True)
class Knowledge:
    """How many questions somebody had right, with the explanations. No mark: nothing depends on it."""

    answers: list[KnowledgeAnswer]
    is_answered: bool

    @property
    def score(self) -> int:
        return sum(answer.is_right for answer in self.answers)

    @property
    def of(self) -> int:
        return len(self.answers)


def knowledge_of(items: Sequence[Item], data: Data) -> Knowledge:
    """Return what somebody knew. An open question is not right."""
    questions = _questions(items)
    answers = [
        KnowledgeAnswer(
            text=item.text,
            given=in_words(item, data[item.key]) if item.key in data else "",
            right=in_words(item, item.value["right"]),
            explanation=item.value["explanation"],
            is_right=data.get(item.key) == item.value["right"],
        )
        for item in questions
    ]
    return Knowledge(answers, any(item.key in data for item in questions))


@dataclass(frozen=True)
class GroupKnowledge:
    """The mean number of right answers of `n` people, out of `of`; None and 0 below five."""

    of: int
    n: int = 0
    mean: Decimal | None = None


def group_knowledge(items: Sequence[Item], lists: Sequence[Data]) -> GroupKnowledge:
    """Return how a group did, of who answered at least one question. `lists` come oldest first, five at a time."""
    known = [knowledge_of(items, data) for data in lists]
    scores = by_fives([one.score for one in known if one.is_answered])
    return GroupKnowledge(len(_questions(items)), len(scores), one_decimal(scores))


def _questions(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.kind == "knowledge"]
