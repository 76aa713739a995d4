"""The copy of everything: complete, readable, safe to unpack, and hers alone."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.answers.models import AnswerFile
from course.blogs.models import Comment
from course.people.models import DataExport, User
from course.people.own_data import exports, pruning
from course.people.own_data.gathering import count_rows, parts_of
from course.people.own_data.packing import pack
from course.people.privacy import holdings, someone
from tests.conftest import Place
from tests.people.own_data.life import make_life, sign
from tests.people.own_data.test_erasure import comment_of, post_of

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]
SCHEMA = json.loads((Path(settings.BASE_DIR) / "docs" / "own-data.schema.json").read_text())


def packed(person: User) -> zipfile.ZipFile:
    with pack(person) as file:
        return zipfile.ZipFile(BytesIO(file.read()))


def data_of(archive: zipfile.ZipFile) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(archive.read("data.json"))
    jsonschema.validate(data, SCHEMA)
    return data


def tables(data: dict[str, Any]) -> dict[str, Any]:
    return {table["model"]: table for kind in data["kinds"] for table in kind["tables"]}


def test_every_declared_model_with_rows_of_hers_is_in_it(ada: User, ben: User, place: Place) -> None:
    rows = make_life(ada, ben, place)
    sign(rows)
    found = tables(data_of(packed(ada)))
    for holding in holdings():
        if holding.has_rows:
            keys = {str(one.get("id", one.get("session_key", ""))) for one in found[holding.model]["rows"]}
            assert keys, f"{holding.model} is not in the export."
        if not holding.has_rows:
            assert holding.model in found
    assert found["people.User"]["rows"][0]["email"] == ada.email


def test_no_secret_is_in_it(ada: User, ben: User, place: Place) -> None:
    make_life(ada, ben, place)
    found = tables(data_of(packed(ada)))
    for holding in holdings():
        for row in found[holding.model]["rows"]:
            assert not set(holding.secret) & row.keys()
    assert "password" not in found["people.User"]["rows"][0]


def test_her_pictures_and_files_are_in_it_under_safe_names(ada: User, ben: User, place: Place) -> None:
    rows = make_life(ada, ben, place)
    file = rows["answers.AnswerFile"]
    AnswerFile.objects.filter(pk=file.pk).update(name="../../../etc/passwd<script>.PDF")
    archive = packed(ada)
    names = archive.namelist()
    assert f"bestanden/answers.answerfile-file-{file.pk}.pdf" in names
    assert any(name.startswith("bestanden/blogs.picture-file-") for name in names)
    assert all(re.fullmatch(r"(bestanden/)?[a-z0-9._-]+", name) for name in names)
    assert data_of(archive)["missing"] == []


def test_a_file_that_is_gone_is_named_and_the_rest_is_there(ada: User, ben: User, place: Place) -> None:
    picture = make_life(ada, ben, place)["blogs.Picture"]
    picture.file.storage.delete(picture.file.name)
    archive = packed(ada)
    (missing,) = data_of(archive)["missing"]
    assert missing.startswith(f"bestanden/blogs.picture-file-{picture.pk}")
    assert "index.html" in archive.namelist()


def test_who_reacted_stands_there_under_the_name_she_reads(ada: User, ben: User, place: Place) -> None:
    User.objects.filter(pk=ben.pk).update(screen_name="Balieheld")
    comment_of(ben, post_of(ada, place), "Goed gezien!")
    page = packed(ada)
    said = [one for kind in data_of(page)["kinds"] for table in kind["from_others"] for one in table["rows"]]
    assert [(one["name"], one["text"]) for one in said] == [("Balieheld", "Goed gezien!")]
    assert ben.name not in page.read("data.json").decode()
    assert ben.email not in page.read("data.json").decode()


def test_nothing_of_cleo_is_in_it(ada: User, cleo: User, ben: User, place: Place) -> None:
    sign(make_life(cleo, ben, place))
    post_of(cleo, place, "Van Cleo", "Geheim van Cleo")
    archive = packed(ada)
    everything = b"".join(archive.read(name) for name in archive.namelist()).decode(errors="replace")
    assert "Geheim van Cleo" not in everything
    assert cleo.email not in everything


def test_the_page_reads_without_scripts_and_shows_what_she_typed_as_text(ada: User, place: Place) -> None:
    post_of(ada, place, "<script>alert(1)</script>", "<b onclick=x>Dag</b>")
    page = packed(ada).read("index.html").decode()
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert page.count("<h1") == 1
    assert "style=" not in page
    assert "http" not in re.sub(r"<dd>.*?</dd>", "", page, flags=re.S)


@pytest.mark.parametrize(
    "title", ["2026-99-99", "2026-11-22T10:00 uur", "2026-11-22T10:00", "9999-12-31T23:59:59+00:00"]
)
def test_a_title_that_looks_like_a_day_breaks_nothing(title: str, ada: User, place: Place) -> None:
    post_of(ada, place, title)
    assert "index.html" in packed(ada).namelist()


def test_days_and_fields_read_as_dutch(ada: User, place: Place) -> None:
    post_of(ada, place)
    page = packed(ada).read("index.html").decode()
    assert "<dt>gepubliceerd op</dt>" in page
    assert not re.search(r"<dd>\d{4}-\d\d-\d\dT", page)


def test_twenty_posts_cost_as_many_queries_as_two(ada: User, ben: User, place: Place) -> None:
    found = []
    for count in (2, 18):
        for number in range(count):
            comment_of(ben, post_of(ada, place, f"Bericht {number}"), "Mooi")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            list(parts_of(someone(ada)))
        found.append(len(queries))
    assert found[0] == found[1]


def test_ada_makes_her_copy_and_fetches_it(ada: User, place: Place, as_: SignIn) -> None:
    client = as_(ada)
    assert "Maak een kopie van mijn gegevens" in client.get(reverse("own_data:overview")).content.decode()
    assert client.post(reverse("own_data:make")).status_code == 302
    page = client.get(reverse("own_data:overview")).content.decode()
    assert "Download mijn kopie" in page
    answer = client.get(reverse("own_data:download"))
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert answer["Cache-Control"] == "private, no-store"
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    assert tables(data_of(archive))["people.User"]["rows"][0]["name"] == ada.name


def test_nobody_else_fetches_it(ada: User, ben: User, place: Place, as_: SignIn) -> None:
    exports.ask_export(by=ada)
    assert as_(ben).get(reverse("own_data:download")).status_code == 302
    assert as_(None).get(reverse("own_data:download")).status_code == 302
    assert "Er staat geen kopie klaar" in as_(ben).get(reverse("own_data:download"), follow=True).content.decode()


def test_a_second_copy_takes_the_place_of_the_first(ada: User, place: Place) -> None:
    first = exports.ask_export(by=ada)
    name = first.file.name
    second = exports.ask_export(by=ada)
    assert DataExport.objects.count() == 1
    assert second.file.name != name
    assert not second.file.storage.exists(str(name))


def test_a_large_one_is_made_in_the_background_and_asked_twice_is_made_once(
    ada: User, place: Place, monkeypatch: pytest.MonkeyPatch, as_: SignIn, django_capture_on_commit_callbacks: Any
) -> None:
    put: list[int] = []
    monkeypatch.setattr(exports, "LARGE", 0)
    monkeypatch.setattr(exports, "make_export", SimpleNamespace(enqueue=put.append))
    client = as_(ada)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("own_data:make"))
        client.post(reverse("own_data:make"))
    export = DataExport.objects.get()
    assert put == [export.pk]
    assert "We maken je kopie nu" in client.get(reverse("own_data:overview")).content.decode()
    exports.make(export.pk)
    exports.make(export.pk)
    assert "Download mijn kopie" in client.get(reverse("own_data:overview")).content.decode()


def test_one_that_a_worker_left_may_be_asked_again(ada: User, place: Place) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    DataExport.objects.create(person=ada, asked_at=long_ago)
    assert exports.ask_export(by=ada).made_at


def test_a_fault_is_told_and_can_be_tried_again(
    ada: User, place: Place, monkeypatch: pytest.MonkeyPatch, as_: SignIn
) -> None:
    def broken(*_args: Any) -> None:
        raise OSError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(exports, "pack", broken)
        exports.ask_export(by=ada)
    assert "is mislukt" in as_(ada).get(reverse("own_data:overview")).content.decode()
    assert exports.ask_export(by=ada).made_at


def test_after_three_days_it_is_gone(ada: User, place: Place, as_: SignIn) -> None:
    export = exports.ask_export(by=ada)
    DataExport.objects.filter(pk=export.pk).update(made_at=timezone.now() - timedelta(days=3, minutes=1))
    assert as_(ada).get(reverse("own_data:download")).status_code == 302
    pruning.prune()
    assert not DataExport.objects.exists()
    assert not export.file.storage.exists(str(export.file.name))


def test_the_command_writes_the_same_zip(ada: User, place: Place, tmp_path: Path) -> None:
    said = StringIO()
    call_command("export_person", ada.email.upper(), "--into", str(tmp_path / "hier"), stdout=said)
    (path,) = (tmp_path / "hier").iterdir()
    assert path.stat().st_mode & 0o077 == 0
    with zipfile.ZipFile(path) as archive:
        assert data_of(archive)["person"]["email"] == ada.email
    with pytest.raises(CommandError, match="Er is niemand"):
        call_command("export_person", "niemand@voorbeeld.example", "--into", str(tmp_path))


def test_what_is_counted_is_what_is_packed(ada: User, ben: User, place: Place) -> None:
    Comment.objects.all().delete()
    make_life(ada, ben, place)
    who = someone(ada)
    assert count_rows(who) == sum(len(table.rows) for part in parts_of(who) for table in part.tables)
