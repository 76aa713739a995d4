"""Doing what was planned: accounts without a password or a role, enrolments as `enrol` makes them, twice is once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from course.cohorts import actions
from course.cohorts.models import Cohort, Enrolment, Invitation
from course.cohorts.people_files import carrying_out
from course.cohorts.people_files.enrolling import enrol_all
from course.cohorts.people_files.plan import Outcome
from course.people.models import Role, Team, User
from tests import factories
from tests.cohorts.people_files.conftest import Do
from tests.conftest import Place

WATERRIJK = "Bibliotheek Waterrijk"
PEOPLE = [
    ["Ria@w.example", "Ria van Dijk", WATERRIJK, "Zuid", "meelezen", "en"],
    ["mo@w.example", "Mo El Amrani", "Veldzicht", "zuid", "", ""],
    ["bo@w.example", "Bo Bos", WATERRIJK, "ZUID", "", ""],
]


def everybody() -> list[tuple[Any, ...]]:
    """Return all that a list may change, as it stands."""
    people = User.objects.order_by("email").values_list("email", "name", "library__name", "team__name", "language")
    enrolled = Enrolment.objects.order_by("person__email", "cohort").values_list(
        "person__email", "cohort__slug", "way", "library__name", "team__name"
    )
    return [*people, *enrolled, *Team.objects.order_by("pk").values_list("name", "library")]


def test_people_are_made_without_a_password_and_without_a_role(brought_in: Do, place: Place) -> None:
    roles = Role.objects.count()
    rows = brought_in(PEOPLE)
    assert [row.outcome for row in rows] == [Outcome.MADE] * 3
    ria = User.objects.get(email="ria@w.example")
    assert (ria.name, ria.sort_name, ria.language) == ("Ria van Dijk", "dijk, ria van", "en")
    assert not ria.has_usable_password()
    assert not ria.is_staff
    assert not ria.is_superuser
    assert Role.objects.count() == roles
    enrolment = ria.enrolments.get(cohort=place.cohort)
    assert (enrolment.way, enrolment.library, enrolment.team) == ("read", place.library, ria.team)


def test_one_new_team_is_made_once_for_each_library(brought_in: Do, place: Place) -> None:
    brought_in(PEOPLE)
    assert sorted(Team.objects.values_list("library__name", "name")) == [
        ("Bibliotheek Veldzicht", "zuid"),
        ("Bibliotheek Waterrijk", "Zuid"),
    ]
    assert set(User.objects.filter(team__name="Zuid").values_list("email", flat=True)) == {
        "ria@w.example",
        "bo@w.example",
    }


def test_the_same_list_again_changes_nothing(brought_in: Do) -> None:
    brought_in(PEOPLE, invites=True)
    before, invited = everybody(), Invitation.objects.count()
    rows = brought_in(PEOPLE, invites=True)
    assert [row.outcome for row in rows] == [Outcome.UNCHANGED] * 3
    assert (everybody(), Invitation.objects.count()) == (before, invited)


def test_what_is_empty_is_filled_and_what_is_there_stays(brought_in: Do, place: Place, ada: User) -> None:
    loose = factories.make_person(email="loes@w.example")
    User.objects.filter(pk=loose.pk).update(name="", sort_name="")
    brought_in([["loes@w.example", "Loes de Wit", WATERRIJK, "Zuid"], [ada.email, "Ada Anders", WATERRIJK, "Zuid"]])
    loose.refresh_from_db()
    ada.refresh_from_db()
    assert (loose.name, loose.sort_name, loose.library) == ("Loes de Wit", "wit, loes de", place.library)
    assert (ada.name, ada.team) == ("Ada van den Berg", loose.team)


def test_columns_that_look_like_a_role_never_give_one(brought_in: Do) -> None:
    head = ["E-mail", "Naam", "Bibliotheek", "is_staff", "Rol", "is_superuser", "wachtwoord", "schermnaam", "trainer"]
    rows = [["eve@w.example", "Eve Wit", WATERRIJK, "1", "trainer", "1", "geheim123", "De baas", "ja"]]
    brought_in(rows, head=head)
    eve = User.objects.get(email="eve@w.example")
    assert (eve.is_staff, eve.is_superuser, eve.screen_name, eve.roles.count()) == (False, False, "", 0)
    assert not eve.has_usable_password()
    assert not eve.groups.exists()


def test_a_list_never_changes_the_account_of_somebody_who_is_here(brought_in: Do, ada: User) -> None:
    ada.set_password("een lang geheim")
    ada.screen_name = "Adaatje"
    ada.save()
    brought_in([[ada.email.upper(), ada.name, WATERRIJK, "", "", "en"]])
    ada.refresh_from_db()
    assert ada.check_password("een lang geheim")
    assert (ada.language, ada.screen_name, ada.email) == ("nl", "Adaatje", ada.email.lower())


def test_each_new_participant_gets_one_invitation(brought_in: Do, ada: User, place: Place) -> None:
    brought_in([*PEOPLE, [ada.email, ada.name, WATERRIJK]], invites=True)
    invited = Invitation.objects.filter(cohort=place.cohort)
    assert set(invited.values_list("email", "way")) == {
        ("ria@w.example", "read"),
        ("mo@w.example", "all"),
        ("bo@w.example", "all"),
    }
    assert not Invitation.objects.filter(person=ada).exists()


def test_without_invitations_nobody_is_told(brought_in: Do) -> None:
    brought_in(PEOPLE, invites=False)
    assert not Invitation.objects.exists()


def enrolled_by(way: Callable[[Cohort, list[User]], None], cohort: Cohort, people: list[User]) -> list[Any]:
    way(cohort, people)
    rows = Enrolment.objects.filter(cohort=cohort).order_by("person__email")
    skipped = {"id", "enrolled_at", "person_id", "cohort_id"}
    told = [{name: value for name, value in row.items() if name not in skipped} for row in rows.values()]
    keys = [str(row.pk) for row in rows]
    logged = ModelLogEntry.objects.filter(object_id__in=keys, content_type__model="enrolment").order_by("pk")
    return [told, list(logged.values_list("label", "action", "user", "data", "deleted", "content_changed", "uuid"))]


def test_many_at_once_are_enrolled_as_one_by_one(place: Place, tove: User) -> None:
    team = factories.make_team(place.library)

    def people() -> list[User]:
        new = [factories.make_person(library=place.library, team=team) for _number in range(3)]
        old = factories.make_person(library=place.other_library)
        factories.enrol(old, place.other_cohort)
        return [*new, old]

    def one_by_one(cohort: Cohort, some: list[User]) -> None:
        for person in some:
            actions.enrol(by=tove, person=person, cohort=cohort, way="choose")

    def at_once(cohort: Cohort, some: list[User]) -> None:
        enrol_all(by=tove, cohort=cohort, people=[(person, "choose") for person in some])

    first, second = (factories.make_cohort(place.course, place.things, place.organisation, name="X") for _ in "12")
    assert enrolled_by(one_by_one, first, people()) == enrolled_by(at_once, second, people())


def test_somebody_else_who_makes_the_same_person_meanwhile_does_no_harm(
    brought_in: Do, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = carrying_out._make_people, []

    def too_late(*args: Any) -> Any:
        if not calls:
            calls.append(1)
            raise IntegrityError
        return real(*args)

    monkeypatch.setattr(carrying_out, "_make_people", too_late)
    assert [row.outcome for row in brought_in(PEOPLE)] == [Outcome.MADE] * 3
    assert User.objects.filter(email__endswith="w.example").count() == 3


def test_a_batch_that_keeps_failing_leaves_nothing_behind(brought_in: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*args: Any, **kwargs: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(carrying_out, "enrol_all", never)
    before = everybody()
    with pytest.raises(IntegrityError):
        brought_in(PEOPLE)
    assert everybody() == before


def test_carrying_out_costs_the_same_for_two_people_and_for_twenty(brought_in: Do) -> None:
    def cost(number: int) -> int:
        rows = [[f"p{number}-{n}@w.example", f"Piet {n}", WATERRIJK, f"Team {number}-{n}"] for n in range(number)]
        with CaptureQueriesContext(connection) as caught:
            brought_in(rows, invites=True)
        return len(caught)

    cost(1)
    assert cost(2) == cost(20)
