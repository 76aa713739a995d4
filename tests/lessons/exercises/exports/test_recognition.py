"""What is said aloud about a file: what was left out, what was decided, and what nobody should conclude yet."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest

from lessons.exercises.exports import ExportError, Reading, few_posts, read_export
from lessons.exercises.exports.platforms import OTHER, PLATFORMS, fingerprint, folded, language_of, recognised
from tests.lessons.exercises.exports.samples import as_csv, facebook_posts_en, octobers


def reading(content: str | bytes) -> Reading:
    return read_export("export.csv", BytesIO(content.encode() if isinstance(content, str) else content))[0]


def dated(figures: list[str], header: str = "Bereik", day: str = "2026-10-{:02d}") -> str:
    rows = [f"{day.format(number)};{figure};a" for number, figure in enumerate(figures, start=1)]
    return "\n".join([f"Datum;{header};Notitie", *rows])


# --- People --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "Email Address,First Name\nnoor@example.org,Noor\n",
        "E-mailadres;Sinds\nonbekend;2026-10-01\n",
        "Account address,Show boosts\nnoor@example.social,true\n",
        "Wie;Aantal\nnoor@example.org;3\ntijmen@example.org;4\n",
    ],
)
def test_a_list_of_people_is_refused(content: str) -> None:
    with pytest.raises(ExportError, match="adressen of accounts van mensen"):
        reading(content)


def test_one_address_in_a_post_is_no_list_of_people() -> None:
    rows = [["Datum", "Tekst", "Bereik"], *[[f"2026-10-0{day}", f"Dag {day}", 5] for day in range(1, 6)]]
    assert reading(as_csv([*rows, ["2026-10-06", "mail@example.org", 5]])).figures["reach"] == 30
    assert reading(as_csv([["Email", "Datum", "Bereik"], ["", "2026-10-06", 5]])).figures["reach"] == 5


# --- What is decided -----------------------------------------------------------------------------------------------


def test_a_column_that_contradicts_itself_is_not_read() -> None:
    found = reading("Datum;Bereik;Klikken\n2026-10-01;1.234,5;3\n2026-10-02;1,234.5;4\n")
    assert "reach" not in found.figures
    assert any("staan punten en komma’s door elkaar" in note for note in found.notes)


def test_days_that_contradict_each_other_are_not_read() -> None:
    found = reading("Datum;Bereik\n13/10/2026;5\n10/14/2026;6\n")
    assert (found.begins, found.figures["reach"]) == (None, 11)
    assert "De datums staan op twee manieren door elkaar. We konden ze niet lezen." in found.notes


@pytest.mark.parametrize(
    ("content", "figure", "reason"),
    [
        ("Datum;Volgers\n2026-10-01;1.234\n", 1234, "omdat de kopjes Nederlands zijn"),
        ("Date;Followers\n2026-10-01;1,234\n", 1234, "omdat de kopjes Engels zijn"),
    ],
)
def test_what_the_headers_decide_is_said(content: str, figure: int, reason: str) -> None:
    found = reading(content)
    assert found.figures["followers"] == figure
    assert any(reason in note for note in found.notes)


def test_without_any_proof_a_mark_stands_between_thousands_and_that_is_said() -> None:
    found = reading("Xx;Yy\n2026-10-01;1.234\n").with_mapping({0: "views"}, "days")
    assert found.figures == {"views": Decimal(1234)}
    assert any("omdat een platform meestal hele getallen geeft" in note for note in found.notes)


def test_another_column_decides_in_silence() -> None:
    found = reading("Datum;Volgers;Uren\n2026-10-01;1,234;2.5\n2026-10-02;1,300;3.5\n")
    assert found.figures["followers"] == 1300
    assert not any("Dat lazen we als" in note for note in found.notes)


def test_an_american_day_is_read_by_its_headers_and_said() -> None:
    found = reading("Date,Views\n10/01/2026,5\n10/02/2026,6\n")
    assert (str(found.begins), str(found.ends)) == ("2026-10-01", "2026-10-02")
    assert any(note.startswith("“10/01/2026” lazen we als 1 oktober 2026.") for note in found.notes)


def test_a_count_that_is_not_whole_is_not_given() -> None:
    found = reading(dated(["1,5", "2,25"], "Weergaven"))
    assert "views" not in found.figures
    assert "“weergaven” komt uit op 3,75. Een aantal is altijd heel. Vul dit zelf in." in found.notes


def test_shares_and_averages_are_never_added_up() -> None:
    found = reading("Datum;Bereik;Openpercentage;Gemiddelde duur;Deel\n2026-10-01;5;40;12;3%\n")
    assert [column.header for column in found.columns] == ["Bereik"]


def test_figures_with_too_many_digits_are_numbers_of_posts() -> None:
    found = reading("Datum;Code;Bereik\n2026-10-01;12345678901234567;5\n")
    assert [column.header for column in found.columns] == ["Bereik"]


def test_only_so_many_columns_are_asked_about_and_the_known_ones_come_along() -> None:
    header = [*(f"kolom {letter}{other}" for letter in "abcdefghij" for other in "abcdefghij"), "Bereik"]
    found = reading(as_csv([header, list(range(101))]))
    assert len(found.columns) == 60
    assert found.figures["reach"] == 100


# --- What is left out ----------------------------------------------------------------------------------------------


def test_what_is_left_out_is_counted() -> None:
    found = reading(
        "Datum;Bereik\n2026-10-01;5\n2026-10-02;3;9;9\n2026-10-03;x\n2026-10-04;4\n2026-10-05;6\n;7\nTotaal;25\n"
    )
    assert found.figures["reach"] == 15
    assert "1 regel had te veel vakken. Die telt niet mee." in found.notes
    assert "1 regel heeft geen datum. Die telt niet mee." in found.notes
    assert "In “Bereik” staat 1 keer iets anders dan een getal. Dat telt niet mee." in found.notes


def test_more_than_thirty_days_are_cut_to_the_last_thirty() -> None:
    found = reading(dated(["1"] * 31))
    assert (str(found.begins), found.figures["reach"]) == ("2026-10-02", 30)
    assert "Het bestand begint op 1 oktober 2026. We telden alleen de laatste 30 dagen." in found.notes


def test_a_short_file_by_day_says_so() -> None:
    found = reading(dated(["1"] * 12))
    assert found.rows_are == "days"
    assert any(note.startswith("Het bestand gaat over 12 dagen.") for note in found.notes)


def test_posts_of_one_month_do_not_make_a_short_file() -> None:
    found = reading("Datum;Bereik\n2026-10-05;1\n2026-10-05;2\n2026-10-09;2\n")
    assert found.rows_are == "posts"
    assert not any("Het bestand gaat over" in note for note in found.notes)


def test_two_pages_in_one_file_are_named() -> None:
    content = facebook_posts_en().replace(b"1029384756", b"5647382910", 1)
    assert any("staan 2 pagina’s of accounts" in note for note in reading(content).notes)


def test_a_file_without_figures_is_refused() -> None:
    with pytest.raises(ExportError, match="geen kolommen met cijfers"):
        reading("Datum;Naam\n2026-10-01;Noor\n")


def test_the_last_value_counts_also_when_the_newest_comes_first() -> None:
    found = reading("Datum;Volgers\n2026-10-03;130\n2026-10-02;120\n2026-10-01;110\n")
    assert found.figures["followers"] == 130


def test_a_period_without_values_gives_zero() -> None:
    rows = "".join(f"2026-10-{day:02d};\n" for day in range(1, 31))
    assert reading(f"Datum;Weergaven\n2026-08-01;5\n2026-08-02;5\n{rows}").figures["views"] == 0


# --- What nobody should conclude -----------------------------------------------------------------------------------


def test_too_few_posts_are_no_ground_for_a_conclusion() -> None:
    assert few_posts(Decimal(3)) == "Nog te weinig berichten: 3 van de 5."
    assert few_posts(Decimal(5)) == few_posts(None) == ""
    three = reading("Datum;Bereik\n2026-10-05;1\n2026-10-05;2\n2026-10-09;2\n")
    assert three.too_few == "Nog te weinig berichten: 3 van de 5."


# --- Recognition ---------------------------------------------------------------------------------------------------


def test_headers_are_compared_without_capitals_and_hyphens() -> None:
    assert folded(' \ufeff"Bericht-ID": ') == "bericht id"
    assert folded("nb_visits") == "nb visits"
    assert fingerprint(["Datum", "Bereik"]) == fingerprint(["datum ", "BEREIK"]) != fingerprint(["Bereik", "Datum"])
    assert len(fingerprint(["a"])) == 64


def test_the_language_of_headers() -> None:
    assert language_of(["Datum", "Weergaven"]) == "nl"
    assert language_of(["Date", "Views"]) == "en"
    assert language_of(["Xx", "Yy"]) == ""


def test_parts_count_only_where_no_column_has_the_interactions_whole() -> None:
    parts = reading("Datum;Likes;Reacties;Gedeeld\n2026-10-01;5;3;1\n")
    assert parts.figures["interactions"] == 9
    whole = reading("Datum;Likes;Reacties;Interacties\n2026-10-01;5;3;10\n")
    assert whole.figures["interactions"] == 10


def test_every_list_of_headers_is_whole() -> None:
    for key, platform in PLATFORMS.items():
        assert platform.checked_on.year >= 2026
        assert key == OTHER or platform.channel, key
        for role in platform.needs:
            assert all(platform.roles[language].get(role) for language in ("en", "nl")), (key, role)
    assert recognised(["iets", "anders"]) == [PLATFORMS[OTHER]]


def test_a_remembered_name_of_another_time_does_no_harm() -> None:
    found = reading("Datum;Iets\n2026-10-01;5\n")
    assert found.with_headers({"views": ["iets"], "boek": ["iets"], "reach": ["weg"]}, "boek").figures["views"] == 5
    assert found.with_headers({}, "posts").rows_are == "posts"
    assert replace(found, rows_are="posts").figures["posts"] == 1


def test_a_day_file_with_a_column_of_posts_counts_them() -> None:
    found = reading(as_csv([["Datum", "Aantal berichten", "Bereik"], *octobers(lambda day: 1, lambda day: 10)]))
    assert found.figures == {"posts": 30, "reach": 300}
