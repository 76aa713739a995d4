"""Turns what a reader found into drafts for one person: all of it or nothing, and the same file twice is once."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from course.blogs.importers.parsed import ParsedBlog, ParsedComment, ParsedPost, Skipped, shown_name
from course.blogs.models import Blog, Comment, Post, Tag, Visibility
from course.blogs.search import derived_fields
from course.blogs.tagging import LONGEST_TAG, MOST_TAGS, slug_of
from course.blogs.talk import DEEPEST_LEVEL
from course.people.models import User
from lessons.richtext import RENDERER_VERSION, TextRefused, render_markdown
from lessons.text_limits import plain_characters

BATCH: Final = 200
COMMENTS: Final = uuid.UUID("6f5e2c3e-1f0b-5d4d-9d0c-6c3b2f2d5a11")
"""Namespace of the ids of reactions that came along: the same reaction always gets the same one."""


@dataclass(frozen=True)
class Line:
    """One post of the file as its owner sees it before she says yes. `is_there`: she has it already."""

    post: ParsedPost
    is_there: bool


@dataclass
class Brought:
    """What an import did, or would do. `posts` and `comments` are numbers of new ones."""

    posts: int = 0
    comments: int = 0
    there: int = 0
    pictures: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def lines_of(owner: User, blog: ParsedBlog) -> list[Line]:
    """Return the posts of this file in its own order, each once. Two queries."""
    keys, own_ids = _there(owner)
    lines: list[Line] = []
    seen: set[str] = set()
    for post in blog.posts:
        if post.key not in seen:
            seen.add(post.key)
            lines.append(Line(post, post.key in keys or post.own_id in own_ids))
    return lines


def _there(owner: User) -> tuple[set[str], set[uuid.UUID]]:
    posts = Post.objects.filter(author=owner).order_by()
    return set(posts.exclude(imported_key="").values_list("imported_key", flat=True)), set(
        posts.values_list("pk", flat=True)
    )


def bring_in(*, by: User, blog: ParsedBlog, chosen: Collection[str] | None = None, dry_run: bool = False) -> Brought:
    """Make drafts for `by` alone of the posts in `chosen` (None: all), with tags and reactions, and say what came.

    In one transaction; a dry run goes the whole way and writes nothing. A post she has is left as it is. A text that
    the one function refuses is skipped, with that reason.
    """
    brought = Brought(skipped=list(blog.skipped), notes=list(blog.notes))
    with transaction.atomic():
        User.objects.select_for_update().filter(pk=by.pk).first()  # Two imports at once would each see nothing there.
        wanted = []
        for line in lines_of(by, blog):
            if line.is_there:
                brought.there += 1
            elif chosen is None or line.post.key in chosen:
                wanted.append(line.post)
        if wanted:
            Blog.objects.get_or_create(person=by)
        _Builder(by, blog.kind, brought).build(wanted)
        if dry_run:
            transaction.set_rollback(True)
    return brought


class _Builder:
    def __init__(self, owner: User, kind: str, brought: Brought) -> None:
        self.owner = owner
        self.kind = kind
        self.brought = brought
        self.now = timezone.now()
        self.tags: dict[str, int] = {}

    def build(self, posts: list[ParsedPost]) -> None:
        self.tags = _tags_for(posts)
        # What was written last stands on top of her drafts.
        newest_first = sorted(posts, key=lambda post: plausible(post.written_at) or self.now, reverse=True)
        for start in range(0, len(newest_first), BATCH):
            self._batch(newest_first[start : start + BATCH], start)

    def _batch(self, parsed: list[ParsedPost], start: int) -> None:
        made = []
        for number, post in enumerate(parsed, start=start):
            try:
                made.append((post, self._post(post, self.now - timedelta(milliseconds=number))))
            except TextRefused as refused:
                self.brought.skipped.append(Skipped(post.name, str(refused)))
        Post.objects.bulk_create([row for _parsed, row in made])
        through = Post.tags.through
        through.objects.bulk_create(
            through(post_id=row.pk, tag_id=self.tags[slug]) for post, row in made for slug in self._slugs(post)
        )
        comments = [comment for post, row in made for comment in self._comments(post, row)]
        Comment.objects.bulk_create(comments, batch_size=500)
        self.brought.posts += len(made)
        self.brought.comments += len(comments)
        self.brought.pictures += sum(post.pictures for post, _row in made)

    def _slugs(self, post: ParsedPost) -> list[str]:
        """Return the slugs of its tags, and tell which of them find no place."""
        names = names_of(post.tags)
        if len(names) > MOST_TAGS:
            what = _("trefwoorden %(names)s bij ‘%(title)s’") % {
                "names": ", ".join(names[MOST_TAGS:]),
                "title": post.name[:60],
            }
            reason = _("Een bericht heeft hier hoogstens %(limit)d trefwoorden.") % {"limit": MOST_TAGS}
            self.brought.skipped.append(Skipped(what, reason))
        return [slug for name in names[:MOST_TAGS] if (slug := slug_of(name)) in self.tags]

    def _post(self, post: ParsedPost, at: datetime) -> Post:
        source = plain_characters(post.source)
        title = " ".join(plain_characters(post.title).splitlines())[:160]
        return Post(
            author=self.owner,
            title=title,
            source=source,
            visibility=Visibility.ME,
            created_at=self.now,
            updated_at=at,
            imported_from=self.kind,
            imported_key=post.key,
            written_at=plausible(post.written_at),
            **derived_fields(title, source, sorted(names_of(post.tags)[:MOST_TAGS])),
        )

    def _comments(self, post: ParsedPost, row: Post) -> Iterator[Comment]:
        """Yield the reactions under one post, each after the one it answers."""
        ids: dict[str, tuple[uuid.UUID, int]] = {}
        above: dict[uuid.UUID, uuid.UUID | None] = {}
        taken: set[datetime] = set()
        start = row.written_at or self.now - timedelta(days=1)
        for number, comment in enumerate(_parents_first(post.comments)):
            try:
                html = render_markdown(plain_characters(comment.source))  # `texts.make` would count its words too.
            except TextRefused as refused:
                what = _("reactie van %(name)s bij ‘%(title)s’") % {"name": comment.name, "title": post.name[:60]}
                self.brought.skipped.append(Skipped(what, str(refused)))
                continue
            pk = uuid.uuid5(COMMENTS, plain_characters(f"{self.owner.pk}/{post.key}/{comment.key}"))
            if pk in above:
                continue
            parent, level = ids.get(comment.parent, (None, 0))
            if parent is not None and level >= DEEPEST_LEVEL:
                parent, level = above[parent], level - 1
            ids[comment.key] = (pk, level + 1)
            above[pk] = parent
            written_at = plausible(comment.written_at)
            at = written_at or start + timedelta(milliseconds=number)
            while at in taken:  # Within one second, and without a date, they keep the order of the file.
                at += timedelta(microseconds=1)
            taken.add(at)
            yield Comment(
                pk=pk,
                post=row,
                name=shown_name(plain_characters(comment.name)),
                parent_id=parent,
                source=plain_characters(comment.source),
                html=str(html),
                renderer_version=RENDERER_VERSION,
                created_at=at,
                is_date_known=written_at is not None,
                approved_at=self.now,
            )


def _parents_first(comments: Iterable[ParsedComment]) -> list[ParsedComment]:
    """Return the reactions so that each stands after the one it answers; a circle is broken where it began."""
    by_key = {comment.key: comment for comment in comments}
    done: dict[str, ParsedComment] = {}
    for comment in by_key.values():
        chain, current, seen = [], comment, set[str]()
        while current.key not in done and current.key not in seen:
            chain.append(current)
            seen.add(current.key)
            current = by_key.get(current.parent, current)
        for one in reversed(chain):
            done.setdefault(one.key, one)
    return list(done.values())


def names_of(tags: Iterable[str]) -> list[str]:
    """Return tags as they are stored here: small letters, one space, at most forty characters, one for each slug."""
    found: dict[str, str] = {}
    for tag in tags:
        name = " ".join(plain_characters(tag).split()).strip(" #").lower()[:LONGEST_TAG].strip()
        if name:
            found.setdefault(slug_of(name), name)
    return list(found.values())


def _tags_for(posts: Iterable[ParsedPost]) -> dict[str, int]:
    """Return the id of every tag these posts need by slug, the missing ones made. Two queries for each five hundred."""
    wanted = {slug_of(name): name for post in posts for name in names_of(post.tags)[:MOST_TAGS]}
    found: dict[str, int] = {}
    slugs = sorted(wanted)
    for start in range(0, len(slugs), 500):
        some = slugs[start : start + 500]
        Tag.objects.bulk_create([Tag(name=wanted[slug], slug=slug) for slug in some], ignore_conflicts=True)
        found |= dict(Tag.objects.filter(slug__in=some).values_list("slug", "pk"))
    return found


def plausible(moment: datetime | None) -> datetime | None:
    """Return the moment if a blog can have been written then: a year 1 or 9999 is a fault of the file."""
    return moment if moment is not None and 1970 <= moment.year <= 2100 else None
