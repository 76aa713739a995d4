"""Stops with a list of people: choosing one, saying what its columns are, what it would do, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.browser.stops import Stop, send_nothing

PEOPLE = """E-mail;Naam;Bibliotheek;Wachtwoord;Rol
nina@waterrijk.example;Nina Bos;Bibliotheek Waterrijk;geheim;trainer
mo@waterrijk,example;MO EL AMRANI;Bieb Waterijk;;
"""
UNKNOWN = "wie;waar je mailt\nRia Bos;ria2@waterrijk.example\n"


def bring(content: str, heading: str) -> Callable[[Page], None]:
    """Return the act of choosing a list for the first cohort, and waiting for the page with that heading."""

    def act(page: Page) -> None:
        page.get_by_label("Ronde", exact=True).select_option(index=1)
        file: Any = {"name": "lijst.csv", "mimeType": "text/csv", "buffer": content.encode()}
        page.locator("input[type=file]").set_input_files(file)
        page.get_by_role("button", name="Bekijk mijn lijst").click()
        page.get_by_role("heading", level=1, name=heading).wait_for()

    return act


def carry_out(page: Page) -> None:
    bring(PEOPLE, "Dit gaat er gebeuren")(page)
    page.get_by_role("button", name="Breng 1 mens binnen").click()
    page.locator("#voortgang").wait_for()


def of_who_brings_people() -> list[Stop]:
    return [
        Stop("a list of people", "/mensen/"),
        Stop("a list of people, refused", "/mensen/", send_nothing),
        Stop("a list of people, what it would do", "/mensen/", bring(PEOPLE, "Dit gaat er gebeuren")),
        Stop("a list of people, its columns", "/mensen/", bring(UNKNOWN, "Welke kolom is wat?")),
        Stop("a list of people, carried out", "/mensen/", carry_out),
    ]
