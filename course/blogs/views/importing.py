"""Bringing an old blog along: choose a file, see what is in it, choose, and have it as drafts."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from course.blogs.import_forms import BlogFileForm, ChoiceForm
from course.blogs.importers import uploads
from course.blogs.importers.build import bring_in
from course.blogs.importers.files import read_blog
from course.blogs.importers.parsed import ImportRefused, ParsedBlog
from course.blogs.importers.preview import by_reason, preview_of
from course.blogs.views import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def import_blog(request: SignedIn) -> HttpResponse:
    """Ask for the file and read it. Nothing of it is stored but the file itself, until she says yes."""
    form = BlogFileForm(request.POST, request.FILES) if request.method == "POST" else BlogFileForm()
    if form.is_bound and form.is_valid():
        return redirect("blogs:import_choose", uploads.keep(request.user, form.cleaned_data["file"]))
    status = 422 if form.is_bound else 200
    return render(request, "blogs/import.html", {"form": form, "reasons": by_reason(form.skipped)}, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def choose(request: SignedIn, upload_id: uuid.UUID) -> HttpResponse:
    """Show what is in the file; bring in what she chose. The file stays until all of it is here, a day at most."""
    blog = _read(request, upload_id)
    if blog is None:
        messages.info(request, _("Dit bestand hebben we niet meer: het is al verwerkt of ouder dan een dag."))
        return redirect("blogs:import")
    preview = preview_of(request.user, blog)
    form = ChoiceForm(request.POST if request.method == "POST" else None, preview=preview)
    if form.is_bound and form.is_valid():
        brought = bring_in(by=request.user, blog=blog, chosen=form.cleaned_data["chosen"])
        left = len(preview.new) - brought.posts
        if not left:
            uploads.forget(request.user)
        context = {"brought": brought, "reasons": by_reason(brought.skipped), "left": left, "upload_id": upload_id}
        return render(request, "blogs/import_done.html", context)
    context = {"preview": preview, "form": form, "upload_id": upload_id}
    return render(request, "blogs/import_choose.html", context, status=422 if form.is_bound else 200)


def _read(request: SignedIn, upload_id: uuid.UUID) -> ParsedBlog | None:
    """Return what is in the file she chose before, or None when it is gone (or cannot be read any more)."""
    file = uploads.kept(request.user, upload_id)
    if file is None:
        return None
    with file:
        try:
            return read_blog(file)  # type: ignore[arg-type]  # it reads and seeks like any file
        except ImportRefused:
            return None
