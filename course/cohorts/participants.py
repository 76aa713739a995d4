"""The list of who takes part in a cohort, as a trainer searches it: words, library, state."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy

from course.cohorts.models import BuddyPair, Cohort, Enrolment
from course.people.models import Library

STATES = {
    "doet-mee": gettext_lazy("Doet mee"),
    "pauze": gettext_lazy("Op pauze"),
    "leest-mee": gettext_lazy("Leest mee"),
    "verlengd": gettext_lazy("Verlengd"),
    "geen-buddy": gettext_lazy("Heeft geen buddy"),
    "gestopt": gettext_lazy("Gestopt"),
}
TAKES_PART = {"left_at": None, "paused_at": None}


class ParticipantFilter(forms.Form):
    """What a trainer looks for. Unknown words filter nothing out: this is a search, and no door."""

    q = forms.CharField(label=gettext_lazy("Naam of e-mailadres"), required=False, max_length=80)
    bibliotheek = forms.ModelChoiceField(
        Library.objects.none(),
        label=gettext_lazy("Bibliotheek"),
        required=False,
        empty_label=gettext_lazy("Alle bibliotheken"),
    )
    stand = forms.ChoiceField(
        label=gettext_lazy("Stand"), required=False, choices=[("", gettext_lazy("Iedereen")), *STATES.items()]
    )

    def __init__(self, data: Any, *, cohort: Cohort) -> None:
        super().__init__(data, auto_id="filter-%s", label_suffix="")
        self.cohort = cohort
        here = Library.objects.filter(pk__in=cohort.enrolments.values("library"))
        self.fields["bibliotheek"].queryset = here  # type: ignore[attr-defined]  # a ModelChoiceField

    def people(self) -> QuerySet[Enrolment]:
        """Return who is asked for, in the order of names, with person, library and team. One query."""
        found: QuerySet[Enrolment] = self.cohort.enrolments.select_related(
            "person", "library", "team", "carried_from__cohort"
        )
        if self.is_valid():
            found = _in_state(_named(found, self.cleaned_data["q"]), self.cleaned_data["stand"], self.cohort)
            if self.cleaned_data["bibliotheek"]:
                found = found.filter(library=self.cleaned_data["bibliotheek"])
        return found.order_by("person__sort_name", "pk")

    def chosen(self) -> dict[str, str]:
        """Return what was filled in, as it stands in the address."""
        return {name: self[name].data for name in self.fields if self[name].data}


def _named(people: QuerySet[Enrolment], words: str) -> QuerySet[Enrolment]:
    for word in words.split():
        people = people.filter(Q(person__name__icontains=word) | Q(person__email__icontains=word))
    return people


def _in_state(people: QuerySet[Enrolment], state: str, cohort: Cohort) -> QuerySet[Enrolment]:
    if state == "geen-buddy":
        pairs = BuddyPair.objects.standing().filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")), cohort=cohort)
        return people.filter(~Exists(pairs), **TAKES_PART)
    states: dict[str, Q] = {
        "doet-mee": Q(**TAKES_PART),
        "pauze": Q(left_at=None, paused_at__isnull=False),
        "leest-mee": Q(left_at=None, way=Enrolment.Way.READ),
        "verlengd": Q(left_at=None, extended_until__isnull=False),
        "gestopt": Q(left_at__isnull=False),
    }
    return people.filter(states.get(state, Q()))


def with_buddies(enrolments: list[Enrolment]) -> list[Enrolment]:
    """Give each of these (of one cohort) `buddy`: the person, or None. One query."""
    ids = [one.pk for one in enrolments]
    pairs = BuddyPair.objects.standing().filter(Q(first__in=ids) | Q(second__in=ids))
    names: dict[int, Any] = {}
    for pair in pairs.select_related("first__person", "second__person"):
        names[pair.first_id], names[pair.second_id] = pair.second.person, pair.first.person
    for one in enrolments:
        one.buddy = names.get(one.pk)  # type: ignore[attr-defined]  # for the list only
    return enrolments
