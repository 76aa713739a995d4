"""The forms of trainers about joining: how people come in, one invitation, addresses approved before."""

from __future__ import annotations

import re
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from course.cohorts import asking
from course.cohorts.forms import day_input
from course.cohorts.joining_forms import readable
from course.cohorts.models import Cohort
from course.people.models import Library, Role, User

DOMAIN = re.compile(r"(?=.{4,253}\Z)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}")
SHORTEST_CODE = 6
ADDRESSES_AT_ONCE = 500


def libraries_of(cohort: Cohort) -> QuerySet[Library]:
    """Return the libraries where people of this cohort may work."""
    return Library.objects.standing().filter(organisation=cohort.organisation_id)


class WayInForm(forms.ModelForm):
    """How people come into one cohort by themselves."""

    class Meta:
        model = Cohort
        fields: ClassVar = [
            "is_joinable",
            "places",
            "joins_until",
            "join_domains",
            "contact",
            "invitation",
            "join_code",
        ]
        widgets: ClassVar = {
            "joins_until": day_input(),
            "join_domains": forms.Textarea(attrs={"rows": 3}),
            "invitation": forms.Textarea(attrs={"rows": 5}),
        }
        help_texts: ClassVar = {
            "contact": gettext_lazy("De naam en het mailadres staan op de pagina ‘Meedoen?’ en in de uitnodiging."),
            "join_code": gettext_lazy("6 tot 16 letters en cijfers. Leeg: de site maakt er zelf een."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        trainers = Role.objects.current().filter(kind=Role.Kind.TRAINER, organisation=self.instance.organisation_id)
        people = User.objects.filter(is_active=True, pk__in=trainers.values("person"))
        cast(forms.ModelChoiceField, self.fields["contact"]).queryset = people

    def clean_places(self) -> int | None:
        places: int | None = self.cleaned_data["places"]
        if places == 0:
            raise ValidationError(_("Vul minstens 1 in. Of laat het leeg: dan is er geen maximum."))
        return places

    def clean_join_code(self) -> str | None:
        """Return the code as it is kept; None for no code. At most one query."""
        code = asking.plain_code(self.cleaned_data["join_code"] or "")
        if not code:
            return None
        if not (code.isascii() and SHORTEST_CODE <= len(code) <= 16):
            raise ValidationError(_("Een code heeft 6 tot 16 letters en cijfers, zonder accenten."))
        if Cohort.objects.filter(join_code=code).exclude(pk=self.instance.pk).exists():
            raise ValidationError(_("Een andere ronde heeft deze code al. Kies een andere."))
        return code

    def clean_join_domains(self) -> str:
        lines = [line.strip().lstrip("@").lower() for line in self.cleaned_data["join_domains"].splitlines()]
        domains = [line for line in lines if line]
        wrong = [line for line in domains if not DOMAIN.fullmatch(line)]
        if wrong:
            raise ValidationError(
                _("Dit is geen maildomein: %(wrong)s. Schrijf alleen wat achter de @ staat, zoals bibliotheek.nl.")
                % {"wrong": wrong[0]}
            )
        return "\n".join(dict.fromkeys(domains))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        last, closes = cleaned.get("joins_until"), self.instance.closes_on
        if last and closes and last > closes:
            self.add_error("joins_until", _("Dan is de ronde al gesloten. Kies een eerdere dag."))
        return cleaned


class InviteForm(forms.Form):
    """One person to invite. The answer is the same whether she has an account or not."""

    email = forms.EmailField(label=gettext_lazy("E-mailadres"), max_length=254)
    name = forms.CharField(label=gettext_lazy("Naam"), max_length=120)
    library = forms.ModelChoiceField(Library.objects.none(), label=gettext_lazy("Bibliotheek"))

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["library"]).queryset = libraries_of(cohort)

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_name(self) -> str:
        name = readable(self.cleaned_data["name"])
        if not name:
            raise ValidationError(_("Vul de naam in."))
        return name


class ApproveForm(forms.Form):
    """Addresses that may join whatever their domain, one a line."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mailadressen"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Eén per regel. Deze mensen mogen zich aanmelden, ook met een ander maildomein."),
    )
    library = forms.ModelChoiceField(
        Library.objects.none(),
        label=gettext_lazy("Bibliotheek"),
        required=False,
        help_text=gettext_lazy("Leeg: zij kiezen hun bibliotheek zelf."),
    )

    def __init__(self, *args: Any, cohort: Cohort, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["library"]).queryset = libraries_of(cohort)

    def clean_addresses(self) -> list[str]:
        """Return the addresses in small letters; each wrong line is named by its number."""
        lines = [line.strip(" \t,;<>").lower() for line in self.cleaned_data["addresses"].splitlines()]
        found = [line for line in lines if line]
        wrong = [str(number) for number, line in enumerate(lines, start=1) if line and not _is_address(line)]
        if wrong:
            said = ngettext(
                "Op regel %(lines)s staat geen e-mailadres. Verbeter die regel.",
                "Op deze regels staat geen e-mailadres: %(lines)s. Verbeter die regels.",
                len(wrong),
            )
            raise ValidationError(said % {"lines": ", ".join(wrong[:10])})
        if len(found) > ADDRESSES_AT_ONCE:
            raise ValidationError(
                _("Dat zijn er te veel. Plak er hooguit %(most)s tegelijk.") % {"most": ADDRESSES_AT_ONCE}
            )
        return found


def _is_address(line: str) -> bool:
    try:
        validate_email(line)
    except ValidationError:
        return False
    return len(line) <= 254
