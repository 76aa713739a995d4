"""What we tell people, once: the outbox, how each of them wants to be told, and what the site does by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from course.people.models import User

CLAIM_LASTS = timedelta(minutes=10)
"""Sending one mail takes seconds: whoever claimed a notice longer ago was killed, and another may take it up."""


class Cause(models.TextChoices):
    """Why a mail did not go out, or not yet. The words are for the person who asks where a mail is."""

    CLOSED = "closed", _("Het account is gesloten.")
    UNWANTED = "unwanted", _("De ontvanger wil deze mail niet.")
    IN_DIGEST = "in_digest", _("Het staat in het overzicht van de groep.")
    NOT_HERS = "not_hers", _("Wat erin stond, klopte niet meer.")
    NOTHING = "nothing", _("Er was niets meer te melden.")
    UNREACHABLE = "unreachable", _("Eerdere mail naar dit adres kwam terug. Daarom sturen we nu niets.")
    BAD_ADDRESS = "bad_address", _("Dit adres kan geen mail krijgen. Kijk of het goed is geschreven.")
    REFUSED = "refused", _("De mailserver van de ontvanger weigert deze mail.")
    DELAYED = "delayed", _("De mailserver van de ontvanger vraagt ons om later terug te komen.")
    NO_SERVER = "no_server", _("Onze eigen mailserver nam de mail niet aan.")
    FAULT = "fault", _("De site kon deze mail niet schrijven. Dat is een fout van ons.")
    BOUNCED = "bounced", _("De mail ging weg en kwam terug.")


FAILURES = (
    Cause.UNREACHABLE,
    Cause.BAD_ADDRESS,
    Cause.REFUSED,
    Cause.DELAYED,
    Cause.NO_SERVER,
    Cause.FAULT,
    Cause.BOUNCED,
)
"""What went wrong; the other causes say that a mail was not needed any more."""


class State(models.TextChoices):
    """Where one notice is, for people who read about it."""

    SENT = "sent", _("verstuurd")
    WAITING = "waiting", _("wacht")
    FAILED = "failed", _("mislukt")
    NOT_NEEDED = "not_needed", _("niet nodig")


def _is_in(state: State) -> Q:
    failed = Q(cause__in=FAILURES)
    ended = Q(sent_at__isnull=False) | Q(dropped_at__isnull=False)
    return {
        State.SENT: Q(sent_at__isnull=False) & ~failed,
        State.WAITING: ~ended,
        State.FAILED: ended & failed,
        State.NOT_NEEDED: Q(dropped_at__isnull=False) & ~failed,
    }[state]


class NoticeQuerySet(models.QuerySet["Notice"]):
    def waiting(self) -> Self:
        """Keep what is neither sent nor dropped yet."""
        return self.filter(sent_at__isnull=True, dropped_at__isnull=True)

    def due(self, at: datetime) -> Self:
        """Keep what should be sent at that moment and that nobody is sending. Reads the index `notice_due`."""
        unclaimed = Q(claimed_at__isnull=True) | Q(claimed_at__lt=at - CLAIM_LASTS)
        return self.waiting().filter(unclaimed, due_at__lte=at)

    def in_state(self, state: str) -> Self:
        """Keep what is in that State; for a word that is none, nothing."""
        return self.filter(_is_in(State(state))) if state in State.values else self.none()

    def counts(self) -> dict[str, int]:
        """Return how many are in each State, by its value. One query."""
        return self.order_by().aggregate(**{state.value: Count("pk", filter=_is_in(state)) for state in State})


class Notice(models.Model):
    """One thing to tell one person, for one reason and period. The unique constraint makes telling it twice impossible.

    It ends sent (`sent_at`), or dropped (`dropped_at`, with why in `cause`): she may not read it any more, there was
    nothing to say, or it failed too often. What was sent and came back keeps `sent_at`, with the cause "bounced".
    """

    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    reason = models.CharField(max_length=40, help_text="The kind of notice; see kinds.py.")
    period = models.CharField(max_length=64, help_text="What makes it one: the id of a reaction, or a week.")
    subject = models.CharField(max_length=64, blank=True, help_text="Key of what it is about, for its kind to look up.")
    made_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="Since when one worker is sending it.")
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=20, blank=True, choices=Cause, help_text="Why it was dropped, or waits longer.")
    outcome = models.CharField(
        max_length=300, blank=True, help_text="What a mail server or a fault said, word by word."
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("bericht per mail")
        verbose_name_plural = _("berichten per mail")
        ordering: ClassVar = ["due_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "reason", "period"], name="notice_once"),
            models.CheckConstraint(
                name="notice_ends_once", condition=Q(sent_at__isnull=True) | Q(dropped_at__isnull=True)
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True, dropped_at__isnull=True), name="notice_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.period}"

    @property
    def state(self) -> State:
        """Where this notice is; `in_state()` says the same of many."""
        if self.sent_at is None and self.dropped_at is None:
            return State.WAITING
        if self.cause in FAILURES:
            return State.FAILED
        return State.SENT if self.sent_at is not None else State.NOT_NEEDED


class Wishes(models.Model):
    """How somebody wants to be told things. Without a row the defaults hold."""

    class Reactions(models.TextChoices):
        NOW = "now", _("meteen")
        DIGEST = "digest", _("in het overzicht")
        NEVER = "never", _("nooit")

    class Digest(models.TextChoices):
        DAILY = "daily", _("elke werkdag")
        WEEKLY = "weekly", _("elke week")
        NEVER = "never", _("nooit")

    class Course(models.TextChoices):
        NOW = "now", _("ja")
        NEVER = "never", _("nooit")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="wishes")
    reactions = models.CharField(_("reacties op mijn berichten"), max_length=10, choices=Reactions, default="now")
    digest = models.CharField(_("overzicht van de groep"), max_length=10, choices=Digest, default="weekly")
    course = models.CharField(_("nieuws van de cursus"), max_length=10, choices=Course, default="now")
    from_hour = models.PositiveSmallIntegerField(_("vanaf"), default=8)
    until_hour = models.PositiveSmallIntegerField(_("tot"), default=18)
    at_weekends = models.BooleanField(_("ook in het weekend"), default=False)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("wensen voor mail")
        verbose_name_plural = _("wensen voor mail")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="wishes_hours_are_a_day",
                condition=Q(from_hour__lt=F("until_hour")) & Q(until_hour__lte=24),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.digest}"


SOFT_FAILURES = 3
"""A full postbox empties again: only after this many mails that came back do we stop."""


class UndeliverableQuerySet(models.QuerySet["Undeliverable"]):
    def stopped(self) -> Self:
        """Keep the people whom we do not mail now: at the address that failed, and that they still have."""
        return self.filter(stopped_at__isnull=False, address__iexact=F("person__email"))


class Undeliverable(models.Model):
    """That mail to somebody's address came back. It is about that address: with another one, the row says nothing.

    From `stopped_at` we send her nothing, until she or her trainer says that the address is right.
    """

    class Why(models.TextChoices):
        UNKNOWN = "unknown", _("Dit adres bestaat niet (meer).")
        FULL = "full", _("Het postvak is vol.")
        REFUSED = "refused", _("De mailserver van de ontvanger weigert onze mail.")
        OTHER = "other", _("De mail kwam terug, en de mailserver zegt niet duidelijk waarom.")

    person = models.OneToOneField(User, on_delete=models.CASCADE, related_name="undeliverable")
    address = models.EmailField(max_length=254)
    why = models.CharField(max_length=10, choices=Why)
    failures = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(default=timezone.now)
    last_at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True, blank=True)
    said = models.CharField(max_length=300, blank=True, help_text="What the mail server said, word by word.")

    objects = UndeliverableQuerySet.as_manager()

    class Meta:
        verbose_name = _("adres dat geen mail aanneemt")
        verbose_name_plural = _("adressen die geen mail aannemen")

    def __str__(self) -> str:
        return f"{self.address}: {self.why}"

    @property
    def stops(self) -> bool:
        """Whether it keeps mail from her now. Reads `person`."""
        return self.stopped_at is not None and self.address.lower() == self.person.email.lower()


class Recurrence(models.Model):
    """When one job of recurring.py runs next, whether it runs now, and how it went the last time."""

    name = models.CharField(max_length=60, primary_key=True)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="Since when one process is running it.")
    ran_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True, help_text="Why it failed the last time; empty: it did not.")

    class Meta:
        verbose_name = _("terugkerende taak")
        verbose_name_plural = _("terugkerende taken")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name
