"""Blogs across the border: tokens of private feeds, and the blogs that participants keep somewhere else."""

from __future__ import annotations

import secrets
import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.cohorts.models import Cohort, Enrolment
from course.people.access import roles_of
from course.people.models import User
from lessons.models import ThingPage

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def new_token() -> str:
    """Return 32 random bytes for an address: nobody guesses it."""
    return secrets.token_urlsafe(32)


class FeedToken(models.Model):
    """The key in the address of one person's private feeds: a feed reader cannot sign in. Revoked, it opens nothing."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="feed_tokens")
    token = models.CharField(max_length=64, unique=True, default=new_token)
    made_at = models.DateTimeField(default=timezone.now)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("sleutel van een feed")
        verbose_name_plural = _("sleutels van feeds")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(revoked_at__isnull=True), name="feed_token_one_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.made_at:%Y-%m-%d}"


class ExternalBlog(models.Model):
    """A blog that somebody keeps elsewhere. It counts once she proved that it is hers (`proven_at`)."""

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="external_blogs")
    address = models.URLField(_("adres van je blog"), max_length=300)
    feed = models.URLField(max_length=300, blank=True)
    title = models.CharField(max_length=160, blank=True)
    code = models.CharField(max_length=40, help_text="What she puts in a post to prove that the blog is hers.")
    proven_at = models.DateTimeField(null=True, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    next_fetch_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("blog elders")
        verbose_name_plural = _("blogs elders")
        ordering: ClassVar = ["made_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "address"], name="external_blog_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["next_fetch_at"], name="external_blog_due")]

    def __str__(self) -> str:
        return self.title or self.address


class ExternalPostQuerySet(models.QuerySet["ExternalPost"]):
    def proven(self) -> Self:
        """Keep the posts of blogs whose owner proved that they are hers."""
        return self.filter(blog__proven_at__isnull=False)

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep her own, and those of people in her groups or in cohorts she trains. At most one query for the roles.

        The posts themselves stand on the open web; that they are hers is for her group.
        """
        if not isinstance(user, User):
            return self.none()
        mine = Enrolment.objects.active().filter(person=user).values("cohort")
        near = Q(cohort__in=mine) | Q(cohort__organisation__in=roles_of(user).trains_at)
        people = Enrolment.objects.active().filter(near).values("person")
        return self.filter(Q(blog__person=user) | Q(blog__person__in=people))

    def for_list(self) -> Self:
        """The newest first, with blog and ding, without the texts. One query."""
        texts = ("body", "reading", "start", "challenge", "search_description")
        return (
            self.select_related("blog__person__library", "thing")
            .defer("text", *[f"thing__{name}" for name in texts])
            .order_by("-published_at", "-found_at")
        )


class ExternalPost(models.Model):
    """A post on a blog elsewhere: a summary with a link, and what was there when it was taken as evidence.

    `key` is what tells it from its neighbours, also when the feed renumbers; see `course/blogs/elsewhere.py`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    blog = models.ForeignKey(ExternalBlog, on_delete=models.CASCADE, related_name="posts")
    key = models.CharField(max_length=64)
    address = models.URLField(max_length=500)
    title = models.CharField(max_length=160, blank=True)
    summary = models.CharField(max_length=400, blank=True)
    text = models.TextField(blank=True, help_text="Plain text as it was fetched: the snapshot behind the evidence.")
    text_hash = models.CharField(max_length=64, help_text="SHA-256 of that text.")
    words = models.PositiveIntegerField(default=0)
    headings = models.PositiveIntegerField(default=0)
    published_at = models.DateTimeField(null=True, blank=True, help_text="As the feed says; None: it does not.")
    found_at = models.DateTimeField(default=timezone.now)
    thing = models.ForeignKey(ThingPage, null=True, blank=True, on_delete=models.PROTECT, related_name="external_posts")
    exercise = models.UUIDField(null=True, blank=True)
    cohort = models.ForeignKey(Cohort, null=True, blank=True, on_delete=models.PROTECT, related_name="external_posts")
    confirmed_at = models.DateTimeField(null=True, blank=True, help_text="When she said which ding it is for.")

    objects = ExternalPostQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht elders")
        verbose_name_plural = _("berichten elders")
        ordering: ClassVar = ["-published_at", "-found_at"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["blog", "key"], name="external_post_once")]

    def __str__(self) -> str:
        return self.title or self.address
