"""The doors for who does not take part yet: a personal link, a code, and the page ‘Meedoen?’ of a cohort.

A personal link is a key. Programs of mail servers open every link in a mail, so opening it (GET) only shows what will
happen; the button uses it up. The key stands in the address of that one page only: forms carry it in their body, so it
is in no log of a POST nor in the one line that Django writes about a refused form, and the page tells the next one only
the name of the site (`Referrer-Policy: strict-origin`; with `no-referrer` a browser posts `Origin: null`, which Django
refuses). After its one use it is worth nothing.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from course.cohorts import arriving, asking, joining, waiting
from course.cohorts.joining_forms import AskForm, CodeForm
from course.cohorts.limits import address_of, has_room
from course.cohorts.models import Cohort, Enrolment, Invitation
from course.cohorts.offers import offer_of
from course.people.models import User

KEPT = "joining.invitation"
"""Where the session keeps the key of who signs in in the usual way first."""
AN_HOUR = 60
"""Of one computer, for each kind of form: a whole library may stand behind one address."""
HOUR = timedelta(hours=1)


def _private(response: HttpResponse) -> HttpResponse:
    """Keep a page with a key out of caches, search engines and the Referer of the next page."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"cohorts/joining/{template}.html", context, status=status)


def masked(email: str) -> str:
    """Return an address that its owner recognises and a passer-by cannot use: no…@waterrijk.example."""
    local, _at, domain = email.rpartition("@")
    return f"{local[:2] if len(local) > 3 else local[:1]}…@{domain}"


# --- The personal link -----------------------------------------------------------------------------------------------


@require_safe
@sensitive_variables("token")
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show whom a link is for and what its button does. Uses nothing up."""
    return _private(_show(request, joining.read_token(token), token))


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("token")
@sensitive_variables("token")
def use(request: HttpRequest) -> HttpResponse:
    """Use a link up: sign in, take part, begin. GET is for who signed in in the usual way meanwhile."""
    token = request.POST.get("token") or str(request.session.get(KEPT, ""))
    found = joining.read_token(token)
    if request.method != "POST" or found is None:
        return _private(_show(request, found, token))
    return _private(_use(request, found, token))


def _show(
    request: HttpRequest, found: Invitation | None, token: str, status: int = 200, error: str = ""
) -> HttpResponse:
    if found is None:
        return _page(request, "unknown", status=404)
    state = arriving.state_of(found)
    offer = offer_of(found.cohort)
    holder = arriving.holder_of(found)
    is_me = holder is not None and request.user == holder
    is_other = request.user.is_authenticated and not is_me
    if state != "open":
        context = {"state": state, "offer": offer, "token": token, "is_me": is_me, "email": masked(found.email)}
        return _page(request, "ended", status=410, **context)
    return _page(
        request,
        "invitation",
        status=status,
        token=token,
        invitation=found,
        name="" if is_other else _first_name(found, holder),
        email=masked(found.email),
        offer=offer,
        has_begun=offer.has_begun(),
        is_me=is_me,
        is_other=is_other,
        signs_in_first=arriving.must_sign_in_first(found, holder) and not is_me,
        error=error,
    )


def _first_name(found: Invitation, holder: User | None) -> str:
    return holder.get_short_name() if holder is not None and holder.name else found.name.split(" ")[0]


def _use(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    holder = arriving.holder_of(found)
    is_me = holder is not None and request.user == holder
    if request.user.is_authenticated and not is_me:
        return _show(request, found, token, status=409)
    if not is_me and arriving.state_of(found) == "open" and arriving.must_sign_in_first(found, holder):
        request.session[KEPT] = token
        return redirect(f"{resolve_url('account_login')}?{urlencode({'next': reverse('joining:use')})}")
    try:
        arrival = arriving.arrive(invitation=found)
    except arriving.NotOpenError as refusal:
        return _after_all(request, found, token, is_me, refusal.state)
    except ValidationError as refusal:
        return _show(request, found, token, status=422, error=" ".join(refusal.messages))
    request.session.pop(KEPT, None)
    messages.success(request, _welcome(arrival.enrolment))
    if is_me:
        return redirect(arrival.url)
    # A new session (no fixation), and a second step where somebody has one: both are allauth's to keep.
    login = Login(user=arrival.person, email=arrival.person.email, redirect_url=arrival.url)
    return cast(HttpResponse, perform_login(request, login))


def _after_all(request: HttpRequest, found: Invitation, token: str, is_me: bool, state: str) -> HttpResponse:
    """Answer a second press: who is in already goes on, anybody else reads why the link is over."""
    if is_me and state == "used":
        enrolment = Enrolment.objects.active().filter(person=cast(User, request.user), cohort=found.cohort).first()
        if enrolment is not None:
            return redirect(arriving.first_page(enrolment))
    return _show(request, found, token)


def _welcome(enrolment: Enrolment) -> SafeString:
    return format_html(
        '{} <a href="{}">{}</a>',
        _("Welkom, %(name)s! Je quiz en je checklist zie alleen jij. Bij wat je schrijft, staat wie het leest.")
        % {"name": enrolment.person.get_short_name()},
        reverse("privacy"),
        _("Wie ziet wat?"),
    )


@require_POST
@sensitive_post_parameters("token")
def renew(request: HttpRequest) -> HttpResponse:
    """Mail a new link to who found hers too old. The answer is the same whatever comes of it."""
    found = joining.read_token(request.POST.get("token", ""))
    if found is None:
        return _private(_page(request, "unknown", status=404))
    if not has_room(f"renew:{address_of(request)}", AN_HOUR, HOUR):
        return _private(_page(request, "too_often", status=429))
    if arriving.state_of(found) == "expired":
        asking.ask_again(invitation=found)
    return _private(redirect("joining:sent"))


# --- For everybody ---------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code of a cohort and show its page."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        if not has_room(f"code:{address_of(request)}", AN_HOUR, HOUR):
            return _page(request, "too_often", status=429)
        if form.is_valid() and form.cohort is not None:
            return redirect("joining:cohort", form.cohort.slug)
    return _page(request, "code", status=422 if form.errors else 200, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
def cohort(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what a cohort asks and gives, and take who wants to join. A cohort nobody may join looks like none."""
    found = Cohort.objects.filter(slug=slug, is_joinable=True).select_related("course", "contact", "organisation")
    one = found.first()
    if one is None:
        return _page(request, "not_joinable", status=404)
    offer = offer_of(one)
    if not waiting.takes_people(one):
        return _page(request, "closed", status=410, offer=offer)
    form = AskForm(request.POST if request.method == "POST" else None, cohort=one)
    if request.method == "POST" and form.is_valid():
        return _ask(request, one, form)
    return _page(
        request,
        "cohort",
        status=422 if form.errors else 200,
        form=form,
        offer=offer,
        has_begun=offer.has_begun(),
        is_full=waiting.is_full(one),
        people=one.enrolments.active().count(),
    )


def _ask(request: HttpRequest, one: Cohort, form: AskForm) -> HttpResponse:
    if not has_room(f"ask:{address_of(request)}", AN_HOUR, HOUR):
        return _page(request, "too_often", status=429)
    try:
        asking.ask(cohort=one, **form.cleaned_data)
    except asking.ClosedError:
        return _page(request, "closed", status=410, offer=offer_of(one))
    email = form.cleaned_data["email"]
    messages.success(request, _("We hebben een mail gestuurd naar %(email)s.") % {"email": email})
    return redirect("joining:sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the answer is in the mail, and what to do when it is not there."""
    return _page(request, "sent")
