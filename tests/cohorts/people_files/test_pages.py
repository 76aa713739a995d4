"""The pages of a list, from choosing a file to what came of it, for tove and for mona."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts.models import Cohort, Invitation, PeopleImport
from course.cohorts.people_files import actions, tasks
from course.people.models import Role, User
from tests import factories
from tests.cohorts.people_files.sheets import csv_of, xlsx_of
from tests.conftest import Place

WATERRIJK = "Bibliotheek Waterrijk"
HEAD = ["E-mail", "Naam", "Bibliotheek"]
MESSY = [
    ["Lijst voor het najaar"],
    [],
    ["E-mailadres", "Voornaam", "tussenvoegsel", "Achternaam", "Bibliotheek", "Vestiging", "Wachtwoord", "Rol"],
    ["Ria@w.example", "Ria", "van", "Dijk", "Waterrijk", "Zuid", "geheim1", "trainer"],
    ["mo@w,example", "Mo", "", "El Amrani", "Biblotheek Veldzigt", "", "geheim2", ""],
    ["RIA@w.example", "Ria", "van", "Dijk", "Waterrijk", "Zuid", "geheim1", ""],
]
State = PeopleImport.State
SignIn = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def clean_storage(db: None) -> Iterator[None]:
    yield
    for import_ in PeopleImport.objects.all():
        actions.forget_file(import_)


def upload(client: Client, cohort: Cohort, content: bytes, name: str = "lijst.csv", **data: Any) -> Any:
    file = SimpleUploadedFile(name, content)
    form = {"import_id": str(uuid.uuid4()), "cohort": cohort.pk, "file": file, "invites": "on", **data}
    return client.post(reverse("people_files:start"), form)


def kept(client: Client, cohort: Cohort, rows: list[list[str]], **data: Any) -> PeopleImport:
    response = upload(client, cohort, csv_of([HEAD, *rows]), **data)
    assert response.status_code == 302, response.content.decode()
    return PeopleImport.objects.get(pk=re.findall(r"[0-9a-f-]{36}", response["Location"])[0])


def page(client: Client, import_: PeopleImport, query: str = "") -> str:
    return str(client.get(reverse("people_files:list", args=[import_.pk]) + query).content.decode())


def done(client: Client, import_: PeopleImport) -> PeopleImport:
    client.post(reverse("people_files:carry_out", args=[import_.pk]))
    tasks.carry_on.func(str(import_.pk))
    import_.refresh_from_db()
    return import_


def test_tove_brings_in_a_messy_list_and_corrects_it_on_the_page(as_: SignIn, tove: User, place: Place) -> None:
    client = as_(tove)
    response = upload(client, place.cohort, xlsx_of(MESSY), "Lijst definitief (2).xlsx")
    import_ = PeopleImport.objects.get()
    shown = page(client, import_)
    assert response["Location"] == reverse("people_files:list", args=[import_.pk])
    assert "Breng 1 mens binnen" in shown
    assert "2 regels gaan niet mee" in shown
    assert "“Wachtwoord”: wachtwoorden lezen we nooit" in shown
    assert "“Rol”: een rol geef je niet met een lijst" in shown
    assert "geheim" not in shown
    assert "Bedoel je: Bibliotheek Veldzicht" in shown  # All that is wrong with a line is said at once.
    assert shown.index("Regel 5") < shown.index("Regel 4")  # What is refused stands first.
    typed = {
        "regel-5-email": "mo@w.example",
        "was-regel-5-email": "mo@w,example",
        "regel-5-library": "Bibliotheek Veldzicht",
        "was-regel-5-library": "Biblotheek Veldzigt",
        "regel-6-email": "RIA@w.example",
        "was-regel-6-email": "RIA@w.example",
    }
    client.post(reverse("people_files:correct", args=[import_.pk]), typed)
    shown = page(client, import_)
    assert "Breng 2 mensen binnen" in shown
    assert "1 regel gaat niet mee" in shown
    import_ = done(client, import_)
    assert (import_.state, import_.counts) == (State.DONE, {"made": 2, "refused": 1})
    assert User.objects.get(email="mo@w.example").library == place.other_library
    assert Invitation.objects.filter(cohort=place.cohort).count() == 2
    assert "Je bestand is weggegooid" in page(client, import_)
    assert not import_.file
    assert import_.corrections == {}


def test_mona_sees_only_her_library_and_needs_no_column_for_it(as_: SignIn, mona: User, place: Place) -> None:
    client = as_(mona)
    content = csv_of([["naam", "mail"], ["Nina Bos", "nina@w.example"]])
    upload(client, place.cohort, content)
    import_ = done(client, PeopleImport.objects.get())
    assert import_.counts == {"made": 1}
    assert User.objects.get(email="nina@w.example").library == place.library


def test_a_list_with_unknown_names_of_columns_is_read_after_a_choice(as_: SignIn, tove: User, place: Place) -> None:
    client = as_(tove)
    table = [["Wie", "Waar bereikbaar", "Plek", "Pincode"], ["Nina Bos", "nina@w.example", "Waterrijk", "1234"]]
    upload(client, place.cohort, csv_of(table))
    import_ = PeopleImport.objects.get()
    address = reverse("people_files:columns", args=[import_.pk])
    assert client.get(reverse("people_files:list", args=[import_.pk]))["Location"] == address
    asked = client.get(address).content.decode()
    assert "Bijvoorbeeld: nina@w.example" in asked
    assert "1234" not in asked
    refused = client.post(address, {"kolom-0": "name"})
    assert refused.status_code == 422
    assert "Kies welke kolom het e-mailadres is" in refused.content.decode()
    twice = client.post(address, {"kolom-0": "name", "kolom-1": "email", "kolom-2": "name"})
    assert "Je koos twee keer “Naam”" in twice.content.decode()
    client.post(address, {"kolom-0": "name", "kolom-1": "email", "kolom-2": "library", "kolom-3": "team"})
    assert "Breng 1 mens binnen" in page(client, import_)
    import_.refresh_from_db()
    assert import_.columns == {"0": "name", "1": "email", "2": "library"}


def test_hostile_texts_are_shown_and_never_run(as_: SignIn, tove: User, place: Place) -> None:
    evil = "<script>alert(1)</script>"
    client = as_(tove)
    upload(client, place.cohort, csv_of([[*HEAD, evil], [evil, evil, evil, evil]]), f"{evil}.csv")
    import_ = PeopleImport.objects.get()
    for shown in (
        page(client, import_),
        client.get(reverse("people_files:columns", args=[import_.pk])).content.decode(),
    ):
        assert evil not in shown
        assert "&lt;script&gt;" in shown
    assert evil not in client.get(reverse("people_files:start")).content.decode()


REFUSED = [(b"", "leeg"), (b"\xd0\xcf\x11\xe0" + b"\0" * 100, ".xlsx"), (b"E-mail;Naam\r\n", "alleen een kop")]


@pytest.mark.parametrize(("content", "words"), REFUSED)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(
    content: bytes, words: str, as_: SignIn, tove: User, place: Place
) -> None:
    response = upload(as_(tove), place.cohort, content)
    assert response.status_code == 422
    assert words in response.content.decode()
    assert not PeopleImport.objects.exists()


def test_pressing_twice_keeps_one_list_and_carries_it_out_once(as_: SignIn, tove: User, place: Place) -> None:
    client, import_id = as_(tove), str(uuid.uuid4())
    for _press in range(2):
        import_ = kept(client, place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]], import_id=import_id)
    assert PeopleImport.objects.count() == 1
    assert actions.start(by=tove, import_=import_)
    assert not actions.start(by=tove, import_=import_)
    assert tasks.carry_on.func(str(import_.pk)) == "done"
    assert tasks.carry_on.func(str(import_.pk)) == "not ours"


def test_a_list_is_its_owners_alone(as_: SignIn, tove: User, mona: User, place: Place, ada: User) -> None:
    import_ = kept(as_(tove), place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]])
    other = factories.make_person("Tim Ver")
    factories.give_role(other, "trainer", organisation=place.organisation)
    for name in ("list", "columns"):
        address = reverse(f"people_files:{name}", args=[import_.pk])
        assert [as_(person).get(address).status_code for person in (mona, other, ada)] == [404, 404, 403]
    for name in ("correct", "carry_out", "throw_away"):
        address = reverse(f"people_files:{name}", args=[import_.pk])
        assert [as_(person).post(address).status_code for person in (mona, other, ada)] == [404, 404, 403]
        assert as_(tove).get(address).status_code == 405
    assert as_(ada).get(reverse("people_files:start")).status_code == 403
    assert as_(None).get(reverse("people_files:start")).status_code == 302


def test_mona_brings_nobody_into_a_cohort_of_another_poi(as_: SignIn, mona: User, place: Place) -> None:
    elsewhere = factories.make_cohort(place.course, place.things, factories.make_organisation(), name="Elders")
    response = upload(as_(mona), elsewhere, csv_of([HEAD]))
    assert response.status_code == 422
    assert as_(mona).get(reverse("people_files:export", args=[elsewhere.slug, "csv"])).status_code == 404


def test_who_lost_her_role_carries_out_nothing(as_: SignIn, tove: User, place: Place) -> None:
    import_ = kept(as_(tove), place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]])
    assert actions.start(by=tove, import_=import_)
    Role.objects.filter(person=tove).delete()
    assert tasks.carry_on.func(str(import_.pk)) == "failed"
    assert not User.objects.filter(email="nina@w.example").exists()


def test_a_list_that_failed_goes_on_where_it_stopped(
    as_: SignIn, tove: User, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(tove)
    import_ = kept(client, place.cohort, [[f"p{n}@w.example", f"Piet {n}", WATERRIJK] for n in range(5)])
    monkeypatch.setattr(tasks, "BATCH", 2)
    real, calls = tasks.carry_out, []

    def once(**asked: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("the database went away")
        return real(**asked)

    monkeypatch.setattr(tasks, "carry_out", once)
    import_ = done(client, import_)
    assert (import_.state, import_.handled, import_.counts) == (State.FAILED, 2, {"made": 2})
    shown = page(client, import_)
    assert "2 van 5 regels zijn gedaan" in shown
    assert "went away" not in shown
    import_ = done(client, import_)
    assert (import_.state, import_.handled, import_.counts) == (State.DONE, 5, {"made": 5})


def test_a_long_list_is_carried_out_in_legs(
    as_: SignIn, tove: User, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_ = kept(as_(tove), place.cohort, [[f"p{n}@w.example", f"Piet {n}", WATERRIJK] for n in range(5)])
    monkeypatch.setattr(tasks, "BATCH", 2)
    monkeypatch.setattr(tasks, "LEG_SECONDS", -1)
    actions.start(by=tove, import_=import_)
    said = [tasks.carry_on.func(str(import_.pk)) for _leg in range(4)]
    assert said == ["goes on", "goes on", "goes on", "done"]
    import_.refresh_from_db()
    assert import_.counts == {"made": 5}


def test_a_worker_that_comes_second_does_nothing(as_: SignIn, tove: User, place: Place) -> None:
    import_ = kept(as_(tove), place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]])
    actions.start(by=tove, import_=import_)
    stale = PeopleImport.objects.select_related("cohort__organisation", "by").get(pk=import_.pk)
    PeopleImport.objects.filter(pk=import_.pk).update(handled=1)
    with pytest.raises(tasks.Overtaken):
        tasks._leg(stale)
    assert not User.objects.filter(email="nina@w.example").exists()


def test_progress_asks_for_itself_and_can_be_asked_for(as_: SignIn, tove: User, place: Place) -> None:
    client = as_(tove)
    import_ = kept(client, place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]])
    actions.start(by=tove, import_=import_)
    shown = page(client, import_)
    assert "0 van 1 regels gedaan" in shown
    assert 'hx-trigger="every 2s"' in shown
    assert "Kijk hoe ver het is" in shown
    client.post(reverse("people_files:throw_away", args=[import_.pk]))
    client.post(reverse("people_files:correct", args=[import_.pk]), {"regel-2-name": "X"})
    assert PeopleImport.objects.get(pk=import_.pk).corrections == {}


def test_a_list_can_be_thrown_away_with_its_file(
    as_: SignIn, tove: User, place: Place, django_capture_on_commit_callbacks: Any
) -> None:
    client = as_(tove)
    import_ = kept(client, place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]])
    name, storage = import_.file.name, import_.file.storage
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("people_files:throw_away", args=[import_.pk]))
    assert not storage.exists(name)
    assert not PeopleImport.objects.exists()
    assert client.get(reverse("people_files:list", args=[import_.pk])).status_code == 404


def test_a_list_is_forgotten_after_a_week(as_: SignIn, tove: User, place: Place) -> None:
    import_ = kept(as_(tove), place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]])
    now = timezone.now()
    assert actions.forget_old(now + timedelta(days=6)) == 0
    assert actions.forget_old(now + timedelta(days=8)) == 1
    assert not import_.file.storage.exists(import_.file.name)


def test_a_file_that_is_gone_is_said(as_: SignIn, tove: User, place: Place) -> None:
    client = as_(tove)
    import_ = kept(client, place.cohort, [["nina@w.example", "Nina Bos", WATERRIJK]])
    import_.file.storage.delete(import_.file.name)
    for name in ("list", "columns"):
        response = client.get(reverse(f"people_files:{name}", args=[import_.pk]), follow=True)
        assert "Dit bestand is er niet meer" in response.content.decode()
    assert done(client, import_).state == State.FAILED


def test_a_long_list_is_shown_by_the_page(as_: SignIn, tove: User, place: Place) -> None:
    client = as_(tove)
    rows = [[f"p{n}@w.example", f"Piet {n}", WATERRIJK] for n in range(60)]
    import_ = kept(client, place.cohort, [*rows, ["x", "Mis", WATERRIJK]])
    first, second = page(client, import_), page(client, import_, "?page=2")
    assert first.index("Regel 62") < first.index("Regel 2<")
    assert "51 tot 61 van 61 regels" in second
    assert "Regel 61" in second


def test_looking_costs_the_same_for_two_people_and_for_twenty(as_: SignIn, tove: User, place: Place) -> None:
    client = as_(tove)

    def cost(number: int) -> int:
        rows = []
        for n in range(number):
            known = factories.make_person(f"Kees {n}", library=place.library)
            rows += [[known.email, known.name, WATERRIJK], [f"n{number}-{n}@w.example", f"Nina {n}", WATERRIJK]]
        import_ = kept(client, place.cohort, rows)
        page(client, import_)
        with CaptureQueriesContext(connection) as caught:
            page(client, import_)
        return len(caught)

    assert cost(2) == cost(20)
