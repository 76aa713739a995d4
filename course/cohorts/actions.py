"""What can be done to courses, cohorts, enrolments and roles. Each is whole or not at all, and is logged.

The views ask first whether somebody may; these functions keep what must be true.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from course.cohorts import buddies, calendar, evidence, schedule, taking_part, waiting
from course.cohorts.models import Cohort, CohortThing, CohortWeek, CourseOwner, Enrolment
from course.cohorts.permissions import sync_course, sync_editors, sync_trainers
from course.people.models import Library, Role, ServiceOrganisation, User
from lessons.models import CoursePage, ModulePage, ThingPage

# --- Courses -----------------------------------------------------------------------------------------------------


@transaction.atomic
def assign_course(*, by: User | None, course: CoursePage, organisation: ServiceOrganisation | None) -> CourseOwner:
    """Make this POI, or nobody (a national course), the owner of a course; the permission to edit follows."""
    ownership, _is_new = CourseOwner.objects.update_or_create(course=course, defaults={"organisation": organisation})
    sync_course(course)
    if organisation:
        sync_trainers(organisation)
    log(ownership, "wagtail.edit", user=by)
    return ownership


@transaction.atomic
def copy_course(*, by: User, course: CoursePage, organisation: ServiceOrganisation) -> CoursePage:
    """Return a new course of this POI with all that is published in this one.

    Drafts stay behind: they are the owner's. Exercises keep their ids, because an answer belongs to its page; external
    keys do not come along (`exclude_fields_in_copy`), because a key names one page.
    """
    title = f"{course.title} ({organisation.name})"
    home = course.get_parent()
    copy = _copy_page(course, home, by, title=title, slug=_free_slug(home, title))
    for module in ModulePage.objects.child_of(course).live().order_by("path"):
        module_copy = _copy_page(module, copy, by)
        for thing in ThingPage.objects.child_of(module).live().order_by("path"):
            _copy_page(thing, module_copy, by)
    assign_course(by=by, course=copy, organisation=organisation)
    return copy


def _copy_page(page: Page, parent: Page, by: User, **changes: str) -> Page:
    # `by` may not edit the source: may she copy is asked of the course as a whole, by the caller.
    return page.copy(to=parent, update_attrs=changes or None, copy_revisions=False, keep_live=True, user=by)


def _free_slug(parent: Page, title: str) -> str:
    base = slugify(title)[:80] or "cursus"
    taken = set(Page.objects.child_of(parent).filter(slug__startswith=base).values_list("slug", flat=True))
    return _first_free(base, taken)


def _first_free(base: str, taken: set[str]) -> str:
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


# --- Cohorts -----------------------------------------------------------------------------------------------------


@transaction.atomic
def start_cohort(  # noqa: PLR0913 - every setting of a cohort, each by its name
    *,
    by: User | None,
    course: CoursePage,
    organisation: ServiceOrganisation,
    name: str,
    starts_on: date,
    things: Iterable[ThingPage] | None = None,
    catch_up_weeks: tuple[int, ...] = schedule.CATCH_UP_WEEKS,
    per_week: int = schedule.THINGS_A_WEEK,
    work_ahead: bool = False,
    managers_see: str = Cohort.ManagerView.STATE,
    threshold: int = schedule.THRESHOLD,
    closes_on: date | None = None,
) -> Cohort:
    """Return a new cohort with its weeks and programme as rows.

    `things` are the dingen to do, all published ones by default. Week 1 opens on the first Monday from `starts_on`;
    the week of a ding follows from its number. Without `closes_on` answers are taken for 26 weeks after the last one.
    Raises ValidationError when there is no ding to do. A fixed number of queries.
    """
    chosen = sorted(published_things(course) if things is None else things, key=lambda thing: thing.number)
    if not chosen:
        raise ValidationError(_("Deze cursus heeft nog geen gepubliceerde dingen. Publiceer er eerst minstens één."))
    numbers = [thing.number for thing in chosen]
    planned = schedule.plan_weeks(numbers, starts_on, per_week, catch_up_weeks)
    base = slugify(name)[:40] or "ronde"
    taken = set(Cohort.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    cohort = Cohort.objects.create(
        name=name,
        slug=_first_free(base, taken),
        course=course,
        organisation=organisation,
        starts_on=starts_on,
        closes_on=closes_on or schedule.closing_day(planned[-1].opens_on),
        work_ahead=work_ahead,
        managers_see=managers_see,
        threshold=threshold,
    )
    weeks = CohortWeek.objects.bulk_create(
        CohortWeek(cohort=cohort, number=week.number, opens_on=week.opens_on, is_catch_up=week.is_catch_up)
        for week in planned
    )
    core = schedule.core_of(numbers)
    CohortThing.objects.bulk_create(
        CohortThing(
            cohort=cohort,
            thing=thing,
            number=thing.number,
            week=weeks[schedule.week_of(thing.number, per_week, catch_up_weeks) - 1],
            is_core=thing.number in core,
        )
        for thing in chosen
    )
    log(cohort, "wagtail.create", user=by)
    return cohort


def published_things(course: CoursePage) -> list[ThingPage]:
    """Return the published dingen of a course by number, without their text. One query."""
    return list(ThingPage.objects.descendant_of(course).live().without_body().order_by("number"))


@transaction.atomic
def add_new_things(*, by: User, cohort: Cohort) -> list[CohortThing]:
    """Add the dingen that were published since the cohort began, each in the week of its number.

    A running cohort changes only here, by somebody's choice. A week that is missing at the end is added after the last
    one; weeks that are there keep their dates. A ding whose number is taken stays out. Returns what was added.
    """
    stood = calendar.read(cohort)
    entries = list(CohortThing.objects.filter(cohort=cohort))
    known, numbers = {entry.thing_id for entry in entries}, {entry.number for entry in entries}
    missing = [
        thing for thing in published_things(cohort.course) if thing.pk not in known and thing.number not in numbers
    ]
    weeks = {week.number: week for week in cohort.weeks.all()}
    for planned in schedule.plan_weeks((thing.number for thing in missing), cohort.starts_on):
        if planned.number not in weeks:
            before = weeks.get(planned.number - 1)
            opens_on = before.opens_on + timedelta(weeks=1) if before else planned.opens_on
            weeks[planned.number] = CohortWeek.objects.create(
                cohort=cohort, number=planned.number, opens_on=opens_on, is_catch_up=planned.is_catch_up
            )
    added = CohortThing.objects.bulk_create(
        CohortThing(
            cohort=cohort,
            thing=thing,
            number=thing.number,
            week=weeks[schedule.week_of(thing.number)],
            is_core=thing.number in schedule.CORE,
        )
        for thing in missing
    )
    if added:
        values = {"numbers": ", ".join(str(entry.number) for entry in added)}
        calendar.note(by=by, cohort=cohort, before=stood, key="add", values=values)
        _look_again(cohort.enrolments.all(), [entry.thing for entry in added])
    return added


# --- Enrolments --------------------------------------------------------------------------------------------------


@transaction.atomic
def enrol(*, by: User | None, person: User, cohort: Cohort, way: str = Enrolment.Way.ALL) -> Enrolment:
    """Return this person's enrolment, with the library and team of this moment. Who had left takes part again.

    Raises ValidationError for somebody who belongs to no library: her cohort, her manager and her reports hang on it.
    """
    if person.library_id is None:
        raise ValidationError(
            _("%(name)s hoort nog niet bij een bibliotheek. Vul die eerst in bij de gegevens van deze persoon.")
            % {"name": person}
        )
    enrolment, is_new = Enrolment.objects.get_or_create(
        person=person,
        cohort=cohort,
        defaults={"way": way, "library_id": person.library_id, "team_id": person.team_id},
    )
    if not is_new and enrolment.left_at is not None:
        Enrolment.objects.filter(pk=enrolment.pk).update(left_at=None, paused_at=None, paused_until=None, way=way)
        enrolment.refresh_from_db()
    taking_part.note(enrolment, "wagtail.create" if is_new else "wagtail.edit", by)
    if is_new:
        things = ThingPage.objects.filter(programmes__cohort=cohort)
        _look_again([enrolment], list(things))
    return enrolment


def _look_again(enrolments: Iterable[Enrolment], things: list[ThingPage]) -> None:
    """Let what somebody did of these dingen in an earlier cohort, or knew already, count in this one too."""
    for enrolment in enrolments:
        done_before = Enrolment.objects.filter(person=enrolment.person_id).exclude(pk=enrolment.pk).exists()
        if done_before:
            for thing in things:
                evidence.announce(enrolment.person, thing)


@transaction.atomic
def leave(*, by: User | None, enrolment: Enrolment) -> Enrolment:
    """End taking part; what somebody made stays hers. Twice is once.

    Her buddy is free for another, and her place goes to who waits for it.
    """
    left = taking_part.change(by, enrolment, {}, {"left_at": timezone.now(), "paused_at": None, "paused_until": None})
    buddies.end_for(left)
    waiting.fill_soon(left.cohort_id)
    return left


# --- Roles -------------------------------------------------------------------------------------------------------


@transaction.atomic
def give_role(
    *,
    by: User | None,
    person: User,
    kind: str,
    organisation: ServiceOrganisation | None = None,
    library: Library | None = None,
    ends_on: date | None = None,
) -> Role:
    """Return this role, held from today; one that had ended begins again. Wagtail's permissions follow."""
    today = timezone.localdate()
    scope = {"kind": kind, "organisation": organisation, "library": library}
    role = Role.objects.filter(person=person, **scope).first() or Role(person=person, starts_on=today, **scope)
    if role.pk is None or (role.ends_on is not None and role.ends_on < today):
        role.starts_on = today
    role.ends_on = ends_on
    role.full_clean()
    role.save()
    log(role, "wagtail.edit", user=by)
    _follow(role)
    return role


@transaction.atomic
def end_role(*, by: User | None, role: Role) -> None:
    """End a role now: yesterday was its last day. One that began today never was. Permissions follow at once."""
    today = timezone.localdate()
    log(role, "wagtail.edit", user=by)
    if role.starts_on >= today:
        role.delete()
    else:
        role.ends_on = today - timedelta(days=1)
        role.save(update_fields=["ends_on"])
    _follow(role)


def _follow(role: Role) -> None:
    if role.kind == Role.Kind.TRAINER and role.organisation:
        sync_trainers(role.organisation)
    if role.kind == Role.Kind.COORDINATOR:
        sync_editors()
