"""The doors by role: what somebody may do because of a role that she holds today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from course.people.access import NO_ROLES, Roles, manager_required, roles_of, trainer_required
from course.people.models import Library, Role, ServiceOrganisation, User
from tests import factories

pytestmark = pytest.mark.django_db

YESTERDAY, TODAY, TOMORROW = (timezone.localdate() + timedelta(days=days) for days in (-1, 0, 1))


@pytest.fixture
def organisation() -> ServiceOrganisation:
    return factories.make_organisation()


@pytest.fixture
def library(organisation: ServiceOrganisation) -> Library:
    return factories.make_library(organisation=organisation)


@pytest.fixture
def person(library: Library) -> User:
    return factories.make_person("Mona de Wit", library=library)


def again(person: User) -> User:
    """Return the same person as the next request gets her."""
    return User.objects.get(pk=person.pk)


# --- What somebody may do today ----------------------------------------------------------------------------------


def test_somebody_without_roles_may_nothing_more_than_take_part(person: User) -> None:
    assert roles_of(person) == NO_ROLES
    assert not roles_of(person).may_see_reports
    assert not roles_of(person).is_trainer


def test_each_role_opens_its_own_door(person: User, organisation: ServiceOrganisation, library: Library) -> None:
    other_library = factories.make_library(organisation=organisation)
    factories.give_role(person, "trainer", organisation=organisation)
    factories.give_role(person, "expert", organisation=organisation)
    factories.give_role(person, "manager", library=library)
    factories.give_role(person, "manager", library=other_library)
    factories.give_role(person, "group_leader", library=library)
    factories.give_role(person, "coordinator")
    roles = roles_of(person)
    assert roles == Roles(
        trains_at=frozenset({organisation.pk}),
        manages=frozenset({library.pk, other_library.pk}),
        leads_groups_at=frozenset({library.pk}),
        is_coordinator=True,
    )
    assert roles.may_see_reports
    assert roles.is_trainer


@pytest.mark.parametrize(
    ("kind", "may_see_reports", "is_trainer"),
    [
        ("trainer", False, True),
        ("expert", False, False),
        ("manager", True, False),
        ("group_leader", False, False),
        ("coordinator", False, False),
    ],
)
def test_only_a_manager_sees_reports_and_only_a_trainer_trains(
    person: User,
    organisation: ServiceOrganisation,
    library: Library,
    kind: str,
    may_see_reports: bool,
    is_trainer: bool,
) -> None:
    scope: dict[str, Any] = {"organisation": organisation} if kind in ("trainer", "expert") else {"library": library}
    factories.give_role(person, kind, **({} if kind == "coordinator" else scope))
    assert roles_of(person).may_see_reports is may_see_reports
    assert roles_of(person).is_trainer is is_trainer


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "holds"),
    [
        (YESTERDAY, None, True),
        (TODAY, None, True),
        (TOMORROW, None, False),
        (YESTERDAY, YESTERDAY, False),
        (YESTERDAY, TODAY, True),
        (TODAY, TODAY, True),
        (YESTERDAY, TOMORROW, True),
        (TOMORROW, TOMORROW, False),
    ],
)
def test_a_role_holds_from_its_first_day_up_to_and_including_its_last(
    person: User, library: Library, starts_on: date, ends_on: date | None, holds: bool
) -> None:
    factories.give_role(person, "manager", library=library, starts_on=starts_on, ends_on=ends_on)
    assert roles_of(person).may_see_reports is holds


def test_a_role_can_be_asked_for_on_another_day(person: User, library: Library) -> None:
    factories.give_role(person, "manager", library=library, starts_on=date(2026, 1, 1), ends_on=date(2026, 6, 30))
    assert Role.objects.current(date(2026, 6, 30)).count() == 1
    assert Role.objects.current(date(2026, 7, 1)).count() == 0


def test_monas_roles_are_not_those_of_her_colleague(person: User, library: Library) -> None:
    factories.give_role(factories.make_person(library=library), "manager", library=library)
    assert roles_of(person) == NO_ROLES


def test_a_visitor_has_no_roles(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert roles_of(AnonymousUser()) == NO_ROLES


def test_somebody_who_was_deactivated_has_no_roles(
    person: User, library: Library, django_assert_num_queries: Any
) -> None:
    factories.give_role(person, "manager", library=library)
    person.is_active = False
    with django_assert_num_queries(0):
        assert roles_of(person) == NO_ROLES


@pytest.mark.parametrize("roles", [0, 1, 20])
def test_roles_cost_one_query_a_request_however_many_there_are(
    person: User, organisation: ServiceOrganisation, roles: int, django_assert_num_queries: Any
) -> None:
    for _number in range(roles):
        factories.give_role(person, "manager", library=factories.make_library(organisation=organisation))
    reader = again(person)
    with django_assert_num_queries(1):
        assert len(roles_of(reader).manages) == roles
        assert len(roles_of(reader).manages) == roles


def test_a_role_that_is_taken_away_is_gone_at_the_next_request(person: User, library: Library) -> None:
    role = factories.give_role(person, "manager", library=library)
    assert roles_of(person).may_see_reports
    role.delete()
    assert not roles_of(again(person)).may_see_reports


# --- The doors themselves ----------------------------------------------------------------------------------------


def desk(request: HttpRequest, number: int = 0) -> HttpResponse:
    """Show the desk."""
    return HttpResponse(f"bureau {number}")


def knock(door: Callable[..., HttpResponse], person: User | AnonymousUser, *args: Any) -> HttpResponse:
    request = RequestFactory().get("/bureau/")
    request.user = person
    return door(request, *args)


DOORS = [(manager_required, "manager"), (trainer_required, "trainer")]


@pytest.fixture
def scopes(organisation: ServiceOrganisation, library: Library) -> dict[str, dict[str, Any]]:
    return {"manager": {"library": library}, "trainer": {"organisation": organisation}, "coordinator": {}}


@pytest.mark.parametrize(("door", "kind"), DOORS)
def test_who_holds_the_role_comes_in(
    person: User, scopes: dict[str, dict[str, Any]], door: Callable[..., Any], kind: str
) -> None:
    factories.give_role(person, kind, **scopes[kind])
    response = knock(door(desk), person, 7)
    assert (response.status_code, response.content) == (200, b"bureau 7")


@pytest.mark.parametrize(("door", "kind"), DOORS)
def test_who_held_it_until_yesterday_stays_out(
    person: User, scopes: dict[str, dict[str, Any]], door: Callable[..., Any], kind: str
) -> None:
    factories.give_role(person, kind, starts_on=YESTERDAY, ends_on=YESTERDAY, **scopes[kind])
    with pytest.raises(PermissionDenied):
        knock(door(desk), person)


@pytest.mark.parametrize(("door", "kind"), DOORS)
def test_another_role_opens_no_door(
    person: User, scopes: dict[str, dict[str, Any]], door: Callable[..., Any], kind: str
) -> None:
    for other in scopes.keys() - {kind}:
        factories.give_role(person, other, **scopes[other])
    with pytest.raises(PermissionDenied):
        knock(door(desk), person)


@pytest.mark.parametrize(("door", "kind"), DOORS)
def test_a_visitor_is_asked_to_sign_in_and_then_comes_back(door: Callable[..., Any], kind: str) -> None:
    response = knock(door(desk), AnonymousUser())
    assert response.status_code == 302
    assert response["Location"] == "/account/login/?next=/bureau/"


@pytest.mark.parametrize(("door", "kind"), DOORS)
def test_a_guarded_view_keeps_its_name_and_its_docstring(door: Callable[..., Any], kind: str) -> None:
    assert (door(desk).__name__, door(desk).__doc__) == ("desk", "Show the desk.")
