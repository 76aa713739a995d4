"""What belongs to no room: is the site well, what may robots read, and what if a form comes too late."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import bad_request, page_not_found, permission_denied, server_error

from course.operations.migrations_state import unapplied

__all__ = [
    "bad_request",
    "csrf_failure",
    "healthz",
    "page_not_found",
    "permission_denied",
    "readyz",
    "robots",
    "security_txt",
    "server_error",
]

LONGEST_KEPT = 100_000
"""Characters of a typed text that are shown again after a refused form; more than any field of ours takes."""


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it.
    """Say that the form came too late, and give back every text that was typed in it: nothing is lost.

    The reason stays out: it tells an attacker what to try and a reader nothing.
    """
    return render(request, "403_csrf.html", {"typed": typed_texts(request)}, status=403)


def typed_texts(request: HttpRequest) -> list[str]:
    """Return the texts of the request that a person typed, in the order of the form: sentences, no secrets or codes."""
    try:
        fields = list(request.POST.lists())
    except (UnreadablePostError, SuspiciousOperation, BadRequest):
        return []
    texts = [text.strip() for name, values in fields if "password" not in name for text in values]
    return [text[:LONGEST_KEPT] for text in texts if len(text.split()) > 1]


@require_safe
@never_cache
def healthz(_request: HttpRequest) -> HttpResponse:
    """Say that this process answers. Asks nothing of the database, so a slow database never gets us restarted."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@require_safe
@never_cache
def readyz(_request: HttpRequest) -> HttpResponse:
    """Say whether this process may get visitors, 200 or 503 with a sentence. Two queries."""
    try:
        waiting = unapplied(connection)
    except Error:
        return unready("The database does not answer. Look whether it runs and whether DATABASE_URL is right.")
    if waiting:
        return unready(f"{len(waiting)} apps wait for a migration ({', '.join(waiting)}). Run manage.py migrate.")
    return HttpResponse("ready\n", content_type="text/plain; charset=utf-8")


def unready(sentence: str) -> HttpResponse:
    return HttpResponse(
        f"{sentence}\n", status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "10"}
    )


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return render(request, "robots.txt", content_type="text/plain; charset=utf-8")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say who hears about holes in the site (RFC 9116), always a little less than a year ahead."""
    expires = (timezone.now() + timedelta(days=364)).replace(microsecond=0)
    context = {"contact_email": settings.SECURITY_EMAIL, "expires": expires}
    return render(request, "security.txt", context, content_type="text/plain; charset=utf-8")
