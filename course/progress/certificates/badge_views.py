"""What a badge is and points at: the token itself for its owner; issuer, achievement, keys and status for everybody.

These addresses stand in signed documents for years, so none of them ever changes. They give no cookie and no name.
"""

from __future__ import annotations

from typing import Any, cast

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from course.cohorts.models import Cohort
from course.people.models import ServiceOrganisation, User
from course.progress.certificates import badge as badges
from course.progress.certificates.earned import rule_of
from course.progress.certificates.keys import NoBadgeKeyError
from course.progress.certificates.views import own_certificate
from course.progress.models import STATUS_LIST_SIZE, BadgeKey, Certificate

CONTEXT = [badges.VC, badges.OPEN_BADGES]
FORMS = {"jwt": "application/vc+jwt", "svg": "image/svg+xml", "json": "application/vc+json"}
SVG = "progress/certificates/badge.svg"


def _public(document: dict[str, Any], content_type: str = "application/json") -> HttpResponse:
    response = JsonResponse(document, content_type=content_type, json_dumps_params={"ensure_ascii": False})
    return _for_everybody(response)


def _for_everybody(response: HttpResponse) -> HttpResponse:
    """Let a page of any site read this, and keep it for five minutes: verifiers run in browsers too."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "public, max-age=300"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_GET
@login_required
def badge(request: HttpRequest, code: str) -> HttpResponse:
    """Give somebody her own badge: signed (`?vorm=jwt`, the default), in a picture, or as JSON to read."""
    certificate = own_certificate(cast(User, request.user), code)
    form = request.GET.get("vorm", "jwt")
    if form not in FORMS or not certificate.stands:
        raise Http404
    document = badges.credential(certificate)
    name = slugify(certificate.course_title) or "badge"
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "private, no-store"}
    if form == "json":
        return JsonResponse(
            document, content_type=FORMS[form], headers=headers, json_dumps_params={"indent": 2, "ensure_ascii": False}
        )
    try:
        token = badges.signed(document)
    except NoBadgeKeyError:
        said = _("Deze site kan nog geen badges ondertekenen. Vraag de beheerder om een sleutel in te stellen.")
        return render(request, "progress/certificates/no_key.html", {"said": said}, status=503)
    if form == "svg":  # Open Badges 3.0, section 5.3.2: the token rides along in the picture.
        picture = {"token": token, "title": certificate.course_title}
        return HttpResponse(render_to_string(SVG, picture), content_type=FORMS[form], headers=headers)
    return HttpResponse(token, content_type=FORMS[form], headers=headers)


@require_GET
def installation(_request: HttpRequest) -> HttpResponse:
    """Say who keeps the keys and the status lists: this site."""
    return _public({"@context": CONTEXT, **badges.installation()})


@require_GET
def issuer(_request: HttpRequest, slug: str) -> HttpResponse:
    """Say which POI issued a badge."""
    organisation = get_object_or_404(ServiceOrganisation, slug=slug)
    return _public({"@context": CONTEXT, **badges.profile(organisation)})


@require_GET
def achievement(_request: HttpRequest, slug: str) -> HttpResponse:
    """Say what a cohort asks for its certificate."""
    cohort = get_object_or_404(Cohort.objects.select_related("course", "organisation"), slug=slug)
    said = badges.achievement(cohort, course=cohort.course.title, rule=rule_of(cohort), language="nl")
    return _public({"@context": CONTEXT, **said})


@require_GET
def keys(_request: HttpRequest) -> HttpResponse:
    """Publish all public keys that ever signed here (RFC 7517)."""
    return _public({"keys": [key.jwk for key in BadgeKey.objects.all()]}, "application/jwk-set+json")


@require_GET
def key(_request: HttpRequest, kid: str) -> HttpResponse:
    """Publish one public key, at the address that badges name as their `kid`."""
    return _public(get_object_or_404(BadgeKey, kid=kid).jwk, "application/jwk+json")


@require_GET
def status(_request: HttpRequest, number: int) -> HttpResponse:
    """Publish which badges of one list were revoked, signed. Two queries, and one for the key."""
    first = number * STATUS_LIST_SIZE
    if not Certificate.objects.filter(status_index__range=(first, first + STATUS_LIST_SIZE - 1)).exists():
        raise Http404
    try:
        token = badges.signed(badges.status_credential(number))
    except NoBadgeKeyError as error:
        raise Http404(str(error)) from error
    return _for_everybody(HttpResponse(token, content_type=FORMS["jwt"]))
