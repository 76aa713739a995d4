"""What an import would bring, as its owner sees it before she says yes: what to choose from, and what stays behind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.importers.build import Line, lines_of, plausible
from course.blogs.importers.parsed import ParsedBlog, ParsedPost, Skipped
from course.people.models import User
from lessons.richtext import PARTICIPANT
from lessons.text_limits import TextRefused, refuse_long, refuse_markdown

MOST_LINES: Final = 300
"""Posts that stand in the list one by one; more are chosen by year."""
NAMED: Final = 10
SECONDS_A_POST: Final = 0.02
SECONDS_A_COMMENT: Final = 0.006


@dataclass(frozen=True)
class Reason:
    """One reason why things stay behind: how many, and the first of them by name."""

    sentence: str
    count: int
    names: tuple[str, ...]

    @property
    def more(self) -> int:
        return self.count - len(self.names)


def by_reason(skipped: Iterable[Skipped]) -> list[Reason]:
    """Return what stays behind, grouped; the most common reason first."""
    names: dict[str, list[str]] = {}
    for one in skipped:
        names.setdefault(one.reason, []).append(one.what)
    reasons = [Reason(reason, len(those), tuple(those[:NAMED])) for reason, those in names.items()]
    return sorted(reasons, key=lambda reason: -reason.count)


@dataclass(frozen=True)
class Preview:
    """A file that was read for one person."""

    blog: ParsedBlog
    lines: tuple[Line, ...]
    refused: dict[str, Skipped]
    """By key: what the one function will not take."""

    @cached_property
    def new(self) -> list[ParsedPost]:
        """The posts she may choose from, the newest first; without a date last."""
        new = [line.post for line in self.lines if not line.is_there and line.post.key not in self.refused]
        return sorted(new, key=_moment_or_zero, reverse=True)

    @property
    def there(self) -> int:
        return sum(line.is_there for line in self.lines)

    @property
    def comments(self) -> int:
        return sum(len(post.comments) for post in self.new)

    @property
    def pictures(self) -> int:
        return sum(post.pictures for post in self.new)

    @property
    def reasons(self) -> list[Reason]:
        return by_reason([*self.blog.skipped, *self.refused.values()])

    @property
    def seconds(self) -> int:
        """How long bringing all of it in takes, about."""
        return max(2, round(len(self.new) * SECONDS_A_POST + self.comments * SECONDS_A_COMMENT))

    @property
    def is_by_year(self) -> bool:
        return len(self.new) > MOST_LINES

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What she chooses from: each post, or each year of a large blog."""
        if not self.is_by_year:
            return [(post.key, _line(post)) for post in self.new]
        years = Counter(map(_year, self.new))
        said = {
            year: ngettext("%(count)d bericht", "%(count)d berichten", count) % {"count": count}
            for year, count in years.items()
        }
        return [(year, f"{year or _('Zonder datum')}: {said[year]}") for year in years]

    def keys(self, chosen: Iterable[str]) -> set[str]:
        """Return the keys of the posts in this choice."""
        wanted = set(chosen)
        return {post.key for post in self.new if (_year(post) if self.is_by_year else post.key) in wanted}


def preview_of(owner: User, blog: ParsedBlog) -> Preview:
    """Return what importing this would do for `owner`. Two queries."""
    lines = tuple(lines_of(owner, blog))
    return Preview(blog, lines, _refused(line.post for line in lines if not line.is_there))


def _refused(posts: Iterable[ParsedPost]) -> dict[str, Skipped]:
    """Return what the one function will not take, by key: said before, because it is known before."""
    refused = {}
    for post in posts:
        try:
            refuse_long(post.source, PARTICIPANT.max_characters)
            refuse_markdown(post.source)
        except TextRefused as refusal:
            refused[post.key] = Skipped(post.name, str(refusal))
    return refused


def _moment_or_zero(post: ParsedPost) -> float:
    moment = plausible(post.written_at)
    return moment.timestamp() if moment else 0.0


def _year(post: ParsedPost) -> str:
    moment = plausible(post.written_at)
    return str(timezone.localtime(moment).year) if moment else ""


def _line(post: ParsedPost) -> str:
    moment = plausible(post.written_at)
    count = len(post.comments)
    about = [
        date_format(timezone.localtime(moment), "j F Y") if moment else _("datum onbekend"),
        ngettext("%(count)d reactie", "%(count)d reacties", count) % {"count": count} if count else "",
        post.was,
        ngettext("%(count)d foto blijft achter", "%(count)d foto's blijven achter", post.pictures)
        % {"count": post.pictures}
        if post.pictures
        else "",
    ]
    return format_html('<b>{}</b><br><span class="small">{}</span>', post.name, " · ".join(filter(None, about)))
