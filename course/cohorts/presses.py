"""What a trainer can do to one or many participants at once: a registry, so that a room above adds its own.

Each press asks first, with how many people it is about. It is carried out person by person: who cannot be helped is
named with the reason, and the others are not kept waiting for it. Twice is once, because each action is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from course.cohorts import actions, buddies, carrying, taking_part
from course.cohorts.models import Cohort, Enrolment
from course.people.models import User

Text = str | Promise


@dataclass(frozen=True)
class Outcome:
    """For how many people it was done, and a sentence for each other one."""

    done: int
    refusals: list[str] = field(default_factory=list)


class PressForm(forms.Form):
    """What a press needs to know besides the people; by default nothing."""

    def __init__(self, data: Any = None, *, cohort: Cohort) -> None:
        super().__init__(data, label_suffix="")
        self.cohort = cohort


class Press:
    """One thing that can be done to people of a cohort. `key` stands in the address."""

    key: ClassVar[str]
    label: ClassVar[Text]
    explanation: ClassVar[Text]
    form: ClassVar[type[PressForm]] = PressForm

    def question(self, count: int) -> str:
        """Return what is about to happen, with how many people."""
        raise NotImplementedError

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        """Do it to one person. Raises ValidationError, in a sentence, for who cannot be helped."""
        raise NotImplementedError

    def carry_out(self, *, by: User, people: Sequence[Enrolment], data: dict[str, Any]) -> Outcome:
        """Do it to each of these people of one cohort."""
        refusals, done = [], 0
        for enrolment in people:
            try:
                with transaction.atomic():
                    self.one(by=by, enrolment=enrolment, data=data)
            except ValidationError as refusal:
                refusals.append(f"{enrolment.person}: {' '.join(refusal.messages)}")
            else:
                done += 1
        return Outcome(done, refusals)


PRESSES: dict[str, Press] = {}


def register(press: Press) -> None:
    """Make a press known; a room above does so in its AppConfig.ready(). Twice is once."""
    PRESSES[press.key] = press


def still_taking_part(enrolment: Enrolment) -> None:
    """Raise ValidationError for somebody who left: there is nothing to change any more."""
    if enrolment.left_at is not None:
        raise ValidationError(_("doet niet meer mee aan deze ronde."))


def day_field(label: Text, *, required: bool = True, help_text: Text = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)  # type: ignore[arg-type]


class PauseForm(PressForm):
    until = day_field(
        gettext_lazy("Tot welke dag?"),
        required=False,
        help_text=gettext_lazy("Op deze dag begint de cursus weer. Leeg: tot iemand zelf verdergaat."),
    )


class Pause(Press):
    key = "pauzeren"
    label = gettext_lazy("Zet op pauze")
    explanation = gettext_lazy(
        "Wie pauzeert, krijgt geen overzicht en geen herinnering, en telt niet mee in de teambalk. De dingen blijven "
        "open. Alles blijft bewaard."
    )
    form = PauseForm

    def question(self, count: int) -> str:
        return ngettext("Je zet %(n)d mens op pauze.", "Je zet %(n)d mensen op pauze.", count) % {"n": count}

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        still_taking_part(enrolment)
        return taking_part.pause(by=by, enrolment=enrolment, until=data["until"])


class Resume(Press):
    key = "hervatten"
    label = gettext_lazy("Ga weer verder")
    explanation = gettext_lazy("De pauze houdt op. De mails beginnen weer.")

    def question(self, count: int) -> str:
        return ngettext("Je laat %(n)d mens weer verdergaan.", "Je laat %(n)d mensen weer verdergaan.", count) % {
            "n": count
        }

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        still_taking_part(enrolment)
        return taking_part.resume(by=by, enrolment=enrolment)


class ExtendForm(PressForm):
    until = day_field(gettext_lazy("Tot en met welke dag?"))
    reason = forms.CharField(
        label=gettext_lazy("Waarom?"), max_length=300, help_text=gettext_lazy("De deelnemer leest dit ook.")
    )

    def clean_until(self) -> date:
        """Refuse here what every single person would be refused."""
        until: date = self.cleaned_data["until"]
        closes_on = self.cohort.closes_on
        if closes_on is not None and until <= closes_on:
            raise ValidationError(
                _("De ronde zelf is al open tot en met %(day)s. Kies een latere dag.")
                % {"day": f"{closes_on:%d-%m-%Y}"}
            )
        return until


class Extend(Press):
    key = "verlengen"
    label = gettext_lazy("Verleng")
    explanation = gettext_lazy("Wie verlengd is, kan na de laatste dag van de ronde nog antwoorden.")
    form = ExtendForm

    def question(self, count: int) -> str:
        return ngettext("Je verlengt voor %(n)d mens.", "Je verlengt voor %(n)d mensen.", count) % {"n": count}

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        still_taking_part(enrolment)
        return taking_part.extend(by=by, enrolment=enrolment, until=data["until"], reason=data["reason"])


class EndExtension(Press):
    key = "niet-verlengen"
    label = gettext_lazy("Neem de verlenging terug")
    explanation = gettext_lazy("Daarna geldt weer de laatste dag van de ronde.")

    def question(self, count: int) -> str:
        return ngettext(
            "Je neemt de verlenging van %(n)d mens terug.", "Je neemt de verlenging van %(n)d mensen terug.", count
        ) % {"n": count}

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        still_taking_part(enrolment)
        return taking_part.end_extension(by=by, enrolment=enrolment)


class CarryForm(PressForm):
    to = forms.ModelChoiceField(
        Cohort.objects.none(),
        label=gettext_lazy("Naar welke ronde?"),
        help_text=gettext_lazy("Alleen latere rondes van dezelfde cursus staan hier."),
    )

    def __init__(self, data: Any = None, *, cohort: Cohort) -> None:
        super().__init__(data, cohort=cohort)
        self.fields["to"].queryset = carrying.next_cohorts(cohort)  # type: ignore[attr-defined]  # a choice


class Carry(Press):
    key = "overzetten"
    label = gettext_lazy("Zet over naar een volgende ronde")
    explanation = gettext_lazy(
        "Wat klaar is, blijft klaar. In deze ronde stopt de deelnemer, zodat niemand twee keer telt. "
        "Je kunt het terugdraaien vanuit de nieuwe ronde."
    )
    form = CarryForm

    def question(self, count: int) -> str:
        return ngettext(
            "Je zet %(n)d mens over naar een andere ronde.", "Je zet %(n)d mensen over naar een andere ronde.", count
        ) % {"n": count}

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        return carrying.carry_over(by=by, enrolment=enrolment, to=data["to"])


class CarryBack(Press):
    key = "terugzetten"
    label = gettext_lazy("Zet terug naar de vorige ronde")
    explanation = gettext_lazy("Voor wie hierheen is overgezet. In deze ronde stopt de deelnemer dan weer.")

    def question(self, count: int) -> str:
        return ngettext("Je zet %(n)d mens terug.", "Je zet %(n)d mensen terug.", count) % {"n": count}

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        return carrying.carry_back(by=by, enrolment=enrolment)


class PairForm(PressForm):
    across = forms.ChoiceField(
        label=gettext_lazy("Met wie?"),
        choices=[
            ("no", gettext_lazy("Met iemand van de eigen bibliotheek")),
            ("yes", gettext_lazy("Met iemand van een andere bibliotheek")),
        ],
    )


class Pair(Press):
    key = "buddys"
    label = gettext_lazy("Maak buddyparen")
    explanation = gettext_lazy(
        "Wie nog geen buddy heeft, krijgt er een. Wie pauzeert of alleen meeleest, slaan we over. "
        "Buddy’s zien elkaars naam en blog; anderen zien niet wie buddy’s zijn."
    )
    form = PairForm

    def question(self, count: int) -> str:
        return ngettext("Je maakt buddyparen van %(n)d mens.", "Je maakt buddyparen van %(n)d mensen.", count) % {
            "n": count
        }

    def carry_out(self, *, by: User, people: Sequence[Enrolment], data: dict[str, Any]) -> Outcome:
        """Pair these people with each other."""
        if not people:
            return Outcome(0)
        paired = buddies.pair_all(
            by=by, cohort=people[0].cohort, across=data["across"] == "yes", among=[one.pk for one in people]
        )
        left = [
            _("%(name)s heeft nog geen buddy: er was niemand meer over.") % {"name": one.person} for one in paired.alone
        ]
        return Outcome(2 * len(paired.made), left)


class Stop(Press):
    key = "stoppen"
    label = gettext_lazy("Laat stoppen")
    explanation = gettext_lazy(
        "Wie stopt, staat niet meer in de rapportage. Wat iemand maakte, blijft van haar of hem. "
        "Inschrijven kan later opnieuw."
    )

    def question(self, count: int) -> str:
        return ngettext("Je laat %(n)d mens stoppen.", "Je laat %(n)d mensen stoppen.", count) % {"n": count}

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        return actions.leave(by=by, enrolment=enrolment)


for _press in (Pause(), Resume(), Extend(), EndExtension(), Carry(), CarryBack(), Pair(), Stop()):
    register(_press)
