"""Stops with a list of people: choosing one, saying what its columns are, what it would do, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from course.people.organisations import actions
from tests import factories
from tests.browser.conftest import Town
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


def of_who_keeps_places(town: Town) -> list[Stop]:
    library = town.noor.library
    assert library is not None
    at = f"/organisaties/bibliotheek/{library.slug}/"
    other = factories.make_library("Bibliotheek Veldzicht", library.organisation)
    actions.rename(by=None, place=other, name="Bibliotheek Aan Zee")
    return [
        Stop("organisations", "/organisaties/"),
        Stop("a POI", f"/organisaties/poi/{library.organisation.slug}/"),
        Stop("a new library", f"/organisaties/poi/{library.organisation.slug}/bibliotheek/"),
        Stop("a library", at),
        Stop("a library with a former name", f"/organisaties/bibliotheek/{other.slug}/"),
        Stop("a new team, refused", f"{at}team/", send_nothing),
        Stop("a merger", f"{at}samen/"),
        Stop("a merger, what it does", f"{at}samen/", choose_the_other),
    ]


def choose_the_other(page: Page) -> None:
    page.get_by_label("Samen met").select_option(index=1)
    page.get_by_role("button", name="Laat zien wat er dan gebeurt").click()
    page.get_by_role("button", name="Ja, laat ze samengaan").wait_for()


def of_who_is_looked_at() -> list[Stop]:
    return [
        Stop("what others see", "/mijn-gegevens/wat-anderen-zien/"),
        Stop("who looked", "/mijn-gegevens/wie-keek/"),
    ]
