"""The demo's places, people, cohorts, clock and source of chance: what its stories are told in."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils import timezone
from django.utils.text import slugify

from course.cohorts.actions import assign_course, give_role, start_cohort
from course.cohorts.models import Cohort, CohortThing, CourseOwner
from course.operations import demo_people, demo_texts
from course.people.models import Library, Role, ServiceOrganisation, Team, User
from lessons.models import CoursePage

SEED = 23
AMSTERDAM = ZoneInfo(settings.TIME_ZONE)
WEEKS_AGO = (26, 11)
"""When the two cohorts began: one has had all its weeks, the other is in its twelfth."""


@dataclass
class Deck:
    """Texts in chance order: none is dealt twice before all were dealt once."""

    texts: Sequence[str]
    chance: random.Random
    dealt: int = 0
    _left: list[str] = field(default_factory=list)

    @property
    def is_fresh(self) -> bool:
        """Whether the next text is one that nobody had yet."""
        return self.dealt < len(self.texts)

    def deal(self) -> str:
        if not self._left:
            self._left = self.chance.sample(self.texts, len(self.texts))
        self.dealt += 1
        return self._left.pop()


@dataclass
class Demo:
    """What the demo has made so far; one source of chance, so that two demos of one course are alike."""

    course: CoursePage
    now: datetime
    chance: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - no secret
    people: dict[str, User] = field(default_factory=dict)
    libraries: dict[str, Library] = field(default_factory=dict)
    cohorts: list[Cohort] = field(default_factory=list)
    _decks: dict[tuple[str, ...], Deck] = field(default_factory=dict)
    _last: dict[int, datetime] = field(default_factory=dict)

    def deck(self, texts: tuple[str, ...]) -> Deck:
        return self._decks.setdefault(texts, Deck(texts, self.chance))

    @property
    def monday(self) -> date:
        """The first day of this week. Whatever day the demo is made on, it tells the same story."""
        today = timezone.localdate(self.now)
        return today - timedelta(days=today.weekday())

    def open_entries(self, cohort: Cohort) -> list[CohortThing]:
        """Return the dingen that opened two weeks ago or longer, in order: what is newer is for the reader to do."""
        entries = cohort.programme.select_related("thing", "week").order_by("number")
        return list(entries.filter(week__opens_on__lte=self.monday - timedelta(weeks=2)))

    def moment(self, person: User, opens_on: date, within: int = 11) -> datetime:
        """Return when this person did a ding: so many days after it opened at most, and later than the one before."""
        day = opens_on + timedelta(days=self.chance.randint(0, within))
        clock = time(self.chance.randint(9, 20), self.chance.randint(0, 59))
        before = self._last.get(person.pk)
        if before is not None and day <= before.date():
            day = before.date() + timedelta(days=1)
        at = datetime.combine(day, clock, tzinfo=AMSTERDAM)
        self._last[person.pk] = at
        return at

    def by_day(self, at: datetime) -> datetime:
        """Return that moment, or nine in the morning after it when people sleep."""
        local = timezone.localtime(at, AMSTERDAM)
        if local.hour >= 22:
            local += timedelta(hours=3)
        return local.replace(hour=9) if local.hour < 8 else local

    def awake(self, at: datetime) -> datetime:
        """Return that moment, or the evening before it when people sleep."""
        local = timezone.localtime(at, AMSTERDAM)
        return local if local.hour >= 8 else local.replace(hour=20) - timedelta(days=1)

    def later(self, at: datetime, hours: int) -> datetime:
        """Return a moment at most so many hours after `at`, by day, and never in the future."""
        after = timezone.localtime(at + timedelta(minutes=self.chance.randint(25, 60 * hours)), AMSTERDAM)
        if after.hour < 8:
            after = after.replace(hour=self.chance.randint(8, 11))
        share = self.chance.random()
        return after if after < self.now else at + (self.now - at) * share


def make_places(demo: Demo) -> None:
    """Make the POI, its libraries and teams, everybody in them, and the roles of those who have one."""
    name, slug, province = demo_people.ORGANISATION
    organisation = ServiceOrganisation.objects.create(slug=slug, name=name, province=province)
    for library_name, library_slug, teams in demo_people.LIBRARIES:
        library = Library.objects.create(slug=library_slug, name=library_name, organisation=organisation)
        demo.libraries[library_slug] = library
        Team.objects.bulk_create(Team(library=library, name=team) for team in teams)
        for colleague in demo_people.COLLEAGUES[library_slug]:
            address = f"{slugify(colleague.split()[0])}.{slugify(colleague.split()[-1])}@{library_slug}.example"
            make_person(demo, colleague, address, library)
    waterrijk = demo.libraries["waterrijk"]
    for someone in (demo_people.NOOR, demo_people.KARIM, demo_people.ELS):
        make_person(demo, someone.name, someone.email, waterrijk)
    for someone in (demo_people.SANNE, demo_people.JOKE):
        make_person(demo, someone.name, someone.email, None)
    give_role(by=None, person=demo.people[demo_people.SANNE.name], kind="trainer", organisation=organisation)
    give_role(by=None, person=demo.people[demo_people.ELS.name], kind="manager", library=waterrijk)
    give_role(by=None, person=demo.people[demo_people.JOKE.name], kind="coordinator")
    Role.objects.update(starts_on=demo.monday - timedelta(weeks=WEEKS_AGO[0] + 4))


def make_person(demo: Demo, name: str, email: str, library: Library | None) -> None:
    """Make somebody who can sign in by code at once. In a library, most belong to a team."""
    team = demo.chance.choice([None, *library.teams.order_by("name")]) if library else None
    screen_names = dict(zip(demo_people.SCREEN_NAMED, demo_texts.SCREEN_NAMES, strict=False))
    joined_on = demo.monday - timedelta(weeks=WEEKS_AGO[0], days=10)
    person = User.objects.create_user(
        email=email,
        name=name,
        library=library,
        team=team,
        screen_name=screen_names.get(name, ""),
        date_joined=datetime.combine(joined_on, time(10), tzinfo=AMSTERDAM),
    )
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    demo.people[name] = person


SEASONS = ("Winter", "Voorjaar", "Zomer", "Najaar")


def make_cohorts(demo: Demo) -> None:
    """Make a cohort that is nearly over and one that is under way, each named after the season it began in."""
    if not CourseOwner.objects.filter(course=demo.course).exists():
        # The demo's trainer edits the course she teaches, so her POI owns it here.
        assign_course(by=None, course=demo.course, organisation=demo.libraries["waterrijk"].organisation)
    for weeks in WEEKS_AGO:
        starts_on = demo.monday - timedelta(weeks=weeks)
        season = SEASONS[starts_on.month % 12 // 3]
        cohort = start_cohort(
            by=None,
            course=demo.course,
            organisation=demo.libraries["waterrijk"].organisation,
            name=f"{season} {starts_on.year}, {demo_people.ORGANISATION[0]}",
            starts_on=starts_on,
            managers_see=Cohort.ManagerView.DATES,
        )
        demo.cohorts.append(cohort)
