"""What somebody wrote before: her versions, one beside the present text, putting it back. For its author only."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from course.blogs import actions
from course.blogs.differences import compare
from course.blogs.history import Present, present
from course.blogs.models import Post, PostVersion
from course.blogs.views import SignedIn
from lessons.richtext import TextRefused


def _own(request: SignedIn, post_id: uuid.UUID) -> Post:
    """Return the signed-in person's own post with its unfinished change, or raise Http404. One query."""
    return get_object_or_404(Post.objects.select_related("pending"), pk=post_id, author=request.user)


@require_safe
@login_required
def history(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """The versions of a post, the newest first: when, how many words, why it was kept. Two queries."""
    post = _own(request, post_id)
    now = present(post)
    versions = PostVersion.objects.filter(post=post).defer("source").order_by("-version")
    context = {"post": post, "now": now, "versions": [one for one in versions if one.version != now.version]}
    return render(request, "blogs/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def version(request: SignedIn, post_id: uuid.UUID, number: int) -> HttpResponse:
    """One version beside the present text, with what differs; then put it back. What it replaces can be put back too.

    The form carries the number of the present text she saw: when that is another one by now, she sees it first (409).
    """
    post = _own(request, post_id)
    old = get_object_or_404(PostVersion, post=post, version=number)
    old.post = post
    if request.method == "POST":
        try:
            undo = actions.restore(by=request.user, old=old, version=_number(request))
        except actions.Conflict as conflict:
            return _compared(request, conflict.stored, old, has_moved=True)
        except TextRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("blogs:version", post_id=post.pk, number=number)
        messages.success(request, _put_back(post, old, undo))
        return redirect("blogs:edit", post_id=post.pk)
    return _compared(request, post, old)


def _compared(request: HttpRequest, post: Post, old: PostVersion, *, has_moved: bool = False) -> HttpResponse:
    now = present(post)
    context = {
        "post": post,
        "old": old,
        "now": now,
        "titles": compare(now.title, old.title),
        "texts": compare(now.source, old.source),
        "has_moved": has_moved,
    }
    return render(request, "blogs/version.html", context, status=409 if has_moved else 200)


def _put_back(post: Post, old: PostVersion, undo: int) -> str:
    if undo == old.version:
        return _("Deze tekst stond er al. Er is niets veranderd.")
    said = _("De eerdere versie staat weer in je bericht.")
    if not post.is_draft:
        said = _("De eerdere versie staat klaar. Je lezers zien hem pas als je hem publiceert.")
    return _with_undo(said, post, undo)


def _with_undo(said: str, post: Post, number: int) -> str:
    address = reverse("blogs:version", args=[post.pk, number])
    return format_html('{} <a href="{}">{}</a>', said, address, _("Maak ongedaan"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def discard(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Show what goes, beside what readers see; then let the unfinished change go. It stays among the versions."""
    post = _own(request, post_id)
    gone = present(post)
    if not gone.is_pending:
        return redirect("blogs:edit", post_id=post.pk)
    if request.method != "POST":
        return _to_discard(request, post, gone)
    try:
        number = actions.discard_changes(by=request.user, post=post, version=_number(request))
    except actions.Conflict as conflict:
        if not conflict.present.is_pending:
            return redirect("blogs:edit", post_id=post.pk)
        return _to_discard(request, conflict.stored, conflict.present, has_moved=True)
    messages.success(request, _with_undo(_("Je wijzigingen zijn weg. Je lezers merken niets."), post, number))
    return redirect(post)


def _to_discard(request: HttpRequest, post: Post, gone: Present, *, has_moved: bool = False) -> HttpResponse:
    context: dict[str, Any] = {
        "post": post,
        "now": gone,
        "titles": compare(gone.title, post.title),
        "texts": compare(gone.source, post.source),
        "has_moved": has_moved,
    }
    return render(request, "blogs/discard.html", context, status=409 if has_moved else 200)


def _number(request: HttpRequest) -> int:
    """Return the number of the text she saw; one that never was when the form does not say."""
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else -1
