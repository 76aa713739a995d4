"""The shelf as a chart: heights tell the truth, whatever the course and however few the people."""

from __future__ import annotations

import pytest

from course.reports.chart import TALLEST, WIDTH, Bar, ShelfChart


def shelf(counts: list[int], people: int, modules: int = 7) -> ShelfChart:
    bars = [
        Bar(number, f"Ding {number}", number * modules // (len(counts) + 1) + 1, f"Module {number}", done)
        for number, done in enumerate(counts, start=1)
    ]
    return ShelfChart(tuple(bars), people)


@pytest.mark.parametrize("things", [1, 2, 4, 23, 60])
def test_every_book_stands_on_the_shelf_beside_the_last_one(things: int) -> None:
    edge = 0.0
    for book in shelf([3] * things, people=3).books:
        assert float(book.x) >= edge
        edge = float(book.x) + float(book.width)
    assert edge <= WIDTH


def test_a_book_is_as_high_as_the_part_of_the_people_that_has_it_done() -> None:
    heights = [float(book.height) for book in shelf([0, 1, 2, 4], people=4).books]
    assert heights == [0, TALLEST / 4, TALLEST / 2, TALLEST]


@pytest.mark.parametrize(("people", "lines"), [(1, ["1"]), (3, ["1", "2", "3"]), (32, ["8", "16", "24", "32"])])
def test_the_lines_are_at_whole_people(people: int, lines: list[str]) -> None:
    assert [line.text for line in shelf([1], people).lines] == lines


def test_the_finding_names_the_first_of_the_most_and_the_last_of_the_least() -> None:
    chart = shelf([5, 7, 7, 2, 2], people=7)
    assert (chart.most.number, chart.least.number) == (2, 5)


def test_a_shelf_without_people_or_books_is_not_drawn() -> None:
    assert not shelf([], people=3)
    assert not shelf([0, 0], people=0)


def test_the_name_of_a_module_at_the_far_right_ends_at_the_edge() -> None:
    labels = shelf([1] * 23, people=1).modules
    assert (labels[0].ends, labels[-1].ends, labels[-1].x) == (False, True, f"{WIDTH:.1f}")
