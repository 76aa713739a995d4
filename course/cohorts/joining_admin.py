"""How people come into a cohort, for its trainers inside Wagtail: the page, invitations, approved addresses, who waits.

Each view finds its cohort among those of the person who asks, and each row among those of that cohort: a foreign id is
a 404. Managers and participants come nowhere here: Wagtail lets them not in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from course.cohorts import asking, joining, waiting
from course.cohorts.joining_admin_forms import ApproveForm, InviteForm, WayInForm
from course.cohorts.models import ApprovedAddress, Cohort, Enrolment, Invitation, WaitingPlace
from course.cohorts.pages import by, cohort_page, own_cohort
from course.notifications.letters import absolute
from course.people import looks
from course.people.models import User

ON_A_PAGE = 50
AT_ONCE = 500
"""So many people are invited in one transaction."""


@dataclass(frozen=True)
class Row:
    """One invitation as a trainer reads it. A name that she may not know yet is what was typed, or nothing."""

    invitation: Invitation
    state: str
    name: str


def _rows(cohort: Cohort, invitations: list[Invitation]) -> Iterator[Row]:
    for one in invitations:
        person = one.person
        is_ours = (
            person is not None
            and person.library is not None
            and (person.library.organisation_id == cohort.organisation_id)
        )
        takes_part = one.used_at is not None
        name = person.name if person is not None and (is_ours or takes_part) else one.name if person is None else ""
        yield Row(one, one.state(), name)


def without_invitation(cohort: Cohort) -> QuerySet[Enrolment]:
    """Return who takes part and never had an invitation, in the order of names."""
    hers = Invitation.objects.filter(cohort=cohort, person=OuterRef("person"))
    rows = cohort.enrolments.active().filter(~Exists(hers), person__is_active=True)
    return rows.select_related("person", "library").order_by("person__sort_name", "pk")


def _overview(request: HttpRequest, cohort: Cohort, **forms: Any) -> HttpResponse:
    """Show the page with these forms; one with an error makes it a 422. A fixed number of queries."""
    stood = Cohort.objects.get(pk=cohort.pk)  # A form with an error has changed the other one already.
    shown = {
        "way_in": WayInForm(instance=cohort),
        "invite": InviteForm(cohort=stood, prefix="uitnodigen"),
        "approve": ApproveForm(cohort=stood, prefix="goedkeuren"),
        **forms,
    }
    invitations = Invitation.objects.filter(cohort=cohort).select_related("person__library", "library", "made_by")
    page = Paginator(invitations.order_by("-made_at", "-pk"), ON_A_PAGE).get_page(request.GET.get("p"))
    rest = without_invitation(cohort)
    shown_rows = list(page.object_list)
    named = [one.person for one in shown_rows if one.person] + [one.person for one in rest[:ON_A_PAGE]]
    looks.record(by=by(request), people=named, page="cohort")
    return cohort_page(
        request,
        "cohorts/ways_in.html",
        stood,
        _("Uitnodigen en aanmelden"),
        **shown,
        page=page,
        rows=list(_rows(cohort, shown_rows)),
        approved=ApprovedAddress.objects.filter(cohort=cohort).select_related("library"),
        waiting=WaitingPlace.objects.waiting().filter(cohort=cohort).select_related("library"),
        rest=rest[:ON_A_PAGE],
        rest_count=rest.count(),
        taken=waiting.taken(cohort),
        url=absolute(reverse("joining:cohort", args=[stood.slug])),
        code_url=absolute(reverse("joining:code")),
        status=422 if any(form.errors for form in shown.values()) else 200,
    )


def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how people come in, and keep how they do."""
    cohort = own_cohort(request, pk)
    if request.method != "POST":
        return _overview(request, cohort)
    form = WayInForm(request.POST, instance=cohort)
    if not form.is_valid():
        return _overview(request, cohort, way_in=form)
    asking.change_way_in(by=by(request), cohort=Cohort.objects.get(pk=pk), changes=form.cleaned_data)
    messages.success(request, _("Bewaard."))
    return redirect("cohorts:joining", pk)


@require_POST
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite one person by her address."""
    cohort = own_cohort(request, pk)
    form = InviteForm(request.POST, cohort=cohort, prefix="uitnodigen")
    if not form.is_valid():
        return _overview(request, cohort, invite=form)
    joining.invite_address(by=by(request), cohort=cohort, **form.cleaned_data)
    messages.success(request, _("Er gaat een uitnodiging naar %(email)s.") % {"email": form.cleaned_data["email"]})
    return redirect("cohorts:joining", pk)


@require_POST
def invite_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """Invite everybody who takes part and never had an invitation."""
    cohort = own_cohort(request, pk)
    people = list(User.objects.filter(pk__in=without_invitation(cohort).values("person")).order_by("pk"))
    count = sum(
        joining.invite_all(by=by(request), cohort=cohort, people=people[start : start + AT_ONCE])
        for start in range(0, len(people), AT_ONCE)
    )
    said = ngettext("Er gaat %(count)d uitnodiging weg.", "Er gaan %(count)d uitnodigingen weg.", count)
    messages.success(request, said % {"count": count})
    return redirect("cohorts:joining", pk)


@require_POST
def resend(request: HttpRequest, pk: int, invitation_id: int) -> HttpResponse:
    """Mail one invitation again."""
    one = get_object_or_404(own_cohort(request, pk).invitations.select_related("person"), pk=invitation_id)
    if joining.send_again(by=by(request), invitation=one):
        messages.success(request, _("De uitnodiging gaat nog een keer naar %(email)s.") % {"email": one.email})
    else:
        messages.error(request, _("Deze uitnodiging is al gebruikt of ingetrokken. Maak zo nodig een nieuwe."))
    return redirect("cohorts:joining", pk)


@require_POST
def revoke(request: HttpRequest, pk: int, invitation_id: int) -> HttpResponse:
    """Take one invitation back; her place goes to who waits."""
    one = get_object_or_404(own_cohort(request, pk).invitations, pk=invitation_id)
    if joining.revoke(invitation=one):
        waiting.fill_soon(pk)
        messages.success(request, _("De uitnodiging voor %(email)s is ingetrokken.") % {"email": one.email})
    else:
        messages.error(request, _("Deze uitnodiging is al gebruikt of ingetrokken."))
    return redirect("cohorts:joining", pk)


@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve addresses, one a line: all of them or none."""
    cohort = own_cohort(request, pk)
    form = ApproveForm(request.POST, cohort=cohort, prefix="goedkeuren")
    if not form.is_valid():
        return _overview(request, cohort, approve=form)
    count = asking.approve(
        by=by(request), cohort=cohort, emails=form.cleaned_data["addresses"], library=form.cleaned_data["library"]
    )
    said = ngettext("%(count)d adres toegevoegd.", "%(count)d adressen toegevoegd.", count)
    messages.success(request, said % {"count": count})
    return redirect("cohorts:joining", pk)


@require_POST
def disapprove(request: HttpRequest, pk: int, address_id: int) -> HttpResponse:
    """Take one address off that list. Whoever joined with it stays."""
    one = get_object_or_404(own_cohort(request, pk).approved_addresses, pk=address_id)
    one.delete()
    messages.success(request, _("%(email)s is weg uit de lijst.") % {"email": one.email})
    return redirect("cohorts:joining", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def invite_waiting(request: HttpRequest, pk: int, place_id: int) -> HttpResponse:
    """Ask whether somebody may go before the others, and invite her."""
    cohort = own_cohort(request, pk)
    place = get_object_or_404(WaitingPlace.objects.waiting().filter(cohort=cohort), pk=place_id)
    if request.method != "POST":
        context: dict[str, Any] = {
            "place": place,
            "number": waiting.number_of(place),
            "is_full": waiting.room(cohort) == 0,
        }
        return cohort_page(request, "cohorts/invite_waiting.html", cohort, _("Nodig nu uit"), **context)
    if waiting.invite_now(by=by(request), place=place):
        messages.success(request, _("%(name)s krijgt nu een uitnodiging.") % {"name": place.name})
    else:
        messages.error(request, _("Dat kon niet meer: %(name)s doet al mee of wacht niet meer.") % {"name": place.name})
    return redirect("cohorts:joining", pk)


@require_POST
def withdraw(request: HttpRequest, pk: int, place_id: int) -> HttpResponse:
    """Take somebody off the waiting list."""
    place = get_object_or_404(own_cohort(request, pk).waiting_list, pk=place_id)
    waiting.withdraw(place=place)
    messages.success(request, _("%(name)s staat niet meer op de wachtlijst.") % {"name": place.name})
    return redirect("cohorts:joining", pk)


def patterns() -> list[URLPattern]:
    """Return the addresses of this page, below those of cohorts."""
    here = "<int:pk>/aanmelden/"
    return [
        path(here, overview, name="joining"),
        path(f"{here}uitnodigen/", invite, name="joining_invite"),
        path(f"{here}iedereen/", invite_rest, name="joining_invite_rest"),
        path(f"{here}goedkeuren/", approve, name="joining_approve"),
        path(f"{here}goedgekeurd/<int:address_id>/weg/", disapprove, name="joining_disapprove"),
        path(f"{here}uitnodiging/<int:invitation_id>/opnieuw/", resend, name="joining_resend"),
        path(f"{here}uitnodiging/<int:invitation_id>/intrekken/", revoke, name="joining_revoke"),
        path(f"{here}wachtlijst/<int:place_id>/uitnodigen/", invite_waiting, name="joining_invite_waiting"),
        path(f"{here}wachtlijst/<int:place_id>/weg/", withdraw, name="joining_withdraw"),
    ]
