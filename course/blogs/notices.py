"""What this room tells people by mail: the kinds of notice. Each asks, when it is sent, whether it may still be read.

A notice carries a key only. Whatever stands in a letter was just read through the visibility ladder, and of a post
never more than its first lines. Digests: see digest.py.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.blogs import digest
from course.blogs.models import Comment, ExternalBlog, Flag, Post
from course.blogs.texts import excerpt_of
from course.notifications.actions import notify
from course.notifications.kinds import Kind, Letter, register
from course.notifications.letters import absolute, quoted
from course.notifications.models import Notice

ABOUT_A_POST = "post:"
"""The subject of a mention in a post itself: this and its id. Without it, it is the id of a reaction."""


def register_kinds() -> None:
    """Make the kinds of this room known."""
    for kind in (
        Kind("reaction", may_read_comment, write_reaction, wish="reactions", label=gettext_lazy("Een reactie")),
        Kind(
            "mention",
            may_read_mention,
            write_mention,
            wish="reactions",
            label=gettext_lazy("Iemand noemt deze persoon"),
        ),
        Kind("guest", may_decide, write_guest, label=gettext_lazy("Een reactie van een gast")),
        Kind("flag", may_look, write_flag, label=gettext_lazy("Een vraag aan de trainer om te kijken")),
        Kind(
            "feed_dead",
            still_owns,
            write_feed_dead,
            label=gettext_lazy("Een blog elders dat we niet meer kunnen lezen"),
        ),
        Kind(
            digest.REASON,
            digest.is_in_a_group,
            digest.write,
            wish="digest",
            label=gettext_lazy("Overzicht van de groep"),
            tells_trainer=True,
        ),
    ):
        register(kind)


def letter(template: str, subject: str, **context: Any) -> Letter:
    return Letter(subject, render_to_string(f"blogs/letters/{template}.txt", context))


# --- Reactions -----------------------------------------------------------------------------------------------------


def tell_of_reaction(comment: Comment, answered: Comment | None) -> None:
    """Tell the post's author of this new reaction, and whoever it answers; nobody of her own. At most two queries."""
    people = {person.pk: person for person in (comment.post.author, answered and answered.author) if person}
    people.pop(comment.author_id or 0, None)
    for person in people.values():
        notify(person=person, reason="reaction", period=str(comment.pk), subject=str(comment.pk))


def readable_comment(notice: Notice) -> Comment | None:
    """Return the reaction a notice is about, when its person may read it now and it is not her own. Two queries."""
    posts = Post.objects.standing().visible_to(notice.person)
    return (
        Comment.objects.standing()
        .filter(pk=_key(notice.subject or notice.period), post__in=posts)
        .exclude(author=notice.person)
        .select_related("post__author", "author", "parent")
        .first()
    )


def _key(text: str) -> uuid.UUID:
    """Return the id that a notice carries; for what is none the one that nothing has."""
    try:
        return uuid.UUID(text)
    except ValueError:
        return uuid.UUID(int=0)


def may_read_comment(notice: Notice) -> bool:
    return readable_comment(notice) is not None


def write_reaction(notice: Notice) -> Letter | None:
    comment = readable_comment(notice)
    if comment is None:
        return None
    context = about_comment(comment)
    if comment.post.author_id == notice.person_id:
        return letter("reaction", _("%(who)s reageert op ‘%(title)s’") % context, **context)
    return letter("answer", _("%(who)s antwoordt op jouw reactie") % context, **context)


def about_comment(comment: Comment) -> dict[str, str]:
    """Return what a letter says of a reaction: who, title, text, url."""
    return {
        "who": quoted(comment.author_name),
        "title": quoted(comment.post.title),
        "text": quoted(excerpt_of(comment.html)),
        "url": absolute(comment.get_absolute_url()),
    }


# --- Mentions ------------------------------------------------------------------------------------------------------


def readable_post(notice: Notice) -> Post | None:
    """Return the post that names the person of this notice, when she may read it now. Two queries."""
    key = _key(notice.subject.removeprefix(ABOUT_A_POST))
    posts = Post.objects.standing().visible_to(notice.person).exclude(author=notice.person)
    return posts.filter(pk=key).select_related("author").without_texts().first()


def may_read_mention(notice: Notice) -> bool:
    if notice.subject.startswith(ABOUT_A_POST):
        return readable_post(notice) is not None
    return may_read_comment(notice)


def write_mention(notice: Notice) -> Letter | None:
    """Return the letter; None when she was told of the same reaction anyway, because it was on her own words."""
    if notice.subject.startswith(ABOUT_A_POST):
        post = readable_post(notice)
        if post is None:
            return None
        context = {
            "who": quoted(post.author.shown_name),
            "title": quoted(post.title),
            "text": quoted(post.excerpt),
            "url": absolute(post.get_absolute_url()),
        }
        return letter("mention_in_post", _("%(who)s noemt jou in een bericht") % context, **context)
    comment = readable_comment(notice)
    same = Notice.objects.filter(person=notice.person, reason="reaction", period=notice.period)
    if comment is None or same.exists():
        return None
    context = about_comment(comment)
    return letter("mention", _("%(who)s noemt jou in een reactie") % context, **context)


# --- Guests --------------------------------------------------------------------------------------------------------


def held_comment(notice: Notice) -> Comment | None:
    """Return what a guest wrote on this person's post, while it still waits for her. One query."""
    return (
        Comment.objects.held()
        .filter(pk=_key(notice.subject or notice.period), post__in=Post.objects.standing().filter(author=notice.person))
        .select_related("post")
        .first()
    )


def may_decide(notice: Notice) -> bool:
    return held_comment(notice) is not None


def write_guest(notice: Notice) -> Letter | None:
    comment = held_comment(notice)
    if comment is None:
        return None
    context = about_comment(comment)
    context["url"] = absolute(comment.post.get_absolute_url())
    context |= {verdict: decision_url(comment, verdict) for verdict in ("approve", "refuse")}
    return letter("guest", _("Een gast reageert op ‘%(title)s’. Mag het erbij?") % context, **context)


def decision_url(comment: Comment, verdict: str) -> str:
    """Return the address that decides without signing in; guests.py reads it, and stands above this module."""
    return absolute(reverse("blogs:guest_decision", args=[signing.dumps([str(comment.pk), verdict], salt="guest")]))


# --- The trainer, and blogs elsewhere --------------------------------------------------------------------------------


def open_flag(notice: Notice) -> Flag | None:
    """Return the call for a trainer, while nobody has answered it and it is hers to answer. Two queries."""
    if not notice.subject.isdecimal():
        return None
    return Flag.objects.open().for_moderator(notice.person).filter(pk=int(notice.subject)).first()


def may_look(notice: Notice) -> bool:
    return open_flag(notice) is not None


def write_flag(notice: Notice) -> Letter | None:
    """Return the letter. It does not name who called: that stays between her and the page of the trainer."""
    flag = open_flag(notice)
    if flag is None:
        return None
    who = flag.comment.author_name if flag.comment is not None else flag.post.author.shown_name
    return letter(
        "flag",
        _("Iemand vraagt of je wilt kijken naar ‘%(title)s’") % {"title": quoted(flag.post.title)},
        who=quoted(who),
        title=quoted(flag.post.title),
        is_comment=flag.comment is not None,
        reason=quoted(flag.reason)[:500],
        url=absolute(reverse("blogs:flags")),
    )


def dead_blog(notice: Notice) -> ExternalBlog | None:
    """Return this person's blog elsewhere, while it cannot be read. One query."""
    if not notice.subject.isdecimal():
        return None
    return ExternalBlog.objects.filter(pk=int(notice.subject), person=notice.person, failures__gt=0).first()


def still_owns(notice: Notice) -> bool:
    return dead_blog(notice) is not None


def write_feed_dead(notice: Notice) -> Letter | None:
    blog = dead_blog(notice)
    if blog is None:
        return None
    return letter(
        "feed_dead",
        _("We kunnen je blog elders niet meer lezen"),
        address=blog.address,
        url=absolute(reverse("elsewhere:overview")),
    )
