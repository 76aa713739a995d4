"""The pages and files of every report: they know the contract, and no report by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from course.people import looks
from course.people.access import manager_required
from course.reports.base import Report, Scope, Sheet, reports
from course.reports.writers import About, csv_response, xlsx_response

ROWS_A_PAGE = 25
WRITERS = {"csv": csv_response, "xlsx": xlsx_response}


@require_safe
@manager_required
def index(request: HttpRequest) -> HttpResponse:
    """List the reports; with one report, go straight there."""
    every = list(reports().values())
    if len(every) == 1:
        return redirect(f"reports:{every[0].key}")
    return render(request, "reports/index.html", {"reports": every})


@require_safe
@manager_required
def page(request: HttpRequest, report: Report) -> HttpResponse:
    """Show one page of a report, or the sentence why there is nothing to show."""
    scope = report.scope_for(request.user, request.GET, timezone.now())  # type: ignore[arg-type]  # a manager is a User
    context: dict[str, Any] = {"report": report, "scope": scope, "refusal": report.refusal(scope)}
    if scope.cohort is not None and not context["refusal"]:
        sheet = report.sheet(scope, request.GET)
        context |= _sheet_context(sheet, scope, request.GET)
        shown: Page = context["rows"]
        part = slice(max(shown.start_index() - 1, 0), shown.end_index())
        looks.record(by=request.user, people=report.people_in(sheet, part), page="report")
    return render(request, "reports/report.html", context)


@require_safe
@manager_required
def download(request: HttpRequest, report: Report, extension: str) -> HttpResponse:
    """Give the whole report as a file: the rows of the screen with the same address, all pages in one.

    Raises Http404 when there is no cohort to tell about, PermissionDenied when managers may not look at it.
    """
    scope = report.scope_for(request.user, request.GET, timezone.now())  # type: ignore[arg-type]
    if scope.cohort is None:
        raise Http404
    if report.refusal(scope):
        raise PermissionDenied
    sheet = report.sheet(scope, request.GET)
    looks.record(by=request.user, people=report.people_in(sheet, slice(None)), page="report_file")
    return WRITERS[extension](sheet, About(report, scope, sheet.form.described()))


def _sheet_context(sheet: Sheet, scope: Scope, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the sheet, its page of rows, and its address without order and page, with order, and without filters."""
    sort = sheet.form.cleaned_data["sort"]
    chosen = scope.query | sheet.form.chosen()
    return {
        "sheet": sheet,
        "summary": sheet.summary(),
        "rows": Paginator(cast(Any, sheet.rows), ROWS_A_PAGE).get_page(asked.get("page")),
        "sort": sort or "name",
        "unsorted": f"{urlencode(chosen)}&",
        "query": urlencode(chosen | ({"sort": sort} if sort else {})),
        "everything": urlencode(scope.query),
        "is_filtered": bool(sheet.form.chosen()),
    }
