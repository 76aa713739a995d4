"""What the person at the keyboard reads."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from lessons.models import CoursePage, ThingPage
from tests.lessons.importers.folders import COURSE_FILE, THING_FILE, Folder

pytestmark = pytest.mark.django_db


def run(command: str, *arguments: Any) -> tuple[str, str]:
    """Return what a command says, and what it complains about."""
    said, complained = StringIO(), StringIO()
    call_command(command, *map(str, arguments), stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


def test_an_import_says_what_it_did_to_every_page(folder: Folder) -> None:
    said, _ = run("import_course", folder.root)

    assert said.splitlines() == [
        "gemaakt: cursus “Een cursus”",
        "gemaakt: module “Begin”",
        "gemaakt: ding “Eerste ding”",
        "gemaakt: vragenlijst “Een vragenlijst”",
        "gemaakt: kanaal “Hyves”",
        "gemaakt: kanaal “Mastodon”",
    ]
    said, _ = run("import_course", folder.root)
    assert {line.split(":")[0] for line in said.splitlines()} == {"ongewijzigd"}


def test_an_import_can_be_silent(folder: Folder) -> None:
    assert run("import_course", folder.root, "--verbosity=0") == ("", "")
    assert CoursePage.objects.exists()


def test_a_dry_run_says_the_same_and_writes_nothing(folder: Folder) -> None:
    said, _ = run("import_course", folder.root, "--dry-run")

    assert "gemaakt: ding “Eerste ding”\n" in said
    assert said.endswith("Dit was een proef: er is niets geschreven.\n")
    assert not CoursePage.objects.exists()


def test_an_import_names_owner_left_pages_and_pages_offline(folder: Folder) -> None:
    folder.change(COURSE_FILE, "slug: cursus", "slug: cursus\nowner: het-verband")
    folder.write("1-begin/02-tweede.md", folder.text(THING_FILE).replace("1\n", "2\n", 1).replace("eerste", "tweede"))
    run("import_course", folder.root)
    ThingPage.objects.get(number=1).unpublish()
    (folder.root / "1-begin/02-tweede.md").unlink()

    said, _ = run("import_course", folder.root)

    assert "ongewijzigd: ding “Eerste ding” (staat niet online)\n" in said
    assert "niet in de map, en zo gelaten: ding 2: Eerste ding\n" in said
    assert "De map noemt het-verband als eigenaar." in said


@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_faults_are_listed_by_file_and_line_and_nothing_is_written(folder: Folder, option: list[str]) -> None:
    folder.change(THING_FILE, "  > Jammer.\n", "")
    folder.change(THING_FILE, "author: Sanne de Vries\n", "")
    complained = StringIO()

    with pytest.raises(CommandError, match="Er zijn 2 fouten gevonden"):
        call_command("import_course", str(folder.root), *option, stderr=complained)

    place = f"{folder.root / THING_FILE}:{folder.line(THING_FILE, '- [ ] a.')}: Antwoord a heeft geen uitleg."
    assert place in complained.getvalue()
    assert len(complained.getvalue().splitlines()) == 2
    assert not CoursePage.objects.exists()


def test_one_fault_is_one_fault(folder: Folder) -> None:
    folder.change(THING_FILE, "author: Sanne de Vries\n", "")

    with pytest.raises(CommandError, match="Er is 1 fout gevonden"):
        call_command("import_course", str(folder.root), stderr=StringIO())


def test_what_is_no_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="is geen map"):
        run("import_course", tmp_path / "weg")
    with pytest.raises(CommandError, match="1 fout"):
        call_command("import_course", str(tmp_path), stderr=StringIO())


def test_an_export_writes_the_folder_again(folder: Folder, tmp_path: Path) -> None:
    run("import_course", folder.root)

    said, _ = run("export_course", "cursus", tmp_path / "uit")

    assert said == "7 bestanden geschreven.\n"
    assert Folder(tmp_path / "uit").as_bytes() == folder.as_bytes()


def test_an_export_says_what_it_took_away_and_left_out(folder: Folder, tmp_path: Path) -> None:
    run("import_course", folder.root)
    ThingPage.objects.get().unpublish()

    said, _ = run("export_course", "cursus", folder.root)

    assert "weggehaald, want van geen pagina meer: 1-begin/01-eerste.md\n" in said
    assert "overgeslagen, want niet online: Eerste ding\n" in said


def test_an_export_may_name_the_owner(folder: Folder, tmp_path: Path) -> None:
    run("import_course", folder.root)

    run("export_course", "cursus", tmp_path / "uit", "--owner", "het-verband")

    assert "owner: het-verband\n" in Folder(tmp_path / "uit").text(COURSE_FILE)


def test_an_export_of_a_course_that_does_not_exist_names_those_that_do(folder: Folder, tmp_path: Path) -> None:
    run("import_course", folder.root)

    with pytest.raises(CommandError, match="Er is geen cursus “kursus”"):
        run("export_course", "kursus", tmp_path / "uit")


def test_an_export_into_a_folder_of_something_else_is_refused(folder: Folder, tmp_path: Path) -> None:
    run("import_course", folder.root)
    (tmp_path / "brief.txt").write_text("Lieve Noor", encoding="utf-8")

    with pytest.raises(CommandError, match="maar geen cursus"):
        run("export_course", "cursus", tmp_path)
