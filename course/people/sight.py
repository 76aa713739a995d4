"""What others see of one person now: the table "wie ziet wat" with her own things in it.

This room knows who somebody is and not what she makes. So each room above registers three things in its
AppConfig.ready(): whose eyes there are to look through (a real colleague, trainer, manager: what they see comes from
the very querysets that open pages for them), what those eyes see of one row of the table, and pages as they look to
them. All of it is about the person herself; nobody else's row or name is in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from course.people.models import User
from course.people.who_sees_what import SURFACES, Rule, Surface, Text, Viewer

AT_MOST = 5
"""How many of her things a row names; the rest is counted."""

ADDRESS_WORDS = {Viewer.GROUP: "groep", Viewer.TRAINER: "trainer", Viewer.MANAGER: "leidinggevende"}
"""What each viewer is called in an address, as `blogs:view_as` calls her too."""


@dataclass(frozen=True)
class Thing:
    """One thing of hers that the viewer can open. The address is one that she herself may open."""

    title: str
    url: str = ""


@dataclass(frozen=True)
class Seen:
    """What one viewer sees of one row now: how many, the first of them, and a sentence where that says more."""

    count: int
    things: tuple[Thing, ...] = ()
    sentence: Text = ""

    @property
    def more(self) -> int:
        """How many there are besides the ones that are named."""
        return self.count - len(self.things)


@dataclass(frozen=True)
class Face:
    """A page about her as the viewer gets it: its heading, and a template with its context."""

    title: Text
    template: str
    context: Mapping[str, Any]


@dataclass(frozen=True)
class Eyes:
    """Through whose eyes is looked: what she is to the person, and one real person who is that."""

    viewer: Viewer
    user: User


FindEyes = Callable[[User], User | None]
See = Callable[[User, Eyes], Seen]
MakeFace = Callable[[User, Eyes], Face | None]

_eyes: dict[Viewer, FindEyes] = {}
_seers: dict[str, See] = {}
_faces: dict[str, MakeFace] = {}


def register_eyes(viewer: Viewer, find: FindEyes) -> None:
    """Say how somebody's colleague, trainer or manager is found: one real person, or None. Twice is once."""
    _eyes[viewer] = find


def register_seer(surface: str, see: See) -> None:
    """Say what is seen of one row of the table. Raises KeyError for a row that is not there."""
    if surface not in {one.key for one in SURFACES}:
        raise KeyError(surface)
    _seers[surface] = see


def register_face(key: str, make: MakeFace) -> None:
    """Add a page about a person, as a viewer gets it; None from it: this viewer has no such page."""
    _faces[key] = make


@dataclass(frozen=True)
class Line:
    """One row of the table for one viewer: the rule, and what she sees now (None: nothing can be counted here)."""

    surface: Surface
    rule: Rule
    seen: Seen | None


@dataclass(frozen=True)
class Sight:
    """Everything that one kind of viewer sees of a person. `is_there` is False when nobody is that to her now."""

    viewer: Viewer
    lines: tuple[Line, ...]
    faces: tuple[Face, ...]
    is_there: bool

    @property
    def word(self) -> str:
        return ADDRESS_WORDS[self.viewer]


def sight_of(person: User, viewer: Viewer) -> Sight:
    """Return what this kind of viewer sees of a person now. A fixed number of queries, whatever she made."""
    found = _eyes[viewer](person) if viewer in _eyes else None
    eyes = Eyes(viewer, found) if found else None
    lines = []
    for surface in SURFACES:
        see = _seers.get(surface.key)
        lines.append(Line(surface, surface.rule_for(viewer), see(person, eyes) if see and eyes else None))
    faces = [make(person, eyes) for make in _faces.values()] if eyes else []
    return Sight(viewer, tuple(lines), tuple(face for face in faces if face), eyes is not None)
