"""What a stranger with a code reads: whether it is real and still holds, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from course.people.models import User
from course.progress.certificates.actions import revoke
from course.progress.models import Certificate

As = Callable[[User | None], Client]
pytestmark = pytest.mark.django_db


def test_a_stranger_reads_that_it_is_real(ada: User, certificate: Certificate) -> None:
    answer = Client().get(certificate.get_absolute_url())

    assert "Dit certificaat is echt en geldig" in answer.text
    for words in ("Ada van den Berg", "23 dingen", "Najaar", "POI Het Verband", "Zo werkt 23 Dingen", "vrijstelling"):
        assert words in answer.text
    assert ada.email not in answer.text
    assert "Bibliotheek Waterrijk" not in answer.text


def test_it_gives_no_cookie_and_is_found_by_no_search_engine(certificate: Certificate) -> None:
    answer = Client().get(certificate.get_absolute_url())

    assert not answer.cookies
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Cache-Control"] == "private, no-store"
    assert '<meta name="robots" content="noindex, nofollow">' in answer.text


def test_a_revoked_one_says_since_when_and_why_and_keeps_the_trainers_note_inside(
    tove: User, certificate: Certificate
) -> None:
    revoke(by=tove, certificate=certificate, reason="mistake", note="Verkeerde Ada aangeklikt.")

    answer = Client().get(certificate.get_absolute_url())

    assert "Dit certificaat is ingetrokken" in answer.text
    assert "per vergissing gegeven" in answer.text
    assert "Verkeerde Ada" not in answer.text
    assert "Tove" not in answer.text


def test_a_code_that_is_of_nothing_is_a_404_with_a_plain_sentence() -> None:
    answer = Client().get(reverse("certificates:verify", args=["A" * 22]))

    assert answer.status_code == 404
    assert "Dit certificaat kennen we niet" in answer.text
    assert not answer.cookies


def test_who_tries_many_codes_is_slowed_down_and_a_real_code_still_opens(certificate: Certificate) -> None:
    cache.clear()
    client = Client(REMOTE_ADDR="198.51.100.7")
    statuses = [client.get(reverse("certificates:verify", args=[f"{n:022d}"])).status_code for n in range(32)]

    assert statuses == [404] * 30 + [429] * 2
    assert "Wacht even" in client.get(reverse("certificates:verify", args=["B" * 22])).text
    assert client.get(certificate.get_absolute_url()).status_code == 200
    assert Client(REMOTE_ADDR="198.51.100.8").get(reverse("certificates:verify", args=["B" * 22])).status_code == 404
    cache.clear()
