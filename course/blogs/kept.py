"""Tell the next page that a text is safe with us, so that the browser forgets its own copy (see app.js)."""

from __future__ import annotations

from django.http import HttpRequest

SESSION_KEY = "blogs_saved"


def say_saved(request: HttpRequest, draft_key: str) -> None:
    """Remember, for one page, that what the browser keeps under this name is saved."""
    request.session[SESSION_KEY] = draft_key


def just_saved(request: HttpRequest) -> str:
    """Return the name once, or nothing. Reads the session; writes it only when there was something to say."""
    key: str = request.session.pop(SESSION_KEY, "") if SESSION_KEY in request.session else ""
    return key
