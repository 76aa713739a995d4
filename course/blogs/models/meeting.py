"""Finding each other: whom somebody follows, what she saw of the stream, and the directory people put themselves in."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.models import Library, User
from lessons.platforms import Platform


class Follow(models.Model):
    """Somebody wants to hear of what a colleague writes. It gives no right to read anything more."""

    follower = models.ForeignKey(User, on_delete=models.CASCADE, related_name="follows")
    followed = models.ForeignKey(User, on_delete=models.CASCADE, related_name="followers")
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("gevolgde collega")
        verbose_name_plural = _("gevolgde collega's")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["follower", "followed"], name="follow_once"),
            models.CheckConstraint(name="follow_somebody_else", condition=~Q(follower=F("followed"))),
        ]

    def __str__(self) -> str:
        return f"{self.follower} > {self.followed}"


class StreamVisit(models.Model):
    """When somebody last looked at the posts of her group: what came later is new to her. Nobody else can see it.

    `before` is the visit before that one: while she reads, new stays new.
    """

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="stream_visit")
    seen_at = models.DateTimeField()
    before = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("bezoek aan de blogs")
        verbose_name_plural = _("bezoeken aan de blogs")

    def __str__(self) -> str:
        return f"{self.person} {self.seen_at:%Y-%m-%d}"


class DirectoryEntry(models.Model):
    """A line of the directory: a colleague's own blog or account, or that of her library. Opt-in, never complete."""

    class Kind(models.TextChoices):
        PERSON = "person", _("van mijzelf")
        LIBRARY = "library", _("van mijn bibliotheek")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="directory_entries")
    kind = models.CharField(_("van wie"), max_length=10, choices=Kind, default=Kind.PERSON)
    library = models.ForeignKey(
        Library, null=True, blank=True, on_delete=models.CASCADE, related_name="directory_entries"
    )
    platform = models.ForeignKey(
        Platform, null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("platform")
    )
    name = models.CharField(_("naam van het account"), max_length=120)
    address = models.URLField(_("adres"), max_length=300)
    about = models.CharField(_("waarover gaat het?"), max_length=200, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("regel in de gids")
        verbose_name_plural = _("regels in de gids")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "address"], name="directory_address_once"),
            models.CheckConstraint(
                name="directory_library_is_named", condition=~Q(kind="library") | Q(library__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
