"""The kinds of notice. Each room registers its own, and both its functions are asked at the moment of sending.

What was true when something happened may be so no longer: a post was withdrawn, somebody left the group. So a notice
carries a key only, and its kind looks up what may be said now.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from course.notifications.models import Notice


@dataclass(frozen=True)
class Letter:
    """One mail as its kind wrote it: plain text, in the language of the person, without greeting and closing.

    Its HTML twin is made of the same text; markup.py says by which customs.
    """

    subject: str
    text: str


@dataclass(frozen=True)
class Kind:
    """One reason to tell somebody something.

    `may_still_read` says whether she may still see what it is about; `render` gives the letter, or None when there is
    nothing to say any more. Both get the notice with its `person` and may query.

    `wish` names the field of Wishes that says whether and when she wants it; empty: it always comes, within her hours,
    because somebody waits for her.

    `label` says what this mail is about to whoever reads a list of what was sent: never what is in it. With
    `tells_trainer` a trainer of the cohort may read that label too; without it she reads that it is personal mail.
    """

    reason: str
    may_still_read: Callable[[Notice], bool]
    render: Callable[[Notice], Letter | None]
    wish: Literal["reactions", "digest", "course", ""] = ""
    label: str | Promise = ""
    tells_trainer: bool = False


KINDS: dict[str, Kind] = {}


def label_of(reason: str) -> str:
    """Return what a mail for this reason is about, in words; also for a reason that no room knows any more."""
    kind = KINDS.get(reason)
    return str(kind.label) if kind is not None and kind.label else str(_("Mail van de site"))


def register(kind: Kind) -> None:
    """Make a kind known; a room does so in its AppConfig.ready(). Twice is once."""
    KINDS[kind.reason] = kind
