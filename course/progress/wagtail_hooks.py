"""Where certificates meet Wagtail's admin."""

from __future__ import annotations

from django.urls import URLResolver, include, path
from wagtail import hooks


@hooks.register("register_admin_urls")
def certificate_addresses() -> list[URLResolver]:
    """Put the certificates of a cohort beside its other pages."""
    from course.progress.certificates import admin_views

    return [path("", include((admin_views.urlpatterns, "cohort_certificates")))]
