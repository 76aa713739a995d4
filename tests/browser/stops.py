"""Every page type as a stop on somebody's walk: an address, and what she does there before we look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from playwright.sync_api import Page

from course.notifications.letters import token_for
from course.progress.models import Certificate
from tests import factories
from tests.browser.conftest import Town
from tests.browser.life import Life
from tests.house.access_world import make_certificate


def nothing(page: Page) -> None:
    """Only look."""


@dataclass(frozen=True)
class Stop:
    """One page in one state: where it is, and what somebody does there before we look."""

    name: str
    path: str
    act: Callable[[Page], None] = nothing
    status: int = 200


def press(name: str) -> Callable[[Page], None]:
    """Return the act of pressing the last button of that name, and waiting for what comes."""

    def act(page: Page) -> None:
        page.get_by_role("button", name=name, exact=True).last.click()
        page.locator(".errsum, .task--done, .says p").first.wait_for()

    return act


def send_nothing(page: Page) -> None:
    page.locator("main form .btn").first.click()
    page.locator(".errsum").wait_for()


def strange_name(page: Page) -> None:
    page.locator("main form input[name=name]").fill("Noor 2")
    send_nothing(page)


def certificate_of(town: Town) -> Certificate:
    """Return Noor's certificate, made at the first call."""
    return Certificate.objects.filter(person=town.noor).first() or make_certificate(cast(Any, town), town.noor)


def of_a_visitor(town: Town, life: Life) -> list[Stop]:
    module = town.thing(1).get_parent()
    return [
        Stop("landing", "/"),
        Stop("course", town.course.address),
        Stop("module", "/" + "/".join(module.url_path.split("/")[2:])),
        Stop("certificate", certificate_of(town).get_absolute_url()),
        Stop("certificate, unknown", f"/certificaat/{'A' * 22}/", status=404),
        Stop("sign in", "/account/login/"),
        Stop("sign in, refused", "/account/login/", send_nothing),
        Stop("ask for a code", "/account/login/code/"),
        Stop("ask for a code, refused", "/account/login/code/", press("Mail me een inlogcode")),
        Stop("forgotten password", "/account/password/reset/"),
        Stop("sign up", "/account/signup/"),
        Stop("less mail", f"/mail/minder/{token_for(town.noor, 'reactions')}/"),
        Stop("less mail, none", f"/mail/minder/{token_for(town.noor, 'digest')}/", no_mail),
        Stop("less mail, of the course", f"/mail/minder/{token_for(town.noor, 'course')}/"),
        Stop("less mail, broken address", "/mail/minder/x/", status=404),
        Stop("help", "/hulp/"),
        Stop("privacy", "/privacy/"),
        Stop("what is kept and why", "/mijn-gegevens/alles/wat-en-waarom/"),
        Stop("accessibility", "/toegankelijkheid/"),
        Stop("about", "/over/"),
        Stop("not found", "/bestaat-niet/", status=404),
        Stop("stream for everyone", "/blogs/"),
        Stop("post for everyone", life.post.get_absolute_url()),
        Stop("code to fill in", "/account/login/code/", fill_in_address),
    ]


def of_a_fault() -> list[Stop]:
    """Nothing works, and the pages that say so do."""
    return [
        Stop("cannot be read", "/mijn-cursus/", status=400),
        Stop("fault of ours", "/mijn-cursus/", status=500),
        Stop("closed for maintenance", "/onderhoud/", status=503),
    ]


def fill_in_address(page: Page) -> None:
    page.get_by_label("E-mailadres").fill("noor@waterrijk.example")
    page.get_by_role("button", name="Mail me een inlogcode").click()
    page.wait_for_url("**/confirm/")


def of_a_newcomer(town: Town) -> list[Stop]:
    """Wim has done nothing yet."""
    return [
        Stop("my course, nothing done", "/mijn-cursus/"),
        Stop("loan card, empty", "/mijn-cursus/uitleenkaart/"),
        Stop("my blog, empty", "/blogs/mijn/"),
        Stop("intake", "/evaluatie/nulmeting/"),
        Stop("end evaluation", "/evaluatie/einde/"),
        Stop("forbidden", "/rapportage/", status=403),
    ]


def rest_until_long_ago(page: Page) -> None:
    page.get_by_label("Tot welke dag?").fill("2020-01-01")
    page.get_by_role("button", name="Zet de cursus op pauze").click()
    page.locator(".errsum").wait_for()


def of_a_participant(town: Town, life: Life) -> list[Stop]:
    checklist, blog, poll, quiz = (town.thing(number).address for number in (1, 2, 3, 7))
    ding = town.thing(2).pk
    return [
        Stop("checklist", checklist),
        Stop("checklist, kept", checklist, tick),
        Stop("post to write", blog),
        Stop("poll", poll),
        Stop("poll, refused", poll, press("Stem")),
        Stop("poll, refused, whole page", poll, without_htmx("Stem")),
        Stop("poll, voted", poll, vote),
        Stop("quiz", quiz),
        Stop("quiz, refused", quiz, press("Kijk mijn antwoorden na")),
        Stop("quiz, wrong", quiz, choose(0)),
        Stop("quiz, tried again", quiz, choose(1)),
        Stop("why", f"/voortgang/waarom/{town.thing(3).pk}/"),
        Stop("my course", "/mijn-cursus/"),
        Stop("loan card", "/mijn-cursus/uitleenkaart/"),
        Stop("my certificates", "/certificaat/"),
        Stop("my certificate", f"{certificate_of(town).get_absolute_url()}papier/"),
        Stop("name on my certificate", f"{certificate_of(town).get_absolute_url()}naam/"),
        Stop("name on my certificate, refused", f"{certificate_of(town).get_absolute_url()}naam/", strange_name),
        Stop("my calendar", "/mijn-cursus/kalender/"),
        Stop("account", "/mijn-cursus/account/"),
        Stop("account, leave refused", "/mijn-cursus/account/", rest_until_long_ago),
        Stop("own names", "/mijn-gegevens/"),
        Stop("own names, refused", "/mijn-gegevens/", no_name),
        Stop("all my data", "/mijn-gegevens/alles/"),
        Stop("all my data, packed", "/mijn-gegevens/alles/", make_copy),
        Stop("erase me", "/mijn-gegevens/alles/wissen/"),
        Stop("erase me, refused", "/mijn-gegevens/alles/wissen/", press("Wis mijn account")),
        Stop("e-mail address", "/account/email/"),
        Stop("wishes for mail", "/mail/"),
        Stop("wishes for mail, refused", "/mail/", no_hours),
        Stop("password", "/account/password/set/"),
        Stop("stream", "/blogs/"),
        Stop("stream of a ding", "/blogs/?ding=2"),
        Stop("my blog", "/blogs/mijn/"),
        Stop("write", f"/blogs/nieuw/?opdracht={ding}&oefening={town.thing(2).exercises[0].id}"),
        Stop("write, refused", "/blogs/nieuw/", press("Publiceer")),
        Stop("write, example", f"/blogs/{life.own.pk}/schrijven/", press_example),
        Stop("my post", life.own.get_absolute_url()),
        Stop("post", life.post.get_absolute_url()),
        Stop("answer a comment", f"{life.post.get_absolute_url()}?antwoord={life.comment.pk}"),
        Stop("comment, refused", life.post.get_absolute_url(), press("Plaats reactie")),
        Stop("delete a post", f"/blogs/{life.own.pk}/verwijderen/"),
        Stop("withdraw a post", f"/blogs/{life.own.pk}/intrekken/"),
        Stop("remove a comment", f"/blogs/reactie/{life.comment.pk}/verwijderen/"),
        Stop("somebody's blog", f"/blogs/van/{life.post.author_id}/"),
        Stop("evaluation", f"/evaluatie/ding/{ding}/"),
        Stop("evaluation, refused", f"/evaluatie/ding/{ding}/", press("Verstuur zonder naam")),
        Stop("evaluation, thanks", f"/evaluatie/ding/{ding}/", evaluate),
        Stop("intake, result", "/evaluatie/nulmeting/", take_intake),
        Stop("end, what I can do now", "/evaluatie/einde/kennen/"),
        Stop("end, refused", "/evaluatie/einde/kennen/", press("Bewaar mijn antwoorden")),
        Stop("end, what I think", "/evaluatie/einde/kennen/", take_end),
        Stop("end, result", "/evaluatie/einde/uitslag/"),
        Stop("end, half done", "/evaluatie/einde/"),
    ]


def tick(page: Page) -> None:
    for box in page.locator(".task input[type=checkbox]:enabled").all():
        box.check()
    page.get_by_role("button", name="Bewaar mijn vinkjes").click()
    page.get_by_text("Bewaard op").first.wait_for()


def vote(page: Page) -> None:
    card = page.locator(".task", has=page.get_by_role("button", name="Stem", exact=True))
    card.get_by_label("Eens", exact=True).check()
    card.get_by_label("Waarom vind je dat?").fill(factories.text_of(30))
    card.get_by_role("button", name="Stem", exact=True).click()
    page.get_by_text("Jij stemde: Eens").wait_for()


def without_htmx(button: str) -> Callable[[Page], None]:
    """Return the act of sending a form the plain way: the whole page comes back, with its errors."""

    def act(page: Page) -> None:
        form = page.locator("form", has=page.get_by_role("button", name=button, exact=True))
        form.evaluate("form => form.submit()")
        page.locator(".errsum").wait_for()

    return act


def choose(place: int) -> Callable[[Page], None]:
    """Return the act of choosing, in every question, the option at that place, and handing in."""

    def act(page: Page) -> None:
        for question in page.locator(".task fieldset").all():
            question.locator("input").nth(place).check()
        page.locator(".task .btn").last.click()
        page.get_by_text("Je beste score is").first.wait_for()

    return act


def make_copy(page: Page) -> None:
    page.get_by_role("button", name="Maak een kopie van mijn gegevens").click()
    page.get_by_role("link", name="Download mijn kopie").wait_for()


def no_hours(page: Page) -> None:
    page.get_by_label("Mail mij tot").select_option("1")
    page.get_by_role("button", name="Bewaar mijn keuzes").click()
    page.locator(".errsum").wait_for()


def no_mail(page: Page) -> None:
    page.get_by_role("button", name="Stuur me deze mail nooit meer").click()
    page.get_by_role("status").filter(has_text="Bewaard.").wait_for()


def no_name(page: Page) -> None:
    page.locator("input[name=name]").fill("")
    page.get_by_role("button", name="Bewaar mijn gegevens").click()
    page.locator(".errsum").wait_for()


def press_example(page: Page) -> None:
    page.get_by_role("button", name="Bekijk voorbeeld").click()
    page.locator("#voorbeeld").wait_for()


def evaluate(page: Page) -> None:
    page.locator("input[name=usefulness]").last.check()
    page.get_by_role("button", name="Verstuur zonder naam").click()
    page.get_by_role("heading", name="Dank je wel").wait_for()


def take_intake(page: Page) -> None:
    for question in page.locator("fieldset").all():
        question.locator("input").nth(2).check()
    page.get_by_role("button", name="Bewaar en bekijk mijn uitslag").click()
    page.wait_for_url("**/uitslag/**")


def take_end(page: Page) -> None:
    for question in page.locator("fieldset").all():
        question.locator("input").nth(3).check()
    page.get_by_role("button", name="Bewaar mijn antwoorden").click()
    page.get_by_role("heading", name="Wat vond je van de cursus?").wait_for()


def of_the_trainer(town: Town) -> list[Stop]:
    return [
        Stop("my course of a trainer", "/mijn-cursus/"),
        Stop("evaluations", "/evaluatie/uitkomsten/"),
        Stop("evaluations of a ding", f"/evaluatie/uitkomsten/ding/{town.thing(2).pk}/"),
        Stop("evaluations of a ding, too few", f"/evaluatie/uitkomsten/ding/{town.thing(3).pk}/"),
        Stop("intake of a cohort", f"/evaluatie/uitkomsten/nulmeting/{town.cohort.slug}/"),
        Stop("end of a cohort", f"/evaluatie/uitkomsten/einde/{town.cohort.slug}/", open_numbers),
    ]


def of_the_manager(town: Town) -> list[Stop]:
    najaar = f"/rapportage/voortgang/?ronde={town.cohort.slug}"
    return [
        Stop("report", najaar, open_numbers),
        Stop("report, filtered to nobody", f"{najaar}&naam=niemand"),
        Stop("report of a cohort to come", "/rapportage/"),
    ]


def open_numbers(page: Page) -> None:
    page.get_by_text("Bekijk de cijfers als tabel").click()
