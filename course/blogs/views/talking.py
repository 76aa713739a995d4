"""Reacting on a post, changing a reaction, taking it away; saying thanks without words."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from course.blogs import actions, talk
from course.blogs.forms import CommentForm
from course.blogs.kept import say_saved
from course.blogs.models import Comment, Post
from course.blogs.talk import may_remove
from course.blogs.talk_forms import ChangeForm
from course.blogs.texts import excerpt_of
from course.blogs.thanks import thank, thanks_line
from course.blogs.threads import thread_of
from course.blogs.views import SignedIn
from course.blogs.views.reading import reader_of, render_post
from lessons.richtext import TextRefused


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def comment(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Place a reaction. Who comes here without one (after signing in again) returns to the form on the page."""
    posts = talk.posts_open_to(request.user).for_page().with_marks_of(request.user)
    post = get_object_or_404(posts, pk=post_id)
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
def change_comment(request: SignedIn, comment_id: uuid.UUID) -> HttpResponse:
    """Change one's own reaction; after fifteen minutes it says why that is over, and keeps what was typed."""
    found = get_object_or_404(
        Comment.objects.standing().select_related("author", "post__author", "post__cohort"),
        pk=comment_id,
        post__in=talk.posts_open_to(request.user),
    )
    if not talk.is_own_standing(request.user, found):
        raise PermissionDenied
    form = ChangeForm(request.POST if request.method == "POST" else None, comment=found)
    context = {"comment": found, "form": form, "until": found.created_at + talk.TO_CHANGE}
    if request.method == "POST" and form.is_valid():
        source, seen = form.cleaned_data["source"], form.seen_at()
        try:
            talk.change_comment(by=request.user, comment=found, source=source, seen=seen)
        except TextRefused as refusal:
            form.add_error("source", str(refusal))
        except talk.Closed:
            return render(request, "blogs/change_comment.html", {**context, "is_closed": True}, status=409)
        except talk.Changed as changed:
            renewed = ChangeForm(comment=changed.stored)
            renewed.initial["source"] = source
            context |= {"form": renewed, "stored": changed.stored}
            return render(request, "blogs/change_comment.html", context, status=409)
        else:
            say_saved(request, form.draft_key)
            messages.success(request, _("Je reactie is aangepast."))
            return redirect(found)
    is_closed = not talk.may_change(request.user, found)
    return render(request, "blogs/change_comment.html", {**context, "is_closed": is_closed})


@login_required
@require_POST
def thank_for(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Say thanks or take it back: the form says which, so that pressing twice does no harm."""
    posts = Post.objects.standing().visible_to(request.user).select_related("author").with_marks_of(request.user)
    post = get_object_or_404(posts, pk=post_id)
    thank(by=request.user, post=post, wish=request.POST.get("wens") != "nee")
    if not request.headers.get("HX-Request"):
        return redirect(f"{post.get_absolute_url()}#bedankt")
    post = get_object_or_404(posts, pk=post_id)
    return render(request, "blogs/thanks.html", {"post": post, "thanks": thanks_line(post, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def remove_comment(request: SignedIn, comment_id: uuid.UUID) -> HttpResponse:
    """Ask first, with the reaction in sight; then take it away."""
    readable = Post.objects.published().visible_to(request.user)
    comments = Comment.objects.exclude(pk__in=Comment.objects.held()).filter(post__in=readable)
    found = get_object_or_404(comments.select_related("author", "post__author", "post__cohort"), pk=comment_id)
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
