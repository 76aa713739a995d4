"""What we tell allauth about accounts of organisations: our rows are the providers, and our rules who is let in."""

from __future__ import annotations

import logging
from typing import Any

import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from course.people.models import IdentityProvider
from course.people.sign_in.arrival import Claims, RefusedError, arrive, belongs
from course.people.sign_in.sealed import unseal

logger = logging.getLogger(__name__)

NONCES = "oidc_nonces"
"""In the session: the nonces of sign-ins that were begun here and have not come back."""


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[Any]:
        """Make allauth's idea of a provider from our rows; its own table stays empty. One query."""
        rows = IdentityProvider.objects.working()
        if provider not in (None, "openid_connect"):
            rows = rows.filter(slug=provider)
        if client_id is not None:
            rows = rows.filter(client_id=client_id)
        return [self._app(row, getattr(request, "oidc_nonce", "")) for row in rows]

    def _app(self, row: IdentityProvider, nonce: str) -> Any:
        from allauth.socialaccount.models import SocialApp

        return SocialApp(
            provider="openid_connect",
            provider_id=row.slug,
            name=row.name,
            client_id=row.client_id,
            secret=unseal(row.client_secret),
            settings={
                "server_url": row.server_url.rstrip("/"),
                "oauth_pkce_enabled": True,
                "auth_params": {"nonce": nonce} if nonce else {},
            },
        )

    def get_requests_session(self) -> requests.Session:
        """Ask the provider with allauth's time-out, and follow it nowhere: what it redirects to was never agreed."""
        session: requests.Session = super().get_requests_session()
        session.max_redirects = 0
        return session

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Stand between what a provider says and an account of ours. About ten queries for who is new, else three."""
        sociallogin.state["process"] = "login"  # Joining goes by the address alone, never by who sits at the computer.
        account = sociallogin.account
        row = IdentityProvider.objects.working().filter(slug=account.provider).first()
        claims = account.extra_data
        if row is None or not self._answers_us(request, claims):
            raise ImmediateHttpResponse(refused(request, row, "broken"))
        known = {**claims["id_token"], **(claims.get("userinfo") or {})}
        account.extra_data = {"email": known.get("email", "")}  # Of all it says, what helps to find out who this was.
        if sociallogin.is_existing:
            if not belongs(sociallogin.user, row):  # She may have left that place, or look after the country by now.
                raise ImmediateHttpResponse(refused(request, row, "elsewhere"))
            account.save(update_fields=["extra_data"])
            return
        try:
            with transaction.atomic():
                sociallogin.connect(request, arrive(by=row, claims=Claims.read(known)))
        except RefusedError as refusal:
            logger.warning("Sign-in by %s was refused: %s.", row.slug, refusal.reason)
            raise ImmediateHttpResponse(refused(request, row, refusal.reason)) from refusal
        except IntegrityError as error:  # A second click made the same account at the same moment.
            raise ImmediateHttpResponse(refused(request, row, "again")) from error

    def _answers_us(self, request: HttpRequest, claims: dict[str, Any]) -> bool:
        """Say whether this is the answer to a question of this browser, about one and the same person. No query."""
        token, info = claims.get("id_token") or {}, claims.get("userinfo") or {}
        asked = request.session.get(NONCES, [])
        nonce = token.get("nonce")
        if not nonce or nonce not in asked:
            return False
        request.session[NONCES] = [one for one in asked if one != nonce]
        return bool(token.get("sub")) and info.get("sub", token["sub"]) == token["sub"]


def refused(request: HttpRequest, row: IdentityProvider | None, reason: str) -> HttpResponse:
    """Say why she is not let in this way, and which way is open. 403."""
    context = {"provider": row, "reason": reason, "contact": settings.CONTACT_EMAIL}
    return render(request, "socialaccount/refused.html", context, status=403)
