"""Names: sorted the Dutch way, and the letters in the square beside a post."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.people.names import initials, sort_name


@pytest.mark.parametrize(
    ("name", "sorted_as"),
    [
        ("Ria van Dijk", "dijk, ria van"),
        ("Ada van den Berg", "berg, ada van den"),
        ("Jan Peter de Jong", "jong, jan peter de"),
        ("Willem van 't Hof", "hof, willem van 't"),
        ("Willem van ’t Hof", "hof, willem van ’t"),
        ("Marie de Vries-Jansen", "vries-jansen, marie de"),
        ("Anna de Vries van Dijk", "vries van dijk, anna de"),
        ("Ben Yıldız", "yıldız, ben"),
        ("Cleo Nguyễn", "nguyễn, cleo"),
        ("Tove Jansen", "jansen, tove"),
        ("Anna Maria Jansen", "jansen, anna maria"),
        ("RIA VAN DIJK", "dijk, ria van"),
        ("  Ria   van  Dijk ", "dijk, ria van"),
        ("van den Berg", "berg, van den"),
        ("Op den Kamp", "kamp, op den"),
        ("Jan van", "van, jan"),
        ("Jan de van", "van, jan de"),
        ("Cher", "cher"),
        (" Cher ", "cher"),
        ("", ""),
        ("   ", ""),
        ("Élodie de l'Épée", "l'épée, élodie de"),
        ("Joop ter Horst", "horst, joop ter"),
        ("Ine in 't Veld", "veld, ine in 't"),
    ],
)
def test_people_are_sorted_on_their_main_name(name: str, sorted_as: str) -> None:
    assert sort_name(name) == sorted_as


def test_a_list_of_colleagues_stands_in_the_order_of_a_dutch_phone_book() -> None:
    colleagues = [
        "Tove Jansen",
        "Ria van Dijk",
        "Ada van den Berg",
        "Jan Peter de Jong",
        "Ben Aal",
        "Willem van 't Hof",
    ]
    assert [name.split()[-1] for name in sorted(colleagues, key=sort_name)] == [
        "Aal",
        "Berg",
        "Dijk",
        "Hof",
        "Jansen",
        "Jong",
    ]


@given(st.text(max_size=60))
def test_any_name_can_be_sorted_and_loses_no_word(name: str) -> None:
    words = name.casefold().split()
    assert sorted(sort_name(name).replace(", ", " ").split()) == sorted(words) or "," in name


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ria van Dijk", "RD"),
        ("Ada van den Berg", "AB"),
        ("Jan Peter de Jong", "JJ"),
        ("Willem van ’t Hof", "WH"),
        ("Marie de Vries-Jansen", "MV"),
        ("Ben Yıldız", "BY"),
        ("émile zola", "ÉZ"),
        ("boekenwurm", "B"),
        ("Do", "D"),
        ("van de", "V"),
        ("van Dijk", "D"),
        ("", "?"),
        ("  ", "?"),
    ],
)
def test_the_square_beside_a_post_shows_one_or_two_capitals(name: str, letters: str) -> None:
    assert initials(name) == letters
