"""Mail of the course itself: a week that opens, and a ding that lies. Each at most once, and only to who wants it."""

from __future__ import annotations

import uuid
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from course.blogs import actions as blogs
from course.blogs.models import Post, Thanks, Visibility
from course.cohorts.models import Cohort, CohortWeek, Enrolment
from course.notifications import outbox
from course.notifications.actions import change_wishes
from course.notifications.kinds import KINDS, Kind, Letter
from course.notifications.models import Cause, Notice
from course.notifications.outbox import deliver_due
from course.notifications.recurring import JOBS
from course.people.models import User
from course.progress import stuck, week_opens
from course.progress.models import LedgerEntry, ThingCompletion
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=AMSTERDAM)
LONG_AGO = MONDAY - timedelta(days=40)


@pytest.fixture(autouse=True)
def term(place: Place, ada: User, ben: User, cleo: User) -> None:
    """Week 2 of ada's and ben's cohort opens on MONDAY; all came long ago. Cleo's cohort opened everything before."""
    Cohort.objects.update(starts_on=MONDAY.date() - timedelta(weeks=6))
    CohortWeek.objects.update(opens_on=MONDAY.date() - timedelta(weeks=6))
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=MONDAY.date())
    Enrolment.objects.update(enrolled_at=LONG_AGO)


def sent(at: datetime = MONDAY, job: object = week_opens.make_due) -> dict[str, str]:
    """Make mails due and send them; return subject and text by address."""
    mail.outbox.clear()
    job(at)  # type: ignore[operator]
    deliver_due(at=at)
    return {message.to[0]: f"{message.subject}\n{message.body}" for message in mail.outbox}


def finish(person: User, thing: ThingPage, done_at: datetime | None = LONG_AGO, **fields: object) -> ThingCompletion:
    state = "done" if done_at else "busy"
    row = {"state": state, "started_at": LONG_AGO, "done_at": done_at, "exercises_total": 1, **fields}
    return ThingCompletion.objects.create(person=person, thing=thing, **row)


def written(by: User, cohort: Cohort, title: str, visibility: str = "group") -> Post:
    post = blogs.save_draft(
        by=by, post_id=uuid.uuid4(), thing=None, exercise=None, title=title, source="Ik schreef iets.", version=0
    )
    assert post is not None
    post = blogs.publish(by=by, post=post, visibility=Visibility(visibility), cohort=cohort)
    Post.objects.filter(pk=post.pk).update(published_at=MONDAY - timedelta(days=2))
    return post


# --- A week opens ----------------------------------------------------------------------------------------------------


def test_ada_reads_on_monday_which_dingen_are_open_and_how_long_they_take(place: Place, ada, ben, cleo) -> None:
    found = sent()
    assert set(found) == {ada.email, ben.email}
    text = found[ada.email]
    assert text.startswith("Week 2 is open: Vinden en gevonden worden en Foto's die mogen\nDag Ada,\n")
    assert "* 3. Vinden en gevonden worden (50 minuten)" in text
    assert "Samen kosten ze ongeveer 100 minuten." in text
    assert f"http://testserver{place.poll_thing.url}" in text
    assert "/mail/minder/" in text
    html = str(mail.outbox[0].alternatives[0].content)
    assert f'href="http://testserver{place.poll_thing.url}"' in html
    assert ">Hier zie je waar je was</a>" in html


def test_an_english_reader_gets_it_too(ada, ben) -> None:
    User.objects.filter(pk=ada.pk).update(language="en")
    assert set(sent()) == {ada.email, ben.email}
    assert {message.to[0]: message.extra_headers["Content-Language"] for message in mail.outbox} == {
        ada.email: "en",
        ben.email: "nl",
    }


def test_twice_makes_and_sends_one_also_when_the_calendar_moves(place: Place, ada, ben) -> None:
    assert len(sent()) == 2
    assert sent() == {}
    assert sent(MONDAY + timedelta(hours=1)) == {}
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=MONDAY.date() + timedelta(days=1))
    assert sent(MONDAY + timedelta(days=1, hours=1)) == {}
    assert Notice.objects.filter(reason="week_opens").count() == 2


@pytest.mark.parametrize("minutes", [-1, -600])
def test_before_nine_nobody_hears_of_it(ada, minutes: int) -> None:
    assert sent(MONDAY + timedelta(minutes=minutes)) == {}
    assert not Notice.objects.exists()


@pytest.mark.parametrize(
    ("monday", "utc_hour"), [(date(2026, 3, 30), 7), (date(2026, 10, 26), 8), (date(2026, 3, 23), 8)]
)
def test_nine_is_nine_in_amsterdam_after_each_change_of_the_clock(
    place: Place, ada, monday: date, utc_hour: int
) -> None:
    Cohort.objects.update(starts_on=monday - timedelta(weeks=6))
    Enrolment.objects.update(enrolled_at=LONG_AGO - timedelta(days=365))
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=monday)
    nine = datetime(monday.year, monday.month, monday.day, utc_hour, tzinfo=ZoneInfo("UTC"))
    assert ada.email not in sent(nine - timedelta(minutes=1))
    assert ada.email in sent(nine)


def test_her_own_hours_come_after_nine(ada, ben) -> None:
    change_wishes(by=ada, from_hour=13, until_hour=17)
    assert list(sent()) == [ben.email]
    assert list(sent(MONDAY.replace(hour=13))) == [ada.email]


@pytest.mark.parametrize("change", ["left", "paused", "never", "late", "closed account"])
def test_who_does_not_take_part_now_or_does_not_want_it_gets_none(ada, ben, change: str) -> None:
    enrolment = Enrolment.objects.filter(person=ada)
    if change == "never":
        change_wishes(by=ada, course="never")
    elif change == "late":
        enrolment.update(enrolled_at=MONDAY)
    elif change == "closed account":
        User.objects.filter(pk=ada.pk).update(is_active=False)
    else:
        enrolment.update(**{f"{change}_at": LONG_AGO})
    assert list(sent()) == [ben.email]
    assert not Notice.objects.filter(person=ada).exists()


def test_who_stops_between_making_and_sending_gets_none(ada, ben) -> None:
    week_opens.make_due(MONDAY)
    Enrolment.objects.filter(person=ada).update(paused_at=MONDAY)
    assert list(sent()) == [ben.email]
    assert Notice.objects.get(person=ada).cause == Cause.NOT_HERS


def test_who_has_done_all_of_it_gets_none_and_who_did_half_reads_the_other_half(place: Place, ada, ben) -> None:
    for thing in (place.poll_thing, place.quiz_thing):
        finish(ada, thing)
    finish(ben, place.poll_thing)
    found = sent()
    assert list(found) == [ben.email]
    assert found[ben.email].startswith("Week 2 is open: Foto's die mogen\n")
    assert "Vinden en gevonden worden" not in found[ben.email]


def test_one_post_worth_reading_is_one_that_she_may_read(place: Place, ada, ben, cleo, tove) -> None:
    written(ben, place.cohort, "Alleen voor mij", "me")
    written(cleo, place.other_cohort, "Van een andere groep")
    written(ada, place.cohort, "Van mijzelf")
    quiet = written(ben, place.cohort, "Mijn stille week")
    liked = written(ben, place.cohort, "Mijn hond")
    Thanks.objects.create(post=liked, person=ada)
    text = sent()[ada.email]
    assert "HET LEZEN WAARD" in text
    assert "* Mijn hond (Ben Yıldız)" in text
    for other in ("Alleen voor mij", "Van een andere groep", "Van mijzelf", quiet.title):
        assert other not in text


def test_a_week_that_was_moved_away_meanwhile_is_not_told(place: Place, ada) -> None:
    week_opens.make_due(MONDAY)
    CohortWeek.objects.filter(cohort=place.cohort, number=2).update(opens_on=MONDAY.date() + timedelta(weeks=1))
    assert sent() == {}


def test_a_site_that_stood_still_for_a_week_sends_no_old_news(ada) -> None:
    assert sent(MONDAY + timedelta(days=5)) == {}


def fill(cohort: Cohort, number: int) -> None:
    library = factories.make_library(organisation=cohort.organisation)
    people = User.objects.bulk_create(
        User(email=f"lezer{number}@dingen.example", name=f"Lezer {number}", sort_name="lezer")
        for number in range(number)
    )
    Enrolment.objects.bulk_create(
        Enrolment(person=person, cohort=cohort, library=library, enrolled_at=LONG_AGO) for person in people
    )


@pytest.mark.parametrize("job", [week_opens.make_due, stuck.make_due])
def test_making_them_due_costs_the_same_for_two_and_for_twenty(place: Place, ada, ben, job) -> None:
    def cost() -> int:
        Notice.objects.all().delete()
        with CaptureQueriesContext(
            connection,
        ) as seen:
            job(MONDAY)
        return len([query for query in seen if not query["sql"].startswith(("SAVEPOINT", "RELEASE"))])

    def lie() -> None:
        have = set(ThingCompletion.objects.values_list("person", flat=True))
        for enrolment in place.cohort.enrolments.exclude(person__in=have).select_related("person"):
            begin(enrolment.person, place.poll_thing)

    lie()
    small = cost()
    assert Notice.objects.count() == 2
    fill(place.cohort, 18)
    lie()
    assert cost() == small
    assert Notice.objects.count() == 20


def test_six_hundred_of_six_hundred_are_reached_once(place: Place, ada, ben, monkeypatch: pytest.MonkeyPatch) -> None:
    """The queue is what is tried here: writing six hundred letters would cost ten times as much."""
    kind = Kind(week_opens.REASON, lambda notice: True, lambda notice: Letter("Week 2", "Open."), wish="course")
    monkeypatch.setitem(KINDS, week_opens.REASON, kind)
    monkeypatch.setattr(
        outbox, "message_for", lambda notice, *_rest: mail.EmailMessage("Week 2", "Open.", to=[notice.person.email])
    )
    fill(place.cohort, 598)
    reached: list[str] = []
    week_opens.make_due(MONDAY)
    for _round in range(3):
        mail.outbox.clear()
        deliver_due(at=MONDAY)
        reached += [message.to[0] for message in mail.outbox]
    assert len(reached) == len(set(reached)) == 600


# --- A ding that lies ------------------------------------------------------------------------------------------------


def begin(person: User, thing: ThingPage, at: datetime = MONDAY - timedelta(days=15), **fields: object) -> None:
    LedgerEntry.objects.create(person=person, thing=thing, event="started", at=at)
    finish(person, thing, None, started_at=at, **fields)


def nudged(at: datetime = MONDAY) -> dict[str, str]:
    return sent(at, stuck.make_due)


def test_a_ding_that_lies_for_two_weeks_brings_one_kind_word(place: Place, ada, ben) -> None:
    begin(ada, place.quiz_thing, exercises_done=1, exercises_total=3)
    begin(ben, place.quiz_thing, at=MONDAY - timedelta(days=13))
    found = nudged()
    assert list(found) == [ada.email]
    text = found[ada.email]
    assert text.startswith("Ding 7 ligt nog voor je klaar\n")
    assert "Je hebt al 1 van de 3 opdrachten gedaan." in text
    assert f"Ga verder waar je was:\nhttp://testserver{place.quiz_thing.url}\n" in text
    assert "Dat geeft niet." in text
    for word in ("achter", "te laat", "deadline", "nog niet"):
        assert word not in text


def test_once_a_ding_and_once_in_three_weeks(place: Place, ada) -> None:
    begin(ada, place.quiz_thing)
    begin(ada, place.poll_thing)
    assert list(nudged()) == [ada.email]
    for days in (0, 1, 20):
        assert nudged(MONDAY + timedelta(days=days)) == {}
    (again,) = nudged(MONDAY + timedelta(days=22)).values()
    assert nudged(MONDAY + timedelta(days=44)) == {}
    told = Notice.objects.filter(person=ada, reason="stuck").values_list("period", flat=True)
    assert set(told) == {str(place.quiz_thing.pk), str(place.poll_thing.pk)}
    assert again


@pytest.mark.parametrize("change", ["left", "paused", "never", "reads along", "closed", "enough", "something", "old"])
def test_who_is_not_stuck_is_left_in_peace(place: Place, ada, change: str) -> None:
    begin(ada, place.quiz_thing, at=MONDAY - timedelta(days=70 if change == "old" else 15))
    enrolment = Enrolment.objects.filter(person=ada)
    if change == "never":
        change_wishes(by=ada, course="never")
    elif change == "reads along":
        enrolment.update(way="read")
    elif change == "closed":
        Cohort.objects.update(closes_on=MONDAY.date() - timedelta(days=1))
    elif change == "enough":
        enrolment.update(things_done=20)
    elif change == "something":
        LedgerEntry.objects.create(person=ada, thing=place.poll_thing, event="started", at=MONDAY - timedelta(days=3))
    elif change != "old":
        enrolment.update(**{f"{change}_at": LONG_AGO})
    assert nudged() == {}
    assert not Notice.objects.exists()


def test_an_extension_counts_as_open(place: Place, ada) -> None:
    begin(ada, place.quiz_thing)
    Cohort.objects.update(closes_on=MONDAY.date() - timedelta(days=1))
    last = MONDAY.date() + timedelta(days=30)
    Enrolment.objects.filter(person=ada).update(extended_until=last, extension_reason="Verlof.")
    assert "tot en met 23 december 2026" in nudged()[ada.email]


@pytest.mark.parametrize("change", ["done", "went on", "paused", "enough in proportion"])
def test_who_went_on_between_making_and_sending_gets_none(place: Place, ada, change: str) -> None:
    begin(ada, place.quiz_thing)
    stuck.make_due(MONDAY)
    if change == "done":
        ThingCompletion.objects.update(state="done", done_at=MONDAY)
    elif change == "went on":
        LedgerEntry.objects.create(person=ada, thing=place.poll_thing, event="started", at=MONDAY)
    elif change == "paused":
        Enrolment.objects.update(paused_at=MONDAY)
    else:
        Enrolment.objects.update(things_done=4)
    assert nudged() == {}


def test_the_clock_knows_both(ada) -> None:
    assert {"progress.week_opens", "progress.stuck"} <= set(JOBS)
    call_command("tick", verbosity=0)
