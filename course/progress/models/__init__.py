"""Completions and their ledger; certificates and the keys of their badges."""

from course.progress.models.certificates import (
    STATUS_LIST_SIZE,
    BadgeKey,
    Certificate,
    CertificateQuerySet,
)
from course.progress.models.completions import AppendOnlyError, LedgerEntry, LedgerQuerySet, ThingCompletion

__all__ = [
    "STATUS_LIST_SIZE",
    "AppendOnlyError",
    "BadgeKey",
    "Certificate",
    "CertificateQuerySet",
    "LedgerEntry",
    "LedgerQuerySet",
    "ThingCompletion",
]
