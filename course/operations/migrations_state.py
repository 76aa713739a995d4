"""Whether the database is as far as the code."""

from functools import cache

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def unapplied(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the labels of apps whose newest migration has not run here, sorted. At most two queries."""
    return sorted({app for app, _ in newest() - MigrationRecorder(connection).applied_migrations().keys()})


@cache
def newest() -> frozenset[tuple[str, str]]:
    """Return the last migrations of every app in this code. It does not change while the process lives."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
