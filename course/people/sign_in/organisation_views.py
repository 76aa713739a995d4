"""To the organisation's own sign-in and back, and what is joined to my account."""

from __future__ import annotations

import logging
import secrets
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from allauth.account.views import RequestLoginCodeView
from allauth.socialaccount.models import SocialAccount
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from course.people.models import IdentityProvider, User
from course.people.sign_in.social_adapter import NONCES

logger = logging.getLogger(__name__)

DOWN = (RequestException, KeyError, ValueError, TypeError, AttributeError)
"""A provider that does not answer, or not with what a provider says. allauth looks for less than this."""


class AskCode(RequestLoginCodeView):
    """The first page: an address. Where its domain has an own sign-in, that is offered before a code.

    The domain alone decides, so that the page says nothing about who has an account.
    """

    def form_valid(self, form: Any) -> HttpResponse:
        email = form.cleaned_data.get("email") or ""
        provider = None if "by_code" in self.request.POST else IdentityProvider.objects.for_address(email)
        if provider is None:
            return cast(HttpResponse, super().form_valid(form))
        context = {**self.get_context_data(form=form), "provider": provider, "email": email}
        return render(self.request, "socialaccount/choose.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Show where the button leads; at a press, go there.

    By a page with a link that moves on by itself and not by a redirect: our policy lets forms go to this site only, and
    browsers hold a redirect after a form to that too.
    """
    provider = get_object_or_404(IdentityProvider.objects.working(), slug=provider_id)
    if request.method != "POST":
        return render(request, "socialaccount/login.html", {"provider": provider, "next": request.GET.get("next", "")})
    request.GET = QueryDict()  # allauth takes scopes and other things from the address; here nobody may add any.
    nonce = secrets.token_urlsafe(24)
    request.session[NONCES] = [*request.session.get(NONCES, [])[-9:], nonce]
    request.oidc_nonce = nonce  # type: ignore[attr-defined]  # for the adapter, in this request only
    try:
        answer = cast(HttpResponse, openid_connect.login(request, provider_id))
    except DOWN as error:
        return is_down(request, provider, error)
    target = answer.get("Location", "")
    if answer.status_code != 302 or not target.startswith(("https://", "http://")):
        return answer
    return render(request, "socialaccount/on_the_way.html", {"provider": provider, "target": target})


@never_cache
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Come back from the organisation's sign-in."""
    provider = get_object_or_404(IdentityProvider.objects.working(), slug=provider_id)
    try:
        return cast(HttpResponse, openid_connect.callback(request, provider_id))
    except DOWN as error:
        return is_down(request, provider, error)


def is_down(request: HttpRequest, provider: IdentityProvider, error: Exception) -> HttpResponse:
    """Say that the organisation's sign-in does not answer, and offer a code by mail."""
    logger.error("The sign-in of %s does not work: %s", provider.slug, type(error).__name__)
    return render(request, "socialaccount/authentication_error.html", {"provider": provider}, status=503)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def connections(request: HttpRequest) -> HttpResponse:
    """Show which organisations' sign-ins open my account; a press takes one away. Two queries."""
    person = cast(User, request.user)
    if request.method == "POST":
        return disconnect(request)
    names = dict(IdentityProvider.objects.values_list("slug", "name"))
    accounts = [
        {"id": one.pk, "name": names.get(one.provider, one.provider), "email": one.extra_data.get("email", "")}
        for one in SocialAccount.objects.filter(user=person).order_by("pk")
    ]
    return render(request, "socialaccount/connections.html", {"accounts": accounts})


@reauthentication_required(app="allauth.socialaccount")
def disconnect(request: HttpRequest) -> HttpResponse:
    """Take one sign-in of an organisation away from my account; a code by mail always stays."""
    number = request.POST.get("account", "")
    mine = SocialAccount.objects.filter(user=cast(User, request.user), pk=number if number.isdecimal() else 0)
    if mine.delete()[0]:
        messages.success(request, _("Je logt niet meer in via je organisatie. Een code per mail werkt altijd."))
    return redirect("socialaccount_connections")
