"""Pages of the house itself: help, privacy, accessibility, about. Their names stand in every footer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.urls import path
from django.views.generic import TemplateView

STATEMENT_ON = date(2026, 11, 22)
"""The day the accessibility statement was last checked against the site."""


class HousePage(TemplateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add who answers questions, and the date of the accessibility statement."""
        return super().get_context_data(contact_email=settings.CONTACT_EMAIL, statement_date=STATEMENT_ON, **kwargs)


urlpatterns = [
    path("hulp/", HousePage.as_view(template_name="pages/help.html"), name="help"),
    path("privacy/", HousePage.as_view(template_name="pages/privacy.html"), name="privacy"),
    path("toegankelijkheid/", HousePage.as_view(template_name="pages/accessibility.html"), name="accessibility"),
    path("over/", HousePage.as_view(template_name="pages/about.html"), name="about"),
]
