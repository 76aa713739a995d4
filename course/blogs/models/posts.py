"""Blogs and posts. A post's HTML is made once, at save, by the one function, and stored beside the source."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.cohorts.models import Cohort, Enrolment
from course.people.access import roles_of
from course.people.models import User
from lessons.models import ThingPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Visibility(models.TextChoices):
    """Who may read a post, from the fewest to the most."""

    ME = "me", _("Alleen ik")
    TRAINER = "trainer", _("Ik en mijn trainer")
    GROUP = "group", _("Mijn groep")
    EVERYONE = "everyone", _("Iedereen")


COLOURS = 7


def colour_of(person_id: int) -> int:
    """Return the colour of somebody's square beside her words: always the same one, 1 to 7."""
    return person_id % COLOURS + 1


class Blog(models.Model):
    """One person's blog: made when she first publishes."""

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="blog")
    title = models.CharField(_("titel"), max_length=120, blank=True)
    visibility = models.CharField(
        max_length=10,
        choices=Visibility,
        default=Visibility.TRAINER,
        help_text="The choice offered at the next post. Never `everyone`: that one is chosen anew each time.",
    )
    has_chosen = models.BooleanField(default=False, help_text="Whether she has chosen a visibility herself yet.")

    class Meta:
        verbose_name = _("blog")
        verbose_name_plural = _("blogs")
        constraints: ClassVar = [
            models.CheckConstraint(name="blog_never_remembers_everyone", condition=~Q(visibility="everyone")),
        ]

    def __str__(self) -> str:
        return self.title or str(self.person)


def in_reach_of(user: User | AnonymousUser, prefix: str = "") -> Q:
    """Return what `user` may read of published posts, as a condition on Post (or, with a prefix, on what points at it).

    A post that a trainer hid is there for its author and the trainers of its group only; without a group for the
    coordinators, who stand in for them where everyone reads.

    The only place where the visibility ladder is written down for reading; one query for the roles, no more.
    """

    def q(**conditions: Any) -> Q:
        return Q(**{prefix + name: value for name, value in conditions.items()})

    published = q(published_at__isnull=False)
    standing = published & q(hidden_at__isnull=True)
    readable = q(visibility=Visibility.EVERYONE)
    if isinstance(user, User):
        roles = roles_of(user)
        trains_at = roles.trains_at
        groups = Enrolment.objects.active().filter(person=user).values("cohort")
        readable |= q(visibility=Visibility.GROUP, cohort__in=groups)
        if trains_at:
            readable |= q(visibility__in=[Visibility.TRAINER, Visibility.GROUP], cohort__organisation__in=trains_at)
            # What a trainer hid she can still open: to put it back.
            standing |= published & q(cohort__organisation__in=trains_at)
        if roles.is_coordinator:
            standing |= published & q(cohort__isnull=True)
        return (standing & readable) | q(author=user)
    return standing & readable


class Tag(models.Model):
    """A word that posts share. Kept in lower case; whoever writes it first makes it."""

    name = models.CharField(_("trefwoord"), max_length=40, unique=True)
    slug = models.SlugField(max_length=50, unique=True)

    class Meta:
        verbose_name = _("trefwoord")
        verbose_name_plural = _("trefwoorden")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def published(self) -> Self:
        """Keep what its author has finished: drafts are nobody else's business."""
        return self.filter(published_at__isnull=False)

    def standing(self) -> Self:
        """Keep what is published and not hidden by a trainer."""
        return self.published().filter(hidden_at__isnull=True)

    def drafts(self) -> Self:
        return self.filter(published_at__isnull=True)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what `user` may read: her own posts, and what the visibility ladder gives her. No join doubles a row."""
        return self.filter(in_reach_of(user))

    def with_comment_count(self) -> Self:
        """Add `comment_count`: how many comments stand under the post, removed ones not counted.

        A subquery: a join would make the database group by every column of the post and its author.
        """
        from course.blogs.models.comments import Comment  # a comment points at a post

        standing = Comment.objects.standing().filter(post=OuterRef("pk")).order_by()
        counted = standing.values("post").annotate(count=Count("pk")).values("count")
        return self.annotate(comment_count=Coalesce(Subquery(counted), 0))

    def with_marks_of(self, user: User | AnonymousUser) -> Self:
        """Add `thanks_count`, and what this reader did: `has_thanked`, `has_flagged` (a handled flag is past)."""
        from course.blogs.models.comments import Flag, Thanks  # these point at a post

        given = Thanks.objects.filter(post=OuterRef("pk")).order_by()
        counted = given.values("post").annotate(count=Count("pk")).values("count")
        flagged = Flag.objects.open().filter(post=OuterRef("pk"), comment__isnull=True, by=user.pk)
        return self.annotate(
            thanks_count=Coalesce(Subquery(counted), 0),
            has_thanked=Exists(given.filter(person=user.pk)),
            has_flagged=Exists(flagged),
        )

    def without_texts(self) -> Self:
        """Leave the post's and the ding's texts in the database: for lists."""
        return self.defer(
            "source",
            "html",
            "search_text",
            *[f"thing__{name}" for name in ("body", "reading", "start", "challenge", "search_description")],
        )

    def for_stream(self) -> Self:
        """Standing posts, the newest first, with author, library, ding and `comment_count`, no texts. One query."""
        return (
            self.standing()
            .select_related("author__library", "thing", "cohort")
            .without_texts()
            .with_comment_count()
            .order_by("-published_at", "-pk")
        )

    def for_mine(self) -> Self:
        """Drafts first, then posts, what was last touched on top, with ding and `comment_count`. One query.

        `has_changes` says whether its author is changing what is online.
        """
        changed = PendingText.objects.filter(post=OuterRef("pk")).exclude(
            title=OuterRef("title"), source=OuterRef("source")
        )
        return (
            self.select_related("thing", "cohort")
            .without_texts()
            .with_comment_count()
            .annotate(has_changes=Exists(changed))
            .order_by(F("published_at").desc(nulls_first=True), "-updated_at", "-pk")
        )

    def for_page(self) -> Self:
        """All that the page of one post shows but its comments. One query."""
        return self.select_related("author__library", "thing", "cohort__organisation").defer("thing__body")


class Post(models.Model):
    """One post. Its id is chosen before the first save, so that a form sent twice makes one post."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="posts")
    thing = models.ForeignKey(ThingPage, null=True, blank=True, on_delete=models.PROTECT, related_name="posts")
    exercise = models.UUIDField(null=True, blank=True)
    cohort = models.ForeignKey(
        Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="posts", help_text="Whose group reads it."
    )
    title = models.CharField(_("titel"), max_length=160, blank=True)
    source = models.TextField(_("tekst"), blank=True)
    html = models.TextField(blank=True, editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
    excerpt = models.CharField(max_length=240, blank=True, editable=False)
    words = models.PositiveIntegerField(default=0, editable=False)
    headings = models.PositiveIntegerField(default=0, editable=False, help_text="Headings with text below them.")
    visibility = models.CharField(_("wie leest het"), max_length=10, choices=Visibility, default=Visibility.TRAINER)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when a trainer keeps it from its readers; see Moderation."
    )
    takes_guests = models.BooleanField(
        default=False, help_text="Whether people without an account may react, where everyone reads it."
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="posts")
    search_text = models.TextField(
        blank=True, editable=False, help_text="Title, text and tags in small letters without accents, for searching."
    )
    imported_from = models.CharField(
        max_length=20, blank=True, editable=False, help_text="The kind of file it came from; empty: written here."
    )
    imported_key = models.CharField(
        max_length=64, blank=True, editable=False, help_text="What tells it from the other posts of that blog."
    )
    written_at = models.DateTimeField(
        null=True, blank=True, help_text="When an imported post was first published elsewhere; None: unknown."
    )

    comment_count: int
    """Only there after `with_comment_count()`."""
    thanks_count: int
    has_thanked: bool
    has_flagged: bool
    """These three only after `with_marks_of()`."""

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht")
        verbose_name_plural = _("berichten")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="post_for_a_group_names_it", condition=~Q(visibility="group") | Q(cohort__isnull=False)
            ),
            models.CheckConstraint(
                name="post_is_published_with_a_text",
                condition=Q(published_at__isnull=True) | ~(Q(title="") | Q(source="")),
            ),
            models.UniqueConstraint(
                name="post_imported_once", fields=["author", "imported_key"], condition=~Q(imported_key="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["cohort", "-published_at"], name="post_stream"),
            models.Index(fields=["author", "thing"], name="post_evidence"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Zonder titel"))

    def get_absolute_url(self) -> str:
        return reverse("blogs:post", args=[self.pk])

    @property
    def is_draft(self) -> bool:
        return self.published_at is None

    @property
    def colour(self) -> int:
        return colour_of(self.author_id)

    @property
    def level(self) -> str:
        """The visibility in the word that components/visibility.html reads."""
        return {"me": "prive", "trainer": "trainer", "group": "groep"}.get(self.visibility, "openbaar")

    @property
    def minutes_read(self) -> int:
        """How long reading takes, at two hundred words a minute and never less than one minute."""
        return max(1, round(self.words / 200))


class PostVersion(models.Model):
    """A post as it was at the end of one sitting, or just before something replaced it. Its author alone reads it."""

    class Reason(models.TextChoices):
        SITTING = "sitting", _("Zo liet je je tekst achter")
        PUBLISHED = "published", _("Stond online, tot je je wijzigingen publiceerde")
        REPLACED = "replaced", _("Maakte plaats voor een eerdere versie")
        DISCARDED = "discarded", _("Wijzigingen die je weggooide")
        CONFLICT = "conflict", _("Een van twee teksten die je tegelijk schreef")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField(help_text="Post.version of this text.")
    reason = models.CharField(max_length=10, choices=Reason, default=Reason.SITTING)
    title = models.CharField(max_length=160, blank=True)
    source = models.TextField(blank=True)
    words = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("versie")
        verbose_name_plural = _("versies")
        ordering: ClassVar = ["-saved_at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["post", "version"], name="post_version_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.post} {self.version}"


class PendingText(models.Model):
    """What its author is changing in a published post: readers keep the old text until she publishes this one."""

    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="pending")
    title = models.CharField(max_length=160, blank=True)
    source = models.TextField(blank=True)
    based_on = models.PositiveIntegerField(help_text="Post.version that she was looking at when she began.")
    version = models.PositiveIntegerField(default=1, help_text="Counts the saves, as Post.version does.")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("onaffe wijziging")
        verbose_name_plural = _("onaffe wijzigingen")

    def __str__(self) -> str:
        return self.title
