"""How somebody wants to be told: on her own page, and from a mail without signing in."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from course.notifications.actions import change_wish, change_wishes, confirm_address
from course.notifications.forms import LessForm, WishesForm
from course.notifications.letters import Less, read_token
from course.notifications.models import Wishes
from course.people.models import User

ONE_CLICK = "List-Unsubscribe"
"""What a mail program posts when its reader presses its own unsubscribe button (RFC 8058)."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def wishes(request: HttpRequest) -> HttpResponse:
    """Let somebody choose which mail she gets, and when."""
    person = cast(User, request.user)
    kept = Wishes.objects.filter(person=person).first() or Wishes(person=person)
    form = WishesForm(request.POST if request.method == "POST" else None, instance=kept)
    if request.method == "POST" and form.is_valid():
        change_wishes(by=person, **form.cleaned_data)
        messages.success(request, _("Je keuzes voor mail zijn bewaard."))
        return redirect("notifications:wishes")
    context = {"form": form, "email": person.email}
    return TemplateResponse(request, "notifications/wishes.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Take mail up again for somebody who says that her address is right."""
    person = cast(User, request.user)
    if confirm_address(by=person, person=person):
        messages.success(request, _("Dank je. We mailen je weer op %(email)s.") % {"email": person.email})
    return redirect("notifications:wishes")


# Without a token against forgery: a mail program sends none, and the signed address says whose wish it is.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def less(request: HttpRequest, token: str) -> HttpResponse:
    """Show the choices for one kind of mail, and keep one: from the address in that mail, without signing in."""
    asked = read_token(token)
    person = User.objects.filter(pk=asked.person_id, is_active=True).first() if asked is not None else None
    if asked is None or person is None:
        return TemplateResponse(request, "notifications/less_unknown.html", {}, status=404)
    response = _less(request, asked, person)
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _less(request: HttpRequest, asked: Less, person: User) -> HttpResponse:
    if request.method == "POST" and ONE_CLICK in request.POST:
        change_wish(person=person, wish=asked.wish, choice="never")
        return HttpResponse(_("Je krijgt deze mail niet meer."), content_type="text/plain; charset=utf-8")
    kept = Wishes.objects.filter(person=person).first() or Wishes(person=person)
    form = LessForm(
        asked.wish, request.POST if request.method == "POST" else None, initial={"choice": getattr(kept, asked.wish)}
    )
    said = ""
    if form.is_valid():
        said = form.cleaned_data["choice"]
        change_wish(person=person, wish=asked.wish, choice=said)
        form = LessForm(asked.wish, initial={"choice": said})
    context = {"form": form, "wish": asked.wish, "said": said}
    return TemplateResponse(request, "notifications/less.html", context, status=422 if form.errors else 200)
