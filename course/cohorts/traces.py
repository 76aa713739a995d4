"""What people leave behind on a page: the reason why Wagtail may not delete it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from course.cohorts.models import Cohort, CohortThing
from course.people.models import User
from lessons.models import CoursePage, ThingPage


def why_not_delete(pages: Iterable[Page]) -> str | None:
    """Return the sentence that says why these pages, with all below them, must stay; None when they may go.

    The rooms above this one point at dingen with PROTECT. Their models are asked through the relation, so that a new
    room is counted without being named here. A few queries, whatever the number of pages.
    """
    below = Page.objects.none()
    for page in pages:
        below |= page.get_descendants(inclusive=True)
    ids = list(below.values_list("pk", flat=True))
    people = who_worked_on(ids)
    nameless = sum(rows.count() for rows, person in _rows_about(ids) if person is None)
    if people:
        return ngettext(
            "%(count)d mens heeft dit beantwoord. Haal het offline in plaats van het te verwijderen.",
            "%(count)d mensen hebben dit beantwoord. Haal het offline in plaats van het te verwijderen.",
            len(people),
        ) % {"count": len(people)}
    if nameless:
        return _("Mensen hebben hier een evaluatie van ingevuld. Haal het offline in plaats van het te verwijderen.")
    cohort = Cohort.objects.filter(models.Q(programme__thing__in=ids) | models.Q(course__in=ids)).first()
    if cohort:
        return _(
            "Dit hoort bij het programma van de ronde “%(cohort)s”. Haal het offline in plaats van het te verwijderen."
        ) % {"cohort": cohort}
    return None


def who_worked_on(things: Iterable[int], among: models.QuerySet | None = None) -> set[int]:
    """Return the ids of everybody who left something at these dingen (ids); `among` is a query for ids of people.

    One query for each kind of thing that people leave.
    """
    people: set[int] = set()
    for rows, person in _rows_about(list(things)):
        if person is not None:
            found = rows if among is None else rows.filter(**{f"{person}__in": among})
            people |= set(found.values_list(person, flat=True))
    return people


def _rows_about(things: list[int]) -> Iterable[tuple[models.QuerySet, str | None]]:
    """Yield the rows that do not let these dingen go, each with the field that says whose they are, if any."""
    for field in _protecting(ThingPage):
        rows = field.model._base_manager.filter(**{f"{field.name}__in": things})
        yield rows, _person_of(field.model)


def _protecting(page_type: type[ThingPage | CoursePage]) -> list[models.ForeignKey]:
    """Return the foreign keys that do not let a page of this type go, but for the programme, which has no people."""
    relations = page_type._meta.get_fields(include_hidden=True)
    return [
        relation.field
        for relation in relations
        if isinstance(relation, models.ManyToOneRel)
        and relation.on_delete is models.PROTECT
        and relation.field.model is not CohortThing
    ]


def _person_of(model: type[models.Model]) -> str | None:
    """Return the name of the field that says whose row it is: the first that points at a person, if any."""
    return next(
        (field.attname for field in model._meta.concrete_fields if field.related_model is User and not field.null), None
    )
