"""Pictures in posts: files in the private storage, served to those who may read the post and to nobody else."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar, Self

from django.core.files.storage import Storage, storages
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.blogs.models.posts import Post
from course.people.models import User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


def private_storage() -> Storage:
    return storages["private"]


def picture_path(instance: Picture, _filename: str) -> str:
    """Return an address that tells nothing: her own name of the file is never kept."""
    return f"pictures/{instance.pk}.{instance.extension}"


class PictureQuerySet(models.QuerySet["Picture"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Keep what stands with a post that `user` may read now, and what she uploaded herself.

        The post must be the owner's: nobody shows a picture by giving it the id of somebody else's post.
        """
        post = Post.objects.visible_to(user).filter(pk=OuterRef("post_key"), author=OuterRef("owner"))
        own = Q(owner=user) if isinstance(user, User) else Q(pk__in=[])
        return self.filter(Exists(post) | own)

    def of_no_post(self) -> Self:
        """Keep what was uploaded for a post that is not there: never saved, or deleted since."""
        return self.exclude(Exists(Post.objects.filter(pk=OuterRef("post_key"), author=OuterRef("owner"))))


class Picture(models.Model):
    """One picture, made new from what was uploaded: upright, without the camera's notes, at most so large.

    It belongs to the post it was uploaded for, also while that is only an id in the editor (`post_key`): the post need
    not be saved yet. Who may read the post may see it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="pictures")
    post_key = models.UUIDField(db_index=True, help_text="Id of the post, which may not be there yet.")
    file = models.FileField(storage=private_storage, upload_to=picture_path)
    extension = models.CharField(max_length=4)
    alt = models.CharField(_("wat is erop te zien?"), max_length=250, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField(help_text="Bytes on disk.")
    made_at = models.DateTimeField(default=timezone.now)

    objects = PictureQuerySet.as_manager()

    class Meta:
        verbose_name = _("foto")
        verbose_name_plural = _("foto's")
        ordering: ClassVar = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.alt or str(self.pk)

    def get_absolute_url(self) -> str:
        return reverse("blogs:picture", args=[self.pk])

    @property
    def post(self) -> Post | None:
        """The post it stands in; None while there is none. One query."""
        return Post.objects.filter(pk=self.post_key, author=self.owner_id).first()
