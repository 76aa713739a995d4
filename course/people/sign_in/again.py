"""Proving once more that it is you, before an address, a password or a second step is changed."""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.flows.reauthentication import get_reauthentication_flows
from allauth.account.views import BaseReauthenticateView
from allauth.core.internal.cryptokit import compare_user_code
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from course.people.models import User
from course.people.sign_in.forms import MailedCodeForm
from course.people.sign_in.sessions import BEGAN

CODE = "prove_by_code"
"""In the session: {"code", "at", "tries"} of the code that was mailed last."""
LASTS_SECONDS = 15 * 60
TRIES = 3


def has_only_mail(person: User) -> bool:
    """Say whether a code by mail is all she signs in with: no password, no second step. At most three queries."""
    return not get_reauthentication_flows(person)


def proved_lately(request: HttpRequest) -> bool:
    """Say whether in this session she signed in, or proved herself again, a moment ago. No query."""
    records = get_authentication_records(request, cast(User, request.user))
    times = [record["at"] for record in records] or [request.session.get(BEGAN, 0)]
    return time.time() - max(times) < app_settings.REAUTHENTICATION_TIMEOUT


@method_decorator([login_required, never_cache], name="dispatch")
class ByMailedCode(BaseReauthenticateView):
    """Prove it by a code that is mailed now. For who has no second step: a mailbox must not undo one."""

    form_class = MailedCodeForm
    template_name = "account/reauthenticate_by_code.html"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "send" in request.POST:
            send_code(request)
            return redirect(self.passthrough_next_url(request.path))
        return cast(HttpResponse, super().post(request, *args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            use_code(self.request, form.cleaned_data["code"])
        except ValidationError as error:
            form.add_error("code", error)
            return self.form_invalid(form)
        record_authentication(self.request, self.request.user, "code", reauthenticated=True)
        return cast(HttpResponse, super().form_valid(form))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_sent": CODE in self.request.session}


def send_code(request: HttpRequest) -> None:
    """Mail a new code to the person's own address; the one before it works no longer."""
    adapter = get_adapter(request)
    code = adapter.generate_login_code()
    request.session[CODE] = {"code": code, "at": time.time(), "tries": 0}
    person = cast(User, request.user)
    adapter.send_mail("account/email/reauthentication_code", person.email, {"user": person, "code": code})


def use_code(request: HttpRequest, typed: str) -> None:
    """Take the code, once. Raises ValidationError for a wrong one, one that is too old, and at the fourth try."""
    kept = request.session.get(CODE)
    if not kept or time.time() - kept["at"] > LASTS_SECONDS or kept["tries"] >= TRIES:
        request.session.pop(CODE, None)
        raise ValidationError(_("Deze code werkt niet meer. Laat een nieuwe mailen."), code="old")
    if not compare_user_code(actual=typed, expected=kept["code"]):
        request.session[CODE] = {**kept, "tries": kept["tries"] + 1}
        raise ValidationError(_("Deze code klopt niet. Kijk in de nieuwste mail en typ hem over."), code="wrong")
    del request.session[CODE]
