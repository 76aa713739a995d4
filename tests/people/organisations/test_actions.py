"""Places change, and what was before stays true."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from course.cohorts.models import Enrolment, Invitation
from course.people.models import FormerName, Library, Role, ServiceOrganisation, Team, User
from course.people.organisations import actions
from tests import factories
from tests.conftest import Place

TODAY = date(2026, 11, 22)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> list[date]:
    """Let a test move the day: `today[0] += ...`."""
    day = [TODAY]
    monkeypatch.setattr(timezone, "localdate", lambda *_args: day[0])
    return day


def test_last_years_report_still_shows_last_years_name(place: Place, today: list[date]) -> None:
    actions.rename(by=None, place=place.library, name="Bibliotheek Aan Zee")
    today[0] += timedelta(days=400)
    actions.rename(by=None, place=place.library, name="De Kust")
    names = [place.library.name_on(day) for day in (TODAY - timedelta(1), TODAY, today[0] - timedelta(1), today[0])]
    assert names == ["Bibliotheek Waterrijk", "Bibliotheek Aan Zee", "Bibliotheek Aan Zee", "De Kust"]
    assert actions.names_on([place.library, place.other_library], TODAY - timedelta(1)) == {
        place.library.pk: "Bibliotheek Waterrijk",
        place.other_library.pk: "Bibliotheek Veldzicht",
    }


def test_a_name_that_held_for_an_hour_is_not_history(place: Place) -> None:
    for name in ("Bibliotheek Tikfout", "Bibliotheek Waterland"):
        actions.rename(by=None, place=place.library, name=name)
    assert list(FormerName.objects.values_list("name", flat=True)) == ["Bibliotheek Waterrijk"]


def test_the_same_name_again_is_no_change(place: Place) -> None:
    actions.rename(by=None, place=place.library, name=place.library.name)
    assert not FormerName.objects.exists()


@pytest.mark.parametrize("make", [factories.make_organisation, factories.make_library], ids=["poi", "library"])
def test_every_kind_of_place_keeps_its_names(db: None, make: type) -> None:
    one = make("Voor")
    actions.rename(by=None, place=one, name="Na")
    assert one.name_on(TODAY - timedelta(1)) == "Voor"


def test_a_link_to_a_library_survives_its_new_name(place: Place) -> None:
    slug = place.library.slug
    actions.rename(by=None, place=place.library, name="Iets heel anders")
    assert Library.objects.get(slug=slug).name == "Iets heel anders"


@pytest.mark.parametrize(
    "isil",
    ["", "NL-0899990001", "NL-089999", "NL-0799990001", "NL-0899990A0b"],
    ids=["none", "11", "6", "poi", "letters"],
)
def test_an_isil_as_libraries_write_it_is_taken(place: Place, isil: str) -> None:
    assert actions.add_library(by=None, organisation=place.organisation, name="Nieuw", isil=isil).isil == isil


@pytest.mark.parametrize(
    "isil", ["8999", "NL-0999990001", "NL-08999900011", "DE-1", "NL-0899990001\n", "NL-08\uff19\uff19\uff19\uff19"]
)
def test_what_is_no_isil_is_refused_with_what_one_looks_like(place: Place, isil: str) -> None:
    with pytest.raises(ValidationError, match="NL-0812345678"):
        actions.add_library(by=None, organisation=place.organisation, name="Nieuw", isil=isil)


def test_one_isil_is_one_library(place: Place) -> None:
    actions.add_library(by=None, organisation=place.organisation, name="Een", isil="NL-0899990001")
    with pytest.raises(ValidationError, match="isil"):
        actions.add_library(by=None, organisation=place.organisation, name="Twee", isil="NL-0899990001")
    actions.add_library(by=None, organisation=place.organisation, name="Drie")
    actions.add_library(by=None, organisation=place.organisation, name="Vier")  # Several may have none.


def test_a_closed_library_counts_no_more_from_that_day(place: Place, today: list[date]) -> None:
    actions.close(by=None, place=place.library)
    standing = [Library.objects.standing(day).count() for day in (TODAY - timedelta(1), TODAY)]
    assert standing == [2, 1]
    today[0] += timedelta(days=3)
    actions.close(by=None, place=place.library)
    assert Library.objects.get(pk=place.library.pk).closed_on == TODAY, "Closing twice moves nothing."
    actions.reopen(by=None, place=place.library)
    assert Library.objects.standing().count() == 2


def test_a_poi_with_libraries_does_not_close(place: Place) -> None:
    with pytest.raises(ValidationError, match="heeft nog bibliotheken"):
        actions.close(by=None, place=place.organisation)


def test_when_libraries_merge_people_and_running_cohorts_move_and_the_past_stays(
    place: Place, ada: User, ben: User, mona: User, cleo: User
) -> None:
    team, same = factories.make_team(place.library, "Jeugd"), factories.make_team(place.other_library, "jeugd")
    own = factories.make_team(place.library, "Muziek")
    User.objects.filter(pk=ada.pk).update(team=team)
    User.objects.filter(pk=ben.pk).update(team=own)
    Enrolment.objects.filter(person=ada).update(team=team)
    over = factories.make_cohort(place.course, place.things, place.organisation, name="Toen")
    type(over).objects.filter(pk=over.pk).update(starts_on=date(2025, 1, 6), closes_on=date(2025, 12, 1))
    factories.enrol(ada, over)
    Invitation.objects.create(cohort=place.cohort, email="nieuw@waterrijk.example", library=place.library, team=team)

    done = actions.merge(by=mona, library=place.library, into=place.other_library)

    assert (done.people, done.teams, done.roles, done.enrolments) == (3, 1, 1, 2)
    ada.refresh_from_db()
    ben.refresh_from_db()
    assert (ada.library, ada.team) == (place.other_library, same)
    assert ben.team is not None
    assert (ben.team.name, ben.team.library) == ("Muziek", place.other_library)
    now = ada.enrolments.get(cohort=place.cohort)
    assert (now.library, now.team) == (place.other_library, same)
    assert ada.enrolments.get(cohort=over).library == place.library
    assert Invitation.objects.get().library == place.other_library
    assert list(Role.objects.current().filter(person=mona).values_list("kind", "library")) == [
        ("manager", place.other_library.pk)
    ]


def test_a_merged_library_is_counted_once_and_found_from_the_new_one(place: Place) -> None:
    third = factories.make_library("Bibliotheek Bergrand", place.organisation)
    actions.merge(by=None, library=place.library, into=place.other_library)
    actions.merge(by=None, library=place.other_library, into=third)
    assert list(Library.objects.standing()) == [third]
    assert set(Library.objects.with_merged([third.pk])) == {third, place.library, place.other_library}
    with pytest.raises(ValidationError, match="samengegaan"):
        actions.reopen(by=None, place=place.library)


def test_a_manager_of_both_keeps_one_role_and_one_that_had_ended_begins_again(place: Place, mona: User) -> None:
    factories.give_role(mona, "manager", library=place.other_library)
    Role.objects.filter(person=mona, library=place.other_library).update(
        starts_on=date(2020, 1, 1), ends_on=date(2021, 1, 1)
    )
    actions.merge(by=None, library=place.library, into=place.other_library)
    role = Role.objects.current().get(person=mona)
    assert (role.library, role.starts_on, role.ends_on) == (place.other_library, TODAY, None)


def test_a_library_does_not_merge_with_itself_nor_with_a_closed_one(place: Place) -> None:
    with pytest.raises(ValidationError, match="zichzelf"):
        actions.merge(by=None, library=place.library, into=place.library)
    actions.close(by=None, place=place.other_library)
    for library, into in ((place.library, place.other_library), (place.other_library, place.library)):
        with pytest.raises(ValidationError, match="gesloten"):
            actions.merge(by=None, library=library, into=into)
    assert not Library.objects.exclude(merged_into=None).exists()


def test_two_places_never_share_an_address(db: None) -> None:
    slugs = {actions.add_organisation(by=None, name=name).slug for name in ("Het Huis", "Het huis!", "Het  Huis?")}
    assert len(slugs) == 3
    assert ServiceOrganisation.objects.count() == 3


def test_a_team_keeps_its_name_to_itself_within_one_library(place: Place) -> None:
    actions.add_team(by=None, library=place.library, name="Balie")
    actions.add_team(by=None, library=place.other_library, name="Balie")
    with pytest.raises(ValidationError):
        actions.add_team(by=None, library=place.library, name="Balie")
    assert Team.objects.count() == 2
