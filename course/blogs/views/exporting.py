"""Taking the whole blog along, as one zip."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from course.blogs.exporters.archive import pack
from course.blogs.models import Picture, Post
from course.blogs.views import SignedIn


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def export(request: SignedIn) -> HttpResponseBase:
    """Say what is in the zip; pack it when she asks. Only ever her own blog."""
    if request.method == "POST":
        name = f"blog-{timezone.localdate():%Y-%m-%d}.zip"
        response = FileResponse(pack(request.user), as_attachment=True, filename=name)
        response["Cache-Control"] = "private, no-store"
        return response
    return _page(request)


def _page(request: SignedIn) -> HttpResponse:
    posts = Post.objects.filter(author=request.user)
    context = {"posts": posts.count(), "pictures": Picture.objects.filter(owner=request.user).count()}
    return render(request, "blogs/export.html", context)
