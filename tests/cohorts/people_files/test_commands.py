"""Bringing people in from the command line, also when it is killed half-way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from course.cohorts.models import Enrolment, Invitation
from course.notifications.models import Notice
from course.people.models import User
from tests.blogs.test_crash import database_url
from tests.cohorts.people_files.sheets import csv_of
from tests.conftest import Place

HEAD = ["E-mail", "Naam", "Bibliotheek", "Rol"]
GOOD = [["ria@w.example", "Ria van Dijk", "Waterrijk", "x"], ["mo@w.example", "Mo El Amrani", "Veldzicht", ""]]
MANY = 4000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lijst.csv"
    path.write_bytes(csv_of([HEAD, *GOOD]))
    return path


def told(*arguments: Any, **options: Any) -> str:
    out = StringIO()
    call_command(*arguments, stdout=out, stderr=out, **options)
    return out.getvalue()


def test_a_list_is_brought_in_and_said_in_a_table(file: Path, place: Place) -> None:
    said = told("import_people", file, cohort=place.cohort.slug, verbosity=2)
    assert "2  nieuw" in said
    assert "“Rol”: een rol geef je niet met een lijst" in said
    assert "2/2" in said
    assert Enrolment.objects.filter(cohort=place.cohort).count() == 2
    assert Invitation.objects.count() == 2


def test_a_dry_run_writes_nothing(file: Path, place: Place) -> None:
    said = told("import_people", file, cohort=place.cohort.slug, dry_run=True)
    assert "Er is niets geschreven." in said
    assert not User.objects.filter(email="ria@w.example").exists()


def test_without_invitations_nobody_hears(file: Path, place: Place) -> None:
    told("import_people", file, cohort=place.cohort.slug, no_invitations=True)
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("is_dry", [True, False])
def test_a_refused_line_is_told_and_ends_with_an_error(is_dry: bool, file: Path, place: Place) -> None:
    file.write_bytes(csv_of([HEAD, *GOOD, ["bo@w,example", "Bo Bos", "Waterrijk", ""]]))
    out = StringIO()
    with pytest.raises(CommandError, match="Niet iedereen gaat mee"):
        call_command("import_people", file, cohort=place.cohort.slug, dry_run=is_dry, stdout=out, stderr=out)
    assert "4  gaat niet mee" in out.getvalue()
    assert "“bo@w,example”" in out.getvalue()
    assert User.objects.filter(email="ria@w.example").exists() is not is_dry


def test_only_what_mona_may_do_is_done_for_her(file: Path, place: Place, mona: User) -> None:
    with pytest.raises(CommandError):
        told("import_people", file, cohort=place.cohort.slug, by=mona.email)
    assert set(User.objects.filter(email__endswith="@w.example").values_list("email", flat=True)) == {"ria@w.example"}


REFUSED = [
    ({"cohort": "onzin"}, "geen ronde"),
    ({"by": "niemand@a.example"}, "niemand met"),
    ({"file": "nergens.csv"}, "niet te lezen"),
]


@pytest.mark.parametrize(("changes", "words"), REFUSED)
def test_what_cannot_be_done_is_said(changes: dict[str, str], words: str, file: Path, place: Place) -> None:
    asked = {"file": str(file), "cohort": place.cohort.slug, "by": None, **changes}
    with pytest.raises(CommandError, match=words):
        told("import_people", asked["file"], cohort=asked["cohort"], by=asked["by"])


def test_somebody_without_a_role_brings_nobody_in(file: Path, place: Place, ada: User) -> None:
    with pytest.raises(CommandError, match="mag geen mensen"):
        told("import_people", file, cohort=place.cohort.slug, by=ada.email)


def test_a_list_without_addresses_is_refused(file: Path, place: Place) -> None:
    file.write_bytes(csv_of([["Naam", "Plaats"], ["Ada", "Zuid"]]))
    with pytest.raises(CommandError, match="geen kolom met e-mailadressen"):
        told("import_people", file, cohort=place.cohort.slug)


@pytest.mark.parametrize("name", ["uit.csv", "uit.xlsx"])
def test_people_go_out_and_come_in_again_unchanged(name: str, file: Path, place: Place, tmp_path: Path) -> None:
    told("import_people", file, cohort=place.cohort.slug)
    told("export_people", tmp_path / name, cohort=place.cohort.slug)
    said = told("import_people", tmp_path / name, cohort=place.cohort.slug)
    assert "2  blijft zo" in said
    assert "0  nieuw" in said
    with pytest.raises(CommandError, match="bestaat al"):
        told("export_people", tmp_path / name, cohort=place.cohort.slug)


def test_an_export_needs_a_name_that_says_its_kind(place: Place, tmp_path: Path) -> None:
    for path, slug, words in ((tmp_path / "uit.ods", place.cohort.slug, "eindigt op"), ("uit.csv", "x", "geen ronde")):
        with pytest.raises(CommandError, match=words):
            told("export_people", path, cohort=slug)


@pytest.mark.django_db(transaction=True)
def test_a_list_that_was_killed_half_way_is_whole_after_the_next_time(place: Place, tmp_path: Path) -> None:
    path = tmp_path / "lang.csv"
    rows = [[f"p{n}@w.example", f"Piet van {n}", "Waterrijk", ""] for n in range(MANY)]
    path.write_bytes(csv_of([HEAD, *rows]))
    killed = subprocess.Popen(  # noqa: S603 - our own command, with arguments of this file
        [sys.executable, "manage.py", "import_people", str(path), "--cohort", place.cohort.slug],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "course.settings.test"},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    assert killed.stderr is not None
    assert killed.stderr.readline().split()[-1] == f"500/{MANY}".encode()
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    made = User.objects.filter(email__endswith="@w.example").count()
    assert 500 <= made < MANY
    for times in (1, 2):
        said = told("import_people", path, cohort=place.cohort.slug)
        assert f"{MANY if times == 2 else made:>6}  blijft zo" in said
        counts = [model.objects.count() for model in (Enrolment, Invitation, Notice)]
        assert counts == [MANY] * 3
        assert User.objects.filter(email__endswith="@w.example").count() == MANY
