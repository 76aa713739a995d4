"""Who takes part in a cohort, inside Wagtail: search, enrol, do something for one or many; and who is whose buddy.

Each view finds its cohort among those of the person who asks, so a foreign id is a 404.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from course.cohorts import actions, buddies, taking_part
from course.cohorts.forms import BuddiesForm, ParticipantForm
from course.cohorts.models import BuddyPair, Cohort, Enrolment
from course.cohorts.pages import by, cohort_page, own_cohort
from course.cohorts.participants import ParticipantFilter, with_buddies
from course.cohorts.presses import PRESSES, Outcome, PairForm, Press, PressForm
from course.people import looks

VERBS = {"pauzeer": taking_part.pause, "hervat": taking_part.resume, "stop": actions.leave}
A_PAGE = 50
NAMED = 20
"""How many names a confirmation shows; of more it gives the number."""


def people(request: HttpRequest, pk: int) -> HttpResponse:
    """List who takes part in a cohort, 50 a page, and enrol one more."""
    cohort = own_cohort(request, pk)
    form = ParticipantForm(request.POST if request.method == "POST" else None, cohort=cohort)
    if request.method == "POST" and form.is_valid() and form.person is not None:
        actions.enrol(by=by(request), person=form.person, cohort=cohort, way=form.cleaned_data["way"])
        messages.success(request, _("%(person)s doet mee.") % {"person": form.person})
        return redirect("cohorts:people", cohort.pk)
    search = ParticipantFilter(request.GET, cohort=cohort)
    page = Paginator(search.people(), A_PAGE).get_page(request.GET.get("p"))
    enrolments = with_buddies(list(page.object_list))
    looks.record(by=by(request), people=[one.person_id for one in enrolments], page="cohort")
    return cohort_page(
        request,
        "cohorts/people.html",
        cohort,
        _("Deelnemers"),
        status=422 if form.errors else 200,
        form=form,
        search=search,
        query=urlencode(search.chosen()),
        page=page,
        enrolments=enrolments,
        presses=PRESSES.values(),
    )


@require_POST
def change_enrolment(request: HttpRequest, pk: int, enrolment: int, verb: str) -> HttpResponse:
    """Pause, resume or end one person's taking part. An enrolment of another cohort is a 404."""
    cohort = own_cohort(request, pk)
    row = get_object_or_404(cohort.enrolments.select_related("person", "cohort"), pk=enrolment)
    VERBS[verb](by=by(request), enrolment=row)
    messages.success(request, _("De inschrijving van %(person)s is aangepast.") % {"person": row.person})
    return redirect("cohorts:people", cohort.pk)


@require_POST
def press(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether this should be done to these people, and on yes do it."""
    cohort = own_cohort(request, pk)
    chosen = PRESSES.get(request.POST.get("press", ""))
    if chosen is None:
        raise Http404
    people = _chosen_people(request, cohort)
    if not people:
        messages.warning(request, _("Je koos nog niemand. Vink eerst de mensen aan, en kies dan wat je wilt doen."))
        return redirect("cohorts:people", cohort.pk)
    form = chosen.form(request.POST if "confirm" in request.POST else None, cohort=cohort)
    if "confirm" not in request.POST or not form.is_valid():
        return _confirmation(request, cohort, chosen, people, form)
    _tell(request, chosen.carry_out(by=by(request), people=people, data=form.cleaned_data))
    return redirect("cohorts:people", cohort.pk)


def _chosen_people(request: HttpRequest, cohort: Cohort) -> list[Enrolment]:
    """Return the ticked people of this cohort, or everybody who was searched for. One query."""
    found = ParticipantFilter(request.POST, cohort=cohort).people()
    if request.POST.get("everyone") != "1":
        ticked = [int(value) for value in request.POST.getlist("enrolment") if value.isdecimal() and len(value) < 19]
        found = (
            cohort.enrolments.select_related("person", "library").filter(pk__in=ticked).order_by("person__sort_name")
        )
    people = list(found)
    for one in people:
        one.cohort = cohort
    return people


def _confirmation(
    request: HttpRequest, cohort: Cohort, chosen: Press, people: list[Enrolment], form: PressForm
) -> HttpResponse:
    everyone = request.POST.get("everyone") == "1"
    looks.record(by=by(request), people=[one.person_id for one in people[:NAMED]], page="cohort")
    kept = ParticipantFilter(request.POST, cohort=cohort).chosen() | {"everyone": "1"} if everyone else {}
    return cohort_page(
        request,
        "cohorts/press.html",
        cohort,
        str(chosen.label),
        status=422 if form.errors else 200,
        press=chosen,
        question=chosen.question(len(people)),
        named=people[:NAMED],
        more=max(0, len(people) - NAMED),
        ticked=[] if everyone else [one.pk for one in people],
        kept=kept,
        form=form,
    )


def _tell(request: HttpRequest, outcome: Outcome) -> None:
    if outcome.done:
        said = ngettext("Gedaan voor %(n)d mens.", "Gedaan voor %(n)d mensen.", outcome.done)
        messages.success(request, said % {"n": outcome.done})
    for sentence in outcome.refusals[:NAMED]:
        messages.warning(request, sentence)
    if len(outcome.refusals) > NAMED:
        rest = _("En nog %(n)d mensen om zo’n reden.") % {"n": len(outcome.refusals) - NAMED}
        messages.warning(request, rest)


# --- Buddies -----------------------------------------------------------------------------------------------------


def buddy_pairs(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the pairs of a cohort and who has no buddy, and make one pair by hand."""
    cohort = own_cohort(request, pk)
    alone = list(buddies.without(cohort))
    form = BuddiesForm(request.POST if request.method == "POST" else None, people=alone)
    if request.method == "POST" and form.is_valid():
        try:
            buddies.pair(by=by(request), first=form.cleaned_data["first"], second=form.cleaned_data["second"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Er is een nieuw buddypaar."))
            return redirect("cohorts:buddies", cohort.pk)
    pairs = cohort.buddy_pairs.standing().select_related(
        "first__person", "first__library", "second__person", "second__library"
    )
    named = [one.person_id for pair in pairs for one in (pair.first, pair.second)]
    looks.record(by=by(request), people=[*named, *(one.person_id for one in alone)], page="cohort")
    return cohort_page(
        request,
        "cohorts/buddies.html",
        cohort,
        _("Buddy’s"),
        status=422 if form.errors else 200,
        pairs=pairs,
        alone=alone,
        form=form,
        pair_form=PairForm(cohort=cohort),
    )


@require_POST
def pair_all(request: HttpRequest, pk: int) -> HttpResponse:
    """Pair everybody who takes part and has no buddy yet."""
    cohort = own_cohort(request, pk)
    made = buddies.pair_all(by=by(request), cohort=cohort, across=request.POST.get("across") == "yes")
    said = ngettext("Er is %(n)d nieuw paar.", "Er zijn %(n)d nieuwe paren.", len(made.made)) % {"n": len(made.made)}
    (messages.success if made.made else messages.warning)(request, said)
    if made.alone:
        names = ", ".join(str(one.person) for one in made.alone)
        messages.warning(request, _("Over zonder buddy: %(names)s. Maak met de hand een paar.") % {"names": names})
    return redirect("cohorts:buddies", cohort.pk)


@require_POST
def part(request: HttpRequest, pk: int, pair: int) -> HttpResponse:
    """End one pair. A pair of another cohort is a 404."""
    cohort = own_cohort(request, pk)
    row = get_object_or_404(BuddyPair.objects.select_related("cohort"), pk=pair, cohort=cohort)
    buddies.part(by=by(request), pair=row)
    messages.success(request, _("Dit paar is uit elkaar. Beiden kunnen een nieuwe buddy krijgen."))
    return redirect(reverse("cohorts:buddies", args=[cohort.pk]))
