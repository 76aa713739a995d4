"""Pages for who keeps the places: a coordinator all of them, a trainer those of her POI, a manager her own teams.

Each view finds its place among those of the person who asks: a foreign one is a 404.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from course.people.models import FormerName, Library, Role, ServiceOrganisation, Team, User
from course.people.organisations import access, actions
from course.people.organisations.forms import LibraryForm, MergeForm, OrganisationForm, PlaceForm, TeamForm

View = Callable[..., HttpResponse]
AT_WORK = Count("people", filter=Q(people__is_active=True), distinct=True)


def keepers_only(view: View) -> View:
    """Let in who keeps at least one place; others read 403, visitors go to the sign-in page."""

    @wraps(view)
    @login_required
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not access.may_keep_places(_by(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def _by(request: HttpRequest) -> User:
    return cast(User, request.user)  # login_required let nobody else in.


@require_http_methods(["GET", "HEAD"])
@keepers_only
def index(request: HttpRequest) -> HttpResponse:
    """List the places that somebody keeps: POIs with their libraries, and the libraries she manages. Five queries."""
    person = _by(request)
    libraries = Library.objects.standing().annotate(people_count=AT_WORK).order_by("name")
    organisations = (
        access.organisations_kept_by(person)
        .prefetch_related(Prefetch("libraries", libraries))
        .order_by("closed_on", "name")
    )
    managed = (
        access.libraries_with_teams_kept_by(person)
        .exclude(organisation__in=access.organisations_kept_by(person))
        .annotate(people_count=AT_WORK)
        .order_by("name")
    )
    context = {"organisations": organisations, "managed": managed, "may_add": access.may_add_organisations(person)}
    return render(request, "people/organisations/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add_organisation(request: HttpRequest) -> HttpResponse:
    """Add a POI: coordinators only."""
    if not access.may_add_organisations(_by(request)):
        raise PermissionDenied
    form = OrganisationForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        made = actions.add_organisation(by=_by(request), **form.cleaned_data)
        messages.success(request, _("%(place)s staat erbij.") % {"place": made})
        return redirect("organisations:organisation", made.slug)
    return _form_page(request, form, _("Nieuwe POI"), reverse("organisations:index"))


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def organisation(request: HttpRequest, organisation: str) -> HttpResponse:
    """Show one POI with all its libraries, and change its name or province."""
    place = get_object_or_404(access.organisations_kept_by(_by(request)), slug=organisation)
    form = OrganisationForm(_sent(request), instance=place)
    if request.method == "POST" and form.is_valid():
        actions.rename(by=_by(request), place=_as_stored(place), name=form.cleaned_data["name"])
        ServiceOrganisation.objects.filter(pk=place.pk).update(province=form.cleaned_data["province"])
        messages.success(request, _("De gegevens van %(place)s zijn bewaard.") % {"place": form.cleaned_data["name"]})
        return redirect("organisations:organisation", place.slug)
    libraries = place.libraries.annotate(people_count=AT_WORK, team_count=Count("teams", distinct=True))
    context = {
        "place": _as_stored(place),
        "form": form,
        "libraries": libraries.select_related("merged_into").order_by("closed_on", "name"),
        "former": _former(place),
        "may_close": access.may_add_organisations(_by(request)),
    }
    return render(request, "people/organisations/organisation.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add_library(request: HttpRequest, organisation: str) -> HttpResponse:
    """Add a library to a POI."""
    owner = get_object_or_404(access.organisations_kept_by(_by(request)), slug=organisation)
    form = LibraryForm(_sent(request))
    if request.method == "POST" and form.is_valid():
        made = actions.add_library(by=_by(request), organisation=owner, **form.cleaned_data)
        messages.success(request, _("%(place)s staat erbij.") % {"place": made})
        return redirect("organisations:library", made.slug)
    back = reverse("organisations:organisation", args=[owner.slug])
    return _form_page(request, form, _("Nieuwe bibliotheek"), back, owner)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def library(request: HttpRequest, library: str) -> HttpResponse:
    """Show one library: its teams, its former names; who keeps it changes name and ISIL."""
    place = _library(request, library)
    keeps_it = access.libraries_kept_by(_by(request)).filter(pk=place.pk).exists()
    if request.method == "POST" and not keeps_it:
        raise PermissionDenied
    form = LibraryForm(_sent(request), instance=place) if keeps_it else None
    if request.method == "POST" and form is not None and form.is_valid():
        actions.rename(by=_by(request), place=_as_stored(place), name=form.cleaned_data["name"])
        Library.objects.filter(pk=place.pk).update(isil=form.cleaned_data["isil"])
        messages.success(request, _("De gegevens van %(place)s zijn bewaard.") % {"place": form.cleaned_data["name"]})
        return redirect("organisations:library", place.slug)
    context = {
        "place": _as_stored(place),
        "form": form,
        "keeps_it": keeps_it,
        "teams": place.teams.annotate(people_count=AT_WORK).order_by("closed_on", "name"),
        "people_count": place.people.filter(is_active=True).count(),
        "merged_from": place.merged_from.all(),
        "former": _former(place),
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "people/organisations/library.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def merge(request: HttpRequest, library: str) -> HttpResponse:
    """Let a library go up in another: choose which, read what it does, and then do it."""
    place = get_object_or_404(access.libraries_kept_by(_by(request)), slug=library)
    form = MergeForm(_sent(request), library=place)
    into = form.cleaned_data["into"] if request.method == "POST" and form.is_valid() else None
    if into is not None and "sure" in request.POST:
        try:
            done = actions.merge(by=_by(request), library=place, into=into)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect("organisations:library", place.slug)
        sentence = ngettext(
            "%(place)s is nu deel van %(into)s. Er verhuisde %(people)s mens.",
            "%(place)s is nu deel van %(into)s. Er verhuisden %(people)s mensen.",
            done.people,
        )
        messages.success(request, sentence % {"place": place, "into": into, "people": done.people})
        return redirect("organisations:library", into.slug)
    context = {
        "place": place,
        "form": form,
        "into": into,
        "people_count": place.people.filter(is_active=True).count(),
        "teams": place.teams.standing(),
        "roles": Role.objects.current().filter(library=place).select_related("person").order_by("person__sort_name"),
    }
    return render(request, "people/organisations/merge.html", context, status=422 if form.errors else 200)


VERBS = {"sluit": actions.close, "heropen": actions.reopen}


@require_POST
@keepers_only
def change_library(request: HttpRequest, library: str, end: str) -> HttpResponse:
    """Close a library, or take that back."""
    place = get_object_or_404(access.libraries_kept_by(_by(request)), slug=library)
    _carry_out(request, place, end)
    return redirect("organisations:library", place.slug)


@require_POST
@keepers_only
def change_organisation(request: HttpRequest, organisation: str, end: str) -> HttpResponse:
    """Close a POI, or take that back: coordinators only."""
    if not access.may_add_organisations(_by(request)):
        raise PermissionDenied
    place = get_object_or_404(ServiceOrganisation, slug=organisation)
    _carry_out(request, place, end)
    return redirect("organisations:organisation", place.slug)


def _carry_out(request: HttpRequest, place: actions.Place, verb: str) -> None:
    try:
        VERBS[verb](by=_by(request), place=place)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return
    sentence = _("%(place)s is gesloten.") if place.closed_on else _("%(place)s is weer open.")
    messages.success(request, sentence % {"place": place})


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def add_team(request: HttpRequest, library: str) -> HttpResponse:
    """Add a team to a library."""
    place = _library(request, library)
    form = TeamForm(_sent(request), instance=Team(library=place))
    if request.method == "POST" and form.is_valid():
        made = actions.add_team(by=_by(request), library=place, name=form.cleaned_data["name"])
        messages.success(request, _("Team %(team)s staat erbij.") % {"team": made.name})
        return redirect("organisations:library", place.slug)
    return _form_page(request, form, _("Nieuw team"), reverse("organisations:library", args=[place.slug]), place)


@require_http_methods(["GET", "HEAD", "POST"])
@keepers_only
def team(request: HttpRequest, team: int) -> HttpResponse:
    """Change the name of a team, close it, or take that back."""
    mine = Team.objects.filter(library__in=access.libraries_with_teams_kept_by(_by(request)))
    place = get_object_or_404(mine.select_related("library"), pk=team)
    if request.method == "POST" and request.POST.get("verb") in VERBS:
        _carry_out(request, place, request.POST["verb"])
        return redirect("organisations:library", place.library.slug)
    form = TeamForm(_sent(request), instance=place)
    if request.method == "POST" and form.is_valid():
        actions.rename(by=_by(request), place=_as_stored(place), name=form.cleaned_data["name"])
        messages.success(request, _("Het team heet nu %(team)s.") % {"team": form.cleaned_data["name"]})
        return redirect("organisations:library", place.library.slug)
    back = reverse("organisations:library", args=[place.library.slug])
    return _form_page(request, form, _("Pas het team aan"), back, place.library, team=_as_stored(place))


def _sent(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when that is nothing; None when nobody sent the form yet."""
    return request.POST if request.method == "POST" else None


def _library(request: HttpRequest, slug: str) -> Library:
    mine = access.libraries_with_teams_kept_by(_by(request)).select_related("organisation", "merged_into")
    return get_object_or_404(mine, slug=slug)


def _as_stored(place: Any) -> Any:
    """Return the place as it is in the database: a form has already written what was typed on its instance."""
    return type(place)._default_manager.get(pk=place.pk)


def _former(place: ServiceOrganisation | Library) -> list[FormerName]:
    return list(place.former_names.order_by("-until_on", "-pk"))


def _form_page(
    request: HttpRequest, form: PlaceForm, title: str, back: str, place: Any = None, **more: Any
) -> HttpResponse:
    context = {"form": form, "title": title, "back": back, "place": place, **more}
    return render(request, "people/organisations/form.html", context, status=422 if form.errors else 200)
