"""What others see of how far somebody is: her own row of the report, made by the report itself."""

from __future__ import annotations

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from course.cohorts.access import current_enrolment
from course.cohorts.models import Cohort
from course.people import sight
from course.people.models import User
from course.people.sight import Eyes, Face, Seen
from course.people.who_sees_what import Viewer
from course.reports.completion import CompletionReport, CompletionSheet


def register() -> None:
    sight.register_seer("progress", progress_seen)
    sight.register_face("report", report_face)


def progress_seen(person: User, eyes: Eyes) -> Seen:
    """Say how much of her progress these eyes see. Her enrolment, and no query more."""
    enrolment = current_enrolment(person)
    if enrolment is None:
        return Seen(0)
    if eyes.viewer is Viewer.MANAGER and enrolment.cohort.managers_see == Cohort.ManagerView.NOTHING:
        return Seen(0, sentence=_("In jouw ronde ziet je leidinggevende niets van je voortgang."))
    done = enrolment.things_done
    text = ngettext("%(count)s ding klaar.", "%(count)s dingen klaar.", done) % {"count": done}
    return Seen(1, sentence=text)


def report_face(person: User, eyes: Eyes) -> Face | None:
    """Her row as her manager reads it, or the sentence why there is none; the others have no such page."""
    enrolment = current_enrolment(person)
    if eyes.viewer is not Viewer.MANAGER or enrolment is None:
        return None
    report = CompletionReport()
    context = {"report": report, "cohort": enrolment.cohort, "library": enrolment.library, "sheet": None, "rows": []}
    if enrolment.cohort.managers_see != Cohort.ManagerView.NOTHING:
        sheet = CompletionSheet(enrolment.cohort, enrolment.library_id, QueryDict(), only=person)
        context |= {"sheet": sheet, "rows": sheet.rows[:1]}
    return Face(_("Jouw regel in de rapportage"), "reports/own_row.html", context)
