"""Who keeps which places, through the front door."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.cohorts.models import Cohort
from course.people.models import Library, ServiceOrganisation, Team, User
from course.people.organisations import actions
from tests import factories
from tests.conftest import Place

SignIn = Callable[[User | None], Client]


@pytest.fixture
def joke(db: None) -> User:
    person = factories.make_person("Joke van der Zee")
    factories.give_role(person, "coordinator")
    return person


def page(name: str, *args: object) -> str:
    return reverse(f"organisations:{name}", args=args)


def test_tove_adds_a_library_to_her_poi(place: Place, tove: User, as_: SignIn) -> None:
    data = {"name": "  Bibliotheek   Nieuwland ", "isil": "nl–08 9999 0007"}
    response = as_(tove).post(page("add_library", place.organisation.slug), data, follow=True)
    made = Library.objects.get(name="Bibliotheek Nieuwland")
    assert (made.organisation, made.isil) == (place.organisation, "NL-0899990007")
    assert "Bibliotheek Nieuwland staat erbij." in response.content.decode()


def test_an_isil_of_another_library_is_refused_with_its_name(place: Place, tove: User, as_: SignIn) -> None:
    Library.objects.filter(pk=place.library.pk).update(isil="NL-0899990001")
    data = {"name": "Bibliotheek Nieuwland", "isil": "NL-0899990001"}
    response = as_(tove).post(page("add_library", place.organisation.slug), data)
    assert "Dit is de ISIL van Bibliotheek Waterrijk" in response.content.decode()


def test_a_name_that_differs_in_capitals_only_is_refused_and_kept_in_the_form(
    place: Place, tove: User, as_: SignIn
) -> None:
    response = as_(tove).post(page("add_library", place.organisation.slug), {"name": "BIBLIOTHEEK waterrijk"})
    assert response.status_code == 422
    assert "is er al" in response.content.decode()
    assert "BIBLIOTHEEK waterrijk" in response.content.decode()


def test_tove_does_not_reach_another_pois_places(place: Place, tove: User, as_: SignIn) -> None:
    foreign = factories.make_library("Bibliotheek Ver Weg")
    team = factories.make_team(foreign)
    client = as_(tove)
    for address in (
        page("organisation", foreign.organisation.slug),
        page("library", foreign.slug),
        page("merge", foreign.slug),
        page("add_team", foreign.slug),
        page("team", team.pk),
    ):
        assert client.get(address).status_code == 404
        assert client.post(address, {"name": "Gekaapt"}).status_code == 404
    assert client.post(page("change_library", foreign.slug, "sluit")).status_code == 404
    assert client.get(page("add_organisation")).status_code == 403
    assert "Ver Weg" not in client.get(page("index")).content.decode()


def test_tove_cannot_merge_with_a_library_of_another_poi(place: Place, tove: User, as_: SignIn) -> None:
    foreign = factories.make_library("Bibliotheek Ver Weg")
    response = as_(tove).post(page("merge", place.library.slug), {"into": foreign.pk, "sure": "1"})
    assert response.status_code == 422
    place.library.refresh_from_db()
    assert place.library.merged_into is None


def test_mona_keeps_the_teams_of_her_library_and_nothing_else(place: Place, mona: User, as_: SignIn) -> None:
    client = as_(mona)
    client.post(page("add_team", place.library.slug), {"name": "De Brug"})
    team = Team.objects.get(name="De Brug", library=place.library)
    client.post(page("team", team.pk), {"name": "Over de Brug"})
    team.refresh_from_db()
    assert team.name == "Over de Brug"
    client.post(page("team", team.pk), {"verb": "sluit"})
    team.refresh_from_db()
    assert team.closed_on is not None
    assert client.post(page("library", place.library.slug), {"name": "Mijn bieb"}).status_code == 403
    assert client.get(page("merge", place.library.slug)).status_code == 404
    assert client.get(page("library", place.other_library.slug)).status_code == 404


def test_ada_has_nothing_here(ada: User, as_: SignIn) -> None:
    assert as_(ada).get(page("index")).status_code == 403


def test_joke_keeps_all_pois(place: Place, joke: User, as_: SignIn) -> None:
    client = as_(joke)
    client.post(page("add_organisation"), {"name": "POI De Delta", "province": "NL-ZE"})
    made = ServiceOrganisation.objects.get(name="POI De Delta")
    client.post(page("organisation", made.slug), {"name": "POI Delta", "province": "NL-ZH"})
    made.refresh_from_db()
    assert (made.name, made.province, made.slug) == ("POI Delta", "NL-ZH", "poi-de-delta")
    assert "POI De Delta, tot" in client.get(page("organisation", made.slug)).content.decode()
    client.post(page("change_organisation", made.slug, "sluit"))
    made.refresh_from_db()
    assert made.closed_on is not None
    refused = client.post(page("change_organisation", place.organisation.slug, "sluit"), follow=True)
    assert "heeft nog bibliotheken" in refused.content.decode()


def test_a_merger_is_shown_before_it_is_done(place: Place, tove: User, mona: User, ada: User, as_: SignIn) -> None:
    factories.make_team(place.library, "Jeugd")
    client = as_(tove)
    shown = client.post(page("merge", place.library.slug), {"into": place.other_library.pk}).content.decode()
    assert "2 mensen werken daarna" in shown
    assert "Jeugd" in shown
    assert "Mona de Wit is daarna leidinggevende" in shown
    place.library.refresh_from_db()
    assert place.library.merged_into is None
    done = client.post(
        page("merge", place.library.slug), {"into": place.other_library.pk, "sure": "1"}, follow=True
    ).content.decode()
    assert "is nu deel van Bibliotheek Veldzicht" in done
    again = client.post(page("merge", place.library.slug), {"into": place.other_library.pk, "sure": "1"}, follow=True)
    assert "is gesloten" in again.content.decode()


def test_monas_report_of_a_cohort_that_is_over_shows_the_old_name(
    place: Place, ada: User, mona: User, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    actions.rename(by=None, place=place.library, name="De Kust")
    client = as_(mona)
    address = reverse("reports:completion")
    assert "De Kust, Najaar" in client.get(address).content.decode()
    Cohort.objects.filter(pk=place.cohort.pk).update(starts_on="2024-01-01", closes_on="2025-01-01")
    assert "Bibliotheek Waterrijk, Najaar" in client.get(address).content.decode()
    file = client.get(reverse("reports:completion_csv"))
    assert "waterrijk" in file.headers["Content-Disposition"]


def test_after_a_merger_the_new_manager_reads_the_old_cohort_under_its_library(
    place: Place, ada: User, as_: SignIn
) -> None:
    nico = factories.make_person("Nico Bakker", library=place.other_library)
    factories.give_role(nico, "manager", library=place.other_library)
    Cohort.objects.filter(pk=place.cohort.pk).update(starts_on="2024-01-01", closes_on="2025-01-01")
    client = as_(nico)
    address = f"{reverse('reports:completion')}?bibliotheek={place.library.slug}"
    assert client.get(address).status_code == 404
    actions.merge(by=None, library=place.library, into=place.other_library)
    assert "Ada van den Berg" in client.get(address).content.decode()


def test_the_list_asks_as_much_for_two_libraries_as_for_twenty(place: Place, tove: User, as_: SignIn) -> None:
    client = as_(tove)
    client.get(page("index"))
    counts = []
    for more in (0, 18):
        for _number in range(more):
            factories.make_team(factories.make_library(organisation=place.organisation))
        for address in (page("index"), page("organisation", place.organisation.slug)):
            with CaptureQueriesContext(
                connection,
            ) as asked:
                client.get(address)
            counts.append(len(asked))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 12


def test_the_nine_pois_come_once_and_stay_as_they_were_edited(db: None) -> None:
    call_command("load_organisations", verbosity=0)
    assert ServiceOrganisation.objects.count() == 9
    bisc = ServiceOrganisation.objects.get(name="Bisc")
    actions.rename(by=None, place=bisc, name="Bisc Utrecht")
    call_command("load_organisations", verbosity=0)
    assert ServiceOrganisation.objects.count() == 9
    assert not ServiceOrganisation.objects.filter(name="Bisc").exists()


def test_libraries_come_from_a_file_whole_or_not_at_all(place: Place, tmp_path, capsys) -> None:  # type: ignore[no-untyped-def]
    good = "POI;Name;ISIL\nPOI Het Verband;Bibliotheek Ëlburg;NL-0899990009\n"
    file = tmp_path / "libraries.csv"
    file.write_text(good, encoding="utf-8-sig")
    for _time in range(2):
        call_command("load_organisations", "--libraries", str(file))
    assert Library.objects.get(name="Bibliotheek Ëlburg").organisation == place.organisation
    assert "Libraries: 0 new, 1 known." in capsys.readouterr().out
    file.write_text(good + "POI Het Verband;Een;NL-0899990010\nPOI Nergens;Twee;\n")
    with pytest.raises(CommandError, match=r"libraries.csv, line 4: there is no POI called 'POI Nergens'"):
        call_command("load_organisations", "--libraries", str(file))
    assert not Library.objects.filter(name="Een").exists()
