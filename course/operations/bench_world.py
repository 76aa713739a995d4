"""What the benchmark measures on: the real course, made longer, and cohorts that answered little or all of it.

The rows are written in bulk, because ten thousand answers one by one would take longer than the measuring; progress is
then derived from them by its own action, so that the pages show what they would show.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.utils import timezone

from course.cohorts.models import Cohort, CohortThing, CohortWeek, Enrolment
from course.operations.bench_answers import answer_all
from course.people.models import Library, Role, ServiceOrganisation, User
from course.people.names import sort_name
from lessons.models import CoursePage, ModulePage, ThingPage


@dataclass(frozen=True)
class Scale:
    """One cohort: how many dingen its programme has, and how many of those each of its people answered."""

    things: int
    answered: int

    @property
    def slug(self) -> str:
        return f"meting-{self.things}-{self.answered}"


@dataclass(frozen=True)
class Scene:
    """One scale, ready to be measured: somebody who takes part, her manager, and the ding she looks at."""

    scale: Scale
    participant: User
    manager: User
    thing: ThingPage


def scenes(scales: Sequence[Scale], people: int) -> list[Scene]:
    """Return a scene for each scale; what is not there yet is made.

    Raises CommandError in a database that holds people of somebody else, or one that was made for other sizes.
    """
    ours = Cohort.objects.filter(slug__in=[scale.slug for scale in scales])
    if not ours and User.objects.exists():
        raise CommandError(
            "There are people in this database, and a benchmark fills it. Set DATA_DIR to an empty folder first, "
            "or remove the database of an earlier benchmark that had other sizes."
        )
    folder = str(settings.BASE_DIR / "lessons" / "content")
    call_command("import_course", folder, stdout=StringIO())  # Also when it was read before: the text may be newer.
    if not ours:
        with transaction.atomic():
            build(scales, people)
    made = [cohort.enrolments.count() for cohort in ours.all()]
    if made != [people] * len(scales):
        raise CommandError("This database was made for other sizes. Remove it and start again.")
    return [scene(scale) for scale in scales]


def scene(scale: Scale) -> Scene:
    cohort = Cohort.objects.get(slug=scale.slug)
    enrolment = cohort.enrolments.select_related("person", "library").order_by("pk")[0]
    manager = Role.objects.select_related("person").get(kind=Role.Kind.MANAGER, library=enrolment.library).person
    first = cohort.programme.select_related("thing").order_by("number")[0]
    return Scene(scale, enrolment.person, manager, first.thing)


def build(scales: Sequence[Scale], people: int) -> None:
    """Make the course as long as the largest scale asks, and a library with a cohort for each scale."""
    things = lengthen(CoursePage.objects.get(), max(scale.things for scale in scales))
    organisation = ServiceOrganisation.objects.create(name="POI Meting", slug="poi-meting")
    for scale in scales:
        chosen = pick(things, scale.things)
        cohort = make_cohort(scale, chosen, organisation)
        members = make_people(scale, cohort, people)
        answer_all(cohort, members, chosen[: scale.answered])


# --- The course --------------------------------------------------------------------------------------------------

MODULES = 7


def lengthen(course: CoursePage, length: int) -> list[ThingPage]:
    """Return that many published dingen in programme order: the real ones, and copies with their own exercise ids."""
    real = list(ThingPage.objects.descendant_of(course).live().order_by("number"))
    modules = {module.number: module for module in ModulePage.objects.child_of(course)}
    for number in range(1, MODULES + 1):
        if number not in modules:
            added = ModulePage(title=f"Module {number}", short_title=f"Module {number}", number=number)
            modules[number] = course.add_child(instance=added)
    missing = length - len(real)
    for place in range(missing):
        copy_thing(real[place % len(real)], modules[place * MODULES // missing + 1], place)
    by_path = {module.path: module.number for module in modules.values()}
    found = ThingPage.objects.descendant_of(course).live()
    return sorted(found, key=lambda thing: (by_path[thing.path[:-4]], thing.path))


def copy_thing(real: ThingPage, module: ModulePage, place: int) -> None:
    """Publish a ding like this one. An exercise keeps its kind and text and gets its own id: a tally counts by id."""
    body = [{**block, "id": str(uuid.uuid4())} for block in real.body.raw_data]
    page = ThingPage(
        title=f"{real.title} {place}",
        slug=f"meting-{place}",
        number=place % 99 + 1,
        spine_title=real.spine_title,
        goal=real.goal,
        author=real.author,
        minutes_read=real.minutes_read,
        minutes_do=real.minutes_do,
        minutes_review=real.minutes_review,
        body=body,
    )
    module.add_child(instance=page)
    page.save_revision().publish()


def pick(things: Sequence[ThingPage], count: int) -> list[ThingPage]:
    """Return that many of these dingen, spread over all modules, the first one always among them."""
    return [things[place * len(things) // count] for place in range(count)]


# --- Cohorts and people ------------------------------------------------------------------------------------------


def make_cohort(scale: Scale, things: Sequence[ThingPage], organisation: ServiceOrganisation) -> Cohort:
    """Make a cohort in which every ding has been open for a long time."""
    starts_on = timezone.localdate() - timedelta(weeks=len(things))
    cohort = Cohort.objects.create(
        name=f"Meting {scale.things}/{scale.answered}",
        slug=scale.slug,
        course=CoursePage.objects.get(),
        organisation=organisation,
        starts_on=starts_on,
        managers_see=Cohort.ManagerView.DATES,
    )
    weeks = CohortWeek.objects.bulk_create(
        CohortWeek(cohort=cohort, number=number + 1, opens_on=starts_on + timedelta(weeks=number))
        for number in range((len(things) + 1) // 2)
    )
    CohortThing.objects.bulk_create(
        CohortThing(cohort=cohort, thing=thing, number=place + 1, week=weeks[place // 2])
        for place, thing in enumerate(things)
    )
    return cohort


def make_people(scale: Scale, cohort: Cohort, count: int) -> list[User]:
    """Make a library, its manager and so many participants of this cohort."""
    library = Library.objects.create(name=scale.slug, slug=scale.slug, organisation=cohort.organisation)
    manager = User.objects.create_user(email=f"baas@{scale.slug}.example", name="Mona de Wit", library=library)
    Role.objects.create(person=manager, kind=Role.Kind.MANAGER, library=library)
    names = [f"Deelnemer Nummer {number}" for number in range(1, count + 1)]
    people = User.objects.bulk_create(
        User(
            email=f"{number}@{scale.slug}.example",
            name=name,
            sort_name=sort_name(name),
            password="!",  # noqa: S106 - the mark of somebody who has no password
            library=library,
        )
        for number, name in enumerate(names)
    )
    Enrolment.objects.bulk_create(Enrolment(person=person, cohort=cohort, library=library) for person in people)
    return people
