"""The digest: what my group wrote, never empty, never when I just looked, never outside my hours."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from course.blogs import actions, digest
from course.blogs.models import Comment, Follow, Post, StreamVisit
from course.cohorts.models import Enrolment
from course.notifications.actions import change_wishes
from course.notifications.models import Notice, Recurrence, Wishes
from course.notifications.outbox import Result, deliver_due
from course.people.models import User
from tests import factories

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=ZoneInfo("Europe/Amsterdam"))
LAST_FRIDAY = MONDAY - timedelta(days=3)
LONG_AGO = MONDAY - timedelta(days=30)


@pytest.fixture(autouse=True)
def long_in_the_group(ada: User, ben: User, cleo: User) -> None:
    Enrolment.objects.update(enrolled_at=LONG_AGO)


@pytest.fixture
def written(post_of):
    """Return a post that was published at that moment."""

    def write(by: User, at: datetime = LAST_FRIDAY, level: str = "group", **text: object) -> Post:
        post = post_of(by, level, **text)
        Post.objects.filter(pk=post.pk).update(published_at=at)
        post.refresh_from_db()
        return post

    return write


@pytest.fixture
def said(comment_of):
    """Return a reaction that was made at that moment, and mailed to nobody."""

    def say(by: User, post: Post, source: str = "Mooi!", at: datetime = LAST_FRIDAY) -> Comment:
        comment = comment_of(by, post, source)
        Comment.objects.filter(pk=comment.pk).update(created_at=at)
        Notice.objects.filter(period=str(comment.pk)).delete()
        return comment

    return say


def choose(person: User, at: datetime = LONG_AGO, **wishes: object) -> None:
    change_wishes(by=person, **wishes)
    Wishes.objects.filter(person=person).update(changed_at=at)


def digests(at: datetime = MONDAY) -> dict[str, str]:
    """Make digests due and send them; return subject and text by address."""
    mail.outbox.clear()
    digest.make_due(at)
    deliver_due(at=at)
    return {sent.to[0]: f"{sent.subject}\n{sent.body}" for sent in mail.outbox}


def test_ben_reads_on_monday_what_ada_wrote_last_week(written, said, ada, ben) -> None:
    post = written(ada, title="Mijn hond", source="Mijn hond heet Bello. " * 40)
    said(ada, post, "Wie heeft er ook een hond?")
    sent = digests()
    assert list(sent) == [ben.email]
    text = sent[ben.email]
    assert text.startswith("Nieuw in je groep: 1 bericht en 1 reactie\nDag Ben,\n")
    assert "* Mijn hond (Ada van den Berg)" in text
    assert f"http://testserver{post.get_absolute_url()}\n" in text
    assert text.count("Bello") <= 240 // len("Mijn hond heet Bello. ")
    assert "* Ada van den Berg bij ‘Mijn hond’\n  Wie heeft er ook een hond?" in text
    assert "omdat je meedoet in een groep" in text
    assert ada.email not in text


def test_cleo_of_another_group_reads_nothing_of_it(written, ada, cleo) -> None:
    written(ada)
    assert cleo.email not in digests()


def test_twice_makes_and_sends_one(written, ada, ben) -> None:
    written(ada)
    assert list(digests()) == [ben.email]
    assert digests() == {}
    assert digests(MONDAY + timedelta(days=1)) == {}
    assert Notice.objects.filter(person=ben, reason="digest").count() == 1


def test_tick_twice_makes_no_second_digest(written, ada, ben) -> None:
    Enrolment.objects.update(enrolled_at=timezone.now() - timedelta(days=30))
    for _ in range(2):
        Recurrence.objects.update(due_at=timezone.now())
        call_command("tick", verbosity=0)
    assert Notice.objects.filter(reason="digest", period__contains="W").count() == 3


def test_without_anything_new_there_is_no_digest(ada, ben) -> None:
    assert digests() == {}
    assert set(Notice.objects.values_list("cause", flat=True)) == {"nothing"}


def test_her_own_words_are_no_news_to_her(written, said, ada, ben) -> None:
    said(ada, written(ada))
    assert ada.email not in digests()


@pytest.mark.parametrize("change", ["withdrawn", "hidden", "left", "paused", "only_me"])
def test_what_ben_may_not_read_now_is_not_in_it(written, said, ada, ben, change) -> None:
    post = written(ada)
    said(ada, post)
    digest.make_due(MONDAY)
    if change == "withdrawn":
        actions.withdraw(by=ada, post=post)
    elif change == "hidden":
        Post.objects.filter(pk=post.pk).update(hidden_at=MONDAY)
    elif change == "only_me":
        Post.objects.filter(pk=post.pk).update(visibility="me")
    else:
        Enrolment.objects.filter(person=ben).update(**{f"{change}_at": MONDAY})
    assert digests() == {}


READERS = {"me": set(), "trainer": set(), "group": {"ben"}, "everyone": {"ben", "cleo"}}


@pytest.mark.parametrize("is_withdrawn", [False, True])
@pytest.mark.parametrize("level", READERS)
def test_no_digest_reaches_further_than_the_post_itself(written, people, ada, level, is_withdrawn) -> None:
    """Everybody follows ada; following gives no right to read. Tove trains and mona manages: they are in no group."""
    for name, person in people.items():
        if person is not None and name != "ada":
            Follow.objects.create(follower=person, followed=ada)
    post = written(ada, level=level)
    digest.make_due(MONDAY)
    if is_withdrawn:
        actions.withdraw(by=ada, post=post)
    expected = set() if is_withdrawn else READERS[level]
    assert set(digests()) == {people[name].email for name in expected}


def test_numbers_count_only_what_ben_may_read(written, ada, ben) -> None:
    for number in range(7):
        written(ada, title=f"Bericht {number}")
    for level in ("me", "trainer"):
        written(ada, level=level, title="Niet voor Ben")
    text = digests()[ben.email]
    assert "Nieuw in je groep: 7 berichten\n" in text
    assert text.count("\n* ") == digest.AT_MOST
    assert "En nog 2 andere berichten." in text
    assert "Niet voor Ben" not in text


def test_more_than_five_reactions_are_counted_too(written, said, ada, ben) -> None:
    post = written(ada, at=LONG_AGO)
    for number in range(6):
        said(ada, post, f"Reactie {number}")
    text = digests()[ben.email]
    assert "Nieuw in je groep: 6 reacties\n" in text
    assert "En nog 1 andere reactie." in text


def test_whom_ben_follows_comes_first_also_from_another_group(written, ada, ben, cleo) -> None:
    for number in range(6):
        written(ada, title=f"Bericht {number}")
    written(cleo, at=LAST_FRIDAY - timedelta(days=1), level="everyone", title="Van verre")
    written(cleo, level="group", title="Niet voor Ben")
    Follow.objects.create(follower=ben, followed=cleo)
    text = digests()[ben.email]
    assert text.index("* Van verre (Cleo Nguyễn)") == text.index("\n* ") + 1
    assert "Niet voor Ben" not in text


# --- When ------------------------------------------------------------------------------------------------------------


def test_who_just_looked_gets_none_and_loses_nothing(written, ada, ben) -> None:
    written(ada)
    visit = StreamVisit.objects.create(person=ben, seen_at=MONDAY - timedelta(hours=1))
    assert digests() == {}
    StreamVisit.objects.filter(pk=visit.pk).update(seen_at=LAST_FRIDAY - timedelta(days=1))
    assert list(digests(MONDAY + timedelta(days=7))) == [ben.email]


def test_what_she_saw_herself_is_not_told_again(written, ada, ben) -> None:
    written(ada, at=LAST_FRIDAY - timedelta(days=1), title="Gezien")
    StreamVisit.objects.create(person=ben, seen_at=LAST_FRIDAY - timedelta(hours=1))
    written(ada, title="Nieuw")
    text = digests()[ben.email]
    assert "Nieuw (Ada" in text
    assert "Gezien" not in text


def test_what_stood_in_the_last_one_is_not_told_again(written, ada, ben) -> None:
    written(ada, title="Eerste week")
    digests()
    written(ada, at=MONDAY + timedelta(days=3), title="Tweede week")
    text = digests(MONDAY + timedelta(days=7))[ben.email]
    assert "Tweede week" in text
    assert "Eerste week" not in text


def test_the_first_one_looks_back_a_week_and_no_further(written, ada, ben) -> None:
    written(ada, at=MONDAY - timedelta(days=8))
    assert digests() == {}


def test_it_comes_in_the_hours_she_chose(written, ada, ben) -> None:
    choose(ben, from_hour=14, until_hour=16)
    written(ada)
    assert digests(MONDAY) == {}
    assert digests(MONDAY.replace(hour=13)) == {}
    assert list(digests(MONDAY.replace(hour=14))) == [ben.email]


def test_it_never_leaves_outside_the_hours_that_she_chose_meanwhile(written, ada, ben) -> None:
    written(ada)
    digest.make_due(MONDAY)
    choose(ben, from_hour=14, until_hour=16)
    assert deliver_due(at=MONDAY)[Result.SENT] == 0
    assert deliver_due(at=MONDAY.replace(hour=15))[Result.SENT] == 1


@pytest.mark.parametrize("weekday", range(7))
def test_who_wants_it_daily_gets_it_on_working_days(written, ada, ben, weekday: int) -> None:
    choose(ben, digest="daily", at_weekends=True)
    day = MONDAY + timedelta(days=weekday)
    written(ada, at=day - timedelta(hours=20))
    assert (ben.email in digests(day)) == (weekday < 5)


def test_who_never_wants_it_never_gets_it(written, ada, ben) -> None:
    choose(ben, digest="never")
    written(ada)
    assert digests() == {}
    assert not Notice.objects.filter(person=ben).exists()


def test_who_says_never_just_before_gets_none(written, ada, ben) -> None:
    written(ada)
    digest.make_due(MONDAY)
    change_wishes(by=ben, digest="never")
    assert digests() == {}


def test_a_new_choice_and_a_new_person_wait_for_the_next_monday(written, place, ada, ben) -> None:
    choose(ben, at=MONDAY + timedelta(days=1), digest="weekly")
    dirk = factories.make_person("Dirk")
    factories.enrol(dirk, place.cohort, enrolled_at=MONDAY + timedelta(days=1))
    written(ada)
    assert digests(MONDAY + timedelta(days=2)) == {}
    written(ada, at=MONDAY + timedelta(days=3))
    assert set(digests(MONDAY + timedelta(days=7))) == {ben.email, dirk.email}


# --- Reactions on my own post ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("wish", "is_told"), [("now", False), ("digest", True), ("never", False)])
def test_a_reaction_on_my_post_is_in_it_when_i_chose_so(
    written, comment_of, ada, ben, wish: str, is_told: bool
) -> None:
    choose(ada, reactions=wish, from_hour=0, until_hour=24, at_weekends=True)
    comment = comment_of(ben, written(ada, at=LONG_AGO))
    Comment.objects.filter(pk=comment.pk).update(created_at=LAST_FRIDAY)
    Notice.objects.filter(reason="reaction").update(due_at=LAST_FRIDAY)
    deliver_due(at=LAST_FRIDAY + timedelta(minutes=1))
    assert bool(Notice.objects.get(reason="reaction").sent_at) == (wish == "now")
    assert (ada.email in digests()) == is_told


# --- What it costs ---------------------------------------------------------------------------------------------------


def test_a_digest_of_twenty_costs_what_a_digest_of_two_costs(written, said, ada, ben) -> None:
    def cost() -> int:
        notice = Notice.objects.select_related("person").get(person=ben, reason="digest")
        with CaptureQueriesContext(connection) as queries:
            assert digest.write(notice)
        return len(queries)

    digest.make_due(MONDAY)
    Notice.objects.update(claimed_at=MONDAY)
    for _ in range(2):
        said(ada, written(ada))
    two = cost()
    for _ in range(18):
        said(ada, written(ada))
    # Visit, last digest, roles, posts and their number, mails she got at once, her wish, reactions and their number.
    assert two == cost() == 9


def test_making_digests_due_costs_the_same_for_a_small_and_a_large_group(place, ada, ben) -> None:
    def cost(at: datetime) -> int:
        with CaptureQueriesContext(connection) as queries:
            digest.make_due(at)
        return len(queries)

    few = cost(MONDAY)
    for number in range(20):
        factories.enrol(factories.make_person(f"Lid {number}", library=place.library), place.cohort)
    Enrolment.objects.update(enrolled_at=LONG_AGO)
    assert cost(MONDAY + timedelta(days=7)) == few
    assert Notice.objects.filter(reason="digest").count() == 3 + 23
