"""People, the places where they work, and the roles they hold there."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.names import initials, sort_name


class Province(models.TextChoices):
    """The twelve provinces; the code is ISO 3166-2:NL."""

    DRENTHE = "NL-DR", "Drenthe"
    FLEVOLAND = "NL-FL", "Flevoland"
    FRIESLAND = "NL-FR", "Fryslân"
    GELDERLAND = "NL-GE", "Gelderland"
    GRONINGEN = "NL-GR", "Groningen"
    LIMBURG = "NL-LI", "Limburg"
    NOORD_BRABANT = "NL-NB", "Noord-Brabant"
    NOORD_HOLLAND = "NL-NH", "Noord-Holland"
    OVERIJSSEL = "NL-OV", "Overijssel"
    UTRECHT = "NL-UT", "Utrecht"
    ZEELAND = "NL-ZE", "Zeeland"
    ZUID_HOLLAND = "NL-ZH", "Zuid-Holland"


class ServiceOrganisation(models.Model):
    """A provincial support organisation (POI, formerly PSO): trainers work here."""

    name = models.CharField(_("naam"), max_length=120, unique=True)
    slug = models.SlugField(_("adresnaam"), unique=True)
    province = models.CharField(_("provincie"), max_length=5, choices=Province, blank=True)

    class Meta:
        verbose_name = _("POI")
        verbose_name_plural = _("POI's")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Library(models.Model):
    """A public library: participants and managers work here."""

    name = models.CharField(_("naam"), max_length=120, unique=True)
    slug = models.SlugField(_("adresnaam"), unique=True)
    isil = models.CharField("ISIL", max_length=16, blank=True, help_text=_("Bijvoorbeeld NL-0812345678. Hoeft niet."))
    organisation = models.ForeignKey(
        ServiceOrganisation, on_delete=models.PROTECT, related_name="libraries", verbose_name=_("POI")
    )

    class Meta:
        verbose_name = _("bibliotheek")
        verbose_name_plural = _("bibliotheken")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["isil"], condition=~Q(isil=""), name="library_isil_unique"),
        ]

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """A branch or a team inside one library."""

    name = models.CharField(_("naam"), max_length=120)
    library = models.ForeignKey(Library, on_delete=models.PROTECT, related_name="teams", verbose_name=_("bibliotheek"))

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["library", "name"], name="team_name_unique")]

    def __str__(self) -> str:
        return f"{self.name} ({self.library})"


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
        return self.name or self.email

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the sort name beside the name; bulk writers call `sort_name()` themselves."""
        self.sort_name = sort_name(self.name)[:120]
        if kwargs.get("update_fields") is not None and "name" in kwargs["update_fields"]:
            kwargs["update_fields"] = {*kwargs["update_fields"], "sort_name"}
        super().save(*args, **kwargs)

    @property
    def shown_name(self) -> str:
        """What other participants read: the screen name, else the person's own name."""
        return self.screen_name or self.name

    @property
    def initials(self) -> str:
        """Initials of the name that others see, for the square beside a post."""
        return initials(self.shown_name)

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0] if self.name else self.email


class RoleQuerySet(models.QuerySet["Role"]):
    def current(self, on: date | None = None) -> Self:
        """Keep the roles that hold on that day (default: today)."""
        day = on or timezone.localdate()
        return self.filter(starts_on__lte=day).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Role(models.Model):
    """What somebody is for others. Taking part needs no role; an enrolment says that.

    The scope follows the kind: a trainer and an expert belong to a POI, a manager and a group leader to a
    library (a manager of several has several rows), a coordinator to the country.
    """

    class Kind(models.TextChoices):
        GROUP_LEADER = "group_leader", _("groepsleider")
        TRAINER = "trainer", _("trainer")
        MANAGER = "manager", _("leidinggevende")
        EXPERT = "expert", _("expert")
        COORDINATOR = "coordinator", _("landelijk coördinator")

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles", verbose_name=_("persoon"))
    kind = models.CharField(_("rol"), max_length=20, choices=Kind)
    organisation = models.ForeignKey(
        ServiceOrganisation,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="roles",
        verbose_name=_("POI"),
    )
    library = models.ForeignKey(
        Library, null=True, blank=True, on_delete=models.CASCADE, related_name="roles", verbose_name=_("bibliotheek")
    )
    subjects = models.CharField(_("onderwerpen"), max_length=200, blank=True, help_text=_("Alleen voor een expert."))
    starts_on = models.DateField(_("vanaf"), default=timezone.localdate)
    ends_on = models.DateField(_("tot en met"), null=True, blank=True)

    objects = RoleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rol")
        verbose_name_plural = _("rollen")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="role_scope_fits_its_kind",
                condition=(
                    Q(kind__in=["trainer", "expert"], organisation__isnull=False, library__isnull=True)
                    | Q(kind__in=["manager", "group_leader"], organisation__isnull=True, library__isnull=False)
                    | Q(kind="coordinator", organisation__isnull=True, library__isnull=True)
                ),
                violation_error_message=_(
                    "Deze rol past niet bij deze plek. Een trainer en een expert horen bij een POI, een leidinggevende "
                    "en een groepsleider bij een bibliotheek, een coördinator bij geen van beide."
                ),
            ),
            models.CheckConstraint(
                name="role_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
            ),
            # Three, because SQLite cannot treat two empty scopes as the same.
            models.UniqueConstraint(
                fields=["person", "kind", "organisation"],
                condition=Q(organisation__isnull=False),
                name="role_unique_at_a_poi",
            ),
            models.UniqueConstraint(
                fields=["person", "kind", "library"],
                condition=Q(library__isnull=False),
                name="role_unique_at_a_library",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(organisation__isnull=True, library__isnull=True),
                name="role_unique_in_the_country",
            ),
        ]

    def __str__(self) -> str:
        where = self.organisation or self.library or _("landelijk")
        return f"{self.get_kind_display()}, {where}"
