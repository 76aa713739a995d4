"""Thousands of attacks of our own making, and long texts of every few signs: safe, stable and quick, or refused."""

from __future__ import annotations

import multiprocessing
import random
from collections.abc import Iterator
from itertools import product
from multiprocessing.pool import Pool

import pytest
from bleach._vendor import html5lib

from lessons.richtext import PARTICIPANT, TRAINER, Profile, TextRefused, clean_html, render_markdown
from tests.lessons.attacks import attacks
from tests.lessons.test_richtext import PATHOLOGICAL, assert_safe, may_stand, outcome

NUMBER = 3_000
WAYS = 4
MOST_SECONDS = 30
"""A worker's patience, far beyond the second we promise: a busy machine must not fail this test."""
PROFILES = {profile.name: profile for profile in (PARTICIPANT, TRAINER)}
MAKERS = {"markdown": render_markdown, "html": clean_html}
XHTML = "{http://www.w3.org/1999/xhtml}"


def assert_safe_for_a_browser(source: str, profile: Profile) -> None:
    """Read it as a browser does, with the parser of the standard: nothing else comes to be in its tree."""
    tree = html5lib.parseFragment(source, container="article")
    for element in tree.iter():
        if element is tree:
            continue
        assert isinstance(element.tag, str), "a comment"
        assert element.tag.startswith(XHTML), element.tag
        tag = element.tag.removeprefix(XHTML)
        assert tag in profile.tags
        for name, value in element.attrib.items():
            assert (tag, name) == ("a", "rel") or name in profile.attributes.get(tag, ()), (tag, name)
            assert may_stand(name, value, profile), (name, value)
        if tag == "a" and profile.link_rel:
            assert element.attrib["rel"] == profile.link_rel
        if tag == "img" and profile is PARTICIPANT:
            assert {"src", "alt"} <= element.attrib.keys()


def trouble_with(work: tuple[str, str, list[str]]) -> list[str]:
    """Return what is wrong with each of these attacks that is not harmless and stable."""
    profile, maker, wrong = PROFILES[work[0]], MAKERS[work[1]], []
    for text in work[2]:
        try:
            once = maker(text, profile)
            assert_safe(once, profile)
            assert_safe_for_a_browser(once, profile)
            assert clean_html(once, profile) == once, "cleaning twice changes it"
        except TextRefused:
            continue
        except AssertionError as error:
            wrong.append(f"{text!r}: {error}")
    return wrong


def test_there_are_thousands_and_they_are_the_same_every_time() -> None:
    texts = attacks(seed=23, number=NUMBER)
    assert texts == attacks(seed=23, number=NUMBER)
    assert len(set(texts)) > NUMBER * 0.95
    assert texts != attacks(seed=24, number=NUMBER)


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("profile", PROFILES)
def test_none_of_thousands_of_attacks_gets_through(profile: str, maker: str) -> None:
    """Each goes one of the four ways: by two, because HTML and Markdown take turns among them."""
    way = list(product(PROFILES, MAKERS)).index((profile, maker))
    texts = [text for at, text in enumerate(attacks(seed=23, number=NUMBER)) if at // 2 % WAYS == way]
    assert trouble_with((profile, maker, texts)) == []


PIECES = [
    *PATHOLOGICAL,
    "![a](/blogs/foto/0d7e3c4a-5b1f-4a63-9a9e-2f6f1f0c8b11/) ",
    "![](https://x.nl/a.png)\n",
    "<img src=x alt=a>",
]
PAIRS = random.Random(23).sample(list(product(PIECES, PIECES)), 12)  # noqa: S311 - the same ones every time


@pytest.fixture(scope="module")
def worker() -> Iterator[Pool]:
    with multiprocessing.get_context("fork").Pool(1) as pool:
        yield pool


@pytest.mark.parametrize("pieces", [(PIECES[-3], ""), (PIECES[-2], ""), (PIECES[-1], ""), *PAIRS], ids=repr)
def test_no_two_pieces_together_keep_a_worker_busy(pieces: tuple[str, str], worker: Pool) -> None:
    for make, length in [(render_markdown, PARTICIPANT.max_characters), (clean_html, 4 * PARTICIPANT.max_characters)]:
        text = ("".join(pieces) * length)[:length]
        assert isinstance(worker.apply_async(outcome, (make, text, PARTICIPANT)).get(MOST_SECONDS), str)
