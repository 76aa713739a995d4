"""Dutch first, English for who asks: by the button at the top, or in the account."""

from __future__ import annotations

import html
import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from course.blogs import actions
from course.blogs.audience import cohort_of
from course.blogs.models import Visibility
from course.people.models import User
from tests import factories
from tests.conftest import Place
from tests.house.test_translations import ENTRIES

SignIn = Callable[[User | None], Client]
COOKIE = settings.LANGUAGE_COOKIE_NAME
PASSWORD = "een lange zin om te onthouden"


def language_of(page: str) -> str:
    found = re.search(r'<html lang="([\w-]+)"', page)
    assert found
    return found[1]


def press_the_language_button(client: Client, page: str) -> str:
    """Send the form at the top of this page as a browser would, and return the address it leads to."""
    form = re.search(
        r'<form action="([^"]*)" method="post">(?:(?!</form>).)*name="language".*?</form>', page, re.DOTALL
    )
    assert form
    fields = {name: html.unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form[0])}
    reply = client.post(form[1], fields)
    assert reply.status_code == 302
    return reply["Location"]


@pytest.mark.parametrize("address", ["/mijn-cursus/", "/blogs/?page=1&x=%C3%A9", "/hulp/"])
def test_the_button_switches_to_english_and_back_on_the_same_page(
    place: Place, ada: User, as_: SignIn, address: str
) -> None:
    client = as_(ada)
    page = client.get(address).content.decode()
    assert language_of(page) == "nl"
    assert press_the_language_button(client, page) == address

    reply = client.get(address)
    assert language_of(reply.content.decode()) == "en"
    assert reply["Content-Language"] == "en"
    assert press_the_language_button(client, reply.content.decode()) == address
    assert language_of(client.get(address).content.decode()) == "nl"


def test_a_visitor_may_switch_too_without_any_cookie_before(place: Place) -> None:
    browser = Client(enforce_csrf_checks=True)
    page = browser.get("/hulp/").content.decode()
    assert browser.cookies == {}
    assert press_the_language_button(browser, page) == "/hulp/"
    assert language_of(browser.get("/hulp/").content.decode()) == "en"


def test_the_button_leads_nobody_to_another_site(place: Place, as_: SignIn) -> None:
    reply = as_(None).post(reverse("set_language"), {"language": "en", "next": "https://evil.example/"})
    assert reply["Location"] == "/"


@pytest.mark.parametrize("code", ["xx", "de", "../en", ""])
def test_a_cookie_with_a_language_we_do_not_speak_gives_dutch(place: Place, as_: SignIn, code: str) -> None:
    client = as_(None)
    client.cookies[COOKIE] = code
    assert language_of(client.get("/").content.decode()) == "nl"


@pytest.mark.parametrize("wishes", ["en", "en-GB,en;q=0.9,nl;q=0.1", "de"])
def test_a_visitor_with_an_english_browser_reads_dutch_first(place: Place, as_: SignIn, wishes: str) -> None:
    reply = as_(None).get("/", headers={"accept-language": wishes})
    assert language_of(reply.content.decode()) == "nl"
    assert "Accept-Language" not in reply.get("Vary", "")


@pytest.fixture
def english_ada(ada: User) -> User:
    ada.language = "en"
    ada.set_password(PASSWORD)
    ada.save()
    EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=True)
    return ada


def test_english_ada_reads_english_as_soon_as_she_has_signed_in(english_ada: User, as_: SignIn) -> None:
    client = as_(None)
    assert language_of(client.get(reverse("account_login")).content.decode()) == "nl"
    reply = client.post(reverse("account_login"), {"login": english_ada.email, "password": PASSWORD}, follow=True)
    assert reply.redirect_chain == [(reverse("study:my_course"), 302)]
    assert language_of(reply.content.decode()) == "en"
    assert COOKIE not in client.cookies


def test_the_button_beats_the_account(english_ada: User, as_: SignIn) -> None:
    client = as_(english_ada)
    client.cookies[COOKIE] = "nl"
    assert language_of(client.get("/mijn-cursus/").content.decode()) == "nl"


@pytest.mark.parametrize(
    ("chosen", "subject", "words"),
    [
        (None, "Your login code for 23 dingen", "You log in with this code."),
        ("nl", "Je inlogcode voor 23 dingen", "Met deze code log je in."),
        ("en", "Your login code for 23 dingen", "You log in with this code."),
    ],
)
def test_english_ada_gets_her_mail_in_english_unless_she_just_chose_dutch(
    english_ada: User, as_: SignIn, chosen: str | None, subject: str, words: str
) -> None:
    client = as_(None)
    if chosen:
        client.cookies[COOKIE] = chosen
    client.post(reverse("account_request_login_code"), {"email": english_ada.email.upper()})
    assert [message.subject for message in mail.outbox] == [subject]
    assert words in mail.outbox[0].body


def test_ben_gets_his_mail_in_dutch(ben: User, as_: SignIn) -> None:
    as_(None).post(reverse("account_request_login_code"), {"email": ben.email})
    assert [message.subject for message in mail.outbox] == ["Je inlogcode voor 23 dingen"]


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("nl", "Dit ding gaat open op maandag 3 maart om 9.00 uur."),
        ("en", "This thing opens on Monday 3 March at 9.00."),
    ],
)
def test_a_date_is_written_in_the_language_of_the_page(place: Place, as_: SignIn, code: str, sentence: str) -> None:
    later = factories.make_cohort(place.course, place.things, place.organisation, starts_on=date(2098, 3, 3))
    person = factories.make_person("Eva Smit", library=place.library)
    factories.enrol(person, later)
    client = as_(person)
    client.cookies[COOKIE] = code
    assert sentence in client.get(place.checklist_thing.url).content.decode()


@pytest.mark.parametrize(
    ("code", "count", "words"),
    [("nl", 1, "1 reactie"), ("nl", 2, "2 reacties"), ("en", 1, "1 comment"), ("en", 2, "2 comments")],
)
def test_one_comment_and_two_comments_are_counted_in_words(
    ada: User, ben: User, as_: SignIn, code: str, count: int, words: str
) -> None:
    draft = actions.save_draft(
        by=ada, post_id=uuid.uuid4(), thing=None, exercise=None, title="Mijn week", source="Ik schreef.", version=0
    )
    assert draft
    post = actions.publish(by=ada, post=draft, visibility=Visibility.GROUP, cohort=cohort_of(ada, None))
    for _ in range(count):
        actions.add_comment(by=ben, post=post, comment_id=uuid.uuid4(), parent=None, source="Mooi!")
    client = as_(ben)
    client.cookies[COOKIE] = code
    assert re.search(rf">{words}<", client.get(reverse("blogs:stream")).content.decode())


COURSE_TEXT = {"Zo werkt het", "Schrijf je bericht"}
"""What the course says too, on the spine of a book and above an exercise: that stays Dutch."""

SENTENCES = {
    entry.texts[0]
    for entry in ENTRIES
    if " " in entry.texts[0] and not re.search("[%<]", entry.texts[0]) and entry.texts != entry.english
} - COURSE_TEXT
"""Dutch of two words or more, to be found as it stands."""

VISITOR = "/ /hulp/ /over/ /toegankelijkheid/ /privacy/ /account/login/ /account/password/reset/ /bestaat-niet/".split()
MINE = "study:my_course study:card study:account account_email blogs:stream blogs:write blogs:mine".split()
THINGS = "checklist_thing blog_thing poll_thing quiz_thing".split()
PAGES = [
    *[("nobody", page) for page in VISITOR],
    *[("ada", page) for page in [*MINE, *THINGS]],
    ("mona", "reports:index"),
    ("tove", "evaluations:results"),
    ("tove", "cohorts:index"),
]


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_an_english_page_says_nothing_in_dutch(
    request: pytest.FixtureRequest, place: Place, as_: SignIn, who: str, page: str
) -> None:
    """A text that is translated when a module loads, and not when a page is made, would stay Dutch."""
    client = as_(None if who == "nobody" else request.getfixturevalue(who))
    client.cookies[COOKIE] = "en"
    thing = getattr(place, page, None)
    address = page if page.startswith("/") else thing.url if thing else reverse(page)
    reply = client.get(address, follow=True)
    shown = " ".join(html.unescape(reply.content.decode()).split())
    assert language_of(shown) == "en"
    assert {sentence for sentence in SENTENCES if re.search(rf"(?<!\w){re.escape(sentence)}(?!\w)", shown)} == set()
