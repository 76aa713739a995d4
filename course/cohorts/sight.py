"""Who the colleague, the trainer and the manager are through whose eyes somebody may look at herself."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from course.cohorts.access import current_enrolment
from course.cohorts.models import Cohort, Enrolment
from course.people import sight
from course.people.models import Role, User
from course.people.sight import Eyes, Seen
from course.people.who_sees_what import Viewer


def register() -> None:
    sight.register_eyes(Viewer.GROUP, colleague_of)
    sight.register_eyes(Viewer.TRAINER, trainer_of)
    sight.register_eyes(Viewer.MANAGER, manager_of)
    sight.register_seer("name", name_of)


def colleague_of(person: User) -> User | None:
    """Return somebody who takes part in her cohort today, rather one who holds no role. At most three queries."""
    enrolment = current_enrolment(person)
    if enrolment is None:
        return None
    takes_part = Enrolment.objects.active().filter(cohort=enrolment.cohort_id)
    return _first(User.objects.filter(pk__in=takes_part.values("person")), person, Q(has_role=False))


def trainer_of(person: User) -> User | None:
    """Return a trainer of the POI that runs her cohort, rather one who does not take part in it."""
    enrolment = current_enrolment(person)
    if enrolment is None:
        return None
    train = Role.objects.current().filter(kind=Role.Kind.TRAINER, organisation=enrolment.cohort.organisation_id)
    return _first(User.objects.filter(pk__in=train.values("person")), person, Q(is_in_group=False))


def manager_of(person: User) -> User | None:
    """Return a manager of the library for which she takes part, rather one who is not in her group as well."""
    enrolment = current_enrolment(person)
    library = enrolment.library_id if enrolment else person.library_id
    manage = Role.objects.current().filter(kind=Role.Kind.MANAGER, library=library)
    return _first(User.objects.filter(pk__in=manage.values("person")), person, Q(is_in_group=False, trains=False))


def _first(people: QuerySet[User], person: User, rather: Q) -> User | None:
    """Return the first of these people who is nothing else to her, else the first; herself never. At most two queries.

    Who is two things to her sees what either gives, and that is not what was asked.
    """
    own = Enrolment.objects.active().filter(person=person).values("cohort")
    current = Role.objects.current().filter(person=OuterRef("pk"))
    return (
        people.filter(is_active=True)
        .exclude(pk=person.pk)
        .annotate(
            has_role=Exists(current),
            trains=Exists(current.filter(kind=Role.Kind.TRAINER)),
            is_in_group=Exists(Enrolment.objects.active().filter(person=OuterRef("pk"), cohort__in=own)),
        )
        .filter(rather)
        .order_by("pk")
        .first()
        or people.filter(is_active=True).exclude(pk=person.pk).order_by("pk").first()
    )


def name_of(person: User, eyes: Eyes) -> Seen:
    """Say under which name these eyes know her."""
    if eyes.viewer is Viewer.TRAINER:
        return Seen(1, sentence=_("Je trainer kent je als %(name)s.") % {"name": person.name})
    if eyes.viewer is Viewer.MANAGER and _manager_reads_names(person):
        return Seen(
            1,
            sentence=_("In de rapportage heet je %(name)s, bij je berichten %(shown)s.")
            % {"name": person.name, "shown": person.shown_name},
        )
    return Seen(int(not person.screen_name), sentence=_("Je heet hier %(name)s.") % {"name": person.shown_name})


def _manager_reads_names(person: User) -> bool:
    enrolment = current_enrolment(person)
    return enrolment is not None and enrolment.cohort.managers_see != Cohort.ManagerView.NOTHING
