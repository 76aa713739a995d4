"""“Mail van deze ronde”, inside Wagtail: what was sent, what waits, what failed and why; and trying again."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from course.cohorts.mail import MailFilter, as_sent_mails, failing_addresses, mails_of
from course.cohorts.models import Cohort
from course.cohorts.pages import by, cohort_page, own_cohort
from course.notifications.actions import confirm_address, try_again
from course.people import looks
from course.people.models import User

A_PAGE = 50


@require_safe
def mail(request: HttpRequest, pk: int) -> HttpResponse:
    """List the mails to the people of a cohort, 50 a page, the newest first."""
    cohort = own_cohort(request, pk)
    search = MailFilter(request.GET)
    found = search.narrow(mails_of(cohort)).select_related("person__undeliverable").order_by("-made_at", "-pk")
    page = Paginator(found, A_PAGE).get_page(request.GET.get("p"))
    mails = as_sent_mails(list(page.object_list))
    addresses = failing_addresses(cohort)
    looks.record(by=by(request), people={one.person for one in mails} | {one.person for one in addresses}, page="mail")
    return cohort_page(
        request,
        "cohorts/mail.html",
        cohort,
        _("Mail van deze ronde"),
        search=search,
        query=urlencode(search.chosen()),
        page=page,
        mails=mails,
        counts=mails_of(cohort).counts(),
        addresses=addresses,
    )


@require_POST
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one failed mail again, or all that failed. Pressed twice, it goes once."""
    cohort = own_cohort(request, pk)
    notices = mails_of(cohort)
    wanted = request.POST.get("mail", "")
    if wanted != "all":
        notices = notices.filter(pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 19 else notices.none()
    count = try_again(by=by(request), notices=notices)
    if count:
        text = ngettext("%(count)d mail gaat opnieuw uit.", "%(count)d mails gaan opnieuw uit.", count)
        messages.success(request, text % {"count": count})
    else:
        messages.warning(
            request,
            _("Er is niets om opnieuw te sturen. Kijk hieronder of een adres eerst moet worden gecontroleerd."),
        )
    return _back(request, cohort)


@require_POST
def mail_address(request: HttpRequest, pk: int, person_id: int) -> HttpResponse:
    """Take mail up again to somebody of this cohort whose address was checked. Somebody else is a 404."""
    cohort = own_cohort(request, pk)
    found = get_object_or_404(User.objects.filter(enrolments__cohort=cohort), pk=person_id)
    if confirm_address(by=by(request), person=found):
        messages.success(
            request, _("We mailen %(person)s weer op %(email)s.") % {"person": found, "email": found.email}
        )
    return _back(request, cohort)


def _back(request: HttpRequest, cohort: Cohort) -> HttpResponse:
    """Return to the list as it was searched."""
    search = MailFilter(request.POST)
    query = urlencode(search.chosen())
    return redirect(f"{reverse('cohorts:mail', args=[cohort.pk])}{'?' if query else ''}{query}")
