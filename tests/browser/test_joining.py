"""From a mail to ding 1 on a phone: by a personal link, and by the page of a cohort. No password, no set-up."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.fixtures import Settings

from course.cohorts import joining
from course.cohorts.models import Cohort, Enrolment, Invitation, WaitingPlace
from course.notifications import outbox
from course.notifications.actions import change_wishes
from course.notifications.models import Notice
from course.people.models import User
from course.progress.models import ThingCompletion
from tests import factories
from tests.browser.conftest import PHONE, Opener, Town
from tests.browser.stops import Stop, send_nothing
from tests.browser.students import do
from tests.browser.test_pages import walk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def link_in_the_last_mail() -> str:
    found = re.search(r"https?://[^/\s]+(/meedoen/u/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]


def newcomer(town: Town) -> User:
    """Somebody with a row and nothing else: no password, no proven address."""
    person = factories.make_person("Mies Bosma", library=town.noor.library, email="mies@waterrijk.example")
    change_wishes(by=person, from_hour=0, until_hour=24, at_weekends=True)
    return person


def do_ding_1(page: Page, town: Town, person: User) -> None:
    first = town.thing(1)
    expect(page.get_by_role("heading", level=1)).to_contain_text(first.title)
    expect(page.get_by_text("Welkom, Mies!")).to_be_visible()
    page.goto(reverse("evaluations:intake"))
    page.get_by_role("button", name="Ik sla over").first.click()
    page.wait_for_load_state()
    for exercise in first.exercises:
        if exercise.counts:
            do(page, first, exercise)
    page.goto(first.address)
    expect(page.get_by_role("heading", name="Klaar!")).to_be_visible()
    assert ThingCompletion.objects.filter(person=person, thing=first, state="done").exists()


@pytest.mark.parametrize("javascript", [True, False], ids=["with-scripts", "without-scripts"])
def test_mies_joins_from_her_mail_on_a_phone_and_does_ding_1(town: Town, open_as: Opener, javascript: bool) -> None:
    mies = newcomer(town)
    joining.invite(by=town.sanne, cohort=town.cohort, person=mies)
    assert outbox.deliver(Notice.objects.get(person=mies).pk) is outbox.Result.SENT
    with open_as(None, viewport=PHONE, javascript=javascript) as page:
        page.goto(link_in_the_last_mail())
        expect(page.get_by_role("heading", level=1)).to_have_text("Hoi Mies, doe je mee?")
        page.get_by_role("button", name="Ja, ik doe mee").click()
        do_ding_1(page, town, mies)
        page.goto(link_in_the_last_mail())
        expect(page.get_by_role("link", name="Naar mijn cursus", exact=True)).to_be_visible()


def test_a_stranger_joins_by_the_code_of_the_cohort_and_does_ding_1(
    town: Town, open_as: Opener, settings: Settings
) -> None:
    Cohort.objects.filter(pk=town.cohort.pk).update(is_joinable=True, join_code="HERFST26", contact=town.sanne)
    settings.TASKS = AT_ONCE
    with open_as(None, viewport=PHONE) as page:
        page.goto(reverse("joining:code"))
        page.get_by_label("Code van je ronde").fill("herfst 26")
        page.get_by_role("button", name="Laat de ronde zien").click()
        expect(page.get_by_text(town.sanne.email)).to_be_visible()
        page.get_by_label("Je naam").fill("Mies Bosma")
        page.get_by_label("Je e-mailadres van het werk").fill("mies@waterrijk.example")
        page.get_by_role("button", name="Meld mij aan").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Kijk in je mail")
        assert not User.objects.filter(email="mies@waterrijk.example").exists()
        page.goto(link_in_the_last_mail())
        page.get_by_role("button", name="Ja, ik doe mee").click()
        expect(page.get_by_text("Welkom, Mies!")).to_be_visible()
        mies = User.objects.get(email="mies@waterrijk.example")
        assert Enrolment.objects.filter(person=mies, cohort=town.cohort).exists()
        do_ding_1(page, town, mies)


def stops(town: Town) -> list[Stop]:
    """Every page of joining: the links in each of their states, the code, the cohort, and what refuses."""
    slug = town.cohort.slug
    made = [Invitation.objects.create(cohort=town.cohort, email=f"i{n}@x.example", name="Mies") for n in range(4)]
    _open, used, expired, revoked = made
    Invitation.objects.filter(pk=used.pk).update(used_at=used.made_at)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=expired.made_at)
    Invitation.objects.filter(pk=revoked.pk).update(revoked_at=revoked.made_at)
    links = [reverse("joining:invitation", args=[joining.token_for(one)]) for one in made]
    closed = factories.make_cohort(town.course, [], is_joinable=True, joins_until="2026-01-01")
    return [
        Stop("invitation", links[0]),
        Stop("invitation, used", links[1], status=410),
        Stop("invitation, expired", links[2], status=410),
        Stop("invitation, revoked", links[3], status=410),
        Stop("invitation, forged", reverse("joining:invitation", args=["x"]), status=404),
        Stop("code", reverse("joining:code")),
        Stop("code, refused", reverse("joining:code"), send_nothing),
        Stop("join a cohort", reverse("joining:cohort", args=[slug])),
        Stop("join a cohort, refused", reverse("joining:cohort", args=[slug]), send_nothing),
        Stop("join a cohort, closed", reverse("joining:cohort", args=[closed.slug]), status=410),
        Stop("join a cohort, none", reverse("joining:cohort", args=["geen"]), status=404),
        Stop("look in your mail", reverse("joining:sent")),
    ]


def test_who_joins_meets_no_barrier(town: Town, open_as: Opener, live_server: Any) -> None:
    Cohort.objects.filter(pk=town.cohort.pk).update(
        is_joinable=True, join_domains="waterrijk.example", places=1, joins_until="2099-01-01", invitation="Kom ook!"
    )
    WaitingPlace.objects.create(cohort=town.cohort, email="w@x.example", name="Wim")
    with open_as(None) as page:
        walk(page, stops(town), live_server.url)
    with open_as(town.karim) as page:
        one = Invitation.objects.open().first()
        assert one is not None
        path = reverse("joining:invitation", args=[joining.token_for(one)])
        walk(page, [Stop("invitation of somebody else", path)], live_server.url)
