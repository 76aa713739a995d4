"""A "bedankt" for a post: giving it, taking it back, and saying how many there are."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.blogs.models import Post, Thanks
from course.people.models import User

NAMED = 12


def thank(*, by: User, post: Post, wish: bool) -> None:
    """Let `by` thank for this post, or take that back. What is so already stays so, so a double click does no harm.

    Raises PermissionDenied for her own post, or one that she may not read or that a trainer hid.
    """
    if post.author_id == by.pk or not Post.objects.standing().visible_to(by).filter(pk=post.pk).exists():
        raise PermissionDenied
    if wish:
        Thanks.objects.bulk_create([Thanks(post=post, person=by)], ignore_conflicts=True)
    else:
        Thanks.objects.filter(post=post, person=by).delete()


@dataclass(frozen=True)
class ThanksLine:
    """What the page says of the thanks for a post; `said` may be empty, `may_thank`: this reader has a button."""

    said: str
    may_thank: bool
    has_thanked: bool


def thanks_line(post: Post, reader: User | None) -> ThanksLine:
    """Return the line for this reader (None: a visitor) of a post with `with_marks_of()` her.

    One query, for the author only, when there is somebody to name: others read how many and not who.
    """
    is_author = reader is not None and reader.pk == post.author_id
    may_thank = reader is not None and not is_author and post.hidden_at is None
    has_thanked = may_thank and post.has_thanked
    said = _who(post) if is_author else _how_many(post, has_thanked=has_thanked)
    return ThanksLine(said, may_thank, has_thanked)


def _who(post: Post) -> str:
    if not post.thanks_count:
        return ""
    given = Thanks.objects.filter(post=post).select_related("person").order_by("given_at", "pk")
    names = [one.person.shown_name for one in given[:NAMED]]
    more = post.thanks_count - len(names)
    if more > 0:
        sentence = ngettext(
            "%(names)s en nog %(more)s ander bedankten je voor dit bericht.",
            "%(names)s en nog %(more)s anderen bedankten je voor dit bericht.",
            more,
        )
        return sentence % {"names": ", ".join(names), "more": more}
    if len(names) == 1:
        return _("%(name)s bedankte je voor dit bericht.") % {"name": names[0]}
    together = {"names": ", ".join(names[:-1]), "last": names[-1]}
    return _("%(names)s en %(last)s bedankten je voor dit bericht.") % together


def _how_many(post: Post, *, has_thanked: bool) -> str:
    name = {"name": post.author.shown_name}
    others = post.thanks_count - has_thanked
    if has_thanked:
        if not others:
            return _("Jij bedankte %(name)s.") % name
        sentence = ngettext(
            "Jij en nog %(count)s ander bedankten %(name)s.", "Jij en nog %(count)s anderen bedankten %(name)s.", others
        )
    elif others:
        sentence = ngettext("%(count)s lezer bedankte %(name)s.", "%(count)s lezers bedankten %(name)s.", others)
    else:
        return ""
    return sentence % {**name, "count": others}
