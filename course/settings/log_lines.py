"""What goes into a log, and what does not: a key that opens a door for who holds it."""

from __future__ import annotations

import logging
import re

SIGNED = re.compile(r"[\w.-]{4,}(?::|%3A)[\w-]{4,8}(?::|%3A)[\w-]{43}(?![\w-])", re.IGNORECASE)
"""What `django.core.signing.dumps` gives: content, moment, and a signature of 43 signs."""


class WithoutKeys(logging.Filter):
    """Takes signed keys out of a line: Django writes the address of a page that failed, and a link is a key."""

    def filter(self, record: logging.LogRecord) -> bool:
        line = record.getMessage()
        if SIGNED.search(line):
            record.msg, record.args = SIGNED.sub("[sleutel]", line), ()
        return True
