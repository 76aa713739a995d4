"""Reactions and what happens to them: a thank-you without words, a call for the trainer, and what she then did."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.blogs.models.posts import Post, Visibility, colour_of, in_reach_of
from course.people.access import roles_of
from course.people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class CommentQuerySet(models.QuerySet["Comment"]):
    def standing(self) -> Self:
        """Keep what readers see: not removed, not hidden by a trainer, and a guest's only once it was let through."""
        return self.filter(deleted_at__isnull=True, hidden_at__isnull=True).exclude(
            author__isnull=True, approved_at__isnull=True
        )

    def held(self) -> Self:
        """Keep what guests wrote and nobody has let through or thrown away yet."""
        return self.filter(author__isnull=True, approved_at__isnull=True, deleted_at__isnull=True)

    def with_flags_of(self, user: User | AnonymousUser) -> Self:
        """Add `has_flagged`: whether this reader asked the trainer to look at it, and that was not done yet."""
        return self.annotate(has_flagged=Exists(Flag.objects.open().filter(comment=OuterRef("pk"), by=user.pk)))


class Comment(models.Model):
    """A reaction. Removing it leaves its place, so that the replies under it still make sense.

    Without an author it is a guest's, or it came along with an imported post: then `name` says who spoke. What a guest
    writes is held until `approved_at`; what was imported has that from the start.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    name = models.CharField(_("naam"), max_length=80, blank=True, help_text="Who spoke, where there is no author.")
    email = models.EmailField(_("e-mailadres"), blank=True, help_text="Of a guest. Never shown to anybody.")
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="replies")
    source = models.TextField(_("reactie"))
    html = models.TextField(editable=False)
    renderer_version = models.PositiveSmallIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(default=timezone.now)
    is_date_known = models.BooleanField(default=True, help_text="False for an imported reaction without a date.")
    edited_at = models.DateTimeField(null=True, blank=True)
    approved_at = models.DateTimeField(null=True, blank=True, help_text="Since when others read what a guest wrote.")
    hidden_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when a trainer keeps it from its readers; see Moderation."
    )
    deleted_at = models.DateTimeField(null=True, blank=True)

    has_flagged: bool
    """Only there after `with_flags_of()`."""

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("reactie")
        verbose_name_plural = _("reacties")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(name="comment_says_who", condition=Q(author__isnull=False) | ~Q(name="")),
        ]
        indexes: ClassVar = [models.Index(fields=["author", "deleted_at"], name="comment_evidence")]

    def __str__(self) -> str:
        return str(_("[verwijderd]")) if self.deleted_at else self.source[:60]

    def get_absolute_url(self) -> str:
        return f"{self.post.get_absolute_url()}#r-{self.pk}"

    @property
    def is_held(self) -> bool:
        """Whether a guest wrote it and nobody let it through yet."""
        return self.author_id is None and self.approved_at is None

    @property
    def author_name(self) -> str:
        """Who spoke, as other participants may know it."""
        return self.author.shown_name if self.author is not None else self.name

    @property
    def colour(self) -> int:
        return colour_of(self.author_id or 0)


class Thanks(models.Model):
    """A "bedankt" for a post, which needs no words: once a person, and she may take it back."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="thanks")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="thanks_given")
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("bedankje")
        verbose_name_plural = _("bedankjes")
        constraints: ClassVar = [models.UniqueConstraint(fields=["post", "person"], name="thanks_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.post}"


def decided_by(user: User) -> Q:
    """Return, as a condition on what points at a post, of which posts this person decides what stays and what not.

    Trainers for the groups of their POI, coordinators for what everyone reads without a group; both only where they
    may read it.
    """
    roles = roles_of(user)
    mine = Q(post__cohort__organisation__in=roles.trains_at)
    if roles.is_coordinator:
        mine |= Q(post__cohort__isnull=True, post__visibility=Visibility.EVERYONE)
    return mine & in_reach_of(user, "post__") & Q(post__published_at__isnull=False)


class FlagQuerySet(models.QuerySet["Flag"]):
    def open(self) -> Self:
        """Keep what no trainer has looked at yet."""
        return self.filter(handled_at__isnull=True)

    def for_moderator(self, user: User) -> Self:
        """Give what this person may decide on, the oldest first, with all that is shown. One query.

        Nobody decides about her own words, nor hears who reported them.
        """
        own = Q(comment__isnull=True, post__author=user) | Q(comment__author=user)
        return (
            self.filter(decided_by(user), comment__deleted_at__isnull=True)
            .exclude(own)
            .select_related("post__author", "post__cohort", "comment__author", "by")
            .order_by("made_at", "pk")
        )


class Flag(models.Model):
    """Somebody asks the trainer to look at a post, or at one reaction under it."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="flags")
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="flags")
    by = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    reason = models.TextField(_("wat is er aan de hand?"), blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = FlagQuerySet.as_manager()

    class Meta:
        verbose_name = _("melding")
        verbose_name_plural = _("meldingen")
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["post", "by"], condition=Q(comment__isnull=True, handled_at__isnull=True), name="flag_post_once"
            ),
            models.UniqueConstraint(
                fields=["comment", "by"],
                condition=Q(comment__isnull=False, handled_at__isnull=True),
                name="flag_comment_once",
            ),
        ]

    def __str__(self) -> str:
        return self.reason[:60]


class Moderation(models.Model):
    """One thing a trainer did to a post or a reaction, and why. Append-only.

    The author reads why something was hidden or put back; that it was flagged and left alone she never hears.
    """

    class Act(models.TextChoices):
        HIDE = "hide", _("verborgen")
        RESTORE = "restore", _("teruggezet")
        LEAVE = "leave", _("laten staan")

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="moderations")
    comment = models.ForeignKey(Comment, null=True, blank=True, on_delete=models.CASCADE, related_name="moderations")
    act = models.CharField(max_length=10, choices=Act)
    reason = models.TextField(_("reden"))
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("ingreep")
        verbose_name_plural = _("ingrepen")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [models.CheckConstraint(name="moderation_says_why", condition=~Q(reason=""))]

    def __str__(self) -> str:
        return f"{self.act} {self.post_id}"
