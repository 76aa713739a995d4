"""What this room keeps of people: what they write, under each other's posts too, and how they find each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from course.blogs import texts
from course.blogs.importers import uploads
from course.blogs.models import Comment, Flag, Moderation, Post, Tag
from course.blogs.search import derived_fields, tag_names
from course.people.privacy import (
    REMOVED,
    After,
    Erasing,
    Extra,
    Ground,
    Holding,
    Kind,
    Someone,
    declare,
    delete,
    nothing_of_people,
    plain,
    when_all_is_erased,
)
from lessons.richtext import PICTURE_ADDRESS, TextRefused

POSTS = Kind(
    "posts",
    what=_("Je blog: je berichten, concepten, eerdere versies en foto’s."),
    why=_("Schrijven over wat je leert is deel van de cursus."),
    ground=Ground.COURSE,
    how_long=_("Zolang je account bestaat, of tot je een bericht verwijdert."),
    who=_("Dat kies je zelf bij elk bericht."),
    when_erased=_(
        "Concepten, versies en foto’s gaan weg. Wat anderen konden lezen gaat ook weg, of blijft zonder je naam: dat "
        "kies je zelf. Staan er reacties onder? Dan blijven die staan."
    ),
)
COMMENTS = Kind(
    "comments",
    what=_("Je reacties, en wat je als gast schreef."),
    why=_("Zo praat je met elkaar over de dingen."),
    ground=Ground.COURSE,
    how_long=_("Zolang het bericht bestaat, of tot je de reactie verwijdert."),
    who=_("Wie het bericht mag lezen."),
    when_erased=_("Er komt ‘[verwijderd]’ te staan, of de tekst blijft zonder je naam: dat kies je zelf."),
)
MEETING = Kind(
    "meeting",
    what=_("Wie je volgt, wie je bedankt, wanneer je de blogs las, en je regel in de gids."),
    why=_("Zo vind je collega’s en zie je wat nieuw is."),
    ground=Ground.CHOICE,
    how_long=_("Tot je het weghaalt, of zolang je account bestaat."),
    who=_("Wie je volgt of bedankt ziet dat. De gids ziet iedereen die kan inloggen."),
    when_erased=_("Weg. Een bedankje telt zonder naam mee."),
)
MODERATION = Kind(
    "moderation",
    what=_("Wat je meldde bij de trainer, en wat een trainer daarmee deed."),
    why=_("Zo blijft het hier veilig, en is na te gaan waarom iets is verborgen."),
    ground=Ground.SAFETY,
    how_long=_("Zolang het bericht bestaat."),
    who=_("De trainer. De schrijver leest alleen waarom iets is verborgen."),
    when_erased=_("Je uitleg gaat weg. Dat er iets is gemeld, blijft zonder je naam."),
)
ELSEWHERE = Kind(
    "elsewhere",
    what=_("Je blog op een andere site, en de sleutel van je feeds."),
    why=_("Zo telt wat je elders schrijft mee, en lees je de blogs in een feedlezer."),
    ground=Ground.CHOICE,
    how_long=_("Tot je het weghaalt, of zolang je account bestaat."),
    who=_("Je groep ziet de titel, de eerste regels en een link."),
    when_erased=_("Weg. Je blog op de andere site blijft natuurlijk van jou."),
)


# --- What becomes of it ------------------------------------------------------------------------------------------


def erase_posts(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Remove her posts; one under which others spoke stays as a place for their words, and one she leaves to others.

    The tags that only she used go too. Pictures go in any case: they are deleted before, as rows of their own.
    """
    own_tags = list(Tag.objects.filter(posts__in=rows).values_list("pk", flat=True).distinct())
    for post in rows:
        others = Comment.objects.filter(post=post, deleted_at=None).exclude(author=erasing.person)
        could_be_read = post.published_at is not None and post.visibility != "me"
        if erasing.keeps_texts and could_be_read:
            _rewrite(post, erasing.kept(post.title) or REMOVED, _without_pictures(erasing.kept(post.source)) or REMOVED)
        elif others.exists():
            post.tags.clear()
            _rewrite(post, REMOVED, REMOVED)
        else:
            Comment.objects.filter(post=post).update(parent=None)  # Replies protect what they reply to.
            plain(rows.filter(pk=post.pk)).delete()
    Tag.objects.filter(pk__in=own_tags).exclude(Exists(Post.tags.through.objects.filter(tag=OuterRef("pk")))).delete()


def _rewrite(post: Post, title: str, source: str) -> None:
    """Store these words and all that follows from them; a text that cannot be rendered any more is removed."""
    try:
        derived = derived_fields(title, source, tag_names(post))
    except TextRefused:
        title, source = REMOVED, REMOVED
        derived = derived_fields(title, source)
    known = {"title": title, "source": source, "imported_key": "", **derived}
    Post.objects.filter(pk=post.pk).update(**known, takes_guests=False)


def _without_pictures(source: str) -> str:
    """Return the Markdown with the words of each picture in its place."""
    return re.sub(rf"!\[([^\[\]]*)\]\({PICTURE_ADDRESS.pattern}[^)]*\)", r"\1", source)


def erase_comments(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Take her words, and leave the place, so that the replies still make sense; or leave words without her name."""
    for comment in rows:
        text = "" if comment.deleted_at else erasing.kept(comment.source)
        try:
            made = texts.make(text).as_fields() if text else {}
        except TextRefused:
            text, made = "", {}
        fields: dict[str, Any] = {
            "source": text,
            "html": made.get("html", ""),
            "email": "",
            "name": "" if comment.author_id else REMOVED,
        }
        if not text:
            fields["deleted_at"] = comment.deleted_at or erasing.at
        plain(rows.filter(pk=comment.pk)).update(**fields)


def erase_flags(_erasing: Erasing, rows: QuerySet[Any]) -> None:
    plain(rows).update(reason="")


def erase_moderations(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Leave what a trainer decided, and why, without her name: its author may still read that."""
    for moderation in rows:
        reason = erasing.kept(moderation.reason) or REMOVED
        plain(rows.filter(pk=moderation.pk)).update(reason=reason)


def forget_upload(erasing: Erasing) -> None:
    """Remove the blog she chose to import, and has not said yes to: a file without a row."""
    uploads.forget(erasing.person)


# --- What came from others ---------------------------------------------------------------------------------------


def reactions_received(who: Someone) -> Iterable[dict[str, Any]]:
    """Yield the reactions under her posts that she can read, under the names that she reads there. One query."""
    said = Comment.objects.standing().filter(post__author=who.person).exclude(author=who.person)
    for comment in said.select_related("author").iterator():
        yield {
            "post": str(comment.post_id),
            "name": comment.author_name,
            "text": comment.source,
            "at": comment.created_at.isoformat(),
        }


def decisions_received(who: Someone) -> Iterable[dict[str, Any]]:
    """Yield why something of hers was hidden or put back; that it was left alone she never hears. One query."""
    mine = Q(post__author=who.person, comment=None) | Q(comment__author=who.person)
    for decision in Moderation.objects.filter(mine).exclude(act=Moderation.Act.LEAVE):
        yield {
            "post": str(decision.post_id),
            "act": decision.get_act_display(),
            "reason": decision.reason,
            "at": decision.at.isoformat(),
        }


def register() -> None:
    """Make the declarations of this room known."""
    declare(
        POSTS,
        COMMENTS,
        MEETING,
        MODERATION,
        ELSEWHERE,
        holdings=[
            Holding(Flag._meta.label, "moderation", of=("by",), names=("handled_by",), erase=erase_flags),
            Holding(Moderation._meta.label, "moderation", of=("by",), erase=erase_moderations),
            Holding("blogs.Thanks", "meeting", of=("person",)),
            Holding("blogs.Follow", "meeting", of=("follower", "followed"), erase=delete),
            Holding("blogs.StreamVisit", "meeting", of=("person",), erase=delete),
            Holding("blogs.DirectoryEntry", "meeting", of=("person",), erase=delete),
            Holding("blogs.ExternalPost", "elsewhere", of=("blog__person",), erase=delete),
            Holding("blogs.ExternalBlog", "elsewhere", of=("person",), erase=delete),
            Holding(
                "blogs.FeedToken",
                "elsewhere",
                of=("person",),
                erase=delete,
                secret=("token",),
                goes=(After("revoked_at", timedelta(days=30)),),
            ),
            Holding(Comment._meta.label, "comments", of=("author", "email"), erase=erase_comments),
            Holding("blogs.Picture", "posts", of=("owner",), erase=delete),
            Holding("blogs.PostVersion", "posts", of=("post__author",), erase=delete),
            Holding("blogs.PendingText", "posts", of=("post__author",), erase=delete),
            Holding("blogs.Post", "posts", of=("author",), erase=erase_posts),
            Holding("blogs.Blog", "posts", of=("person",), erase=delete),
        ],
        extras=[
            Extra("reactions_received", "comments", _("Reacties die je kreeg"), reactions_received),
            Extra("decisions_received", "moderation", _("Besluiten over wat jij schreef"), decisions_received),
        ],
    )
    when_all_is_erased(forget_upload)
    nothing_of_people("blogs.Tag", because="A word that posts share; erasing removes the words that only she used.")
