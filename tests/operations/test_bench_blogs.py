"""The benchmark of the blogs runs and tells what it measured; it asserts no time, because a machine has bad days."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from course.blogs.models import Post

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("one_connection")]


def test_the_quick_benchmark_of_the_blogs_tells_what_it_measured_and_imports_nothing_for_good(tmp_path: Path) -> None:
    out = StringIO()
    call_command("bench_blogs", "--quick", "--into", str(tmp_path), stdout=out, stderr=StringIO())
    told = out.getvalue()

    assert (tmp_path / f"blogs-{connection.vendor}-{timezone.localdate():%Y-%m-%d}.md").read_text() == told
    for page in ("bare view", "post page", "stream", "search, nothing found", "autosave"):
        assert f"| {page} |" in told
    assert "2 times as many posts took" in told
    assert Post.objects.filter(imported_from="").count() == Post.objects.count() == 8 + 1  # and one autosaved draft
