"""Calling the trainer, and what she then does: the list of what was reported, and one page for each of it."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from course.blogs.models import Comment, Flag, Moderation, Post
from course.blogs.moderation import (
    NobodyLooks,
    Subject,
    flag,
    flagged_subjects,
    intervene,
    log_for,
    may_flag,
    may_moderate,
)
from course.blogs.talk_forms import FlagForm, ReasonForm
from course.blogs.texts import excerpt_of
from course.blogs.views import SignedIn
from course.people import looks
from course.people.access import roles_of


def _subject(request: SignedIn, post_id: uuid.UUID | None, comment_id: uuid.UUID | None) -> Subject:
    """Return the post or the reaction that an address names, where this reader may read it. Raises Http404."""
    posts = Post.objects.published().visible_to(request.user).for_page()
    if comment_id is None:
        return Subject(get_object_or_404(posts, pk=post_id))
    comment = get_object_or_404(Comment.objects.select_related("author").filter(deleted_at__isnull=True), pk=comment_id)
    if comment.is_held:
        raise Http404
    comment.post = get_object_or_404(posts, pk=comment.post_id)
    return Subject(comment.post, comment)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def flag_this(request: SignedIn, post_id: uuid.UUID | None = None, comment_id: uuid.UUID | None = None) -> HttpResponse:
    """Ask the trainer to look at a post or a reaction, with a sentence or without."""
    subject = _subject(request, post_id, comment_id)
    if not may_flag(request.user, subject):
        raise PermissionDenied
    form = FlagForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            flag(by=request.user, subject=subject, reason=form.cleaned_data["reason"].strip())
        except NobodyLooks:
            form.add_error(None, _("Niemand kan dit nu bekijken. Kijk bij Hulp en contact wie je kunt mailen."))
        else:
            messages.success(request, _("Je melding is verstuurd. De trainer kijkt ernaar."))
            return redirect(subject.url)
    context = {
        "subject": subject,
        "form": form,
        "excerpt": _excerpt(subject),
        "is_flagged": Flag.objects.open().filter(subject.rows(), by=request.user).exists(),
    }
    return render(request, "blogs/flag.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def moderate(request: SignedIn, post_id: uuid.UUID | None = None, comment_id: uuid.UUID | None = None) -> HttpResponse:
    """One post or reaction for who decides: what was reported, what was done before, and what to do now."""
    subject = _subject(request, post_id, comment_id)
    if not may_moderate(request.user, subject):
        raise PermissionDenied
    form = ReasonForm(request.POST if request.method == "POST" else None, name=subject.author_name)
    if request.method == "POST" and form.is_valid():
        try:
            act = Moderation.Act(request.POST.get("doe", ""))
        except ValueError:
            raise Http404 from None
        intervene(by=request.user, subject=subject, act=act, reason=form.cleaned_data["reason"].strip())
        messages.success(request, _said(act))
        return redirect("blogs:flags" if act == Moderation.Act.LEAVE else subject.url)
    flags = list(Flag.objects.open().filter(subject.rows()).select_related("by"))
    writer = (subject.comment or subject.post).author_id
    looks.record(by=request.user, people=[*filter(None, [writer]), *(one.by_id for one in flags)], page="moderation")
    context = {
        "subject": subject,
        "form": form,
        "html": (subject.comment or subject.post).html,
        "flags": flags,
        "log": Moderation.objects.filter(subject.rows()).select_related("by"),
    }
    return render(request, "blogs/moderate.html", context)


def _said(act: Moderation.Act) -> str:
    return {
        Moderation.Act.HIDE: _("Het is verborgen. De schrijver leest waarom."),
        Moderation.Act.RESTORE: _("Het is teruggezet. Wie het eerst kon lezen, leest het weer."),
        Moderation.Act.LEAVE: _("Het blijft staan. De melding is afgehandeld."),
    }[act]


@require_safe
@login_required
def flags(request: SignedIn) -> HttpResponse:
    """What was reported and nobody looked at yet, and what was done last: for trainers and coordinators."""
    roles = roles_of(request.user)
    if not (roles.is_trainer or roles.is_coordinator):
        raise PermissionDenied
    context = {"reported": flagged_subjects(request.user), "log": log_for(request.user)}
    return render(request, "blogs/flags.html", context)


def _excerpt(subject: Subject) -> str:
    return excerpt_of(subject.comment.html) if subject.comment is not None else subject.post.excerpt
