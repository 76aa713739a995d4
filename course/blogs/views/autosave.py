"""The answer to what is being typed: it is kept, or the writer reads at once why not. Used by scripts only.

A POST to `blogs:draft` with the editor's own form: `title`, `source`, `version`, and `who` (the id of the person the
page was made for, as in `<body data-who>`; without it nobody is compared). With htmx the status line is swapped, and
beside it `#versie` and `#woorden` come out of band. The status is always 2xx, so that htmx shows what it says; what
happened stands in the header `Draft-State`, and as `data-state` on the first element:

    saved        Kept. `Draft-Version` holds the number to send along next time; [data-draft-saved] in the line names
                 what the browser may forget. Of a published post it was kept as an unfinished change: readers see the
                 old text (then `Draft-Kind: pending`, else `Draft-Kind: draft`).
    empty        Nothing is typed, so nothing was written: there is no draft (204), or the last text that was kept
                 stays as it is (200). `version` is not changed.
    refused      The text cannot be stored (too long, too deeply nested); the line says why.
    conflict     It was changed elsewhere since `version`. Nothing was written. Sending the form itself shows both
                 texts side by side (409), and from there one goes on with a newer `version`.
    signed-out   The session is gone. Nothing was written. Sign in again, ask `operations:who` for a new token and
                 who is signed in now, and send the same form again with the header X-CSRFToken.
    someone-else Somebody else is signed in now than who wrote this. Nothing was written and nothing is shown of it:
                 the text stays on the device, under her name.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from course.blogs import actions
from course.blogs.editor import open_desk, saved_line
from course.blogs.forms import TextForm
from course.blogs.tasks import word_line
from course.blogs.views import SignedIn
from lessons.richtext import TextRefused


@require_POST
def draft(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Keep what is being typed; what it answers stands at the top of this module."""
    if not request.user.is_authenticated:
        back = request.get_full_path().replace("/concept/", "/schrijven/", 1)
        return _answer(request, "signed-out", back=back)
    if is_of_someone_else(request):
        return _answer(request, "someone-else")
    desk = open_desk(request.user, post_id, request.GET.get("opdracht"), request.GET.get("oefening"))
    form = TextForm(request.POST)
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return _answer(request, "refused", said=said)
    try:
        post = desk.keep(form)
    except TextRefused as refusal:
        return _answer(request, "refused", said=str(refusal))
    except actions.Conflict:
        return _answer(request, "conflict")
    now = desk.present
    if post is None or now is None:
        return HttpResponse(status=204, headers={"Draft-State": "empty"})
    if not (form.cleaned_data["title"] or form.cleaned_data["source"].strip()):
        return _answer(request, "empty")
    words = now.words if now.is_pending else post.words
    said, line = saved_line(now), word_line(words, desk.task)
    response = _answer(request, "saved", said=said, version=now.version, saved_key=desk.draft_key, word_line=line)
    response["Draft-Version"] = str(now.version)
    response["Draft-Kind"] = "pending" if desk.is_published else "draft"
    return response


def is_of_someone_else(request: HttpRequest) -> bool:
    """Say whether the page this form stands on was made for another person than who is signed in now."""
    return request.POST.get("who", str(request.user.pk)) != str(request.user.pk)


def _answer(request: HttpRequest, state: str, **context: Any) -> HttpResponse:
    response = render(request, "blogs/draft.html", {"state": state, **context})
    response["Draft-State"] = state
    return response
