"""The benchmark of a list of people runs and tells what it measured; it asserts no time."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from course.operations.bench_people import rows_of
from course.people.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]


def test_the_quick_benchmark_tells_what_it_measured_and_leaves_nobody_behind(tmp_path: Path) -> None:
    out = StringIO()
    call_command("bench_people", "--quick", "--into", str(tmp_path), stdout=out, stderr=StringIO())
    told = out.getvalue()

    assert (tmp_path / f"people-{connection.vendor}-{timezone.localdate():%Y-%m-%d}.md").read_text() == told
    assert "| 4 |" in told
    assert "2 times as many people took" in told
    assert not User.objects.filter(email__endswith="@lijst.example").exists()


def test_everybody_on_the_list_is_somebody_else() -> None:
    rows = rows_of(10_000)
    assert len({row[0] for row in rows}) == len(rows)
