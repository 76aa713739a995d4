"""A trainer starts a cohort for five libraries, brings in a list as it came, mends two lines, and somebody joins."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from course.cohorts.models import Cohort, PeopleImport
from course.notifications import outbox
from course.notifications.models import Notice
from course.people.models import Role, User
from tests import factories
from tests.browser.conftest import PHONE, Opener, Town
from tests.browser.test_joining import AT_ONCE, do_ding_1, link_in_the_last_mail

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIST = """\
Overzicht deelnemers voorjaar;;;;;;
Voornaam;tussenv.;ACHTERNAAM;E-mail (werk);Bibliotheek;Rol;Wachtwoord
Mies;;Bosma;MIES@Waterrijk.example ;Bibliotheek Waterrijk;trainer;geheim123
Jörg;van 't;Hoff;jorg@veldzicht.example;Bibliotheek Veldzicht;;
Renée;de;Groot;renee@bergrand.example;Bibliotheek Bergrant;;
Ed;;Vos;ed@@duinoord.example;Bibliotheek Duinoord;;
;;;;;;
Truus;ter;Braak;truus@poldervaart.example;Bibliotheek Poldervaart;;
mies;;bosma;mies@waterrijk.example;Bibliotheek Waterrijk;;
"""
"""As a library's office makes it: Windows-1252, a heading above the heads, a wrong name, a slip, somebody twice."""


def chosen(page: Page, cohort: Cohort, name: str, content: bytes) -> None:
    """Have the trainer or manager of this page choose a list for a cohort, and look at what it would do."""
    page.goto(reverse("people_files:start"))
    page.get_by_label("Ronde", exact=True).select_option(label=str(cohort))
    file: Any = {"name": name, "mimeType": "text/csv", "buffer": content}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Bekijk mijn lijst").click()


def start_voorjaar(page: Page, town: Town) -> Cohort:
    """Have Sanne start a cohort that began a week ago, so that ding 1 is open."""
    begins = timezone.localdate() - timedelta(days=timezone.localdate().weekday() + 7)
    page.goto("/beheer/rondes/new/")
    page.get_by_label("Cursus").select_option(label=town.course.title)
    page.locator("[name=name]").fill("Voorjaar")
    page.locator("[name=starts_on]").fill(begins.isoformat())
    page.get_by_role("button", name="Toevoegen").click()
    expect(page.locator(".messages")).to_be_visible()
    return Cohort.objects.get(name="Voorjaar")


def in_the_morning() -> datetime:
    """Return a moment at which anybody's mail may go out: ten o'clock on a Wednesday to come."""
    now = timezone.localtime()
    return (now + timedelta(days=(2 - now.weekday()) % 7 + 7)).replace(hour=10)


def test_sanne_brings_five_libraries_in_and_mies_does_ding_1_on_her_phone(
    town: Town, open_as: Opener, settings: Settings
) -> None:
    for name in ("Veldzicht", "Bergrand", "Duinoord", "Poldervaart"):
        factories.make_library(f"Bibliotheek {name}", town.noor.library.organisation)
    settings.TASKS = AT_ONCE
    with open_as(town.sanne) as page:
        cohort = start_voorjaar(page, town)
        chosen(page, cohort, "Deelnemers def (2).csv", LIST.encode("windows-1252"))
        expect(page.get_by_role("heading", level=1, name="Dit gaat er gebeuren")).to_be_visible()
        expect(page.get_by_text("wachtwoorden lezen we nooit")).to_be_visible()
        expect(page.get_by_text("een rol geef je niet met een lijst")).to_be_visible()
        assert not User.objects.filter(email="mies@waterrijk.example").exists()
        page.locator('[name^="regel-"][value="Bibliotheek Bergrant"]').fill("Bibliotheek Bergrand")
        page.locator('[name^="regel-"][value="ed@@duinoord.example"]').fill("ed@duinoord.example")
        page.get_by_role("button", name="Kijk opnieuw").first.click()
        page.get_by_role("button", name="Breng 5 mensen binnen").click()
        expect(page.get_by_role("heading", name="Klaar", exact=True)).to_be_visible()

    people = User.objects.filter(enrolments__cohort=cohort)
    assert set(people.values_list("name", "library__name")) == {
        ("Mies Bosma", "Bibliotheek Waterrijk"),
        ("Jörg van 't Hoff", "Bibliotheek Veldzicht"),
        ("Renée de Groot", "Bibliotheek Bergrand"),
        ("Ed Vos", "Bibliotheek Duinoord"),
        ("Truus ter Braak", "Bibliotheek Poldervaart"),
    }
    assert not Role.objects.filter(person__in=people).exists()
    assert not any(person.has_usable_password() for person in people)
    assert not PeopleImport.objects.get().file

    mies = people.get(name="Mies Bosma")
    Notice.objects.filter(sent_at=None).update(due_at=timezone.now())
    outbox.deliver(Notice.objects.get(person=mies, reason="invitation").pk, at=in_the_morning())
    assert mail.outbox[-1].to == ["mies@waterrijk.example"]
    with open_as(None, viewport=PHONE) as page:
        page.goto(link_in_the_last_mail())
        page.get_by_role("button", name="Ja, ik doe mee").click()
        do_ding_1(page, town, mies)


def test_a_list_without_known_columns_is_explained_by_hand_and_loses_nothing(town: Town, open_as: Opener) -> None:
    content = "wie;waar je mailt;x\nRia Bos;ria2@waterrijk.example;1\n".encode("utf-16")
    with open_as(town.els) as page:
        chosen(page, town.cohort, "lijst.csv", content)
        expect(page.get_by_role("heading", level=1, name="Welke kolom is wat?")).to_be_visible()
        page.locator("select").nth(0).select_option(label="Naam")
        page.locator("select").nth(1).select_option(label="E-mailadres")
        page.get_by_role("button", name="Bekijk mijn lijst").click()
        expect(page.get_by_text("Ria Bos")).to_be_visible()
        expect(page.get_by_role("button", name="Breng 1 mens binnen")).to_be_visible()
