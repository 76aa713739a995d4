"""The ladder of visibility as a table: which kinds of people a post opens for. It reads the table "wie ziet wat".

`in_reach_of()` in models/posts.py decides for real people, in the database. This says the same beforehand and in
general, for an author who wants to know; tests/blogs/test_ladder.py holds both against each other.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from course.blogs.models import Post, Visibility
from course.people.who_sees_what import SURFACES, Access, Viewer

LEVELS_OF: Final[dict[Access, frozenset[Visibility]]] = {
    Access.YES: frozenset(Visibility),
    Access.UNLESS_ONLY_ME: frozenset({Visibility.TRAINER, Visibility.GROUP, Visibility.EVERYONE}),
    Access.IF_GROUP_OR_WIDER: frozenset({Visibility.GROUP, Visibility.EVERYONE}),
    Access.IF_EVERYONE: frozenset({Visibility.EVERYONE}),
    Access.NO: frozenset(),
}
_RULES: Final = next(surface for surface in SURFACES if surface.key == "post")


class Reader(Enum):
    """Somebody who is not the author, by what she is to her. The value stands in addresses."""

    GROUP = "groep"
    TRAINER = "trainer"
    MANAGER = "leidinggevende"
    STRANGER = "deelnemer"
    VISITOR = "bezoeker"

    @property
    def label(self) -> str | Promise:
        return LABELS[self]

    @property
    def levels(self) -> frozenset[Visibility]:
        """The levels at which a published post opens for her."""
        viewer = {Reader.GROUP: Viewer.GROUP, Reader.TRAINER: Viewer.TRAINER, Reader.MANAGER: Viewer.MANAGER}.get(self)
        return LEVELS_OF[_RULES.rule_for(viewer).access] if viewer else LEVELS_OF[Access.IF_EVERYONE]


LABELS: Final[dict[Reader, str | Promise]] = {
    Reader.GROUP: _("Een collega uit je groep"),
    Reader.TRAINER: _("Je trainer"),
    Reader.MANAGER: _("Je leidinggevende"),
    Reader.STRANGER: _("Een deelnemer uit een andere groep"),
    Reader.VISITOR: _("Iemand zonder account"),
}


def opens_for(post: Post, reader: Reader) -> bool:
    """Say whether this kind of reader may open the post. Somebody who is two of these sees what either gives."""
    is_hidden = post.hidden_at is not None
    if post.published_at is None or (is_hidden and reader is not Reader.TRAINER):
        return False
    has_one = post.cohort_id is not None or (post.visibility == Visibility.EVERYONE and not is_hidden)
    return post.visibility in reader.levels and has_one
