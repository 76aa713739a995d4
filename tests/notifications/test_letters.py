"""A mail in its two shapes: the text is the truth, and its HTML twin says the same to whoever reads it."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from course.notifications.actions import notify
from course.notifications.kinds import KINDS, Kind, Letter, label_of
from course.notifications.letters import message_id, notice_of
from course.notifications.models import Notice
from course.notifications.outbox import deliver
from course.people.models import User
from tests import factories
from tests.notifications.conftest import MONDAY_NOON, World

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def person(db: None) -> User:
    return factories.make_person("Ada van den Berg")


def sent_to(person: User, text: str = "Er is nieuws.", subject: str = "Nieuws", wish: str = "reactions") -> str:
    """Send one letter and return its HTML twin."""
    KINDS["news"] = Kind("news", lambda notice: True, lambda notice: Letter(subject, text), wish=wish)  # type: ignore[arg-type]
    notify(person=person, reason="news", period="1", due_at=MONDAY_NOON)
    deliver(Notice.objects.get().pk, at=MONDAY_NOON)
    message = mail.outbox[0]
    assert isinstance(message, EmailMultiAlternatives)
    assert [alternative.mimetype for alternative in message.alternatives] == ["text/html"]
    return str(message.alternatives[0].content)


def test_both_shapes_greet_say_the_news_and_offer_less(person: User, news: World) -> None:
    html = sent_to(person, "Er is nieuws.\n\nLees het hier:\nhttp://testserver/blogs/")
    text = mail.outbox[0].body
    for said in ("Dag Ada,", "Er is nieuws.", "http://testserver/blogs/", "/mail/minder/", "http://testserver/mail/"):
        assert said in text
        assert said in html
    assert re.search(r'<a [^>]*href="http://testserver/blogs/">Lees het hier</a>', html)
    assert "Er is nieuws." in html.split("</div>")[0], "The list of mails shows the news, not the greeting."


def test_the_twin_needs_nothing_that_mail_programs_lack(person: User, news: World) -> None:
    html = sent_to(person)
    assert not re.search(r"<(?:table|img|script|link|form|iframe)\b|class=\"[^\"]*\"(?![^>]*style=)[^>]*hidden", html)
    assert '<html lang="nl">' in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert len(html) < 10_000


def test_an_english_reader_gets_an_english_twin(person: User, news: World) -> None:
    User.objects.filter(pk=person.pk).update(language="en")
    assert '<html lang="en">' in sent_to(person)
    assert mail.outbox[0].extra_headers["Content-Language"] == "en"


def test_hostile_names_titles_and_texts_stay_words(person: User, news: World) -> None:
    User.objects.filter(pk=person.pk).update(name=HOSTILE.replace(" ", ""))
    html = sent_to(
        person,
        f'{HOSTILE} schreef:\n\n  {HOSTILE}\n\n* {HOSTILE}\n  http://testserver/"onmouseover=alert(1)\n\n'
        "Lees het:\nhttp://testserver/'\"><script>",
        subject=HOSTILE,
    )
    assert not re.search(r"<(?:script|img)\b|href=\"[^\"]*\"\s*on", html)
    assert html.count("&lt;script&gt;") >= 5


def test_what_always_comes_offers_hours_and_no_end(person: User, news: World) -> None:
    html = sent_to(person, wish="")
    assert "/mail/minder/" not in html
    assert "http://testserver/mail/" in html


def test_bounces_may_come_to_an_address_of_their_own(person: User, news: World, settings: Settings) -> None:
    settings.BOUNCE_EMAIL = "terug@dingen.example"
    sent_to(person)
    assert mail.outbox[0].from_email == "terug@dingen.example"
    assert mail.outbox[0].message()["From"] == settings.DEFAULT_FROM_EMAIL


def test_only_we_can_make_the_message_id_of_a_notice() -> None:
    given = message_id(7)
    assert notice_of(given) == 7
    assert notice_of(given.strip("<>")) == 7
    sign = given.split(".")[1].split("@")[0]
    for made_up in (given.replace("-7.", "-8."), "<notice-7@testserver>", f"<notice-7.{'0' * 20}@x>", sign, ""):
        assert notice_of(made_up) is None


def test_each_kind_of_mail_has_words_for_a_list(db: None) -> None:
    assert label_of("heard of never") == "Mail van de site"
    nameless = [
        reason for reason in ("reaction", "mention", "guest", "flag", "feed_dead", "digest") if not KINDS[reason].label
    ]
    assert nameless == []
    assert settings.BOUNCE_EMAIL == ""
