"""What an office writes against the same in plain Dutch: the measures must tell them apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from lessons.coach.measures import Reading, measure

LINES = (Path(__file__).parent / "data" / "pairs.txt").read_text().splitlines()
OFFICIAL = [line[2:] for line in LINES if line.startswith("- ")]
PLAIN = [line[2:] for line in LINES if line.startswith("+ ")]
PAIRS = list(zip(OFFICIAL, PLAIN, strict=True))
LEAST = 0.95


def test_there_are_sixty_pairs_of_different_sentences() -> None:
    assert len(PAIRS) == 60
    assert len({*OFFICIAL, *PLAIN}) == 120


@pytest.mark.parametrize("score", ["flesch_douma", "brouwer", "lix"])
def test_the_plain_one_scores_easier(score: str) -> None:
    harder = [(official, plain) for official, plain in PAIRS if not is_easier(measure(plain), measure(official), score)]

    assert len(harder) <= (1 - LEAST) * len(PAIRS), harder


def is_easier(plain: Reading, official: Reading, score: str) -> bool:
    """Say so for this score: a low LIX is easy, of the others a high one is."""
    sign = -1 if score == "lix" else 1
    return sign * float(getattr(plain, score)) > sign * float(getattr(official, score))
