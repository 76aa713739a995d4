"""One's own name: what others call me, and who reads my real one."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from course.people.forms import ProfileForm
from course.people.models import User
from course.people.who_sees_what import surface


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """Let somebody change her name, screen name and language, and show exactly who reads which name."""
    person = User.objects.select_related("library").get(pk=cast(User, request.user).pk)
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=person.pk))
    if request.method == "POST" and form.is_valid():
        saved = form.save()
        with translation.override(saved.language):
            messages.success(request, _("Je gegevens zijn bewaard."))
        response = redirect("people:profile")
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, saved.language, samesite="Lax")
        return response
    context = {"form": form, "person": person, "surface": surface("name")}
    return render(request, "people/profile.html", context, status=422 if form.errors else 200)
