"""What a list would do: to whom, in which library, and what it may never do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from course.cohorts.models import Enrolment
from course.cohorts.people_files.columns import Field
from course.cohorts.people_files.plan import Outcome, PlannedRow
from course.people.models import FormerName, Library, User
from tests import factories
from tests.cohorts.people_files.conftest import Do
from tests.conftest import Place

WATERRIJK = "Bibliotheek Waterrijk"


def told(row: PlannedRow) -> str:
    return " ".join(one.sentence for one in [*row.problems, *row.remarks])


def test_somebody_new_gets_an_account_and_comes_into_the_cohort(planned: Do, place: Place) -> None:
    (row,) = planned([["Nina@W.example", "Nina Bos", WATERRIJK, "Zuid", "kiezen", "en"]])
    assert row.outcome is Outcome.MADE
    assert (row.library_id, row.way, row.enrols) == (place.library.pk, "choose", True)
    assert row.team is not None
    assert (row.team.name, row.team.pk) == ("Zuid", None)
    assert "Komt in een nieuw team: Zuid." in row.changes
    assert not User.objects.filter(email="nina@w.example").exists()


def test_somebody_who_takes_part_already_stays_as_she_is(planned: Do, ada: User) -> None:
    (row,) = planned([[ada.email.upper(), ada.name, WATERRIJK]])
    assert (row.outcome, row.changes, row.remarks, row.person_id) == (Outcome.UNCHANGED, [], [], ada.pk)


def test_somebody_of_another_cohort_is_enrolled(planned: Do, cleo: User) -> None:
    (row,) = planned([[cleo.email, cleo.name, "Veldzicht"]])
    assert (row.outcome, row.enrols) == (Outcome.UPDATED, True)


def test_what_is_there_is_never_overwritten(planned: Do, ada: User, place: Place) -> None:
    team = factories.make_team(place.library, "Zuid")
    User.objects.filter(pk=ada.pk).update(team=team)
    (row,) = planned([[ada.email, "Ada Anders", "Bibliotheek Veldzicht", "Noord", "meelezen", "en"]])
    assert row.outcome is Outcome.UNCHANGED
    assert {one.field for one in row.remarks} == {Field.NAME, Field.LIBRARY, Field.TEAM, Field.WAY}
    assert "Heet hier Ada van den Berg. Die naam blijft." in told(row)


def test_who_stopped_stays_stopped(planned: Do, ada: User) -> None:
    Enrolment.objects.filter(person=ada).update(left_at=timezone.now())
    (row,) = planned([[ada.email, ada.name, WATERRIJK]])
    assert (row.outcome, row.enrols) == (Outcome.UNCHANGED, False)
    assert "gestopt" in told(row)


def test_one_address_twice_counts_once_whatever_its_case(planned: Do) -> None:
    rows = planned(
        [["Peter@w.example", "Peter Bos", WATERRIJK], ["", "", ""], [" PETER@W.EXAMPLE", "Peter Bos", WATERRIJK]]
    )
    assert [row.outcome for row in rows] == [Outcome.MADE, Outcome.REFUSED]
    assert "regel 2" in told(rows[1])
    assert rows[1].entry.number == 4


def test_addresses_that_look_alike_are_pointed_out(planned: Do) -> None:
    rows = planned([["burn@w.example", "Ad Burn", WATERRIJK], ["bum@w.example", "Bo Bum", WATERRIJK]])
    assert [row.outcome for row in rows] == [Outcome.MADE] * 2
    assert "burn@w.example, een adres op regel 2" in told(rows[1])


def test_a_look_alike_of_somebody_within_reach_is_pointed_out(planned: Do, ada: User) -> None:
    User.objects.filter(pk=ada.pk).update(email="burn@w.example")
    (row,) = planned([["bum@w.example", "Bo Bum", WATERRIJK]])
    assert row.outcome is Outcome.MADE
    assert "burn@w.example, een adres dat we al kennen" in told(row)


def test_somebody_of_the_same_name_is_pointed_out(planned: Do, ada: User) -> None:
    rows = planned(
        [
            ["a.vdberg@w.example", "ada VAN DEN berg", WATERRIJK],
            ["bo@w.example", "Bo Bos", WATERRIJK],
            ["bo2@w.example", "Bo Bos", WATERRIJK],
            ["bo3@w.example", "Bo Bos", "Veldzicht"],
        ]
    )
    assert ada.email in told(rows[0])
    assert [told(row) for row in rows[1:]] == ["", "Op regel 3 heet iemand ook zo. Is het dezelfde persoon?", ""]


# --- Libraries and teams -----------------------------------------------------------------------------------------


def isil(place: Place) -> None:
    Library.objects.filter(pk=place.library.pk).update(isil="NL-0800010000")


CALLED = [
    "Bibliotheek Waterrijk",
    "bibliotheek  waterrijk",
    "De Bibliotheek Waterrijk",
    "Waterrijk",
    "waterrijk-bibliotheek",
    "NL-0800010000",
    "Bieb van vroeger",
    "Bibliotheek Opgegaan",
]


@pytest.mark.parametrize("name", CALLED)
def test_a_library_is_found_by_what_it_is_or_was_called(name: str, planned: Do, place: Place) -> None:
    isil(place)
    today = timezone.localdate()
    FormerName.objects.create(library=place.library, name="Bieb van vroeger", until_on=today)
    factories.make_library("Bibliotheek Opgegaan", place.organisation, closed_on=today, merged_into=place.library)
    (row,) = planned([["nina@w.example", "Nina Bos", name]])
    assert (row.outcome, row.library_id) == (Outcome.MADE, place.library.pk)


def test_an_unknown_library_is_refused_with_the_nearest_names(planned: Do) -> None:
    (row,) = planned([["nina@w.example", "Nina Bos", "Biblotheek Watererijk"]])
    assert row.outcome is Outcome.REFUSED
    assert "Bibliotheek Waterrijk" in told(row)


def test_a_closed_library_takes_nobody_in(planned: Do, place: Place) -> None:
    Library.objects.filter(pk=place.library.pk).update(closed_on=timezone.localdate())
    (row,) = planned([["nina@w.example", "Nina Bos", WATERRIJK]])
    assert "gesloten" in told(row)


def test_a_library_of_another_poi_is_refused(planned: Do) -> None:
    factories.make_library("Bibliotheek Elders")
    (row,) = planned([["nina@w.example", "Nina Bos", "Bibliotheek Elders"]])
    assert row.outcome is Outcome.REFUSED
    assert "POI Het Verband" in told(row)


def test_two_libraries_of_one_name_need_the_number(planned: Do, place: Place) -> None:
    for library in (place.library, place.other_library):
        FormerName.objects.create(library=library, name="De Samen", until_on=timezone.localdate())
    (row,) = planned([["nina@w.example", "Nina Bos", "De Samen"]])
    assert "ISIL" in told(row)


def test_a_name_and_a_number_that_disagree_are_refused(planned: Do, place: Place) -> None:
    isil(place)
    head = ["E-mail", "Naam", "Bibliotheek", "ISIL"]
    (row,) = planned([["nina@w.example", "Nina Bos", "Veldzicht", "NL-0800010000"]], head=head)
    assert "twee verschillende" in told(row)


def test_without_a_library_there_is_no_account(planned: Do) -> None:
    (row,) = planned([["nina@w.example", "Nina Bos"]])
    assert [one.field for one in row.problems] == [Field.LIBRARY]


def test_without_a_name_there_is_no_account(planned: Do) -> None:
    (row,) = planned([["nina@w.example", "", WATERRIJK]])
    assert [one.field for one in row.problems] == [Field.NAME]


def test_a_team_is_found_whatever_its_case_and_a_closed_one_refused(planned: Do, place: Place) -> None:
    team = factories.make_team(place.library, "Zuid-Oost")
    factories.make_team(place.library, "Dicht").__class__.objects.filter(name="Dicht").update(
        closed_on=timezone.localdate() - timedelta(days=1)
    )
    rows = planned([["n@w.example", "Nina Bos", WATERRIJK, "zuid oost"], ["m@w.example", "Mo Bos", WATERRIJK, "Dicht"]])
    assert rows[0].team is not None
    assert rows[0].team.pk == team.pk
    assert "gesloten" in told(rows[1])


# --- Who may bring in whom ---------------------------------------------------------------------------------------


def test_mona_brings_people_into_her_own_library_only(planned: Do, mona: User, place: Place) -> None:
    rows = planned([["n@w.example", "Nina Bos"], ["m@w.example", "Mo Bos", "Veldzicht"]], by=mona)
    assert (rows[0].outcome, rows[0].library_id) == (Outcome.MADE, place.library.pk)
    assert "geen leidinggevende van Bibliotheek Veldzicht" in told(rows[1])


def test_everybody_out_of_reach_is_refused_in_the_same_words(planned: Do, place: Place, mona: User, cleo: User) -> None:
    elsewhere = factories.make_person("Els Wit", library=factories.make_library())
    trainer = factories.make_person("Tim Ver")
    factories.give_role(trainer, "trainer", organisation=factories.make_organisation())
    admin = factories.make_person("Adm In", is_superuser=True)
    asleep = factories.make_person("Sla Pend", library=place.library, is_active=False)
    people = [elsewhere, trainer, admin, asleep]
    rows = planned([[one.email, one.name, WATERRIJK] for one in people])
    rows += planned([[cleo.email, cleo.name, WATERRIJK]], by=mona)
    assert {row.outcome for row in rows} == {Outcome.REFUSED}
    assert len({told(row) for row in rows}) == 1
    assert all(not row.remarks and not row.changes and row.person_id is None for row in rows)


def test_tove_may_take_part_herself_but_mona_cannot_put_her_in_her_library(planned: Do, tove: User, mona: User) -> None:
    assert planned([[tove.email, tove.name, WATERRIJK]])[0].outcome is Outcome.UPDATED
    assert planned([[tove.email, tove.name, WATERRIJK]], by=mona)[0].outcome is Outcome.REFUSED


def test_somebody_who_moved_away_and_takes_part_here_still_reads_as_unchanged(
    planned: Do, ada: User, place: Place
) -> None:
    User.objects.filter(pk=ada.pk).update(library=factories.make_library("Bibliotheek Ver Weg"))
    (row,) = planned([[ada.email, ada.name, "Bibliotheek Ver Weg"]])
    assert (row.outcome, told(row)) == (Outcome.UNCHANGED, "")


def test_planning_costs_the_same_for_two_people_and_for_twenty(planned: Do, place: Place) -> None:
    def cost(number: int) -> int:
        rows = []
        for n in range(number):
            known = factories.make_person(f"Kees {n}", library=place.library)
            loose = factories.make_person(f"Loes {n}")
            rows += [[known.email, known.name, WATERRIJK], [loose.email, loose.name, WATERRIJK]]
            rows += [[f"new{number}-{n}@w.example", f"Nieuw {n}", WATERRIJK, f"Team {n}"]]
        with CaptureQueriesContext(connection) as caught:
            planned(rows)
        return len(caught)

    cost(1)  # After this the roles of tove are known.
    assert cost(2) == cost(20)
