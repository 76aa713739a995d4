"""Platforms in a course folder: read, built and written back; a later check on the site wins from an older one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lessons.importers.build import build_course
from lessons.importers.markdown_course import read_course
from lessons.importers.markdown_export import export_course
from lessons.importers.parsed import CourseRefused, Fault, Place
from lessons.importers.platform_syntax import FIELDS, platforms_lines, read_platforms
from lessons.platforms import Platform
from tests.lessons.importers.folders import PLATFORMS_FILE, Folder


def load(folder: Folder) -> dict[str, str]:
    built = build_course(read_course(folder.root))
    return {change.title: str(change.what) for change in built.changes if change.kind == "kanaal"}


def faults_of(folder: Folder) -> list[Fault]:
    with pytest.raises(CourseRefused) as refused:
        read_course(folder.root)
    return list(refused.value.faults)


@pytest.mark.django_db
def test_an_import_makes_platforms_and_a_second_one_changes_nothing(folder: Folder) -> None:
    assert load(folder) == {"Hyves": "gemaakt", "Mastodon": "gemaakt"}
    assert load(folder) == {"Hyves": "ongewijzigd", "Mastodon": "ongewijzigd"}

    hyves, mastodon = Platform.objects.order_by("key")
    assert (hyves.is_gone, hyves.character_limit, hyves.checked_on, hyves.what_counts) == (True, None, None, "")
    assert (mastodon.character_limit, mastodon.checked_on) == (500, date(2026, 11, 22))
    assert (mastodon.whose, mastodon.what_counts, mastodon.is_gone) == ("between", "Meestal.", False)


@pytest.mark.django_db
def test_an_import_changes_what_the_folder_changed(folder: Folder) -> None:
    load(folder)
    folder.change(PLATFORMS_FILE, "characters: 500", "characters: 600")
    folder.change(PLATFORMS_FILE, "checked: 2026-11-22\n", "")
    Platform.objects.update(checked_on=None)

    assert load(folder) == {"Hyves": "ongewijzigd", "Mastodon": "bijgewerkt"}
    assert Platform.objects.get(key="mastodon").character_limit == 600


@pytest.mark.django_db
def test_what_an_editor_checked_later_stays_and_reaches_the_folder(folder: Folder) -> None:
    load(folder)
    Platform.objects.filter(key="mastodon").update(checked_on=date(2027, 3, 1), character_limit=700)

    assert load(folder)["Mastodon"] == "ongewijzigd"
    course = build_course(read_course(folder.root)).course
    export_course(course, folder.root)

    assert "characters: 700\ncounts: Meestal.\nwhose: between\nchecked: 2027-03-01\n" in folder.text(PLATFORMS_FILE)


@pytest.mark.django_db
def test_a_course_without_platforms_has_no_such_file(folder: Folder, tmp_path: Path) -> None:
    course = build_course(read_course(folder.root)).course
    Platform.objects.all().delete()

    assert export_course(course, folder.root).removed == (PLATFORMS_FILE,)
    assert export_course(course, tmp_path / "uit").written
    assert not (tmp_path / "uit" / PLATFORMS_FILE).exists()


MASTODON = "::: platform mastodon"


@pytest.mark.parametrize(
    ("old", "new", "words", "sentence"),
    [
        ("whose: between\n", "", MASTODON, "mist de instelling “whose”"),
        ("whose: between", "whose: mine", "whose: mine", "own, between, rented"),
        ("name: Hyves", "name:", "name:", "name:"),
        ("name: Mastodon", f"name: {'x' * 61}", "name: xx", "60"),
        ("characters: 500", "characters: veel", "characters:", "geheel getal"),
        ("characters: 500", "characters: 0", "characters:", "characters:"),
        ("checked: 2026-11-22", "checked: gisteren", "checked:", "datum"),
        ("checked: 2026-11-22", "checked: 2026-11-22\n\nEn nog iets.", "En nog iets.", "hoort geen tekst"),
        (MASTODON, "::: platform Mas todon", "::: platform Mas", "hoort een sleutel"),
        (MASTODON, f"::: platform {'a' * 41}", "::: platform aaa", "key:"),
        (MASTODON, "::: platform hyves", "name: Mastodon", "staat al op regel 1"),
        (MASTODON, "::: poll mastodon", "::: poll", "alleen kanalen"),
        (MASTODON, "Een tekst.\n\n::: platform mastodon", "Een tekst.", "alleen kanalen"),
    ],
)
def test_a_fault_names_its_line(folder: Folder, old: str, new: str, words: str, sentence: str) -> None:
    folder.change(PLATFORMS_FILE, old, new)

    faults = faults_of(folder)

    line = folder.line(PLATFORMS_FILE, words) - (1 if "staat al" in sentence else 0)
    assert [(fault.file, fault.line) for fault in faults] == [(PLATFORMS_FILE, line)]
    assert sentence in faults[0].message


def test_a_file_that_is_no_utf_8_is_named(folder: Folder) -> None:
    (folder.root / PLATFORMS_FILE).write_bytes("::: platform x\nname: Één\n:::\n".encode("latin-1"))

    assert [(fault.file, fault.line) for fault in faults_of(folder)] == [(PLATFORMS_FILE, 2)]


line = st.text("abé ':#-&<\"“1", max_size=20).map(str.strip)


@settings(max_examples=80, deadline=None)
@given(
    name=line.filter(bool),
    purpose=line.filter(bool),
    what_counts=line,
    character_limit=st.none() | st.integers(1, 9999),
    whose=st.sampled_from(Platform.Whose.values),
    checked_on=st.none() | st.dates(),
    is_gone=st.booleans(),
)
def test_any_platform_reads_back_as_it_was_written(tmp_path_factory: pytest.TempPathFactory, **values: object) -> None:
    path = tmp_path_factory.getbasetemp() / PLATFORMS_FILE
    path.write_text("\n".join(platforms_lines([Platform(key="een", **values)])) + "\n", encoding="utf-8")
    where = Place(path.parent, path.name)

    (platform,) = read_platforms(path, where)

    assert where.faults == []
    assert {field: getattr(platform, field) for field in FIELDS} == values
