"""What a line says: columns by their names, names as people write them, addresses as people type them."""

from __future__ import annotations

import pytest

from course.cohorts.people_files.addresses import read_address, skeleton
from course.cohorts.people_files.columns import Field, Unused, read_columns, recognised
from course.cohorts.people_files.text import cleaned, unguarded
from course.cohorts.people_files.values import joined
from tests.cohorts.people_files.sheets import csv_of, entries_of, xlsx_of

HEADINGS = [
    ("E-mail", Field.EMAIL),
    ("e_mail adres", Field.EMAIL),
    ("Naam deelnemer", Field.NAME),
    ("Roepnaam", Field.FIRST_NAME),
    ("tussenvoegsel(s)", Field.INFIX),
    ("ACHTERNAAM", Field.LAST_NAME),
    ("Organisatie", Field.LIBRARY),
    ("ISIL-code", Field.ISIL),
    ("Vestiging", Field.TEAM),
    ("Manier van meedoen", Field.WAY),
    ("Taal", Field.LANGUAGE),
    ("Schermnaam", None),
    ("Telefoon", None),
    ("", None),
]


@pytest.mark.parametrize(("heading", "field"), HEADINGS)
def test_a_column_is_known_by_its_name(heading: str, field: Field | None) -> None:
    assert recognised(heading) is field


@pytest.mark.parametrize("heading", ["Wachtwoord", "password", "Tijdelijk wachtwoord", "PIN-code", "ww"])
def test_a_password_is_never_read_not_even_by_hand(heading: str) -> None:
    for chosen in (None, {"0": "name", "1": "email"}):
        columns = read_columns([heading, "E-mail"], chosen)
        assert (columns[0].field, columns[0].unused) == (None, Unused.PASSWORD)


@pytest.mark.parametrize(
    "heading", ["Rol", "role", "is_staff", "Trainer", "is_superuser", "Leidinggevende", "Groups", "Rechten", "Admin"]
)
def test_a_role_is_never_read_not_even_by_hand(heading: str) -> None:
    for chosen in (None, {"0": "team", "1": "email"}):
        columns = read_columns([heading, "E-mail"], chosen)
        assert (columns[0].field, columns[0].unused) == (None, Unused.ROLE)


def test_of_two_columns_of_one_kind_the_first_is_read() -> None:
    columns = read_columns(["E-mail", "Mail", "Telefoon"])
    assert [column.unused for column in columns] == [None, Unused.TWICE, Unused.OTHER]


def test_what_somebody_chose_goes_before_names() -> None:
    columns = read_columns(["Naam", "Wie", ""], {"1": "email", "2": "name", "9": "team", "0": "onzin"})
    assert [(column.index, column.field) for column in columns] == [(0, None), (1, Field.EMAIL), (2, Field.NAME)]


NAMES = [
    (("Ria", "van der", "Dijk"), "Ria van der Dijk"),
    (("Ria", "", "van der Dijk"), "Ria van der Dijk"),
    (("Ria", "van der", "van der Dijk"), "Ria van der Dijk"),
    (("Cees", "'t", "Hooft"), "Cees 't Hooft"),
    (("", "de", "Vries"), "de Vries"),
    (("İpek", "", "Yıldız-Şahin"), "İpek Yıldız-Şahin"),
]


@pytest.mark.parametrize(("parts", "name"), NAMES)
def test_a_name_is_joined_as_it_is_said(parts: tuple[str, str, str], name: str) -> None:
    assert joined(*parts) == name
    head = ["E-mail", "Voornaam", "Tussenvoegsel", "Achternaam"]
    (entry,) = entries_of(csv_of([head, ["ada@a.example", *parts]]))
    assert entry.name == name


def test_a_first_name_may_stand_in_the_column_name() -> None:
    (entry,) = entries_of(csv_of([["E-mail", "Naam", "Achternaam"], ["ada@a.example", "Ada", "van den Berg"]]))
    assert entry.name == "Ada van den Berg"


@pytest.mark.parametrize("name", ["JAN DE BOER", "d'Hondt, Eva", "Ada van den Berg"])
def test_a_name_is_kept_as_it_was_written(name: str) -> None:
    (entry,) = entries_of(csv_of([["E-mail", "Naam"], ["ada@a.example", name]]))
    assert entry.name == name
    assert bool(entry.hints) == (name != "Ada van den Berg")
    assert not entry.problems


def test_a_name_that_was_read_wrongly_once_is_refused() -> None:
    for name in ("ZoÃ« Berg", "Zo� Berg", "Dâ€™Hondt"):
        (entry,) = entries_of(csv_of([["E-mail", "Naam"], ["ada@a.example", name]]))
        assert [problem.field for problem in entry.problems] == [Field.NAME]


ADDRESSES = [
    ("Ada@Waterrijk.Example", "ada@waterrijk.example"),
    (" ada@a.example; ", "ada@a.example"),
    ("Ada Berg <ada@a.example>", "ada@a.example"),
    ("mailto:ada@a.example", "ada@a.example"),
    ("ADA＠a.example", "ada@a.example"),  # noqa: RUF001 - a wide sign
    ("ada\u200b@a.example", "ada@a.example"),
    ("\u202aada@a.example\u202c", "ada@a.example"),
    ("ada@a.example\xa0", "ada@a.example"),
]


@pytest.mark.parametrize(("typed", "address"), ADDRESSES)
def test_an_address_is_taken_out_of_its_wrapping(typed: str, address: str) -> None:
    found = read_address(typed)
    assert (found.text, found.problem) == (address, "")


BAD_ADDRESSES = [
    ("", "geen e-mailadres"),
    ("onbekend", "geen @"),
    ("a@b.example, c@d.example", "meer dan één"),
    ("ada@bibliotheek,example", "komma"),
    ("ada@", "ontbreekt"),
    ("аda@a.example", "ander alfabet (Cyrillic)"),  # noqa: RUF001 - that is the point
    ("αda@a.example", "ander alfabet (Greek)"),  # noqa: RUF001
    ("zoë@a.example", "“ë”"),
    ("ada@bücher.example", "“ü”"),
    ("ada@" + "a" * 300 + ".example", ""),
]


@pytest.mark.parametrize(("typed", "words"), BAD_ADDRESSES)
def test_what_is_no_address_is_refused_with_what_is_wrong(typed: str, words: str) -> None:
    assert words in read_address(typed).problem
    assert read_address(typed).problem


@pytest.mark.parametrize("domain", ["gmial.com", "gmal.com", "gmail.con", "hotmial.com", "outlok.com", "ziggo.nk"])
def test_a_slip_in_a_domain_is_only_a_hint(domain: str) -> None:
    found = read_address(f"ada@{domain}")
    assert found.hint
    assert not found.problem


@pytest.mark.parametrize("domain", ["gmail.com", "hotmail.nl", "live.nl", "waterrijk.example", "mail.com"])
def test_a_right_domain_gets_no_hint(domain: str) -> None:
    if domain == "mail.com":
        assert "gmail.com" in read_address(f"ada@{domain}").hint  # It exists, and a hint stops nothing.
    else:
        assert not read_address(f"ada@{domain}").hint


@pytest.mark.parametrize(
    ("one", "other"),
    [("pilar@a.example", "pi1ar@a.example"), ("burn@a.example", "bum@a.example"), ("jo0p@a.nl", "joop@a.nl")],
)
def test_addresses_that_look_the_same_have_one_skeleton(one: str, other: str) -> None:
    assert skeleton(one) == skeleton(other)
    assert skeleton(one) != skeleton(f"x{other}")


def test_what_nobody_sees_is_taken_out_of_a_text() -> None:
    assert cleaned("  Ada\u200b\x00van\tden \u202eBerg\ud800 ") == "Ada van den Berg"
    assert cleaned("Zoe\u0308") == "Zoë"


def test_a_guard_against_formulas_is_taken_off_and_a_name_is_not() -> None:
    assert unguarded("'=1+1") == "=1+1"
    assert unguarded("'t Hooft") == "'t Hooft"


def test_what_was_typed_in_its_place_goes_before_the_file() -> None:
    content = csv_of([["E-mail", "Voornaam", "Achternaam", "ISIL"], ["ada", "Ada", "Berg", "NL-1"]])
    typed = {"email": "Ada@A.example", "name": "Ada Van Berg", "library": "Waterrijk"}
    (entry,) = entries_of(content, line2=typed)
    assert (entry.email, entry.name, entry.library, entry.isil) == ("ada@a.example", "Ada Van Berg", "Waterrijk", "")
    assert not entry.problems


def test_a_line_with_more_cells_than_columns_is_refused() -> None:
    (entry,) = entries_of(b"E-mail;Naam\r\nada@a.example;Ada;Berg\r\n")
    assert "meer vakken" in entry.problems[0].sentence
    (typed,) = entries_of(b"E-mail;Naam\r\nada@a.example;Ada;Berg\r\n", line2={"name": "Ada Berg"})
    assert (typed.name, typed.problems) == ("Ada Berg", [])


def test_a_note_beside_the_table_of_a_workbook_is_no_mistake() -> None:
    (entry,) = entries_of(xlsx_of([["E-mail", "Naam"], ["ada@a.example", "Ada Berg", "", "ziek"]]))
    assert not entry.problems


def test_ways_and_languages_are_understood_in_words() -> None:
    table = [["E-mail", "Manier", "Taal"], ["a@a.example", "Meelezen", "Engels"], ["b@a.example", "soms", "Fries"]]
    first, second = entries_of(csv_of(table))
    assert (first.way, first.language) == ("read", "en")
    assert [one.field for one in second.problems] == [Field.WAY]
    assert [one.field for one in second.hints] == [Field.LANGUAGE]
