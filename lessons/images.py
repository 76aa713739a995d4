"""The project's own image model: there from the first migration on, because changing it later is dear."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


class CourseImage(AbstractImage):
    """A picture in a course. Whoever knows the address may see it: no secrets in pictures."""

    credit = models.CharField(
        _("maker en licentie"), max_length=200, blank=True, help_text=_("Bijvoorbeeld: Noor de Wit, CC BY 4.0.")
    )

    admin_form_fields: ClassVar = (*WagtailImage.admin_form_fields, "credit")

    class Meta(AbstractImage.Meta):
        verbose_name = _("afbeelding")
        verbose_name_plural = _("afbeeldingen")


class Rendition(AbstractRendition):
    image = models.ForeignKey(CourseImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="rendition_unique"),
        ]
