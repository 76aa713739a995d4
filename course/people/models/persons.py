"""People: one row each, whatever they do here."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from course.people.models.places import Library, Team
from course.people.names import initials, sort_name


class UserManager(BaseUserManager["User"]):
    """Makes people. E-mail addresses are kept in lower case, so that one address is one person."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new person; without a password she signs in by code."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Return a new technical administrator of the whole installation."""
        return self.create_user(email, password, **{"is_staff": True, "is_superuser": True, "name": email, **fields})

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser, PermissionsMixin):
    """One person. `name` is for those who may know it, `shown_name` is what other participants read."""

    email = models.EmailField(_("e-mailadres"), unique=True)
    name = models.CharField(_("naam"), max_length=120, help_text=_("Je eigen voor- en achternaam."))
    sort_name = models.CharField(max_length=120, editable=False, db_index=True)
    screen_name = models.CharField(
        _("schermnaam"),
        max_length=60,
        blank=True,
        help_text=_("Deze naam zien andere deelnemers. Laat leeg om je eigen naam te gebruiken."),
    )
    language = models.CharField(
        _("taal"), max_length=5, default="nl", choices=[("nl", "Nederlands"), ("en", "English")]
    )
    library = models.ForeignKey(
        Library, null=True, blank=True, on_delete=models.PROTECT, related_name="people", verbose_name=_("bibliotheek")
    )
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="people", verbose_name=_("team")
    )
    is_staff = models.BooleanField(_("technisch beheerder"), default=False)
    is_active = models.BooleanField(_("actief"), default=True)
    date_joined = models.DateTimeField(_("sinds"), default=timezone.now)
    erased_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="Since when this row is nobody: name and address are gone, and what had to stay hangs on it.",
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        verbose_name = _("persoon")
        verbose_name_plural = _("personen")
        ordering: ClassVar = ["sort_name"]
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="user_email_unique_any_case")]

    def __str__(self) -> str:
        return nobody() if self.erased_at else self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort name beside the name; bulk writers call `sort_name()` themselves."""
        self.sort_name = sort_name(self.name)[:120]
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name"}
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        """What other participants read: the screen name, else the person's own name; of the erased neither."""
        return nobody() if self.erased_at else self.screen_name or self.name

    @property
    def initials(self) -> str:
        """Initials of the name that others see, for the square beside a post."""
        return initials(self.shown_name)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


def nobody() -> str:
    """Return what stands in the place of the name of somebody who was erased."""
    return gettext("Oud-deelnemer")
