"""How long somebody stays signed in, on which devices, and how that ends."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from course.people.models import User
from course.people.sign_in.second_step import reads_about_others

WHOLE = timedelta(days=30)
"""However often she comes back, after this she signs in again."""
IDLE_OF_STAFF = timedelta(hours=8)
WHOLE_OF_STAFF = timedelta(hours=24)
"""Who reads about others signs in every working day; a trainer's laptop in the train opens nothing the day after."""
LOOK = timedelta(minutes=5)
"""How exact "last seen" is: one write in this time, instead of one at each click."""

BEGAN, SEEN, STAFF = "session_began", "session_seen", "session_of_staff"


def begin(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:  # noqa: ARG001 - a signal's shape
    """Note when this session began; connected to Django's user_logged_in. At most one query."""
    if request is not None and isinstance(user, User):
        now = time.time()
        request.session.update({BEGAN: now, SEEN: now, STAFF: reads_about_others(user)})


def is_over(session: Any, now: float) -> bool:
    """Say whether this session is too old, or was left alone for too long. No query."""
    whole = WHOLE_OF_STAFF if session.get(STAFF) else WHOLE
    idle = IDLE_OF_STAFF if session.get(STAFF) else timedelta(seconds=settings.SESSION_COOKIE_AGE)
    age, alone = now - session.get(BEGAN, now), now - session.get(SEEN, now)
    return age > whole.total_seconds() or alone > idle.total_seconds()


def session_ages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Sign out who stayed longer than her role allows; note when a device was last seen, once in five minutes.

    No query but that note: the times stand in the session, which is read anyhow.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and isinstance(request.user, User):
            now = time.time()
            if is_over(request.session, now):
                logout(request)
            elif SEEN not in request.session or now - request.session[SEEN] > LOOK.total_seconds():
                seen(request, now)
        return get_response(request)

    return middleware


def seen(request: HttpRequest, now: float) -> None:
    """Note that this session is used now, and whether the person reads about others by now. At most three queries."""
    began = request.session.get(BEGAN, now)
    request.session.update({BEGAN: began, SEEN: now, STAFF: reads_about_others(request.user)})  # type: ignore[arg-type]
    UserSession.objects.filter(session_key=request.session.session_key).update(last_seen_at=timezone.now())


def end_sessions(person: User, *, but: str | None = None) -> int:
    """Sign a person out everywhere, except in the session with the key `but`. Returns on how many devices."""
    rows = UserSession.objects.filter(user=person).exclude(session_key=but or "")
    for row in rows:
        row.end()
    return len(rows)


BROWSERS = (
    ("Edge", "Edg"),
    ("Samsung Internet", "SamsungBrowser"),
    ("Opera", "OPR"),
    ("Firefox", "Firefox|FxiOS"),
    ("Chrome", "Chrome|CriOS|Chromium"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Chromebook", "CrOS"),
    ("Windows", "Windows"),
    ("Mac", "Macintosh|Mac OS X"),
    ("Linux", "Linux"),
)


def device(user_agent: str) -> str:
    """Return the words for a browser, as "Firefox op Windows". Never a place: an internet address knows it badly."""
    browser = next((name for name, sign in BROWSERS if re.search(sign, user_agent)), "")
    system = next((name for name, sign in SYSTEMS if re.search(sign, user_agent)), "")
    if browser and system:
        return _("%(browser)s op %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("Een onbekend apparaat")
