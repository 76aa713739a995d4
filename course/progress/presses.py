"""The exemption (vrijstelling) as something a trainer does for one or many participants of a cohort."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from course.cohorts.models import Cohort, CohortThing, Enrolment
from course.cohorts.presses import Press, PressForm, still_taking_part
from course.people.models import User
from course.progress.actions import exempt
from course.progress.models import ThingCompletion


class ExemptForm(PressForm):
    """Which ding of this cohort, and why."""

    entry = forms.ModelChoiceField(CohortThing.objects.none(), label=gettext_lazy("Voor welk ding?"))
    note = forms.CharField(
        label=gettext_lazy("Waarom?"),
        max_length=300,
        help_text=gettext_lazy("Bijvoorbeeld: deed dit al in een andere cursus. De deelnemer kan het lezen."),
    )

    def __init__(self, data: Any = None, *, cohort: Cohort) -> None:
        super().__init__(data, cohort=cohort)
        entries = CohortThing.objects.filter(cohort=cohort).select_related("thing")
        field = self.fields["entry"]
        field.queryset = entries  # type: ignore[attr-defined]  # a ModelChoiceField
        field.choices = [("", "---------"), *((each.pk, f"{each.number} {each.thing.title}") for each in entries)]  # type: ignore[attr-defined]


class Exempt(Press):
    key = "vrijstellen"
    label = gettext_lazy("Geef vrijstelling voor een ding")
    explanation = gettext_lazy(
        "Het ding telt dan als klaar, met “vrijstelling” erbij, in deze ronde en in volgende. "
        "Dit kun je niet terugnemen: wat klaar is, blijft klaar."
    )
    form = ExemptForm

    def question(self, count: int) -> str:
        return ngettext("Je geeft %(n)d mens vrijstelling.", "Je geeft %(n)d mensen vrijstelling.", count) % {
            "n": count
        }

    def one(self, *, by: User, enrolment: Enrolment, data: dict[str, Any]) -> object:
        still_taking_part(enrolment)
        thing = data["entry"].thing
        done = ThingCompletion.objects.filter(person=enrolment.person_id, thing=thing, done_at__isnull=False)
        if done.filter(is_exempted=False).exists():
            raise ValidationError(_("heeft dit ding al klaar. Een vrijstelling is niet nodig."))
        if not done.exists():
            exempt(by=by, person=enrolment.person, thing=thing, note=data["note"])
        return None
