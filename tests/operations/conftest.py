"""What the tests of the benchmarks have in common."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from wagtail.models import Site


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Keep Django from closing the test's own connection at each request, as its own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    Site.clear_site_root_paths_cache()
