"""What the coach says, in whole sentences.

It counts and points. It prints no level such as B1, no share of the Dutch who would understand, no grade and no
comparison with anybody: none of the formulas can carry that (Pander Maat, Jansen). It asks "Wie doet het?" and never
says "fout". The browser says the same sentences: it gets them with the page, in the page's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from lessons.coach.advice import Advice, Place
from lessons.coach.jargon import Mention
from lessons.coach.measures import Reading, douma_band, lix_band, whole
from lessons.coach.rules import LIMITS


@dataclass(frozen=True)
class Quote:
    """Words of the writer and where they stand. `more` is Dutch whatever the page; `note` may lead to `url`."""

    text: str
    start: int
    end: int
    more: str = ""
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Line:
    """One line of the coach. `figure` stands beside the title; advice is what one might change."""

    key: str
    title: str
    figure: str
    said: str
    soft: str = ""
    is_advice: bool = True
    quotes: tuple[Quote, ...] = ()


def wording() -> dict[str, str]:
    """Return every sentence by its name, in the active language, with %(name)s where a word or number comes."""
    return {**_figures_said(), **_advice_said(), **_bands_said()}


def _figures_said() -> dict[str, str]:
    return {
        "begin_words": _("De coach begint na 50 woorden."),
        "begin_sentences": _("De coach begint na drie zinnen."),
        "count": _("%(words)s woorden, %(sentences)s zinnen."),
        "count_one": _("%(words)s woord, %(sentences)s zin."),
        "count_one_sentence": _("%(words)s woorden, %(sentences)s zin."),
        "mean": _("Woorden per zin"),
        "mean_low": _("Dat is kort. Wissel af: verbind twee zinnen met want, maar of daarom."),
        "mean_good": _("Goed. Tot 15 leest prettig."),
        "mean_long": _("Dat is aan de lange kant. Probeer gemiddeld 15 woorden of minder."),
        "mean_very_long": _("Dat is lang. Zet één boodschap in een zin."),
        "longest": _("Langste zin"),
        "longest_figure": _("%(words)s woorden"),
        "longest_good": _("Geen zin is langer dan 20 woorden."),
        "longest_one": _("Deze zin kan in tweeën."),
        "longest_more": _("Deze zin kan in tweeën. Je hebt %(count)s zinnen van meer dan 20 woorden."),
        "douma": _("Leesgemak"),
        "douma_soft": _("Flesch-Douma, van 0 (moeilijk) tot 100 (gemakkelijk)."),
        "lix": _("Lange woorden en zinnen"),
        "lix_soft": _("LIX: hoe lager, hoe gemakkelijker. Gemaakt voor het Zweeds."),
        "summary_none": _("Verder heeft de coach geen advies."),
        "summary": _("Advies bij: %(titles)s."),
    }


def _advice_said() -> dict[str, str]:
    return {
        "passive": _("Wie doet het?"),
        "passive_said": _("Hier zie je niet meteen wie iets doet."),
        "apart": _("Wat bij elkaar hoort"),
        "apart_said": _(
            "Hier wacht je lezer lang op de rest. Zet bij elkaar wat bij elkaar hoort, of maak twee zinnen."
        ),
        "disguised": _("Maak er een werkwoord van"),
        "disguised_said": _("Zeg wat iemand doet. “Wij openen de zaal” leest lichter dan “de opening van de zaal”."),
        "clipped": _("Korte zinnen na elkaar"),
        "clipped_said": _("Deze zinnen staan los van elkaar. Verbind er twee met want, maar, daarom of dus."),
        "jargon": _("Makkelijker woord"),
        "jargon_said": _("Dit zijn woorden van je vak. Kent je lezer ze?"),
        "terms": _("Woorden uit de cursus"),
        "terms_said": _("Je lezer kent ze misschien niet. Leg ze uit."),
        "terms_note": _("uitgelegd in ding %(thing)s"),
        "headings": _("Tussenkoppen"),
        "headings_none": _("Je tekst is lang en heeft geen tussenkop. Zet ## voor een regel om er een te maken."),
        "headings_skipped": _("Onder een kop met %(above)s staat er een met %(below)s. Sla geen niveau over."),
        "links": _("Woorden van een link"),
        "links_said": _("Laat de woorden van de link zeggen waar hij heen gaat."),
        "sentence_figure": _("%(count)s zinnen"),
        "sentence_figure_one": _("%(count)s zin"),
    }


def _bands_said() -> dict[str, str]:
    return {
        "very_easy": _("Heel gemakkelijk."),
        "easy": _("Gemakkelijk."),
        "fairly_easy": _("Vrij gemakkelijk."),
        "normal": _("Gewoon."),
        "fairly_hard": _("Vrij moeilijk."),
        "hard": _("Moeilijk."),
        "very_hard": _("Heel moeilijk."),
    }


def lines_of(advice: Advice, said: dict[str, str]) -> list[Line]:
    """Return what the coach says: sentences first, then advice, scores last; nothing under the least it needs."""
    if advice.reading is None:
        return []
    return [*_sentences(advice, advice.reading, said), *_advice(advice, said), *_scores(advice.reading, said)]


def begins(advice: Advice, said: dict[str, str]) -> str:
    """Return why there is nothing to say yet, or an empty text."""
    if advice.reading is not None:
        return ""
    return said["begin_words" if advice.words < LIMITS["words"] else "begin_sentences"]


def counts(advice: Advice, said: dict[str, str]) -> str:
    one = "_one" if advice.words == 1 else "_one_sentence" if advice.sentences == 1 else ""
    return said[f"count{one}"] % {"words": advice.words, "sentences": advice.sentences}


def summary(advice: Advice, said: dict[str, str]) -> str:
    """Return all of it in one breath, for who asks."""
    lines = lines_of(advice, said)
    titles = "; ".join(line.title for line in lines if line.is_advice)
    last = said["summary"] % {"titles": titles} if titles else said["summary_none"]
    figures = " ".join(f"{line.title}: {line.figure}. {line.said}" for line in lines if line.key in {"mean", "douma"})
    return " ".join(filter(None, [counts(advice, said), begins(advice, said), figures, last if lines else ""]))


# --- Figures -------------------------------------------------------------------------------------------------------


def _sentences(advice: Advice, reading: Reading, said: dict[str, str]) -> Iterator[Line]:
    mean = whole(reading.words_per_sentence * 10) / 10
    shown = number_format(mean, 1)
    band = _mean_band(mean)
    yield Line("mean", said["mean"], shown, said[band], is_advice=band != "mean_good")
    assert advice.longest is not None  # noqa: S101 - there is a reading, so there is a sentence
    long = {0: "longest_good", 1: "longest_one"}.get(advice.long_sentences, "longest_more")
    yield Line(
        "longest",
        said["longest"],
        said["longest_figure"] % {"words": advice.longest_words},
        said[long] % {"count": advice.long_sentences},
        is_advice=advice.long_sentences > 0,
        quotes=_quotes([advice.longest]),
    )


def _scores(reading: Reading, said: dict[str, str]) -> Iterator[Line]:
    douma, lix = reading.shown_douma, reading.shown_lix
    yield Line("douma", said["douma"], str(douma), said[douma_band(douma)], said["douma_soft"], is_advice=False)
    yield Line("lix", said["lix"], str(lix), said[lix_band(lix)], said["lix_soft"], is_advice=False)


def _mean_band(mean: float) -> str:
    if mean < LIMITS["mean_low"]:
        return "mean_low"
    if mean <= LIMITS["mean"]:
        return "mean_good"
    return "mean_long" if mean <= LIMITS["mean_high"] else "mean_very_long"


# --- Advice --------------------------------------------------------------------------------------------------------


def _advice(advice: Advice, said: dict[str, str]) -> Iterator[Line]:
    for key, places in (("passive", advice.passive), ("apart", advice.apart)):
        if places:
            figure = said["sentence_figure_one" if len(places) == 1 else "sentence_figure"] % {"count": len(places)}
            yield Line(key, said[key], figure, said[f"{key}_said"], quotes=_quotes(places))
    for key, places in (("disguised", advice.disguised), ("clipped", advice.clipped), ("links", advice.links)):
        if places:
            yield Line(key, said[key], str(len(places)), said[f"{key}_said"], quotes=_quotes(places))
    yield from _words(advice, said)
    yield from _headings(advice, said)


def _words(advice: Advice, said: dict[str, str]) -> Iterator[Line]:
    if advice.jargon:
        quotes = tuple(_plain(mention) for mention in advice.jargon[: LIMITS["jargon"]])
        yield Line("jargon", said["jargon"], str(len(advice.jargon)), said["jargon_said"], quotes=quotes)
    if advice.terms:
        quotes = tuple(_term(mention, said) for mention in advice.terms[: LIMITS["jargon"]])
        yield Line("terms", said["terms"], str(len(advice.terms)), said["terms_said"], is_advice=False, quotes=quotes)


def _plain(mention: Mention) -> Quote:
    entry = mention.entry
    return Quote(entry.word, mention.start, mention.end, f"→ {entry.plain}. {entry.why}".strip())


def _term(mention: Mention, said: dict[str, str]) -> Quote:
    entry = mention.entry
    note = said["terms_note"] % {"thing": entry.thing}
    return Quote(entry.word, mention.start, mention.end, note=note, url=entry.thing_url)


def _headings(advice: Advice, said: dict[str, str]) -> Iterator[Line]:
    if advice.lacks_headings:
        yield Line("headings", said["headings"], "0", said["headings_none"])
    elif advice.skipped:
        above, below = advice.skipped[0]
        sentence = said["headings_skipped"] % {"above": "#" * above, "below": "#" * below}
        yield Line("headings", said["headings"], str(len(advice.skipped)), sentence)


def _quotes(places: Iterable[Place]) -> tuple[Quote, ...]:
    return tuple(Quote(place.text, place.start, place.end) for place in list(places)[: LIMITS["quotes"]])
