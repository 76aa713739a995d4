"""When somebody wants to be told: her hours of the day and her days, by the clock of Amsterdam. Pure."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
SATURDAY = 5
DAYS_AHEAD = 9
"""After a weekend, and a night in which the only wanted hour did not exist, a day still follows within these."""


def next_allowed(at: datetime, *, from_hour: int, until_hour: int, at_weekends: bool) -> datetime:
    """Return the first moment, at `at` or later, within these hours. `until_hour` itself is outside; 24 is midnight.

    In the night that summer time begins an hour is missing: whoever wants only that hour waits a day. In the night
    that it ends an hour comes twice, and both count.
    """
    today = at.astimezone(AMSTERDAM).date()
    for ahead in range(DAYS_AHEAD):
        day = today + timedelta(days=ahead)
        if day.weekday() >= SATURDAY and not at_weekends:
            continue
        moment = max(at, moment_of(day, from_hour))
        if moment < moment_of(day, until_hour):
            return moment
    raise ValueError(f"From {from_hour} until {until_hour} holds no hour.")


def moment_of(day: date, hour: int) -> datetime:
    """Return when it is that hour in Amsterdam on that day, in UTC: so that two moments compare as they follow."""
    day, hour = (day + timedelta(days=1), 0) if hour == 24 else (day, hour)
    return datetime.combine(day, time(hour), tzinfo=AMSTERDAM).astimezone(ZoneInfo("UTC"))
