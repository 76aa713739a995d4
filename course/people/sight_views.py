"""What others see of me, and who looked: for the person herself, and for nobody else."""

from __future__ import annotations

from typing import cast

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from course.people import looks
from course.people.models import User
from course.people.sight import ADDRESS_WORDS, sight_of
from course.people.who_sees_what import Viewer

LOOKS_A_PAGE = 50


@require_safe
@login_required
def sight(request: HttpRequest) -> HttpResponse:
    """Show what my group, my trainer or my manager sees of me now; `als` chooses whose eyes."""
    viewers = {word: viewer for viewer, word in ADDRESS_WORDS.items()}
    chosen = viewers.get(request.GET.get("als", ""), Viewer.GROUP)
    context = {
        "sight": sight_of(cast(User, request.user), chosen),
        "viewers": list(viewers.items()),
    }
    return render(request, "people/sight.html", context)


@require_safe
@login_required
def who_looked(request: HttpRequest) -> HttpResponse:
    """List which trainers and managers opened a page about me, the latest first."""
    person = cast(User, request.user)
    page = Paginator(looks.looks_at(person), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    rows = [(look, looks.label_of(look), looks.role_of(look)) for look in page]
    context = {"page": page, "rows": rows, "days": looks.KEPT_FOR.days}
    return render(request, "people/who_looked.html", context)
