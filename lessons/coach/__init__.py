"""The writing coach: counts and points, never judges. Pure: no query, no request, no user, and nothing is kept.

What it may claim, and why, stands in `sayings`. Its rules and lists are data (`rules`), because the same coach runs in
the browser while somebody types: static/js/coach.js gets them with the page. The tests hold the two together.

    text        Markdown without what is no running text, every character in its place
    sentences   sentences and words
    syllables   syllables as a reader says them
    measures    mean, Flesch-Douma, Brouwer, LIX and their bands
    passive     sentences that do not say who does it
    phrasing    nominalisations, far-apart parts, clipped sentences
    jargon      words from the trainers' list
    advice      all of it for one text
    sayings     what the coach says about it, in whole sentences
"""

from lessons.coach.advice import Advice, read
from lessons.coach.measures import Reading, measure
from lessons.coach.rules import for_browser
from lessons.coach.sayings import Line, lines_of, wording

__all__ = ["Advice", "Line", "Reading", "for_browser", "lines_of", "measure", "read", "wording"]
