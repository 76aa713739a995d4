"""Every fault of a folder is named with its file, its line and what to do. Nothing here asks the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.importers.markdown_course import read_course
from lessons.importers.parsed import CourseRefused, Fault
from tests.lessons.importers.folders import (
    COURSE_FILE,
    MODULE_FILE,
    QUESTIONNAIRE_FILE,
    THING,
    THING_FILE,
    Folder,
)

QUIZ = "::: quiz vragen"


def faults_of(folder: Folder) -> list[Fault]:
    try:
        read_course(folder.root)
    except CourseRefused as refused:
        return list(refused.faults)
    return []


def test_a_folder_without_faults_gives_a_course(folder: Folder) -> None:
    course = read_course(folder.root)

    assert course.introduction == "<p>Welkom bij de <strong>cursus</strong>.</p>"
    thing = course.modules[0].things[0]
    assert (thing.external_key, thing.number, thing.minutes_do) == ("cursus/eerste", 1, 25)
    assert [block.type for block in thing.body][-4:] == ["checklist", "quiz", "poll", "blog_post"]
    assert thing.body[-2].line == folder.line(THING_FILE, "::: poll")
    assert [block.type for block in course.questionnaires[0].items] == ["scale", "choice", "number", "text"]


# (file, what stands there, what it becomes, words on the line of the fault, words of the fault)
BROKEN = [
    # Front matter
    (COURSE_FILE, "slug: cursus\n", "", "---", ["“slug” ontbreekt"]),
    (COURSE_FILE, "lead: In één zin.", f"lead: {'x' * 301}", "lead:", ["lead:", "300"]),
    (COURSE_FILE, "lead:", "onzin: x\nlead:", "onzin", ["“onzin” bestaat hier niet", "title, slug, lead, owner"]),
    (COURSE_FILE, "slug: cursus", "slug: een cursus", "slug:", ["slug:"]),
    (COURSE_FILE, "---\nWelkom", "Welkom", "---", ["---", "ontbreekt"]),
    (COURSE_FILE, "---\ntitle", "title", "title", ["begint niet met een regel ---"]),
    (COURSE_FILE, "title: Een cursus", "title: Een: cursus", "Een: cursus", ["niet te lezen", "aanhalingstekens"]),
    (COURSE_FILE, "title: Een cursus", "title: [Een, cursus]", "title", ["geen lijst"]),
    (COURSE_FILE, "title: Een cursus", "title: {a: b}", "title", ["gewone tekst"]),
    (COURSE_FILE, "title: Een cursus", "title: Een cursus\n? [a]\n: b", "? [a]", ["naam: waarde"]),
    (COURSE_FILE, "title: Een cursus\nslug: cursus\nlead: In één zin.", "zomaar", "zomaar", ["naam: waarde"]),
    (COURSE_FILE, "title: Een cursus\nslug: cursus\nlead: In één zin.", "", "---", ["“title” ontbreekt"]),
    (COURSE_FILE, "Welkom bij", "# Welkom", "# Welkom", ["##"]),
    (COURSE_FILE, "Welkom bij", "## Welkom", "## Welkom", ["<h2>", "inleiding van een cursus"]),
    (COURSE_FILE, "Welkom bij", "> " * 30, "> >", ["in elkaar"]),
    (COURSE_FILE, "Welkom", "::: tip Hoi\nx\n:::\nWelkom", "::: tip", ["alleen gewone tekst"]),
    (COURSE_FILE, "Welkom", "::: html\n<h1>x</h1>\n:::\nWelkom", "::: html", ["<h1>"]),
    (MODULE_FILE, "number: 1", "number: één", "number", ["geheel getal"]),
    (MODULE_FILE, "number: 1", "number: 8", "number", ["7"]),
    (MODULE_FILE, "short_title: Begin", f"short_title: {'x' * 17}", "short_title", ["16"]),
    (MODULE_FILE, "Beginnen.\n---\n", "Beginnen.\n---\nTekst.\n", "Tekst.", ["hoort geen tekst"]),
    (THING_FILE, "slug: eerste\n", "slug: eerste\nslug: tweede\n", "tweede", ["“slug”", "tweede keer"]),
    (THING_FILE, "spine_title: Eerste", f"spine_title: {'x' * 26}", "spine_title", ["spine_title", "25", "26"]),
    (THING_FILE, "author: Sanne de Vries\n", "", "---", ["“author” ontbreekt"]),
    (THING_FILE, "author: Sanne de Vries", 'author: ""', "author", ["“author” is leeg"]),
    (THING_FILE, "2027-11-22", "22 november 2027", "valid_until", ["2027-03-01"]),
    (THING_FILE, "2027-11-22", "2027-02-30", "valid_until", ["2027-03-01"]),
    (THING_FILE, "minutes_do: 25", "minutes_do: lang", "minutes_do", ["geheel getal"]),
    (THING_FILE, "slug: eerste", f"slug: {'x' * 99}", "slug:", ["samen langer dan 100"]),
    (THING_FILE, 'reading:\n  - "(gezien) Iemand, Iets"', "reading: Iemand", "reading", ["lijst"]),
    (THING_FILE, 'reading:\n  - "(gezien) Iemand, Iets"\n', "", "---", ["“reading” ontbreekt"]),
    (THING_FILE, "number: 1\n", "", "---", ["“number” ontbreekt"]),
    (THING_FILE, '"(gezien) Iemand, Iets"', '"Een\\nTwee"', "Een", ["één bron"]),
    (THING_FILE, '"(gezien) Iemand, Iets"', "[a]", "[a]", ["gewone tekst"]),
    # Blocks
    (THING_FILE, "## Een kop", "# Een kop", "# Een kop", ["##", "hashtag"]),
    (THING_FILE, "## Een kop", "Een kop\n===", "===", ["##"]),
    (THING_FILE, "## Een kop", "#hashtag", "#hashtag", ["hashtag", "\\#"]),
    (THING_FILE, "## Een kop", "#### Een kop", "####", ["te diep"]),
    (THING_FILE, "Een tip.\n:::", "Een tip.", "::: tip", ["“::: tip Een titel”", "niet afgesloten"]),
    (THING_FILE, '- "Ik gebruik zelf…"\n:::', "", "::: blog_post", ["niet afgesloten"]),
    (THING_FILE, "## Een kop", ":::", ":::", ["niet open"]),
    (THING_FILE, "::: tip", "::: tipp", "::: tipp", ["“tipp” bestaat niet", "comparison", "checklist"]),
    (THING_FILE, "::: tip Een titel", "::: tip", "::: tip", ["titel"]),
    (THING_FILE, "::: tip Een titel", f"::: tip {'x' * 121}", "::: tip", ["“Titel”", "120"]),
    (THING_FILE, "Een tip.", "# Een tip.", "# Een tip.", ["##"]),
    (THING_FILE, "Een tip.", "> " * 30, "::: tip", ["in elkaar"]),
    (THING_FILE, "::: quote", "::: quote Wie", "::: quote", ["“quote” hoort niets"]),
    (THING_FILE, "-- Iemand, 2012\n", "", "::: quote", ["geen bron", "-- "]),
    (THING_FILE, "::: who_sees_what\n", "::: who_sees_what\nTekst.\n", "Tekst.", ["hoort geen tekst"]),
    (THING_FILE, "===\n", "", "::: comparison", ["==="]),
    (THING_FILE, "De eerste.", "# De eerste.", "# De eerste.", ["##"]),
    (THING_FILE, "De eerste.", "De eerste.\n===", "::: comparison", ["één regel ==="]),
    (THING_FILE, "De tweede.", "", "::: comparison", ["Rechts"]),
    (THING_FILE, "before_label", "links", "links:", ["“links”", "title, before_label, after_label"]),
    (THING_FILE, "after_label: Liever zo", "Liever zo", "Liever zo", ["geen instelling", "lege regel"]),
    (THING_FILE, "after_label", "before_label", "before_label: Liever zo", ["twee keer"]),
    (THING_FILE, "title: Twee teksten\n", "", "::: comparison", ["mist de instelling “title”"]),
    (THING_FILE, "|---|---|\n", "", "::: table", ["|---|---|"]),
    (THING_FILE, "| Een | Twee |", "Een, twee", "Een, twee", ["0 vakken", "2"]),
    (THING_FILE, "| Een | Twee |", "| Een |", "| Een |", ["1 vakken", "2"]),
    (THING_FILE, "| Kop |", "header: diagonaal\n| Kop |", "header:", ["row, column, both, none"]),
    (THING_FILE, "https://example.org/film", "film", "::: video", ["URL"]),
    (THING_FILE, "https://example.org", "http://example.org", "::: video", ["https://"]),
    (THING_FILE, "te zien is.\n", "te zien is.\n\nEn nog iets.\n", "En nog iets", ["twee samenvattingen"]),
    (THING_FILE, "## Een kop", "::: html\n<p onclick='x'>a</p>\n:::", "::: html", ["<p onclick>"]),
    (THING_FILE, "## Een kop", "::: html\n<a href='javascript:x'>a</a>\n:::", "::: html", ["<a href>"]),
    (THING_FILE, "## Een kop", "::: html\n<p>a</p><img src=x \n:::", "::: html", ["HTML"]),
    (THING_FILE, "## Een kop", "::: html\n<!-- a -->\n:::", "::: html", ["<!--"]),
    (THING_FILE, "## Een kop", "::: html\n<!doctype html>\n:::", "::: html", ["<!doctype"]),
    (THING_FILE, "## Een kop", "::: html\n<?php x ?>\n:::", "::: html", ["<?php"]),
    (THING_FILE, "## Een kop", "::: html\n<![CDATA[x]]>\n:::", "::: html", ["<!"]),
    (THING_FILE, "## Een kop", "::: data richtext\n<script>x</script>\n:::", "::: data", ["<script>"]),
    (THING_FILE, "## Een kop", "::: data onzin\nx: y\n:::", "::: data", ["“data onzin” bestaat niet", "poll"]),
    (THING_FILE, "## Een kop", "::: data poll\n- x\n:::", "::: data", ["goede vorm", "export"]),
    (THING_FILE, "## Een kop", "::: data poll\nx: [\n:::", "::: data", ["goede vorm"]),
    (THING_FILE, "## Een kop", "::: data heading\ntext: x\nlevel: 7\n:::", "::: data", ["Niveau"]),
    (THING_FILE, "## Een kop", "::: data table\ncaption: x\ntable: 3\n:::", "::: data", ["goede vorm"]),
    (THING_FILE, "## Een kop", "::: data poll\nkey: x\nclosesz: y\noptions: [1, 2]\n:::", "::: data", ["vorm"]),
    (THING_FILE, "## Een kop", "::: data poll\nkey: x\ncloses_on: '2027-02-30'\n:::", "::: data", ["goede vorm"]),
    (THING_FILE, "## Een kop", "::: data poll\ntitle: x\n:::", "::: data", ["geen sleutel"]),
    (THING_FILE, "## Een kop", "::: data poll\nkey: x\nid: 7\n:::", "::: data", ["goede vorm"]),
    (THING_FILE, "## Een kop", "::: data image\nimage: 1\nalt: x\n:::", "::: data", ["mist zijn bestand"]),
    (THING_FILE, "## Een kop", "```\n# geen kop\n```\n# Een kop", "# Een kop", ["##"]),
    # Media
    (THING_FILE, "media/bordje.png", "media/weg.png", "weg.png", ["media/weg.png bestaat niet"]),
    (THING_FILE, "media/bordje.png", "../bordje.png", "../bordje", ["media/naam.jpg"]),
    (THING_FILE, "media/bordje.png", "", "::: image", ["media/naam.jpg"]),
    (THING_FILE, "image media/bordje.png", "image media/formulier.txt", "formulier.txt", ["png"]),
    (THING_FILE, "alt: Een bordje\n", "", "::: image", ["“alt”"]),
    (THING_FILE, "alt: Een bordje", f"alt: {'x' * 301}", "alt:", ["300"]),
    (THING_FILE, "title: Formulier\n", "", "::: download", ["“title”"]),
    # Links
    (THING_FILE, "(#stelling)", "(#nergens)", "(#nergens)", ["“nergens”", "lijst, vragen, stelling, bericht"]),
    (THING_FILE, "(#stelling)", "(#oefening-stelling)", "(#oefening-", ["Er is hier geen opdracht"]),
    (THING_FILE, "check=intake", "check=vote:weg", "vote:weg", ["geen stelling “weg”"]),
    # Exercises
    (THING_FILE, "::: poll stelling", "::: poll", "::: poll", ["sleutel"]),
    (THING_FILE, "::: poll stelling", "::: poll De Stelling", "::: poll", ["sleutel", "kleine letters"]),
    (THING_FILE, "::: poll stelling", "::: poll vragen", "::: poll", ["“vragen” staat al op regel"]),
    (THING_FILE, "title: Een lijst", "title: Een lijst\nid: 12", "id: 12", ["export"]),
    (THING_FILE, "title: Een lijst", "title: Een lijst\ncounts: misschien", "misschien", ["yes of no"]),
    (THING_FILE, "title: Een lijst", f"title: {'x' * 121}", "title: xxx", ["“Titel”", "120"]),
    (THING_FILE, "- 2. Punt twee", "- Punt twee", "- Punt twee", ["- 1. Ik heb"]),
    (THING_FILE, "- 2. Punt twee", "- 1. Punt twee", "::: checklist", ["“1” staat er twee keer"]),
    (THING_FILE, "{extra field=text}", "{extra veld}", "{extra veld}", ["“veld” bestaat niet", "field=file"]),
    (THING_FILE, "- 1. Punt een {check=intake}\n- 2. Punt twee {extra field=text}\n", "", "::: checklist", ["Punten"]),
    (THING_FILE, "Punt een", "x" * 301, "- 1. x", ["“Punt”", "300"]),
    (THING_FILE, "pass: 60", "pass: 101", "pass:", ["100"]),
    (THING_FILE, "pass: 60", "pass: zestig", "pass:", ["geheel getal"]),
    (THING_FILE, "? 1. Wat is goed?", "? Wat is goed?", "? Wat", ["? 1. De vraag"]),
    (THING_FILE, "  > Jammer.\n", "", "- [ ] a.", ["Antwoord a heeft geen uitleg", "> "]),
    (THING_FILE, "  > Jammer.", "  >", "- [ ] a.", ["Antwoord a heeft geen uitleg"]),
    (THING_FILE, "- [x] b.", "- [ ] b.", "? 1.", ["Geen enkel antwoord is goed"]),
    (THING_FILE, "- [x] b.", "- [x] a.", "? 1.", ["“a” staat er twee keer"]),
    (THING_FILE, "- [x] b.", "- [b]", "- [b]", ["hoort nergens bij", "- [x] b. goed"]),
    (THING_FILE, "Goed zo.", "x" * 501, "- [x] b.", ["“Uitleg bij dit antwoord”", "500"]),
    (THING_FILE, "- eens. Eens", "- Eens", "- Eens", ["- eens. Eens"]),
    (THING_FILE, "- oneens. Oneens\n", "", "earlier_votes", ["oneens", "Kies uit: eens"]),
    (THING_FILE, "eens=38, oneens=13", "eens=veel", "earlier_votes", ["eens=38, oneens=13"]),
    (THING_FILE, "minimum_words: 30", "minimum_words: 30\ncloses: morgen", "closes", ["2027-03-01"]),
    (THING_FILE, "@ Noor\nJa.", "@ Noor", "@ Noor", ["Standpunt"]),
    (THING_FILE, "@ Noor\nJa.", "@ Noor\n# Ja.", "# Ja.", ["##"]),
    (THING_FILE, "minimum_words: 100", "minimum_words: 0", "minimum_words: 0", ["1"]),
    (THING_FILE, "minimum_words: 100", "minimum_words: 100\ncomment: ja", "comment:", ["required"]),
    (THING_FILE, "Schrijf iets.", "", "::: blog_post", ["Opdracht"]),
    (THING_FILE, '"Ik gebruik zelf…"', "x" * 161, "- xxx", ["160"]),
    # Questionnaires
    (QUESTIONNAIRE_FILE, "anonymous: no", "anonymous: soms", "anonymous", ["yes of no"]),
    (QUESTIONNAIRE_FILE, "---\n", "\n---\n", "", ["begint niet met"]),
    (QUESTIONNAIRE_FILE, "anonymous: no\n", "", "---", ["“anonymous” ontbreekt"]),
    (QUESTIONNAIRE_FILE, "labels: niet | wel\n", "", "::: scale", ["“labels”"]),
    (QUESTIONNAIRE_FILE, "labels: niet | wel", "labels: wel", "labels", ["punten"]),
    (QUESTIONNAIRE_FILE, "Hier kan ik iets mee.", "", "::: scale", ["geen vraag"]),
    (QUESTIONNAIRE_FILE, "kort=te kort", "te kort", "options", ["sleutel=tekst"]),
    (QUESTIONNAIRE_FILE, "::: choice tijd", "::: choice nut", "::: choice", ["De sleutel “nut” bestaat al"]),
    (QUESTIONNAIRE_FILE, "::: choice tijd", "Tekst.\n\n::: choice tijd", "Tekst.", ["geen tekst"]),
    (QUESTIONNAIRE_FILE, "::: scale nut", "::: schaal nut", "::: schaal", ["scale, choice, number, text"]),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "at", "words"), BROKEN, ids=lambda part: str(part)[:30])
def test_a_fault_names_its_line_and_what_to_do(
    folder: Folder, file: str, old: str, new: str, at: str, words: list[str]
) -> None:
    folder.change(file, old, new)

    faults = faults_of(folder)

    here = [fault.message for fault in faults if (fault.file, fault.line) == (file, folder.line(file, at))]
    assert any(all(word in message for word in words) for message in here), faults
    assert all(fault.message.endswith((".", "…”.")) for fault in faults)


def test_a_folder_without_course_md_is_refused(tmp_path: Path) -> None:
    (fault,) = faults_of(Folder(tmp_path))

    assert str(fault).startswith("course.md:1: In deze map staat geen course.md.")


def test_a_course_without_dingen_is_refused(folder: Folder) -> None:
    (folder.root / THING_FILE).unlink()

    (fault,) = faults_of(folder)

    assert (fault.file, fault.line) == (COURSE_FILE, 1)
    assert "geen dingen" in fault.message


def test_a_folder_of_dingen_needs_a_module(folder: Folder) -> None:
    (folder.root / MODULE_FILE).unlink()

    (fault,) = faults_of(folder)

    assert (fault.file, fault.line) == (MODULE_FILE, 1)
    assert "ontbreekt" in fault.message


def test_a_ding_beside_the_modules_is_refused(folder: Folder) -> None:
    folder.write("02-tweede.md", THING)

    (fault,) = faults_of(folder)

    assert (fault.file, fault.line) == ("02-tweede.md", 1)
    assert "map van een module" in fault.message


def test_a_ding_whose_front_matter_is_gone_is_not_passed_over(folder: Folder) -> None:
    folder.write("1-begin/02-tweede.md", "Zomaar tekst.\n")

    (fault,) = faults_of(folder)

    assert fault.file == "1-begin/02-tweede.md"
    assert "---" in fault.message


def test_two_dingen_cannot_share_a_number_or_a_slug(folder: Folder) -> None:
    folder.write("1-begin/02-tweede.md", THING)

    faults = faults_of(folder)

    assert [(fault.file, fault.line) for fault in faults] == [("1-begin/02-tweede.md", 2), ("1-begin/02-tweede.md", 4)]
    assert "“1” bestaat al, in 1-begin/01-eerste.md:2" in faults[0].message
    assert "“eerste” bestaat al, in 1-begin/01-eerste.md:4" in faults[1].message


def test_two_modules_and_two_questionnaires_cannot_share_a_name(folder: Folder) -> None:
    folder.write("2-verder/module.md", folder.text(MODULE_FILE))
    folder.write("questionnaires/zomaar.md", folder.text(QUESTIONNAIRE_FILE))

    assert [(fault.file, fault.line) for fault in faults_of(folder)] == [
        ("2-verder/module.md", 2),
        ("2-verder/module.md", 4),
        ("questionnaires/zomaar.md", 2),
    ]


def test_a_questionnaire_needs_questions(folder: Folder) -> None:
    folder.write(QUESTIONNAIRE_FILE, "---\nslug: a\ntitle: A\nanonymous: yes\n---\nEen inleiding.\n")

    (fault,) = faults_of(folder)

    assert "geen vragen" in fault.message


def test_two_exercises_cannot_share_an_id(folder: Folder) -> None:
    line = "id: 6f1c1ed4-2f0e-4e0e-8a55-0d3f4b7d2a10"
    folder.change(THING_FILE, "title: Een lijst", f"title: Een lijst\n{line}")
    folder.change(THING_FILE, "title: Een quiz", f"title: Een quiz\n{line}")

    (fault,) = faults_of(folder)

    assert fault.line == folder.line(THING_FILE, QUIZ)
    assert "hetzelfde id" in fault.message


def test_a_picture_that_is_no_picture_is_refused(folder: Folder) -> None:
    folder.write("1-begin/media/bordje.png", "geen plaatje")

    (fault,) = faults_of(folder)

    assert fault.line == folder.line(THING_FILE, "::: image")
    assert "geen afbeelding" in fault.message


def test_all_faults_of_all_files_come_at_once(folder: Folder) -> None:
    folder.change(MODULE_FILE, "number: 1", "number: nul")
    folder.change(THING_FILE, "author: Sanne de Vries\n", "")
    folder.change(THING_FILE, "  > Jammer.\n", "")
    folder.change(THING_FILE, "(#stelling)", "(#nergens)")
    folder.change(QUESTIONNAIRE_FILE, "minimum: 1", "minimum: een")

    faults = faults_of(folder)

    assert [fault.file for fault in faults] == [THING_FILE] * 3 + [MODULE_FILE, QUESTIONNAIRE_FILE]
    assert faults == sorted(faults)


# --- Encodings -----------------------------------------------------------------------------------------------------


def test_windows_line_ends_and_a_byte_order_mark_read_the_same(folder: Folder) -> None:
    plain = read_course(folder.root)
    for file in (COURSE_FILE, MODULE_FILE, THING_FILE, QUESTIONNAIRE_FILE):
        text = folder.text(file).replace("\n", "\r\n")
        (folder.root / file).write_bytes(b"\xef\xbb\xbf" + text.encode())

    assert read_course(folder.root) == plain


@pytest.mark.parametrize(("encoding", "line"), [("latin-1", 4), ("cp1252", 4), ("utf-16", 1)])
def test_another_encoding_is_refused_with_the_line_where_it_shows(folder: Folder, encoding: str, line: int) -> None:
    (folder.root / COURSE_FILE).write_bytes(folder.text(COURSE_FILE).encode(encoding))

    fault = faults_of(folder)[0]

    assert (fault.file, fault.line) == (COURSE_FILE, line)
    assert "UTF-8" in fault.message


def test_files_about_the_folder_are_no_part_of_the_course(folder: Folder) -> None:
    course = read_course(folder.root)
    for file in ("LICENSE.md", "README.md", "1-begin/README.nl.md", "questionnaires/LICENSE.md", "notities.md"):
        folder.write(file, "Geen gegevens.\n")
    (folder.root / "plaatjes").mkdir()

    assert read_course(folder.root) == course
