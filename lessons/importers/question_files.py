"""Files of questions, whatever their format: the one door for the command and for Wagtail."""

from __future__ import annotations

import codecs
import re

from django.utils.translation import gettext as _

from lessons.importers.gift import read_gift
from lessons.importers.moodle_xml import read_moodle_xml
from lessons.importers.parsed_questions import ParsedQuestions, QuestionsRefused
from lessons.text_limits import plain_characters

MAX_BYTES = 2_000_000
_XML = re.compile(rb"\s*(?:<\?xml|<!DOCTYPE|<!--|<quiz)", re.IGNORECASE)


def read_questions(content: bytes) -> ParsedQuestions:
    """Return the questions in a file of GIFT or Moodle XML. Raises QuestionsRefused, and nothing else."""
    refuse_large(len(content))
    if _XML.match(content.removeprefix(codecs.BOM_UTF8)):
        return read_moodle_xml(content)
    return read_gift(plain_characters(decoded(content)))


def refuse_large(size: int) -> None:
    """Raise QuestionsRefused for a file that is too large; ask before it is read."""
    if size > MAX_BYTES:
        raise QuestionsRefused(
            1,
            _("Dit bestand is %(size)d MB en er past %(most)d MB. Haal afbeeldingen eruit, of verdeel het.")
            % {"size": -(-size // 1_000_000), "most": MAX_BYTES // 1_000_000},
        )


def decoded(content: bytes) -> str:
    """Return the text of UTF-8, or of UTF-16 that says so, as Windows writes it."""
    encoding = "utf-16" if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise QuestionsRefused(
            line, _("Hier staat een teken dat geen UTF-8 is. Bewaar het bestand als UTF-8 en probeer het opnieuw.")
        ) from error
