"""A certificate as PDF/UA-1: two tagged pages, the same bytes every time."""

from __future__ import annotations

import datetime
import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import qrcode  # type: ignore[import-untyped]  # ships no types
import typst
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from qrcode.image.svg import SvgPathImage  # type: ignore[import-untyped]  # the same

from course.notifications.letters import absolute
from course.progress.models import Certificate

PAPER = Path(__file__).resolve().parent / "paper"
_UNPRINTABLE = re.compile(r'the text `"(.+?)"` could not be displayed')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def pdf_of(certificate: Certificate) -> bytes:
    """Return the certificate on paper, in its own language. About a tenth of a second; no query, no network.

    What a trainer put in a title and no font has, such as an emoji, is left out. Names were checked before.
    """
    with translation.override(certificate.language):
        data = json.dumps(_data(certificate), ensure_ascii=False)
    made_at = certificate.issued_at.astimezone(datetime.UTC).replace(microsecond=0)
    try:
        return _compile("certificate.typ", data, made_at)
    except typst.TypstError as error:
        missing = _missing(error)
        return _compile("certificate.typ", data.translate(dict.fromkeys(map(ord, missing))), made_at)


def unprintable(text: str) -> list[str]:
    """Return the signs of this text that no font of ours has, in order; empty when all can be printed."""
    try:
        _compile("fonts.typ", json.dumps({"name": text}), datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC))
    except typst.TypstError as error:
        return list(dict.fromkeys(_missing(error)))
    return []


def _missing(error: typst.TypstError) -> str:
    """Return the signs that this error is about; raises it again when it is about something else."""
    texts = "".join(_UNPRINTABLE.findall(error.diagnostic))
    if not texts:
        raise error
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), texts)


def _compile(template: str, data: str, made_at: datetime.datetime) -> bytes:
    made: bytes = typst.compile(
        PAPER / template,
        root=PAPER,
        font_paths=[PAPER / "fonts"],
        ignore_system_fonts=True,  # The same on every machine.
        format="pdf",
        sys_inputs={"data": data},
        pdf_standards=["ua-1"],
        timestamp=made_at,
    )
    return made


def qr_code(url: str) -> str:
    """Return the QR code of this address as SVG."""
    out = BytesIO()
    qrcode.make(url, image_factory=SvgPathImage, border=0, error_correction=qrcode.constants.ERROR_CORRECT_M).save(out)
    return out.getvalue().decode().partition("?>")[2].strip()


def period(certificate: Certificate) -> str:
    """Return "van 2 maart tot en met 8 juni 2026", in the language that is active."""
    return _("van %(first)s tot en met %(last)s") % {
        "first": date_format(certificate.began_on, "j F Y"),
        "last": date_format(certificate.finished_on, "j F Y"),
    }


def _data(certificate: Certificate) -> dict[str, Any]:
    url = absolute(certificate.get_absolute_url())
    site, _slash, code = url.rstrip("/").rpartition("/")
    return {
        "title": _("Certificaat van %(name)s: %(course)s")
        % {"name": certificate.name, "course": certificate.course_title},
        "description": _("Wat %(name)s deed, en hoe je dit certificaat controleert.") % {"name": certificate.name},
        "name": certificate.name,
        "course": certificate.course_title,
        "organisation": certificate.organisation_name,
        "language": certificate.language,
        "url": url,
        "url_shown": f"{site.removeprefix(urlsplit(url).scheme + '://')}/\n{code}",
        "stamp_date": date_format(certificate.finished_on, "j b Y").upper(),
        "qr": qr_code(url),
        "things": certificate.things,
        "words": _words(certificate),
    }


def _words(certificate: Certificate) -> dict[str, str]:
    values = {
        "name": certificate.name,
        "course": certificate.course_title,
        "done": len(certificate.things),
        "total": certificate.things_total,
        "cohort": certificate.cohort_name,
        "organisation": certificate.organisation_name,
        "period": period(certificate),
        "issued": date_format(localdate(certificate.issued_at), "j F Y"),
        "exempted": len(certificate.exempted),
    }
    done = _("%(done)d van de %(total)d dingen zijn klaar.")
    with_exemptions = _(
        "%(done)d van de %(total)d dingen zijn klaar. Voor %(exempted)d daarvan was er een vrijstelling."
    )
    return {
        "heading": _("Certificaat"),
        "sentence": _(
            "heeft de cursus ‘%(course)s’ gehaald, met %(done)d van de %(total)d dingen. "
            "Dat was in de ronde ‘%(cohort)s’ van %(organisation)s, %(period)s."
        )
        % values,
        "stamp": _("Gehaald").upper(),
        "qr_alt": _("QR-code met het adres waar je dit certificaat controleert."),
        "verify": _("Is dit certificaat echt? Kijk op dit adres, of scan de code:"),
        "done_heading": _("Dit deed %(name)s") % values,
        "done_lead": (with_exemptions if certificate.exempted else done) % values,
        "exempted": _("vrijstelling"),
        "rule": f"{_('De regel van deze ronde:')} {certificate.rule}",
        "about": _("Gegeven op %(issued)s. Op het adres op de eerste pagina staat of dit certificaat nog geldt.")
        % values,
    }
