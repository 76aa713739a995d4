"""Completions and their ledger."""

from course.progress.models.completions import AppendOnlyError, LedgerEntry, LedgerQuerySet, ThingCompletion

__all__ = ["AppendOnlyError", "LedgerEntry", "LedgerQuerySet", "ThingCompletion"]
