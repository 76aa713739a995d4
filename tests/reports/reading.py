"""Reading a report back: from its page, and from both of its files."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook, load_workbook


class Matrix(HTMLParser):
    """Gathers the rows of the table with names: each cell as its text, spaces tidied."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._inside = self._in_body = self._in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "div" and "matrix" in (dict(attrs).get("class") or ""):
            self._inside = True
        elif self._inside and tag == "tbody":
            self._in_body = True
        elif self._in_body and tag == "tr":
            self.rows.append([])
        elif self._in_body and tag in ("td", "th"):
            self.rows[-1].append("")
            self._in_cell = True
        elif self._in_cell and tag == "time":
            self.rows[-1][-1] += "@" + (dict(attrs).get("datetime") or "")
            self._in_cell = False

    def handle_endtag(self, tag: str) -> None:
        if tag == "tbody":
            self._inside = self._in_body = False
        elif tag in ("td", "th"):
            self._in_cell = False

    def handle_data(self, data: str) -> None:
        if self._in_body and self._in_cell:
            self.rows[-1][-1] = " ".join(f"{self.rows[-1][-1]} {data}".split())


def rows_on(response: HttpResponse) -> list[list[str]]:
    """Return the rows on one page; a state with a day reads "klaar@2026-11-19"."""
    matrix = Matrix()
    matrix.feed(response.content.decode())
    return matrix.rows


def rows_on_screen(client: Client, url: str, **query: str) -> list[list[str]]:
    """Return the rows of every page in order."""
    first = client.get(url, query)
    assert first.status_code == 200, first.status_code
    rows = rows_on(first)
    pages = first.context["rows"].paginator.num_pages if "rows" in first.context else 1
    for number in range(2, pages + 1):
        rows += rows_on(client.get(url, {**query, "page": str(number)}))
    return rows


@dataclass
class Sheet:
    head: list[str]
    rows: list[list[object]] = field(default_factory=list)


def csv_of(response: HttpResponse) -> Sheet:
    text = response.content.decode("utf-8")
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=";")
    return Sheet(head, [list(row) for row in rows])


def workbook_of(response: HttpResponse) -> Workbook:
    return load_workbook(io.BytesIO(response.content))


def xlsx_of(response: HttpResponse) -> Sheet:
    head, *rows = workbook_of(response).worksheets[0].iter_rows(values_only=True)
    return Sheet([str(cell) for cell in head], [list(row) for row in rows])
