"""The forms of trainers: a cohort, its weeks, a new participant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from course.cohorts.actions import published_things
from course.cohorts.models import Cohort, CohortWeek, Enrolment
from course.cohorts.permissions import organisations_of
from course.people.models import ServiceOrganisation, User
from lessons.models import CoursePage


def day_input() -> forms.DateInput:
    """Return the browser's own date picker: it needs no script and speaks the reader's language."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class CohortForm(WagtailAdminModelForm):
    """The settings that may change while a cohort runs."""

    closes_on = forms.DateField(
        label=gettext_lazy("Blijft open tot en met"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Leeg: tot 26 weken na de laatste week. Daarna kan iedereen nog wel lezen."),
    )

    class Meta:
        model = Cohort
        fields: ClassVar = ["name", "closes_on", "work_ahead", "threshold", "managers_see"]

    def clean_threshold(self) -> int:
        threshold: int = self.cleaned_data["threshold"]
        if threshold < 1:
            raise ValidationError(_("Vraag minstens 1 ding. Met 0 is iedereen meteen klaar."))
        return threshold

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        starts_on = cleaned.get("starts_on") or self.instance.starts_on
        if cleaned.get("closes_on") and starts_on and cleaned["closes_on"] < starts_on:
            self.add_error("closes_on", _("Deze dag is vóór het begin van de ronde. Kies een latere dag."))
        return cleaned


class NewCohortForm(CohortForm):
    """What `start_cohort` needs. The course may be anybody's, as long as it is published; the POI is one's own."""

    course = forms.ModelChoiceField(CoursePage.objects.none(), label=gettext_lazy("Cursus"))
    organisation = forms.ModelChoiceField(ServiceOrganisation.objects.none(), label=gettext_lazy("POI"))
    starts_on = forms.DateField(
        label=gettext_lazy("Begint op"),
        widget=day_input(),
        help_text=gettext_lazy("De eerste week opent op de eerste maandag vanaf deze dag, om 9.00 uur."),
    )

    class Meta(CohortForm.Meta):
        fields: ClassVar = ["course", "organisation", "name", "starts_on", *CohortForm.Meta.fields[1:]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["course"].queryset = CoursePage.objects.live()
        mine = organisations_of(self.for_user)
        self.fields["organisation"].queryset = mine
        if len(mine) == 1:
            self.fields["organisation"].initial = mine[0]

    def clean_course(self) -> CoursePage:
        course: CoursePage = self.cleaned_data["course"]
        if not published_things(course):
            raise ValidationError(
                _("“%(course)s” heeft nog geen gepubliceerde dingen. Publiceer er eerst minstens één.")
                % {"course": course}
            )
        return course

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        same = Cohort.objects.filter(name=cleaned.get("name"), organisation=cleaned.get("organisation"))
        if cleaned.get("organisation") and same.exists():
            self.add_error("name", _("Jullie hebben al een ronde met deze naam. Kies een andere naam."))
        return cleaned


class WeekForm(forms.ModelForm):
    class Meta:
        model = CohortWeek
        fields: ClassVar = ["opens_on"]
        widgets: ClassVar = {"opens_on": day_input()}


class BaseWeeks(forms.BaseInlineFormSet):
    def clean(self) -> None:
        """Refuse weeks that open before the one that comes first: a reader would skip and come back."""
        super().clean()
        days = [form.cleaned_data["opens_on"] for form in self.forms if form.cleaned_data.get("opens_on")]
        if days != sorted(days):
            raise ValidationError(_("Elke week opent na de week ervoor. Kijk de volgorde van de dagen na."))


WeeksForm = forms.inlineformset_factory(Cohort, CohortWeek, form=WeekForm, formset=BaseWeeks, extra=0, can_delete=False)
"""The weeks of one cohort. Weeks are never added or removed here: only their day changes."""


class ParticipantForm(forms.Form):
    """Enrol somebody of this POI's libraries by e-mail: a list to choose from would show people to strangers."""

    email = forms.EmailField(label=gettext_lazy("E-mailadres van de deelnemer"))
    way = forms.ChoiceField(
        label=gettext_lazy("Manier van meedoen"), choices=Enrolment.Way.choices, initial=Enrolment.Way.ALL
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cohort = cohort

    def clean_email(self) -> str:
        """Find the person. One answer for unknown and for elsewhere: this form must not tell who has an account."""
        email: str = self.cleaned_data["email"].lower()
        self.person = User.objects.filter(
            email=email, is_active=True, library__organisation=self.cohort.organisation_id
        ).first()
        if self.person is None:
            raise ValidationError(
                _(
                    "In de bibliotheken van %(organisation)s kennen we niemand met dit e-mailadres. "
                    "Kijk het adres na, of nodig deze persoon eerst uit."
                )
                % {"organisation": self.cohort.organisation}
            )
        return email


class BuddiesForm(forms.Form):
    """Two people who have no buddy yet."""

    first = forms.ModelChoiceField(Enrolment.objects.none(), label=gettext_lazy("Deze persoon"))
    second = forms.ModelChoiceField(Enrolment.objects.none(), label=gettext_lazy("En deze persoon"))

    def __init__(self, data: Any = None, *, people: Sequence[Enrolment]) -> None:
        super().__init__(data, label_suffix="")
        choices = [("", "---------"), *((one.pk, f"{one.person}, {one.library}") for one in people)]
        for field in self.fields.values():
            field.queryset = Enrolment.objects.filter(pk__in=[one.pk for one in people]).select_related("person")  # type: ignore[attr-defined]
            field.choices = choices  # type: ignore[attr-defined]
