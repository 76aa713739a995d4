"""Each factory makes the least valid object; a test states what matters to it."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page, Site

from course.cohorts.models import Cohort, CohortThing, CohortWeek, CourseOwner, Enrolment
from course.people.models import Library, Role, ServiceOrganisation, Team, User
from lessons.models import CoursePage, HomePage, ModulePage, ThingPage

_numbers = iter(range(1, 1_000_000))


def next_number() -> int:
    return next(_numbers)


def make_organisation(name: str = "", **fields: Any) -> ServiceOrganisation:
    number = next_number()
    return ServiceOrganisation.objects.create(name=name or f"POI {number}", slug=f"poi-{number}", **fields)


def make_library(name: str = "", organisation: ServiceOrganisation | None = None, **fields: Any) -> Library:
    number = next_number()
    return Library.objects.create(
        name=name or f"Bibliotheek {number}",
        slug=f"bibliotheek-{number}",
        organisation=organisation or make_organisation(),
        **fields,
    )


def make_team(library: Library, name: str = "Centrum") -> Team:
    return Team.objects.create(library=library, name=name)


def make_person(name: str = "", **fields: Any) -> User:
    number = next_number()
    email = fields.pop("email", f"{(name or 'iemand').split()[0].lower()}{number}@example.org")
    return User.objects.create_user(email=email, name=name or f"Iemand {number}", **fields)


def make_home() -> HomePage:
    """Return the one home page, made at the first call, as root of the default site."""
    home = HomePage.objects.first()
    if home is None:
        root = Page.objects.get(depth=1)
        home = root.add_child(instance=HomePage(title="23 dingen", slug="start-pagina", locale=Locale.get_default()))
        Site.objects.update_or_create(
            is_default_site=True, defaults={"hostname": "localhost", "root_page": home, "site_name": "23 dingen"}
        )
        Site.clear_site_root_paths_cache()
    return home


def make_course(title: str = "", **fields: Any) -> CoursePage:
    number = next_number()
    course = make_home().add_child(
        instance=CoursePage(title=title or f"Cursus {number}", slug=f"cursus-{number}", lead="Een cursus.", **fields)
    )
    CourseOwner.objects.create(course=course)
    return course


def make_module(course: CoursePage, number: int = 1, **fields: Any) -> ModulePage:
    fields = {"title": f"Module {number}", "short_title": f"Module {number}", **fields}
    return course.add_child(instance=ModulePage(slug=f"module-{next_number()}", number=number, **fields))


def make_thing(
    module: ModulePage, number: int | None = None, body: list[dict[str, Any]] | None = None, **fields: Any
) -> ThingPage:
    """Return a published ding. `body` is raw stream data; without it the ding has one checklist of one item."""
    count = number or next_number()
    fields = {
        "title": f"Ding {count}",
        "slug": f"ding-{next_number()}",
        "spine_title": f"Ding {count}",
        "goal": "Je kunt iets.",
        "author": "Sanne de Vries",
        **fields,
    }
    page = ThingPage(number=count, body=body if body is not None else [checklist_block()], **fields)
    module.add_child(instance=page)
    page.save_revision().publish()
    return ThingPage.objects.get(pk=page.pk)


def block(kind: str, value: dict[str, Any], block_id: str | None = None) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": block_id or str(uuid.uuid4())}


def checklist_block(key: str = "lijst", items: list[dict[str, Any]] | None = None, **value: Any) -> dict[str, Any]:
    rows = items or [{"key": "1", "text": "Ik las de hele tekst."}]
    rows = [{"extra": False, "field": "", "check": "", **row} for row in rows]
    return block("checklist", {"title": "Checklist", "key": key, "counts": True, "intro": "", "items": rows, **value})


def quiz_block(key: str = "quiz", questions: int = 5, **value: Any) -> dict[str, Any]:
    """Return a quiz in which option "b" is always the right one."""
    rows = [
        {
            "key": str(number),
            "text": f"Vraag {number}?",
            "explanation": "",
            "options": [
                {"key": "a", "text": "Fout antwoord", "right": False, "feedback": "Dat is het niet."},
                {"key": "b", "text": "Goed antwoord", "right": True, "feedback": "Precies."},
            ],
        }
        for number in range(1, questions + 1)
    ]
    return block(
        "quiz",
        {"title": "Quiz", "key": key, "counts": True, "intro": "", "pass_percentage": 60, "questions": rows, **value},
    )


def poll_block(key: str = "stelling", **value: Any) -> dict[str, Any]:
    return block(
        "poll",
        {
            "title": "Stelling",
            "key": key,
            "counts": True,
            "intro": "",
            "statement": "Iedereen is online.",
            "options": [
                {"key": "eens", "text": "Eens", "earlier_votes": None},
                {"key": "oneens", "text": "Oneens", "earlier_votes": None},
            ],
            "viewpoints": [
                {"signature": "Noor", "text": "Ik vind van wel."},
                {"signature": "Karim", "text": "Ik vind van niet."},
            ],
            "minimum_words": 30,
            "closes_on": None,
            "earlier_label": "",
            "reactions": [],
            **value,
        },
    )


def worksheet_block(key: str = "meetblad", **value: Any) -> dict[str, Any]:
    """Return a worksheet of two rows: a channel, its followers and messages, and messages a follower."""
    columns = [
        {"key": "kanaal", "label": "Kanaal", "type": "text"},
        {"key": "volgers", "label": "Volgers", "type": "whole", "minimum": "0"},
        {"key": "berichten", "label": "Berichten", "type": "whole", "minimum": "0", "at_most": "volgers"},
    ]
    outcome = {"key": "deel", "label": "Volgers per bericht", "formula": "volgers / berichten", "format": "decimal 1"}
    total = {"key": "samen", "label": "Volgers samen", "formula": "SOM(volgers)", "format": "whole"}
    return block(
        "worksheet",
        {
            "title": "Meetblad",
            "key": key,
            "counts": True,
            "minimum_rows": 2,
            "maximum_rows": 5,
            "row_name": "kanaal",
            "columns": columns,
            "outcomes": [outcome | {"otherwise": "geen berichten"}],
            "sheet_outcomes": [total],
            "chart_kind": "bar",
            "chart_value": "volgers",
            "chart_label": "kanaal",
            **value,
        },
    )


def blog_post_block(key: str = "bericht", **value: Any) -> dict[str, Any]:
    return block(
        "blog_post",
        {
            "title": "Schrijf je bericht",
            "key": key,
            "counts": True,
            "prompt": "Wat wil je leren?",
            "starters": [],
            "minimum_words": 100,
            "maximum_words": 250,
            "comment_required": False,
            **value,
        },
    )


def peer_review_block(key: str = "feedback", **value: Any) -> dict[str, Any]:
    """Return an exercise that takes any text, with a rubric of two criteria and two example texts."""
    return block(
        "peer_review",
        {
            "title": "Herschrijf en geef feedback",
            "key": key,
            "counts": True,
            "prompt": "Herschrijf deze tekst.",
            "criteria": [
                {"key": "kop", "text": "Kop", "levels": ["zegt niets", "vlak", "pakkend"]},
                {"key": "actie", "text": "Actie", "levels": ["geen", "vaag", "één stap"]},
            ],
            "examples": [
                {"title": "Voorbeeld van Noor", "text": "Tekst van Noor."},
                {"title": "Voorbeeld van Tijmen", "text": "Tekst van Tijmen."},
            ],
            "model_answer": "Zo kan het ook.",
            "minimum_words": None,
            "maximum_words": None,
            "minimum_lines": None,
            "feedback_words": 10,
            "reviews": 2,
            "wait_days": 3,
            "reviewers": "shown",
            **value,
        },
    )


def make_cohort(
    course: CoursePage,
    things: list[ThingPage],
    organisation: ServiceOrganisation | None = None,
    starts_on: date | None = None,
    **fields: Any,
) -> Cohort:
    """Return a cohort that began four weeks ago, two dingen a week, with these dingen as its programme."""
    start = starts_on or timezone.localdate() - timedelta(weeks=4)
    number = next_number()
    cohort = Cohort.objects.create(
        name=fields.pop("name", f"Ronde {number}"),
        slug=f"ronde-{number}",
        course=course,
        organisation=organisation or make_organisation(),
        starts_on=start,
        **fields,
    )
    for position, thing in enumerate(things):
        week, _ = CohortWeek.objects.get_or_create(
            cohort=cohort,
            number=position // 2 + 1,
            defaults={"opens_on": start + timedelta(weeks=position // 2)},
        )
        CohortThing.objects.create(cohort=cohort, thing=thing, number=thing.number, week=week)
    return cohort


def enrol(person: User, cohort: Cohort, **fields: Any) -> Enrolment:
    library = fields.pop("library", None) or person.library or make_library(organisation=cohort.organisation)
    return Enrolment.objects.create(person=person, cohort=cohort, library=library, **fields)


def give_role(person: User, kind: str, **scope: Any) -> Role:
    return Role.objects.create(person=person, kind=kind, **scope)


WORDS = "Dit is een zin met precies tien gewone woorden erin. "


def text_of(words: int) -> str:
    """Return a text of that many words."""
    return " ".join((WORDS * (words // 10 + 1)).split()[:words])
