"""Issuing, issuing again under another name, revoking, and forgetting. Each is whole or not at all, and is logged."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from course.cohorts.models import Enrolment
from course.notifications.actions import notify
from course.notifications.models import Notice
from course.people.models import User
from course.progress.certificates import names
from course.progress.certificates.earned import Result, result_of, results_of
from course.progress.models import STATUS_LIST_SIZE, Certificate
from lessons.models import ThingPage

REASON = "certificate"
"""The kind of notice that says a certificate can be asked for."""
TAKEN_BACK = frozenset({Certificate.Reason.MISTAKE, Certificate.Reason.FRAUD})
"""After these a trainer alone can give a certificate again."""
KEPT = (
    "person",
    "cohort",
    "course_title",
    "cohort_name",
    "organisation_name",
    "began_on",
    "finished_on",
    "things",
    "things_total",
    "rule",
    "language",
)
"""What stays as it was when a certificate is issued again under another name."""


def tell_who_is_ready(people: Collection[int], thing: ThingPage) -> None:
    """Tell these people (ids), who just finished this ding, that their certificate waits; each cohort once.

    Queries: their enrolments, who was told before, two for the results, and one for each who is ready.
    """
    rows = list(
        Enrolment.objects.active()
        .filter(person__in=people, cohort__programme__thing=thing)
        .select_related("cohort", "person")
    )
    told = set(Notice.objects.filter(person__in=people, reason=REASON).values_list("person_id", "period"))
    rows = [row for row in rows if (row.person_id, str(row.cohort_id)) not in told]
    results = results_of(rows) if rows else {}
    for row in rows:
        if results[row.pk].is_met:
            notify(person=row.person, reason=REASON, period=str(row.cohort_id), subject=str(row.pk))


@transaction.atomic
def issue(*, by: User, enrolment: Enrolment, name: str, at: datetime | None = None) -> Certificate:
    """Return the certificate of this enrolment, under this name; the one that stands already when there is one.

    Raises ValidationError when the name cannot stand on paper, the rule of the cohort is not met, or she asks herself
    for what her trainer took back.
    """
    row = Enrolment.objects.select_for_update(of=("self",)).select_related("cohort__course", "cohort__organisation")
    locked = row.select_related("person").get(pk=enrolment.pk)
    standing = Certificate.objects.standing().filter(person=locked.person, cohort=locked.cohort).first()
    if standing is not None:
        return standing
    result = result_of(locked)
    if not result.is_met:
        raise ValidationError(_("Je hebt nog niet genoeg dingen klaar voor een certificaat."))
    before = latest(locked)
    if before is not None and before.reason in TAKEN_BACK and by == locked.person:
        raise ValidationError(
            _("Je trainer heeft je certificaat ingetrokken. Vraag je trainer waarom, en wat je nu kunt doen.")
        )
    return _store(by, _new(locked, result, name, before, at))


def latest(enrolment: Enrolment) -> Certificate | None:
    """Return the newest certificate of this person in this cohort, standing or not. One query."""
    mine = Certificate.objects.filter(person=enrolment.person_id, cohort=enrolment.cohort_id)
    return mine.order_by("-issued_at", "-pk").first()


@transaction.atomic
def issue_again(*, by: User, certificate: Certificate, name: str) -> Certificate:
    """Return a new certificate under another name in place of this one, which from now on says that it was replaced.

    The same name changes nothing. What was proven stays as it was then. Raises ValidationError for a name that cannot
    stand on paper, or for a certificate that no longer stands under that name.
    """
    tidied = _checked(name)
    if certificate.stands and certificate.name == tidied:
        return certificate
    now = timezone.now()
    closed = Certificate.objects.standing().filter(pk=certificate.pk)
    if not closed.update(revoked_at=now, revoked_by=by, reason=Certificate.Reason.REPLACED):
        successor = Certificate.objects.standing().filter(replaces=certificate, name=tidied).first()
        if successor is not None:  # The same button, twice.
            return successor
        raise ValidationError(_("Dit certificaat geldt niet meer. Kijk bij je certificaten welk nu geldt."))
    new = Certificate(name=tidied, replaces=certificate, **{field: getattr(certificate, field) for field in KEPT})
    return _store(by, new)


@transaction.atomic
def revoke(*, by: User, certificate: Certificate, reason: str, note: str = "") -> Certificate:
    """Take this certificate back. Twice is once: who came first, and her reason, stay.

    Raises ValidationError for a reason that is not one, or that only issuing again may give.
    """
    if reason not in Certificate.Reason.values or reason == Certificate.Reason.REPLACED:
        raise ValidationError(_("Kies een reden uit de lijst."))
    standing = Certificate.objects.standing().filter(pk=certificate.pk)
    if standing.update(revoked_at=timezone.now(), revoked_by=by, reason=reason, note=note):
        _log(certificate, "wagtail.edit", by)
    return Certificate.objects.get(pk=certificate.pk)


@transaction.atomic
def forget(person: User, at: datetime | None = None) -> int:
    """Take the name off all certificates of somebody who wants to be forgotten, and revoke what still stands.

    Her page for strangers stays and says that it was withdrawn on request; a badge that she gave away no longer holds.
    Returns how many there were.
    """
    mine = Certificate.objects.filter(person=person)
    mine.standing().update(revoked_at=at or timezone.now(), reason=Certificate.Reason.REQUEST)
    return mine.update(name="", note="", recipient_hash="", recipient_salt="")


def _checked(name: str) -> str:
    tidied = names.tidy(name)
    names.check(tidied)
    return tidied


def _new(
    enrolment: Enrolment, result: Result, name: str, before: Certificate | None, at: datetime | None
) -> Certificate:
    cohort, person = enrolment.cohort, enrolment.person
    language = person.language or "nl"
    with translation.override(language):
        rule = result.in_words()
    finished_on = result.finished_on or timezone.localdate()
    return Certificate(
        person=person,
        cohort=cohort,
        name=_checked(name),
        course_title=cohort.course.title,
        cohort_name=cohort.name,
        organisation_name=cohort.organisation.name,
        began_on=min(cohort.starts_on, finished_on),
        finished_on=finished_on,
        things=[{"number": thing.number, "title": thing.title, "exempted": thing.is_exempted} for thing in result.done],
        things_total=result.published,
        rule=rule,
        language=language,
        replaces=before,
        issued_at=at or timezone.now(),
    )


def _store(by: User, certificate: Certificate) -> Certificate:
    """Save a new certificate at a free place in the status lists.

    The place is drawn: places in a row would say who asked after whom. A list is filled to half at most, so a draw hits
    a taken place less than half of the time; that race is left to the constraint.
    """
    salt = secrets.token_hex(8)
    if certificate.person is not None:
        known = hashlib.sha256(f"{certificate.person.email}{salt}".encode()).hexdigest()
        certificate.recipient_hash, certificate.recipient_salt = f"sha256${known}", salt
    first = Certificate.objects.count() // (STATUS_LIST_SIZE // 2) * STATUS_LIST_SIZE
    for attempt in range(64):
        certificate.status_index = first + secrets.randbelow(STATUS_LIST_SIZE)
        if attempt < 63 and Certificate.objects.filter(status_index=certificate.status_index).exists():
            continue
        try:
            with transaction.atomic():
                certificate.save()
        except IntegrityError:
            if attempt < 63 and Certificate.objects.filter(status_index=certificate.status_index).exists():
                continue
            raise
        break
    _log(certificate, "wagtail.create", by)
    return certificate


def _log(certificate: Certificate, action: str, by: User) -> None:
    # The title is the cohort and not the person: the log outlives what it speaks of, and names must be erasable.
    log(certificate, action, user=by, title=certificate.cohort_name)
