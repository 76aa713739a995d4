"""The measuring rod itself. Expected figures were worked out by hand beside the formulas' sources."""

import pytest

from tests.lessons.readability import measure, sentences, syllables, words

# As a reader says them: words with a trema, -tie, loanwords and compounds, which are where counting goes wrong.
SAID = """
de 1 het 1 bibliotheek 4 bibliotheken 5 medewerker 4 idee 2 ideeën 3 reünie 3 koffie 2 radio 3 auto 2 website 2
aanraken 3 eigenaar 3 februari 4 museum 3 media 3 ruïne 3 beïnvloeden 4 zee 1 café 2 tweeëntwintig 4 evaluatie 5
leeuw 1 nieuws 1 ooievaar 3 mooie 2 eeuwen 2 België 3 één 1 vergadering 4 lezen 2 reactie 3 klacht 1 collega's 3
foto's 2 privacy 3 wachtwoord 2 leidinggevende 5 trainer 2 nieuwsbrief 2 laaggeletterd 4 leesbevordering 5 boek 1
duidelijk 3 natuurlijk 3 misschien 2 coördinatie 5 geïnteresseerd 5 geüpload 3 financiën 4 patiënten 4 zeeën 2
ingrediënten 5 knieën 2 vacuüm 3 naïef 2 egoïst 3 poëzie 3 theater 3 creatief 3 ideaal 3 speciaal 3 officieel 4
station 2 niveau 2 team 1 online 2 e-mail 2 interview 3 ziekenhuisopname 6 vergunningsaanvraag 5 buien 2 groeien 2
nooit 1 draaien 2 trouwen 2 meeuw 1 yoga 2 baby 2 hobby 2 typen 2 systeem 2 jij 1 buiten 2 toe-eigenen 4 na-apen 3
zo'n 1 m'n 1 serieus 3 12 1
""".split()


@pytest.mark.parametrize(("word", "count"), list(zip(SAID[::2], map(int, SAID[1::2]), strict=True)))
def test_syllables_are_those_a_reader_says(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Dat zei dhr. Jansen. En toen?", 2),
        ("Dat wil zeggen, d.w.z. niet. Klaar!", 2),
        ("Om 9.30 uur op 1 december begint het.", 1),
        ("“Mag hoor!” zegt ze. “Echt?”", 2),
        ("Een kop\nEen zin. Nog een zin", 3),
        ("Hij wacht… en wacht… Dan gaat hij.", 2),
        ("– 🎉\n\n!", 0),
    ],
)
def test_sentences_end_where_a_reader_stops(text: str, count: int) -> None:
    assert len(sentences(text)) == count


def test_a_word_is_letters_or_a_number() -> None:
    assert words("Zo'n e-mail kost 2,50 euro (of #niets).") == ["Zo'n", "e-mail", "kost", "2,50", "euro", "of", "niets"]


@pytest.mark.parametrize(
    ("text", "counts", "flesch_douma", "lix"),
    [
        (
            "De bibliotheek is open. Je leent er boeken en films. Lid worden kost niets tot je achttiende.",
            (17, 3, 25, 2),
            88.33,
            17.43,
        ),
        (
            "Sociale media spelen een onmisbare rol in de transitie die de Bibliotheek maakt naar een omgeving waarin "
            "waardenetwerken centraal staan, zo wordt gesteld in het rapport.",
            (26, 1, 50, 9),
            34.58,
            60.62,
        ),
        (
            "Sociale media zijn belangrijk voor de bibliotheek. Mensen delen daar kennis met elkaar. "
            "Dat staat in het rapport.",
            (18, 3, 33, 4),
            60.09,
            28.22,
        ),
    ],
    ids=["a poster", "a policy", "the policy rewritten"],
)
def test_the_measures_follow_their_formulas(
    text: str, counts: tuple[int, int, int, int], flesch_douma: float, lix: float
) -> None:
    reading = measure(text)

    assert (reading.words, reading.sentences, reading.syllables, reading.long_words) == counts
    assert round(reading.flesch_douma, 2) == flesch_douma
    assert round(reading.lix, 2) == lix
