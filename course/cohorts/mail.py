"""The mails to the people of one cohort, as its trainers may know them: what about, when and how it went, never what.

A reaction, a mention or a request to be erased is between that person and us: such a mail reads "Persoonlijke mail". A
mail of another cohort of hers is not here at all: its period says whose it is (`cohort:<id>:`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from course.cohorts.models import Cohort
from course.notifications.kinds import KINDS, label_of
from course.notifications.models import Cause, Notice, NoticeQuerySet, State, Undeliverable
from course.people.models import User

PRIVATE = "persoonlijk"
STATES = {
    "mislukt": State.FAILED,
    "wacht": State.WAITING,
    "verstuurd": State.SENT,
    "niet-nodig": State.NOT_NEEDED,
}


@dataclass(frozen=True)
class SentMail:
    """One mail as a trainer reads of it. `said` is what a mail server answered, word by word, or empty."""

    id: int
    person: User
    about: str
    state: State
    at: datetime
    why: str
    said: str
    may_try_again: bool


def told_reasons() -> dict[str, str]:
    """Return the reasons that a trainer may read, with their words."""
    return {reason: label_of(reason) for reason, kind in KINDS.items() if kind.tells_trainer}


def reason_choices() -> list[tuple[str, Any]]:
    return [
        ("", _("Alles")),
        *sorted(told_reasons().items(), key=lambda one: one[1]),
        (PRIVATE, _("Persoonlijke mail")),
    ]


class MailFilter(forms.Form):
    """What a trainer looks for. Unknown words filter nothing out: this is a search, and no door."""

    q = forms.CharField(label=gettext_lazy("Naam of e-mailadres"), required=False, max_length=80)
    over = forms.ChoiceField(label=gettext_lazy("Waarover"), required=False)
    stand = forms.ChoiceField(
        label=gettext_lazy("Stand"),
        required=False,
        choices=[("", gettext_lazy("Alles")), *((word, state.label) for word, state in STATES.items())],
    )

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        self.fields["over"].choices = reason_choices()  # type: ignore[attr-defined]  # a ChoiceField

    def narrow(self, notices: NoticeQuerySet) -> NoticeQuerySet:
        """Keep what is asked for. No query."""
        if not self.is_valid():
            return notices
        asked = self.cleaned_data
        for word in asked["q"].split():
            notices = notices.filter(Q(person__name__icontains=word) | Q(person__email__icontains=word))
        if asked["over"] == PRIVATE:
            notices = notices.exclude(reason__in=told_reasons())
        elif asked["over"]:
            notices = notices.filter(reason=asked["over"])
        return notices.in_state(STATES[asked["stand"]]) if asked["stand"] else notices

    def chosen(self) -> dict[str, str]:
        """Return what was filled in, as it stands in the address."""
        return {name: self[name].data for name in self.fields if self[name].data}


def mails_of(cohort: Cohort) -> NoticeQuerySet:
    """Return the mails to everybody who is or was in this cohort, but those of another cohort. No query yet."""
    of_another = Q(period__startswith="cohort:") & ~Q(period__startswith=f"cohort:{cohort.pk}:")
    return Notice.objects.filter(person__in=cohort.enrolments.values("person")).exclude(of_another)


def as_sent_mails(notices: list[Notice]) -> list[SentMail]:
    """Return these (with person and her undeliverable address) as a trainer reads of them. No query."""
    told = told_reasons()
    return [_as_sent_mail(notice, told) for notice in notices]


def _as_sent_mail(notice: Notice, told: dict[str, str]) -> SentMail:
    address: Undeliverable | None = getattr(notice.person, "undeliverable", None)
    is_failed = notice.state == State.FAILED
    return SentMail(
        id=notice.pk,
        person=notice.person,
        about=told.get(notice.reason) or _("Persoonlijke mail"),
        state=notice.state,
        at=notice.sent_at or notice.dropped_at or notice.due_at,
        why=str(Cause(notice.cause).label) if notice.cause in Cause.values else "",
        # What a fault of the site said may hold what stood in the mail.
        said="" if notice.cause == Cause.FAULT else notice.outcome,
        may_try_again=is_failed and not (address is not None and address.stops),
    )


def failing_addresses(cohort: Cohort) -> list[Undeliverable]:
    """Return the addresses of people of this cohort to which we send nothing now, in the order of names. One query."""
    stopped = Undeliverable.objects.stopped().filter(person__in=cohort.enrolments.values("person"))
    return list(stopped.select_related("person").order_by("person__sort_name", "pk"))
