"""When somebody was signed out while she filled in a form, nothing that she typed is lost."""

from collections.abc import Callable
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from course.operations.middleware import ADMIN_PREFIX
from course.operations.views import typed_texts


def signed_out_forms(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give back what was typed in a form that a view sent away to sign in.

    `login_required` throws the form away and comes back with a GET, at some addresses a 405. Here and not in the
    views, so that no room can forget it. Wagtail's editor is left alone: it keeps its own drafts.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method == "POST" and not request.path_info.startswith(ADMIN_PREFIX) and asks_to_sign_in(response):
            return signed_out(request)
        return response

    return middleware


def asks_to_sign_in(response: HttpResponse) -> bool:
    """Say whether this is the redirect of `login_required`, which carries where to go on."""
    target = urlsplit(response.get("Location", ""))
    return target.path == resolve_url(settings.LOGIN_URL) and "next" in parse_qs(target.query)


def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that nothing was sent, with every text that was typed and the way back to the form.

    With scripts the page of the form finds its texts again by itself (app.js), so htmx goes straight to sign in; and
    so does a form without texts, such as a quiz.
    """
    sign_in_url = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': page_of_form(request)})}"
    typed = typed_texts(request)
    if typed and not request.headers.get("HX-Request"):
        context = {"typed": typed, "sign_in_url": sign_in_url}
        response = render(request, "403_signed_out.html", context, status=403)
        response["Cache-Control"] = "no-store"
        return response
    messages.info(request, _("Je was uitgelogd. Er is niets verstuurd. Log in en verstuur het dan nog een keer."))
    return (
        HttpResponse(headers={"HX-Redirect": sign_in_url}) if "HX-Request" in request.headers else redirect(sign_in_url)
    )


@require_safe
@never_cache
def who(request: HttpRequest) -> JsonResponse:
    """Say who is signed in now, with a token for her next form: a page that stood open goes on after signing in again.

    `{"who": "17", "name": "Boekenwurm", "token": "..."}`; `who` and `name` are empty for nobody. The id is the one in
    `<body data-who>`: a page that was made for somebody else must keep its texts to itself. Other sites cannot read
    this answer, as they cannot read a form of ours.
    """
    person = request.user if request.user.is_authenticated else None
    shown = {"who": str(person.pk), "name": person.shown_name} if person is not None else {"who": "", "name": ""}
    return JsonResponse({**shown, "token": get_token(request)})


def page_of_form(request: HttpRequest) -> str:
    """Return the address of the page with the form on this site; without one, where everybody begins."""
    came_from = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure()):
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    page = urlsplit(came_from)
    return f"{page.path}?{page.query}" if page.query else page.path
