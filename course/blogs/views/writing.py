"""Writing: the editor (its autosave: autosave.py), my blog, taking a post back, deleting it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from course.blogs import actions, texts
from course.blogs.audience import readers
from course.blogs.coach import coach_for
from course.blogs.editor import Desk, open_desk, saved_line
from course.blogs.forms import PostForm, TextForm
from course.blogs.kept import just_saved, say_saved
from course.blogs.models import Post
from course.blogs.tasks import Task, module_number, open_task, word_line
from course.blogs.views import SignedIn
from course.blogs.views.autosave import is_of_someone_else
from course.people.models import User
from lessons.richtext import TextRefused

TEXTS = ("title", "source")


@require_safe
@login_required
def write(request: SignedIn) -> HttpResponse:
    """Go to the editor: of the post that is there for this exercise already, else of a new one."""
    task = open_task(request.user, request.GET.get("opdracht"), request.GET.get("oefening"))
    post = _begun(request.user, task) if task else None
    desk = Desk(request.user, post.pk if post else uuid.uuid4(), post, task)
    return redirect(desk.url("edit"))


def _begun(author: User, task: Task) -> Post | None:
    posts = Post.objects.filter(author=author, thing=task.thing, exercise=task.exercise)
    return posts.order_by("-updated_at", "-pk").first()


def _desk(request: SignedIn, post_id: uuid.UUID) -> Desk:
    return open_desk(request.user, post_id, request.GET.get("opdracht"), request.GET.get("oefening"))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def edit(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """The editor. Its buttons keep a draft, show an example, publish, or (in a conflict) take the stored text."""
    if is_of_someone_else(request):
        return render(request, "blogs/someone_else.html", status=403)
    desk = _desk(request, post_id)
    if request.method != "POST":
        return show_editor(request, desk, desk.form(), saved_key=just_saved(request))
    wish = request.POST.get("doe", "concept")
    if wish == "bewaarde":
        return _give_way(request, desk)
    form = desk.form(request.POST, to_publish=wish == "publiceer")
    if not form.is_valid():
        return show_editor(request, desk, form, version=request.POST.get("version"))
    try:
        return {"publiceer": _publish, "voorbeeld": _show}.get(wish, _keep)(request, desk, form)
    except TextRefused as refusal:
        form.add_error("source", str(refusal))
        return show_editor(request, desk, form, version=request.POST.get("version"))
    except actions.Conflict as conflict:
        desk.post = conflict.stored
        actions.keep_both(by=request.user, post=conflict.stored)
        return show_editor(request, desk, form, conflict=conflict.present, status=409)


def _give_way(request: SignedIn, desk: Desk) -> HttpResponse:
    """Go on with the stored text. What stood in this window, when it came along, becomes a version."""
    form = TextForm(request.POST)
    if desk.post is not None and form.is_valid():
        actions.keep_both(by=request.user, post=desk.post, **{name: form.cleaned_data[name] for name in TEXTS})
        say_saved(request, desk.draft_key)
    return redirect(desk.url("edit"))


def _publish(request: HttpRequest, desk: Desk, form: PostForm) -> HttpResponse:
    post = desk.publish(form)
    say_saved(request, desk.draft_key)
    said = _("Je bericht staat online. %(readers)s") % {"readers": readers(post)}
    if desk.task is not None:
        back = _("Terug naar het ding")
        said = format_html('{} <a href="{}">{}</a>', said, desk.task.url, back)
    messages.success(request, said)
    return redirect(post)


def _show(request: HttpRequest, desk: Desk, form: PostForm) -> HttpResponse:
    """Show the text as readers would see it, and keep it at once; what is online stays as it is.

    With scripts autosave keeps it: the number of a save here would not reach the page that stands open.
    """
    preview = texts.make(form.cleaned_data["source"]).html
    if "HX-Request" in request.headers:
        return show_editor(request, desk, form, preview=preview, version=request.POST.get("version"))
    desk.keep(form)
    return show_editor(request, desk, form, preview=preview)


def _keep(request: HttpRequest, desk: Desk, form: PostForm) -> HttpResponse:
    post = desk.keep(form)
    say_saved(request, desk.draft_key)
    emptied = not (form.cleaned_data["title"] or form.cleaned_data["source"].strip())
    if post is None:
        messages.info(request, _("Je concept is nog leeg. Er is niets om op te slaan."))
    elif emptied:
        messages.info(request, _("Je stuurde een lege tekst. Wat je eerder schreef, is bewaard gebleven."))
    elif desk.is_published:
        messages.success(request, _("Je wijzigingen zijn opgeslagen. Je lezers zien ze pas als je ze publiceert."))
    else:
        messages.success(request, _("Je concept is opgeslagen. Alleen jij kunt het lezen."))
    return redirect(desk.url("edit"))


def show_editor(request: HttpRequest, desk: Desk, form: PostForm, *, status: int = 200, **more: Any) -> HttpResponse:
    post, now = desk.post, desk.present
    words = texts.words_in(form["source"].value()) if form.is_bound else now.words if now else 0
    module = module_number(desk.thing)
    context = {
        "desk": desk,
        "post": post,
        "task": desk.task,
        "form": form,
        "module": module,
        "action": desk.url("edit"),
        "draft_url": desk.url("draft"),
        "upload_url": desk.url("pictures"),
        "said": saved_line(now) if now is not None and (now.is_pending or not desk.is_published) else "",
        "word_line": word_line(words, desk.task),
        "coach": coach_for(desk.thing, module, form["source"].value() if "preview" in more else None),
        "version": desk.version,
        **more,
    }
    return render(request, "blogs/edit.html", context, status=status)


@require_safe
@login_required
def mine(request: SignedIn) -> HttpResponse:
    """My blog: drafts first, then what is published, each with who can read it."""
    posts = list(Post.objects.filter(author=request.user).for_mine())
    context = {
        "drafts": [post for post in posts if post.is_draft],
        "posts": [post for post in posts if not post.is_draft],
    }
    return render(request, "blogs/mine.html", context)


def _own(request: SignedIn, post_id: uuid.UUID) -> Post:
    """Return the signed-in person's own post, or raise Http404."""
    return get_object_or_404(Post.objects.for_page().with_comment_count(), pk=post_id, author=request.user)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Ask first, then make a draft of it again."""
    post = _own(request, post_id)
    if post.is_draft:
        return redirect("blogs:mine")
    if request.method == "POST":
        actions.withdraw(by=request.user, post=post)
        messages.success(request, _("Je bericht is weer een concept. Alleen jij kunt het nog lezen."))
        return redirect("blogs:mine")
    return render(request, "blogs/withdraw.html", {"post": post})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def delete(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Ask first, with the name of the post and what goes along; then delete it."""
    post = _own(request, post_id)
    if request.method == "POST":
        actions.delete_post(by=request.user, post=post)
        messages.success(request, _("Je bericht ‘%(title)s’ is verwijderd.") % {"title": post})
        return redirect("blogs:mine")
    return render(request, "blogs/delete.html", {"post": post})
