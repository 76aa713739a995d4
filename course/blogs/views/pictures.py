"""Pictures in posts: taking one in, and showing it to those who may read its post."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from course.blogs.editor import Desk, open_desk
from course.blogs.images import PictureRefused
from course.blogs.models import Picture
from course.blogs.picture_fields import AltForm
from course.blogs.pictures import add_picture, markdown_of
from course.blogs.views import SignedIn
from course.blogs.views.writing import show_editor

TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


@require_POST
@login_required
def pictures(request: SignedIn, post_id: uuid.UUID) -> HttpResponse:
    """Take in one picture for this post. A script gets the picture to put in the text; a form gets the editor back."""
    desk = open_desk(request.user, post_id, request.GET.get("opdracht"), request.GET.get("oefening"))
    try:
        picture = _taken_in(request, desk)
    except PictureRefused as refusal:
        if "HX-Request" in request.headers:
            return render(request, "blogs/picture_refused.html", {"said": str(refusal)}, status=422)
        messages.error(request, str(refusal))
        return _editor_again(request, desk)
    if "HX-Request" in request.headers:
        place = Picture.objects.filter(owner=request.user, post_key=post_id).count()
        asked = AltForm(picture.pk, place).picture
        return render(request, "blogs/picture.html", {"asked": asked, "markdown": markdown_of(picture)})
    messages.success(request, _("Je foto staat onderaan je verhaal. Schrijf er nog bij wat erop te zien is."))
    return _editor_again(request, desk, picture)


def _taken_in(request: SignedIn, desk: Desk) -> Picture:
    upload = request.FILES.get("picture")
    if not isinstance(upload, UploadedFile):
        raise PictureRefused(_("Kies eerst een foto."))
    try:
        picture_id = uuid.UUID(request.POST.get("picture_id", ""))
    except ValueError:
        picture_id = uuid.uuid4()
    try:
        return add_picture(
            by=request.user, post_key=desk.post_id, picture_id=picture_id, upload=upload, size=upload.size or 0
        )
    except PermissionDenied:
        raise Http404 from None


def _editor_again(request: SignedIn, desk: Desk, picture: Picture | None = None) -> HttpResponse:
    """Return the editor with all that was typed, and the picture at the end of the text. Nothing is saved yet."""
    typed = request.POST.copy()
    for name in ("title", "source"):
        typed.setdefault(name, "")  # Whoever sends a picture and nothing else.
    if picture is not None:
        typed["source"] = f"{typed.get('source', '').rstrip()}\n\n{markdown_of(picture)}\n".lstrip()
    return show_editor(request, desk, desk.form(typed), version=typed.get("version"))


@require_safe
def picture(request: HttpRequest, picture_id: uuid.UUID) -> HttpResponseBase:
    """Show one picture to who may read its post now; to others it does not exist.

    The browser keeps it, but asks every time: what was withdrawn a moment ago is gone now.
    """
    found = get_object_or_404(Picture.objects.visible_to(request.user), pk=picture_id)
    headers = {
        "ETag": f'"{found.pk.hex}"',
        "Cache-Control": "private, no-cache",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    unchanged = get_conditional_response(request, etag=headers["ETag"], response=HttpResponse(headers=headers))
    if unchanged is not None and unchanged.status_code == 304:
        return unchanged
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    name = f"foto-{found.pk.hex[:8]}.{found.extension}"
    return FileResponse(file, filename=name, content_type=TYPES[found.extension], headers=headers)
