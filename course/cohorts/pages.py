"""What every page about one cohort inside Wagtail shares: whose it is, and the way back."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from course.cohorts.models import Cohort
from course.cohorts.permissions import cohorts_of
from course.people.models import User


def by(request: HttpRequest) -> User:
    return cast(User, request.user)  # Wagtail let nobody in who is not signed in.


def crumbs(*last: tuple[str, str]) -> list[dict[str, str]]:
    items = [(reverse("wagtailadmin_home"), _("Begin")), (reverse("cohorts:index"), _("Rondes")), *last]
    return [{"url": url, "label": label} for url, label in items]


def own_cohort(request: HttpRequest, pk: int) -> Cohort:
    """Return that cohort, with course and POI, when this trainer may run it. Raises Http404."""
    return get_object_or_404(cohorts_of(by(request)).select_related("course", "organisation"), pk=pk)


def cohort_page(
    request: HttpRequest, template: str, cohort: Cohort, title: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Show one page about a cohort, under its name."""
    trail = crumbs((reverse("cohorts:edit", args=[cohort.pk]), str(cohort)), ("", title))
    return render(
        request,
        template,
        {"cohort": cohort, "header_title": f"{cohort}: {title}", "breadcrumbs_items": trail, **context},
        status=status,
    )
