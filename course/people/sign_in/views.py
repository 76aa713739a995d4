"""Signing in with a password, where I am signed in, and ending that."""

from __future__ import annotations

from typing import Any, cast

from allauth.account.views import LoginView
from allauth.usersessions.models import UserSession
from allauth.usersessions.views import ListUserSessionsView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from course.people.models import User


class SignIn(LoginView):
    """allauth's page for a password, with a status that says what happened: 429 for who tried too often."""

    def form_invalid(self, form: Any) -> HttpResponse:
        response = cast(HttpResponse, super().form_invalid(form))
        codes = {error.code for errors in form.errors.as_data().values() for error in errors}
        response.status_code = 429 if "too_many_login_attempts" in codes else 422
        return response


class ListSessions(ListUserSessionsView):
    """The devices on which I am signed in; this one first, then the ones used last."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = cast(dict[str, Any], super().get_context_data(**kwargs))
        here = self.request.session.session_key
        context["sessions"].sort(key=lambda one: (one.session_key != here, -one.last_seen_at.timestamp()))
        return {**context, "here": here}


@login_required
@require_POST
def end_session(request: HttpRequest, session_id: int) -> HttpResponse:
    """Sign me out on one other device. What is not mine does not exist; what ended already stays ended."""
    row = get_object_or_404(UserSession, pk=session_id, user=cast(User, request.user))
    if row.session_key != request.session.session_key:
        row.end()
        messages.success(request, _("Je bent op dat apparaat uitgelogd."))
    return redirect("usersessions_list")
