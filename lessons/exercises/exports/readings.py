"""What an export comes to: which platform, which period, and the figures of each column.

A Reading holds figures only, nothing of a row, so that it may travel through a form while the file is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lessons.exercises import dutch
from lessons.exercises.exports.platforms import LAST_ONES, MEASURES, OTHER, PLATFORMS, Platform, folded

LEAST_POSTS = 5
"""With fewer posts the luck of a single one decides what they do on average."""
POSTS, PER_DAY = "posts", "days"
ROW_KINDS = {
    POSTS: gettext_lazy("één bericht of nieuwsbrief"),
    PER_DAY: gettext_lazy("één dag"),
    OTHER: gettext_lazy("iets anders, zoals een pagina"),
}
"""What one row of a file is."""
MEASURE_WORDS = {
    "posts": gettext_lazy("berichten"),
    "followers": gettext_lazy("volgers"),
    "subscribers": gettext_lazy("abonnees"),
    "reach": gettext_lazy("bereik"),
    "views": gettext_lazy("weergaven"),
    "interactions": gettext_lazy("interacties"),
    "clicks": gettext_lazy("klikken"),
    "visits": gettext_lazy("bezoeken"),
    "opens": gettext_lazy("geopend"),
}


@dataclass(frozen=True)
class Figures:
    """What one column comes to within the period: added up, and at its end. `said`: whole sentences about it."""

    header: str
    total: Decimal
    last: Decimal
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sample:
    """The first rows, for the page that asks whether it was read well. Never kept, never sent along."""

    headers: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Reading:
    """One export as it was understood.

    `begins` and `ends` are the days that the figures are about, None when the file does not say. `rows` counts the
    rows of that period. `mapping` gives the measure by place in `columns`. `said` are whole sentences about what was
    decided or left out.
    """

    platform: str
    fingerprint: str
    rows_are: str
    rows: int
    begins: date | None
    ends: date | None
    columns: tuple[Figures, ...]
    mapping: Mapping[int, str]
    said: tuple[str, ...] = ()
    sample: Sample = field(default_factory=Sample, compare=False)

    @property
    def source(self) -> Platform:
        return PLATFORMS[self.platform]

    @property
    def is_known(self) -> bool:
        """Whether the headers say which platform this comes from."""
        return self.platform != OTHER

    def _sum(self, measure: str) -> Decimal | None:
        columns = [self.columns[place] for place, name in self.mapping.items() if name == measure]
        if not columns:
            return Decimal(self.rows) if measure == "posts" and self.rows_are == POSTS else None
        return sum((column.last if measure in LAST_ONES else column.total for column in columns), Decimal())

    @property
    def _sums(self) -> dict[str, Decimal]:
        found = {measure: self._sum(measure) for measure in MEASURES}
        return {measure: figure for measure, figure in found.items() if figure is not None}

    @property
    def figures(self) -> dict[str, Decimal]:
        """What each measure comes to, as far as the file says. They count, so what is not whole is not given."""
        return {measure: figure for measure, figure in self._sums.items() if figure == int(figure)}

    @property
    def notes(self) -> list[str]:
        """Whole sentences that belong to these figures."""
        notes = [self.source.remark, *self.said]
        for place in self.mapping:
            notes += self.columns[place].said
        for measure, figure in self._sums.items():
            if measure not in self.figures:
                sentence = _("“%(measure)s” komt uit op %(figure)s. Een aantal is altijd heel. Vul dit zelf in.")
                notes.append(sentence % {"measure": MEASURE_WORDS[measure], "figure": dutch.as_typed(figure)})
        if "reach" in self.mapping.values():
            notes.append(_("Het bereik is opgeteld. Wie meer berichten zag, telt dus vaker mee."))
        return [note for note in notes if note]

    @property
    def too_few(self) -> str:
        """A sentence when there are too few posts for a conclusion; else empty."""
        return few_posts(self.figures.get("posts"))

    # --- Other names for the same figures --------------------------------------------------------------------------

    def with_mapping(self, mapping: Mapping[int, str], rows_are: str) -> Reading:
        return replace(self, mapping=dict(mapping), rows_are=rows_are)

    def with_headers(self, columns: Mapping[str, Any], rows_are: str) -> Reading:
        """Return the figures under the names that were remembered: folded headers by measure."""
        named = {header: measure for measure in MEASURES for header in columns.get(measure, ())}
        mapping = {
            place: named[folded(column.header)]
            for place, column in enumerate(self.columns)
            if folded(column.header) in named
        }
        return self.with_mapping(mapping, rows_are if rows_are in ROW_KINDS else self.rows_are)

    def headers_by_measure(self) -> dict[str, list[str]]:
        """Return what is worth remembering of this file: folded headers by measure."""
        found: dict[str, list[str]] = {}
        for place, measure in self.mapping.items():
            found.setdefault(measure, []).append(folded(self.columns[place].header))
        return found

    # --- How it travels --------------------------------------------------------------------------------------------

    def as_data(self) -> dict[str, Any]:
        """Return the reading as JSON, without the sample."""
        return {
            "platform": self.platform,
            "fingerprint": self.fingerprint,
            "rows_are": self.rows_are,
            "rows": self.rows,
            "begins": self.begins.isoformat() if self.begins else None,
            "ends": self.ends.isoformat() if self.ends else None,
            "columns": [[one.header, str(one.total), str(one.last), list(one.said)] for one in self.columns],
            "mapping": [[place, measure] for place, measure in self.mapping.items()],
            "said": list(self.said),
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the reading that `as_data` wrote."""
        return cls(
            platform=data["platform"],
            fingerprint=data["fingerprint"],
            rows_are=data["rows_are"],
            rows=data["rows"],
            begins=date.fromisoformat(data["begins"]) if data["begins"] else None,
            ends=date.fromisoformat(data["ends"]) if data["ends"] else None,
            columns=tuple(
                Figures(header, Decimal(total), Decimal(last), tuple(said))
                for header, total, last, said in data["columns"]
            ),
            mapping=dict(data["mapping"]),
            said=tuple(data["said"]),
        )


def few_posts(posts: Decimal | None) -> str:
    """Return "Nog te weinig berichten: 3 van de 5." when that is so, else nothing."""
    if posts is None or posts >= LEAST_POSTS:
        return ""
    return _("Nog te weinig berichten: %(count)s van de %(least)s.") % {
        "count": dutch.as_typed(posts),
        "least": LEAST_POSTS,
    }
