"""Guests: their form, and the decision about what they wrote, on the page or from the mail."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from course.blogs import talk
from course.blogs.guests import TooMany, Verdict, address_of, decide, decide_as, react_as_guest, read_token
from course.blogs.models import Comment
from course.blogs.talk_forms import GuestForm
from course.blogs.threads import thread_of
from course.blogs.views import SignedIn
from course.blogs.views.reading import reader_of, render_post
from lessons.richtext import TextRefused


@require_http_methods(["GET", "HEAD", "POST"])
def guest(request: HttpRequest, post_id: uuid.UUID) -> HttpResponse:
    """Hold a visitor's reaction for the author. Who has an account reacts with her own form."""
    posts = talk.posts_open_to(None).for_page().with_marks_of(request.user)
    post = get_object_or_404(posts, pk=post_id)
    if request.method != "POST" or reader_of(request) is not None:
        return redirect(f"{post.get_absolute_url()}#reageer")
    form = GuestForm(request.POST, post=post)
    if form.is_valid() and _is_held(request, form):
        # To a robot in the trap we say the same: it learns nothing.
        messages.success(request, _("Je reactie is verstuurd. Je ziet hem hier als de schrijver hem doorlaat."))
        return redirect(f"{post.get_absolute_url()}#reacties")
    return render_post(request, post, thread_of(post, None), form)


def _is_held(request: HttpRequest, form: GuestForm) -> bool:
    """Hold what this valid form says, unless a robot wrote it; False with an error on the form when that cannot be."""
    if form.is_trapped:
        return True
    try:
        react_as_guest(comment=form.comment(), address=address_of(request))
    except TextRefused as refusal:
        form.add_error("source", str(refusal))
    except TooMany:
        form.add_error(None, _("Er komen nu te veel reacties tegelijk. Probeer het over een uur nog een keer."))
    except PermissionDenied:
        raise Http404 from None  # The author closed the door between the two looks at it.
    return not form.errors


@login_required
@require_POST
def decide_guest(request: SignedIn, comment_id: uuid.UUID) -> HttpResponse:
    """Let a guest's reaction on my post through, or throw it away."""
    found = get_object_or_404(
        Comment.objects.filter(author__isnull=True).select_related("post"), pk=comment_id, post__author=request.user
    )
    verdict = request.POST.get("besluit")
    if verdict not in ("approve", "refuse"):
        raise Http404
    decide_as(by=request.user, comment=found, verdict="approve" if verdict == "approve" else "refuse")
    messages.success(request, _said("approve" if verdict == "approve" else "refuse"))
    return redirect(found if verdict == "approve" else found.post)


@require_http_methods(["GET", "HEAD", "POST"])
def guest_decision(request: HttpRequest, token: str) -> HttpResponse:
    """The same from the mail, without signing in: a look shows the text, only the button decides.

    Mail programs open every address in a mail, so a GET never writes.
    """
    read = read_token(token)
    if read is None:
        return _answer(request, {"is_invalid": True}, status=404)
    comment_id, verdict = read
    found = Comment.objects.select_related("post__author").filter(pk=comment_id, author__isnull=True).first()
    if request.method == "POST":
        if found is not None:
            decide(comment=found, verdict=verdict)
        return redirect(request.path)
    context: dict[str, Any] = {"comment": found, "verdict": verdict, "is_decided": found is None or not found.is_held}
    return _answer(request, context)


def _answer(request: HttpRequest, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, "blogs/guest_decision.html", context, status=status)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"  # The address is a key.
    return response


def _said(verdict: Verdict) -> str:
    if verdict == "approve":
        return _("De reactie staat nu onder je bericht.")
    return _("De reactie is weggegooid.")
