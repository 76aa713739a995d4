"""Reacting on a post, and taking a reaction away."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from course.blogs import actions
from course.blogs.forms import CommentForm
from course.blogs.kept import say_saved
from course.blogs.models import Comment, Post
from course.blogs.talk import may_remove
from course.blogs.texts import excerpt_of
from course.blogs.threads import thread_of
from course.blogs.views import SignedIn
from course.blogs.views.reading import reader_of, render_post
from lessons.richtext import TextRefused


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def comment(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Place a reaction. Who comes here without one (after signing in again) returns to the form on the page."""
    post = get_object_or_404(Post.objects.published().visible_to(request.user).for_page(), pk=post_id)
    if request.method != "POST":
        answering = request.GET.get("antwoord", "")
        return redirect(f"{post.get_absolute_url()}{f'?antwoord={answering}' if _is_id(answering) else ''}#reageer")
    thread = thread_of(post, reader_of(request), request.POST.get("parent", ""))
    form = CommentForm(request.POST, post=post, answering=thread.answered.pk if thread.answered else None)
    if form.is_valid():
        try:
            placed = actions.add_comment(
                by=request.user,
                post=post,
                comment_id=form.cleaned_data["id"],
                parent=thread.answered,
                source=form.cleaned_data["source"],
            )
        except TextRefused as refusal:
            form.add_error("source", str(refusal))
        else:
            say_saved(request, form.draft_key)
            messages.success(request, _("Je reactie is geplaatst."))
            return redirect(placed)
    return render_post(request, post, thread, form)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_comment(request: SignedIn, comment_id: uuid.UUID) -> HttpResponse:
    """Ask first, with the reaction in sight; then take it away."""
    readable = Post.objects.published().visible_to(request.user)
    found = get_object_or_404(
        Comment.objects.select_related("author", "post__author", "post__cohort").filter(post__in=readable),
        pk=comment_id,
    )
    if not may_remove(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        actions.remove_comment(by=request.user, comment=found)
        messages.success(request, _("De reactie is verwijderd."))
        return redirect(found)
    if found.deleted_at is not None:
        return redirect(found)
    return render(request, "blogs/remove_comment.html", {"comment": found, "excerpt": excerpt_of(found.html)})


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True
