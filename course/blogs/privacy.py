"""What this room keeps of people: what they write, under each other's posts too, and how they find each other."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
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
    name=_("Je blog"),
    what=_("Je berichten, concepten, eerdere versies en foto’s."),
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
    name=_("Je reacties"),
    what=_("Je reacties, en wat je als gast schreef."),
    why=_("Zo praat je met elkaar over de dingen."),
    ground=Ground.COURSE,
    how_long=_("Zolang het bericht bestaat, of tot je de reactie verwijdert."),
    who=_("Wie het bericht mag lezen."),
    when_erased=_("Er komt ‘[verwijderd]’ te staan, of de tekst blijft zonder je naam: dat kies je zelf."),
)
MEETING = Kind(
    "meeting",
    name=_("Collega’s vinden"),
    what=_("Wie je volgt, wie je bedankt, wanneer je de blogs las, en je regel in de gids."),
    why=_("Zo vind je collega’s en zie je wat nieuw is."),
    ground=Ground.CHOICE,
    how_long=_("Tot je het weghaalt, of zolang je account bestaat."),
    who=_("Wie je volgt of bedankt ziet dat. De gids ziet iedereen die kan inloggen."),
    when_erased=_("Weg. Een bedankje telt zonder naam mee."),
)
MODERATION = Kind(
    "moderation",
    name=_("Meldingen"),
    what=_("Wat je meldde bij de trainer, en wat een trainer daarmee deed."),
    why=_("Zo blijft het hier veilig, en is na te gaan waarom iets is verborgen."),
    ground=Ground.SAFETY,
    how_long=_("Zolang het bericht bestaat."),
    who=_("De trainer. De schrijver leest alleen waarom iets is verborgen."),
    when_erased=_("Je uitleg gaat weg. Dat er iets is gemeld, blijft zonder je naam."),
)
ELSEWHERE = Kind(
    "elsewhere",
    name=_("Je blog ergens anders"),
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
    stays = rows.exclude(published_at=None).exclude(visibility="me") if erasing.keeps_texts else rows.none()
    kept = list(stays.values_list("pk", flat=True))
    for post in stays:
        title, source = erasing.kept(post.title), _without_pictures(erasing.kept(post.source))
        if (title, source, post.imported_key) != (post.title, post.source, ""):
            _rewrite(post, title or REMOVED, source or REMOVED)
    spoken = Comment.objects.filter(post__in=rows, deleted_at=None).exclude(author=erasing.person)
    emptied = list(rows.filter(pk__in=spoken.values("post")).exclude(pk__in=kept).values_list("pk", flat=True))
    Post.tags.through.objects.filter(post__in=emptied).delete()
    Post.objects.filter(pk__in=emptied).update(**_removed_post())
    gone = list(rows.exclude(pk__in=[*kept, *emptied]).values_list("pk", flat=True))
    Comment.objects.filter(post__in=gone).update(parent=None)  # Replies protect what they reply to.
    Post.objects.filter(pk__in=gone).delete()
    Tag.objects.filter(pk__in=own_tags).exclude(Exists(Post.tags.through.objects.filter(tag=OuterRef("pk")))).delete()


def _removed_post() -> dict[str, Any]:
    """Return the fields of a post of which only the place is left."""
    words = {"title": REMOVED, "source": REMOVED, "imported_key": "", "takes_guests": False}
    return {**words, **derived_fields(REMOVED, REMOVED)}


def _rewrite(post: Post, title: str, source: str) -> None:
    """Store these words and all that follows from them; a text that cannot be rendered any more is removed."""
    try:
        derived = derived_fields(title, source, tag_names(post))
    except TextRefused:
        fields = _removed_post()
    else:
        fields = {"title": title, "source": source, "imported_key": "", **derived}
    Post.objects.filter(pk=post.pk).update(**fields)


def _without_pictures(source: str) -> str:
    """Return the Markdown with the words of each picture in its place."""
    return re.sub(rf"!\[([^\[\]]*)\]\({PICTURE_ADDRESS.pattern}[^)]*\)", r"\1", source)


def erase_comments(erasing: Erasing, rows: QuerySet[Any]) -> None:
    """Take her words, and leave the place, so that the replies still make sense; or leave words without her name."""
    nameless: dict[str, Any] = {"email": "", "name": ""}
    emptied: dict[str, Any] = {"source": "", "html": "", "deleted_at": Coalesce("deleted_at", erasing.at)}
    pks = list(rows.values_list("pk", flat=True))
    if erasing.keeps_texts:
        for comment in rows.filter(deleted_at=None):
            text = erasing.kept(comment.source)
            if text != comment.source:
                Comment.objects.filter(pk=comment.pk).update(**(_made(text) or emptied))
    else:
        Comment.objects.filter(pk__in=pks).update(**emptied)
    # Of a guest the name is all there is; of others the author says who spoke.
    Comment.objects.filter(pk__in=pks, author=None).update(**{**nameless, "name": REMOVED})
    Comment.objects.filter(pk__in=pks, author__isnull=False).update(**nameless)


def _made(source: str) -> dict[str, Any] | None:
    """Return this text and its HTML as fields; None for a text that cannot be rendered any more."""
    try:
        made = texts.make(source)
    except TextRefused:
        return None
    return {"source": source, "html": made.html, "renderer_version": made.renderer_version}


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
