"""The mail of the morning on which a week opens: its dingen with minutes, and one post worth reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from course.blogs.models import Post
from course.cohorts.models import Cohort, CohortThing, CohortWeek, Enrolment
from course.notifications.hours import AMSTERDAM, next_allowed
from course.notifications.kinds import Letter
from course.notifications.letters import absolute, quoted
from course.notifications.models import Notice, Wishes
from course.people.models import User
from course.progress.models import ThingCompletion
from lessons.models import ThingPage

REASON = "week_opens"
LOOKS_BACK = timedelta(days=3)
"""A site that stood still over the weekend still tells of Monday; what opened earlier is no news any more."""
WORTH_READING_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Item:
    """One ding or post, as the letter tells it."""

    title: str
    text: str
    url: str
    number: int = 0
    minutes: int = 0
    who: str = ""


# --- Making them due -------------------------------------------------------------------------------------------------


def make_due(at: datetime | None = None) -> None:
    """Put a notice in the outbox for everybody whose week just opened; a second time it finds nobody.

    One query for the weeks, and two for each cohort of which one opened, whatever its size.
    """
    now = at or timezone.now()
    for week in just_opened(now):
        period = period_of(week)
        people = readers(week.cohort, enrolled_before=week.opens_at).filter(
            ~Exists(Notice.objects.filter(person=OuterRef("pk"), reason=REASON, period=period))
        )
        Notice.objects.bulk_create(
            [
                Notice(person=person, reason=REASON, period=period, subject=subject_of(week), due_at=due(person, now))
                for person in people
            ],
            ignore_conflicts=True,
            batch_size=500,
        )


def just_opened(now: datetime) -> list[CohortWeek]:
    """Return the weeks with dingen that opened within LOOKS_BACK, of cohorts that are not closed. One query."""
    today = now.astimezone(AMSTERDAM).date()
    weeks = (
        CohortWeek.objects.filter(opens_on__range=(today - LOOKS_BACK, today))
        .filter(Exists(CohortThing.objects.filter(week=OuterRef("pk"))))
        .filter(Q(cohort__closes_on__isnull=True) | Q(cohort__closes_on__gte=today))
        .select_related("cohort")
        .order_by("cohort", "number")
    )
    return [week for week in weeks if week.is_open(now)]


def period_of(week: CohortWeek) -> str:
    """Return what makes this mail one: the cohort and the week of the year. A calendar that moves brings no second."""
    year, number, _weekday = week.opens_on.isocalendar()
    return f"cohort:{week.cohort_id}:{year}-W{number:02}"


def subject_of(week: CohortWeek) -> str:
    return f"{week.cohort_id}:{week.number}"


def readers(cohort: Cohort, enrolled_before: datetime) -> QuerySet[User]:
    """Return who takes part and wants this mail, with her wishes: not who rests, left, or came after it opened."""
    takes_part = taking_part().filter(cohort=cohort, enrolled_at__lt=enrolled_before, person=OuterRef("pk"))
    return (
        User.objects.filter(Exists(takes_part), is_active=True)
        .exclude(wishes__course=Wishes.Course.NEVER)
        .select_related("wishes")
    )


def taking_part() -> QuerySet[Enrolment]:
    """Return the enrolments of people who take part now: not left, and not on leave."""
    return Enrolment.objects.active().filter(paused_at__isnull=True)


def due(person: User, now: datetime) -> datetime:
    """Return the first moment within this person's own hours. No query."""
    wishes = getattr(person, "wishes", None) or Wishes()
    return next_allowed(now, from_hour=wishes.from_hour, until_hour=wishes.until_hour, at_weekends=wishes.at_weekends)


# --- Writing one -----------------------------------------------------------------------------------------------------


def week_of(notice: Notice) -> CohortWeek | None:
    """Return the week this notice is about, while it is open. One query."""
    cohort, _colon, number = notice.subject.partition(":")
    if not (cohort.isdecimal() and number.isdecimal()):
        return None
    week = CohortWeek.objects.filter(cohort=int(cohort), number=int(number)).select_related("cohort").first()
    return week if week is not None and week.is_open(notice.claimed_at) else None


def may_still_read(notice: Notice) -> bool:
    """Say whether the week is still open and she still takes part. Two queries."""
    week = week_of(notice)
    return week is not None and taking_part().filter(cohort=week.cohort, person=notice.person).exists()


def write(notice: Notice) -> Letter | None:
    """Return the letter; None when she has done all of this week already. At most six queries."""
    week = week_of(notice)
    if week is None:
        return None
    items = still_to_do(week, notice.person)
    if not items:
        return None
    context = {
        "cohort": quoted(week.cohort.name),
        "number": week.number,
        "items": items,
        "minutes": sum(item.minutes for item in items),
        "post": worth_reading(notice.person, week.cohort, notice.claimed_at or timezone.now()),
        "url": absolute(reverse("study:my_course")),
    }
    subject = _("Week %(number)s is open: %(titles)s") % {
        "number": week.number,
        "titles": _(" en ").join(item.title for item in items),
    }
    return Letter(subject, render_to_string("progress/letters/week_opens.txt", context))


def still_to_do(week: CohortWeek, person: User) -> list[Item]:
    """Return the dingen of this week that she has not finished, in their order. At most two queries."""
    done = ThingCompletion.objects.filter(person=person, thing=OuterRef("thing"), state=ThingCompletion.State.DONE)
    entries = (
        CohortThing.objects.filter(~Exists(done), week=week, thing__live=True)
        .select_related("thing")
        .defer("thing__body")
        .order_by("number")
    )
    return [
        Item(
            title=quoted(entry.thing.title),
            text=quoted(entry.thing.goal),
            url=address_of(entry.thing),
            number=entry.number,
            minutes=entry.thing.minutes,
        )
        for entry in entries
    ]


def address_of(thing: ThingPage) -> str:
    """Return the whole address of a ding; that of "Mijn cursus" for one that stands under no site."""
    parts = thing.get_url_parts()
    return absolute(parts[2] if parts and parts[2] else reverse("study:my_course"))


def worth_reading(person: User, cohort: Cohort, now: datetime) -> Item | None:
    """Return the post of her group that readers thanked and answered most this week, or None. Two queries."""
    post = (
        Post.objects.standing()
        .visible_to(person)
        .filter(cohort=cohort, published_at__gt=now - WORTH_READING_FOR)
        .exclude(author=person)
        .select_related("author")
        .without_texts()
        .with_comment_count()
        .with_marks_of(person)
        .order_by("-thanks_count", "-comment_count", "-published_at", "pk")  # type: ignore[misc]  # annotated above
        .first()
    )
    if post is None:
        return None
    return Item(
        title=quoted(post.title),
        text=quoted(post.excerpt),
        url=absolute(post.get_absolute_url()),
        who=quoted(post.author.shown_name),
    )
