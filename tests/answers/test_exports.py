"""An export becomes a row of a worksheet: looked at first, kept as figures only, named once for a library."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.answers import exports
from course.answers.export_views import InMemoryOnly
from course.answers.models import Answer, Attempt, ColumnMapping
from course.cohorts.models import Cohort
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.exercises.exports import MOST_BYTES
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place
from tests.lessons.exercises.exports.samples import (
    as_csv,
    facebook_posts_en,
    laposta,
    linkedin_followers,
    meta_days,
    octobers,
    youtube_videos,
)

SignIn = Callable[[User | None], Client]

CHANNELS = [
    {"key": "facebook", "text": "Facebook"},
    {"key": "instagram", "text": "Instagram"},
    {"key": "nieuwsbrief", "text": "Nieuwsbrief"},
    {"key": "yt", "text": "YouTube"},
    {"key": "anders", "text": "Ander kanaal"},
]
COLUMNS = [
    {"key": "kanaal", "label": "Kanaal", "type": "choice", "options": CHANNELS, "measure": "channel"},
    {"key": "volgers", "label": "Volgers", "type": "whole", "minimum": "0", "measure": "followers"},
    {"key": "berichten", "label": "Berichten", "type": "whole", "minimum": "0", "measure": "posts"},
    {"key": "interacties", "label": "Interacties", "type": "whole", "minimum": "0", "measure": "interactions"},
    {"key": "besluit", "label": "Besluit", "type": "text"},
]
OUTCOMES = [
    {"key": "per_week", "label": "Per week", "formula": "berichten / 30 * 7", "format": "decimal 1"},
    {"key": "per_bericht", "label": "Per bericht", "formula": "interacties / berichten", "format": "decimal 1"},
    {"key": "dubbel", "label": "Dubbel", "formula": "per_bericht * 2", "format": "decimal 1"},
    {"key": "over", "label": "Per volger", "formula": "interacties / volgers", "format": "decimal 1"},
]


def scan(**value: Any) -> dict[str, Any]:
    plain = {"outcomes": OUTCOMES, "sheet_outcomes": [], "chart_kind": "", "chart_value": "", "chart_label": ""}
    return factories.worksheet_block(**{"columns": COLUMNS, "reads": "posts", **plain, **value})


def make_scan(place: Place, number: int, **value: Any) -> ThingPage:
    made = factories.make_thing(place.module, number, [scan(**value)])
    for cohort in (place.cohort, place.other_cohort):
        cohort.programme.create(thing=made, number=number, week=cohort.weeks.first())
    return made


@pytest.fixture
def thing(place: Place) -> ThingPage:
    return make_scan(place, 4)


def address(name: str, thing: ThingPage) -> str:
    return reverse(f"answers:{name}", args=[thing.pk, thing.exercises[0].id])


def upload(client: Client, thing: ThingPage, content: bytes, name: str = "export.csv") -> Any:
    return client.post(address("export", thing), {"file": SimpleUploadedFile(name, content)})


FIELD = re.compile(r'<(?:input|select|textarea)[^>]*name="([^"]+)"[^>]*>')


def sent_by(page: str) -> dict[str, str]:
    """Return what a browser would send from the form of the preview, without its buttons."""
    form = page[page.index('<form class="stack stack--big"') :]
    form = form[: form.index("</form>")]
    sent = {}
    for kind, rest, name, inner in re.findall(
        r'<(input|select)\b([^>]*?name="([^"]+)"[^>]*)>(.*?)(?=<(?:input|select)\b|$)', form, re.DOTALL
    ):
        if kind == "input":
            value = re.search(r'value="([^"]*)"', rest)
            sent[name] = unescape(value[1]) if value else ""
        else:
            options = re.findall(r'<option value="([^"]*)"([^>]*)>', inner)
            sent[name] = next((value for value, more in options if "selected" in more), options[0][0])
    sent.pop("csrfmiddlewaretoken", None)
    return sent


def put(client: Client, thing: ThingPage, page: Any, **changed: str) -> Any:
    return client.post(address("export_row", thing), sent_by(page.content.decode()) | changed)


def words(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(response.content.decode())).split())


def rows_of(person: User, thing: ThingPage) -> list[dict[str, str]]:
    return Answer.objects.get(person=person, page=thing).data["rows"]


# --- The way through -----------------------------------------------------------------------------------------------


def test_ada_finds_the_way_from_her_worksheet(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    assert address("export", thing) in client.get(thing.address).content.decode()
    page = client.get(address("export", thing))
    assert page.status_code == 200
    assert "Je bestand bewaren we niet" in words(page)
    assert "gecontroleerd op 22 november 2026" in words(page)


def test_a_worksheet_that_reads_nothing_offers_nothing(place: Place, ada: User, as_: SignIn) -> None:
    other = make_scan(place, 6, reads="")
    assert "export" not in as_(ada).get(other.address).content.decode().replace("exporter", "")
    assert as_(ada).get(address("export", other)).status_code == 404


def test_ada_looks_at_what_was_read_and_puts_it_in_her_sheet(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    page = upload(client, thing, facebook_posts_en())
    said = words(page)
    assert page.status_code == 200
    assert "Facebook, berichten" in said
    assert "Geteld van 4 oktober 2026 tot en met 2 november 2026." in said
    assert "Interacties 130" in said
    assert "Per bericht 26,0" in said
    assert "Per volger" not in said  # followers are not in this file
    assert "Boek, van de week" in said  # the first rows
    assert not Answer.objects.exists()
    response = put(client, thing, page)
    assert (response.status_code, response["Location"]) == (302, f"{thing.address}#oefening-meetblad")
    assert rows_of(ada, thing) == [{"kanaal": "facebook", "berichten": "5", "interacties": "130"}]
    assert "Deze cijfers staan in je meetblad." in words(client.get(thing.address))


def test_a_row_from_an_export_is_not_complete_before_she_completes_it(place: Place, ada: User, as_: SignIn) -> None:
    thing = make_scan(place, 4, minimum_rows=1)
    client = as_(ada)
    put(client, thing, upload(client, thing, facebook_posts_en()))
    assert not ThingCompletion.objects.filter(person=ada, thing=thing, done_at__isnull=False).exists()
    assert "Nog niet compleet: Kanaal 1 (Volgers, Besluit)." in words(client.get(thing.address))


def test_her_row_about_the_same_channel_gets_the_figures_and_keeps_the_rest(
    thing: ThingPage, ada: User, as_: SignIn
) -> None:
    client = as_(ada)
    kept = {"rows": [{"kanaal": "yt", "besluit": "stoppen"}, {"kanaal": "facebook", "volgers": "9", "berichten": "1"}]}
    own = Answer.objects.create(
        person=ada, page=thing, exercise=thing.exercises[0].id, kind="worksheet", revision=thing.live_revision,
        data=kept | {"below": {}, "share": True},
    )  # fmt: skip
    page = upload(client, thing, facebook_posts_en())
    assert '<option value="1" selected>Kanaal 2: Facebook</option>' in page.content.decode()
    put(client, thing, page)
    own.refresh_from_db()
    assert own.data["rows"][0] == {"kanaal": "yt", "besluit": "stoppen"}
    assert own.data["rows"][1] == {"kanaal": "facebook", "volgers": "9", "berichten": "5", "interacties": "130"}
    assert own.data["share"] is True
    assert Attempt.objects.filter(answer=own).count() == 1


def test_subscribers_fill_a_field_for_followers_and_few_posts_are_no_conclusion(
    thing: ThingPage, ada: User, as_: SignIn
) -> None:
    page = upload(as_(ada), thing, laposta())
    said = words(page)
    assert "Volgers 1.204" in said
    assert "Per bericht" not in said  # a newsletter has no interactions
    page = upload(as_(ada), thing, youtube_videos())
    said = words(page)
    assert "Nog te weinig berichten: 2 van de 5. Deze cijfers mogen in je meetblad." in said
    assert "Per bericht Nog te weinig berichten: 2 van de 5." in said
    assert "Dubbel Nog te weinig berichten: 2 van de 5." in said
    assert "Per week 0,5" in said
    assert 'value="yt" selected' in page.content.decode()


def test_a_file_about_two_channels_asks_which(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    columns = [*COLUMNS, {"key": "bereik", "label": "Bereik", "type": "whole", "measure": "reach"}]
    thing = ThingPage.objects.get(pk=thing.pk)
    thing.body = [scan(columns=columns) | {"id": thing.exercises[0].id}]
    thing.save_revision().publish()
    page = upload(client, thing, meta_days())
    assert "Over welk kanaal gaat deze rij?" in words(page)
    assert "Bereik 495" in words(page)
    page = put(client, thing, page, chosen="1")
    assert page.status_code == 200
    assert "Bereik 1.485" in words(page)
    assert 'value="instagram" selected' in page.content.decode()
    put(client, thing, page)
    assert rows_of(ada, thing) == [{"kanaal": "instagram", "bereik": "1485"}]
    assert not ColumnMapping.objects.exists()


def test_a_sheet_of_one_row_and_without_channels_is_filled_too(place: Place, ada: User, as_: SignIn) -> None:
    thing = make_scan(place, 4, columns=COLUMNS[1:], minimum_rows=1, maximum_rows=1)
    client = as_(ada)
    page = upload(client, thing, facebook_posts_en())
    put(client, thing, page)
    assert put(client, thing, page).status_code == 302  # pressed twice
    assert rows_of(ada, thing) == [{"berichten": "5", "interacties": "130"}]
    page = upload(client, thing, youtube_videos())
    assert "Rij 1: " not in words(page)
    put(client, thing, page)
    assert rows_of(ada, thing) == [{"berichten": "2", "interacties": "60"}]


def test_a_channel_in_words_is_filled_in_words(place: Place, ada: User, as_: SignIn) -> None:
    thing = make_scan(place, 4, columns=[COLUMNS[0] | {"type": "text", "options": []}, *COLUMNS[1:]])
    client = as_(ada)
    put(client, thing, upload(client, thing, facebook_posts_en()))
    assert rows_of(ada, thing)[0]["kanaal"] == "Facebook"


def test_figures_that_do_not_fit_the_sheet_are_named(place: Place, ada: User, as_: SignIn) -> None:
    thing = make_scan(place, 4, columns=[*COLUMNS[:3], COLUMNS[3] | {"maximum": "100"}, COLUMNS[4]])
    page = upload(as_(ada), thing, facebook_posts_en())
    assert "Interacties: vul hoogstens 100 in." in words(page)
    put(as_(ada), thing, page)
    assert rows_of(ada, thing) == [{"kanaal": "facebook", "berichten": "5"}]


def test_a_file_without_a_field_of_the_sheet_says_so(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    page = upload(client, thing, linkedin_followers())
    assert "Hiermee kunnen we nog geen veld van je meetblad vullen." in words(page)
    assert put(client, thing, page).status_code == 200
    assert not Answer.objects.exists()


# --- Naming columns once -------------------------------------------------------------------------------------------


def own_export() -> bytes:
    rows = octobers(lambda day: 2, lambda day: 100 + day, lambda day: 3)
    return as_csv([["Wanneer", "Geplaatst", "Vrienden", "Duimpjes"], *rows], delimiter=";")


def name_columns(client: Client, thing: ThingPage) -> Any:
    page = upload(client, thing, own_export())
    assert "Een bestand dat we niet kennen" in words(page)
    assert "Zet in mijn meetblad" not in words(page)
    named = {"column-0": "posts", "column-1": "followers", "column-2": "interactions", "again": "1"}
    page = put(client, thing, page, **named)
    assert "Interacties 90" in words(page)
    return put(client, thing, page, channel="anders")


def test_columns_are_named_once_for_a_whole_library(
    thing: ThingPage, place: Place, ada: User, ben: User, cleo: User, as_: SignIn
) -> None:
    assert name_columns(as_(ada), thing).status_code == 302
    row = {"kanaal": "anders", "volgers": "131", "berichten": "60", "interacties": "90"}
    assert rows_of(ada, thing) == [row]
    kept = ColumnMapping.objects.get()
    assert kept.library == place.library
    assert (kept.channel, kept.columns["followers"], kept.columns["row"]) == ("anders", ["vrienden"], "days")
    client = as_(ben)
    put(client, thing, upload(client, thing, own_export()))
    assert rows_of(ben, thing) == [row]
    assert "Hiermee kunnen we nog geen veld" in words(upload(as_(cleo), thing, own_export()))


def test_a_wrong_guess_is_mended_and_that_is_remembered(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    page = upload(client, thing, youtube_videos())
    shares = next(name for name, value in sent_by(page.content.decode()).items() if value == "interactions")
    put(client, thing, page, **{shares: ""})
    assert int(rows_of(ada, thing)[0]["interacties"]) < 60
    assert ColumnMapping.objects.count() == 1
    again = words(upload(client, thing, youtube_videos()))
    assert f"Interacties {rows_of(ada, thing)[0]['interacties']}" in again


def test_what_was_recognised_and_left_alone_is_not_remembered(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    put(client, thing, upload(client, thing, facebook_posts_en()))
    assert not ColumnMapping.objects.exists()


# --- Nothing of the file stays -------------------------------------------------------------------------------------


def everything_kept() -> Iterator[str]:
    for root in (settings.MEDIA_ROOT, settings.PRIVATE_MEDIA_ROOT):
        yield from (str(path) for path in Path(root).rglob("*") if path.is_file())


def test_nothing_of_the_file_is_kept_but_the_figures(
    thing: ThingPage, ada: User, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_disk(*_args: Any, **_kwargs: Any) -> None:
        raise AssertionError("An upload must not be written to a disk.")

    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", no_disk)
    before = set(everything_kept())
    tables = [table for table in connection.introspection.table_names() if table != "django_session"]
    client = as_(ada)
    rows = [["Datum", "Likes", "Reacties", "Geheim"], *octobers(lambda day: 1, lambda day: 1, lambda day: "Geheimpje")]
    content = as_csv(rows) + b"2026-10-31,1,1," + b"Geheimpje" * 400_000
    assert upload(client, thing, content[: 3 * 1024 * 1024]).status_code == 422  # a line that no platform writes
    page = upload(client, thing, as_csv(rows))
    assert "Geheimpje" in words(page)  # she sees her first rows once
    page = put(client, thing, page, again="1")
    assert "Geheimpje" not in words(page)
    sealed = signing.loads(sent_by(page.content.decode())["figures"], salt=exports.SALT)
    assert "Geheimpje" not in str(sealed)
    put(client, thing, page, channel="anders")
    assert set(everything_kept()) == before
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own tables
            assert "Geheimpje" not in str(cursor.fetchall()), table


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Dit bestand is leeg."),
        (b"a,b\n" * 13_000_000, "Dit bestand is groter dan 5 MB."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "“export.csv” is een plaatje"),
        (b"Email Address,Naam\nnoor@example.org,Noor\n", "adressen of accounts van mensen"),
    ],
)
def test_what_is_no_export_comes_back_with_a_sentence(
    thing: ThingPage, ada: User, as_: SignIn, content: bytes, sentence: str
) -> None:
    page = upload(as_(ada), thing, content)
    assert page.status_code == 422
    assert sentence in words(page)
    assert 'class="errsum' in page.content.decode()


def test_no_file_at_all_comes_back_with_a_sentence(thing: ThingPage, ada: User, as_: SignIn) -> None:
    page = as_(ada).post(address("export", thing))
    assert page.status_code == 422
    assert "Kies eerst een bestand." in words(page)


def test_many_large_files_at_once_take_little_room() -> None:
    handler = InMemoryOnly()
    kept = []
    for number in range(4):
        handler.new_file("file", f"{number}.csv", "text/csv", None)
        for start in range(0, 4_000_000, 64_000):
            handler.receive_data_chunk(b"x" * 64_000, start)
        kept.append(handler.file_complete(4_000_000))
    assert sum(len(file.read()) for file in kept) == MOST_BYTES + 1


def test_without_its_token_nothing_is_read(thing: ThingPage, ada: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ada, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert upload(client, thing, facebook_posts_en()).status_code == 403
    page = client.get(address("export", thing)).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    sent = {"csrfmiddlewaretoken": token[1], "file": SimpleUploadedFile("export.csv", facebook_posts_en())}
    assert client.post(address("export", thing), sent).status_code == 200


# --- Twice, late, and by others ------------------------------------------------------------------------------------


def test_the_button_pressed_twice_gives_one_row(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    page = upload(client, thing, facebook_posts_en())
    assert [put(client, thing, page).status_code for _press in range(2)] == [302, 302]
    assert len(rows_of(ada, thing)) == 1
    assert Attempt.objects.count() == 1


def test_a_sheet_that_changed_in_another_window_loses_nothing(thing: ThingPage, ada: User, as_: SignIn) -> None:
    client = as_(ada)
    page = upload(client, thing, facebook_posts_en())
    prefix = thing.exercises[0].id
    client.post(reverse("answers:submit", args=[thing.pk, prefix]), {f"{prefix}-r0-besluit": "doorgaan"})
    page = put(client, thing, page)
    assert page.status_code == 409
    assert "Je meetblad is net veranderd, in een ander venster." in words(page)
    assert rows_of(ada, thing) == [{"besluit": "doorgaan"}]
    assert put(client, thing, page).status_code == 302
    assert len(rows_of(ada, thing)) == 2


def test_a_full_sheet_offers_only_the_rows_it_has(place: Place, ada: User, as_: SignIn) -> None:
    thing = make_scan(place, 4, minimum_rows=1, maximum_rows=2)
    client = as_(ada)
    for content in (facebook_posts_en(), youtube_videos()):
        put(client, thing, upload(client, thing, content))
    page = upload(client, thing, laposta())
    assert "een nieuwe rij" not in words(page)
    assert put(client, thing, page, place="new").status_code == 422
    assert [row["kanaal"] for row in rows_of(ada, thing)] == ["facebook", "yt"]


def test_figures_that_were_not_read_by_us_are_not_taken(
    thing: ThingPage, place: Place, ada: User, ben: User, as_: SignIn
) -> None:
    sent = sent_by(upload(as_(ben), thing, facebook_posts_en()).content.decode())
    for figures in ("", "x:y", sent["figures"][:-2], sent["figures"]):  # the last one is Ben's
        response = as_(ada).post(address("export_row", thing), sent | {"figures": figures})
        assert (response.status_code, response["Location"]) == (302, address("export", thing))
    assert not Answer.objects.exists()


def test_who_waits_half_a_day_chooses_her_file_again(
    thing: ThingPage, ada: User, as_: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = as_(ada)
    page = upload(client, thing, facebook_posts_en())
    monkeypatch.setattr(exports, "LASTS", timedelta(0))
    response = put(client, thing, page)
    assert response["Location"] == address("export", thing)
    assert "Dit duurde te lang." in words(client.get(response["Location"]))


def test_only_who_may_answer_comes_in(
    thing: ThingPage, place: Place, ada: User, mona: User, tove: User, as_: SignIn
) -> None:
    for person in (mona, tove):
        assert as_(person).get(address("export", thing)).status_code == 403
    nobody = upload(as_(None), thing, facebook_posts_en())
    assert (nobody.status_code, nobody["Location"].split("?")[0]) == (302, reverse("account_login"))
    Cohort.objects.update(closes_on=timezone.localdate() - timedelta(days=1))
    assert as_(ada).get(address("export", thing)).status_code == 403
    assert upload(as_(ada), thing, facebook_posts_en()).status_code == 403


# --- What it costs -------------------------------------------------------------------------------------------------


def test_a_large_sheet_costs_as_many_queries_as_a_small_one(place: Place, ada: User, as_: SignIn) -> None:
    thing = make_scan(place, 4, maximum_rows=60)
    client = as_(ada)
    put(client, thing, upload(client, thing, facebook_posts_en()))
    answer = Answer.objects.get()
    counts = []
    for rows in (2, 50):
        answer.data["rows"] = [{"kanaal": "yt", "volgers": str(number)} for number in range(rows)]
        answer.save()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = upload(client, thing, facebook_posts_en())
        with CaptureQueriesContext(connection) as kept:
            assert put(client, thing, page).status_code == 302
        counts.append((len(asked), len(kept)))
        answer.refresh_from_db()
    assert counts[0] == counts[1]
