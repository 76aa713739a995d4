"""Worksheet: enough complete rows is done (syllabus 0.6, dingen 4, 10, 17 and 19)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.blocks.base import get_error_json_data

from lessons.exercises import AnswerData
from lessons.exercises.sheet_copies import as_markdown, as_rows, chart_of
from lessons.exercises.sheets import Outcome, Sheet, contact_in
from lessons.exercises.worksheet import COLUMN, OUTCOME, WorksheetExercise
from lessons.exercises.worksheet_form import WorksheetForm
from lessons.models import BoundExercise
from tests.lessons.exercises.samples import answered, can_be_saved, form_for, placed, previewed, sentences
from tests.lessons.exercises.sheet_cases import (
    CASES,
    CHANNEL_SCAN,
    COVER,
    FACEBOOK,
    GOAL_CARD,
    GOALS,
    HEARD,
    INSTAGRAM,
    LISTENING_LOG,
    NBSP,
    POSTS,
    QUARTER,
    RADIO,
    SILENT_X,
    Case,
    Typed,
    blocks,
    channel,
    message,
    worksheet,
)


def sent(rows: list[Typed], below: Typed | None = None) -> dict[str, str]:
    cells = {f"r{place}-{key}": typed for place, row in enumerate(rows) for key, typed in row.items()}
    return cells | {f"s-{key}": typed for key, typed in (below or {}).items()}


def filled(text: str, rows: list[Typed], below: Typed | None = None) -> tuple[BoundExercise, AnswerData]:
    exercise = worksheet(text)
    return exercise, answered(exercise, sent(rows, below))


def sheet_of(exercise: BoundExercise, answer: AnswerData) -> Sheet:
    assert isinstance(exercise.block, WorksheetExercise)
    return exercise.block.sheet(exercise.value, answer)


def refused(exercise: BoundExercise, rows: list[Typed], below: Typed | None = None) -> list[str]:
    form = form_for(exercise, sent(rows, below))
    assert not form.is_valid()
    return list(sentences(form))


def as_shown(outcome: Outcome) -> str:
    return outcome.said + (f"! {outcome.warning}" if outcome.warning else "")


# --- The examples of the syllabus ----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_worksheet_of_the_syllabus_gives_its_own_results(case: Case) -> None:
    form = form_for(worksheet(case.worksheet), sent(case.rows, case.below))
    assert isinstance(form, WorksheetForm)
    shown = form.rows()
    for row, expected in zip(shown, case.expected, strict=False):
        blank = dict.fromkeys((outcome.key for outcome in row.outcomes), "–")
        assert {outcome.key: as_shown(outcome) for outcome in row.outcomes} == (blank if expected is None else expected)
    assert {outcome.key: as_shown(outcome) for outcome in form.sheet.outcomes[1]} == case.once


def test_three_complete_rows_finish_ding_4() -> None:
    exercise, answer = filled(CHANNEL_SCAN, [FACEBOOK, INSTAGRAM, SILENT_X])
    assert exercise.block.is_done(exercise.value, answer)
    assert exercise.block.missing(exercise.value, answer) == []
    exercise, answer = filled(CHANNEL_SCAN, [FACEBOOK])
    assert not exercise.block.is_done(exercise.value, answer)
    assert exercise.block.missing(exercise.value, answer) == ["Vul nog 2 rijen helemaal in. Je hebt er 3 nodig."]


def test_ding_10_needs_eight_rows_on_five_days_and_three_conclusions() -> None:
    conclusions = {f"conclusie_{number}": "Mensen vragen naar e-books." for number in (1, 2, 3)}
    exercise, answer = filled(LISTENING_LOG, HEARD, conclusions)
    assert exercise.block.is_done(exercise.value, answer)
    one_day = [row | {"datum": "2026-10-01"} for row in HEARD]
    exercise, answer = filled(LISTENING_LOG, one_day, conclusions)
    assert exercise.block.missing(exercise.value, answer) == [
        "Bij “Datum” heb je 1 verschillend antwoord. Nodig zijn er 5."
    ]
    exercise, answer = filled(LISTENING_LOG, HEARD, {"conclusie_1": "Ja."})
    assert exercise.block.missing(exercise.value, answer) == ["Vul nog in: Conclusie 2, Conclusie 3."]


def test_in_a_quiet_library_ten_days_of_listening_are_enough_with_fewer_rows() -> None:
    said = {f"conclusie_{number}": "Het is stil." for number in (1, 2, 3)}
    exercise, answer = filled(LISTENING_LOG, HEARD[:2], said | {"tien_dagen": "yes"})
    assert exercise.block.is_done(exercise.value, answer)
    exercise, answer = filled(LISTENING_LOG, HEARD[:2], said | {"tien_dagen": "no"})
    assert len(exercise.block.missing(exercise.value, answer)) == 2
    exercise, answer = filled(LISTENING_LOG, [], said | {"tien_dagen": "yes"})
    assert exercise.block.missing(exercise.value, answer) == ["Vul nog 1 rij helemaal in. Je hebt er 1 nodig."]


def test_a_reaction_time_is_only_asked_of_what_was_answered() -> None:
    exercise, answer = filled(LISTENING_LOG, [message(7), message(1) | {"beantwoord": "yes"}, message(2, needed=False)])
    assert [[column.key for column in gaps] for gaps in sheet_of(exercise, answer).gaps] == [
        [],
        ["reactietijd_min"],
        [],
    ]


def test_ding_19_needs_two_indicators_and_the_goal() -> None:
    exercise, answer = filled(GOAL_CARD, GOALS[:2], QUARTER)
    assert exercise.block.is_done(exercise.value, answer)
    exercise, answer = filled(GOAL_CARD, [GOALS[0], {"indicator": "Bereik"}], {"doel": "Meer."})
    assert exercise.block.missing(exercise.value, answer) == [
        "Vul nog 1 rij helemaal in. Je hebt er 2 nodig.",
        "Nog niet compleet: Indicator 2 (Nulwaarde, Streefwaarde, Bron).",
        "Vul nog in: Start, Eind.",
    ]


def test_of_many_half_rows_only_some_are_named() -> None:
    exercise, answer = filled(LISTENING_LOG, [{"onderwerp": "x", "datum": "1-1-2026"}] * 6)
    assert exercise.block.missing(exercise.value, answer)[1].endswith("; ….")


def test_a_single_form_is_done_when_all_of_it_is_filled_in() -> None:
    exercise, answer = filled(RADIO, [{"uren": "16"}])
    assert exercise.block.missing(exercise.value, answer) == ["Vul nog in: Dagen per week, Weken."]
    assert exercise.block.missing(exercise.value, None) == ["Vul nog in: Uren per dag, Dagen per week, Weken."]
    form = form_for(exercise, sent([{"uren": "veel"}]))
    assert list(sentences(form)) == ["Uren per dag: “veel” is geen getal. Schrijf bijvoorbeeld 2400 of 2,8."]


# --- Filling in ----------------------------------------------------------------------------------------------------


def test_a_half_filled_sheet_is_kept_in_any_order() -> None:
    exercise, answer = filled(CHANNEL_SCAN, [{}, {"besluit": "stoppen"}, {}, {"volgers": "2.400"}])
    assert answer.data == {"rows": [{"besluit": "stoppen"}, {"volgers": "2400"}], "below": {}, "share": False}
    again = form_for(exercise, initial=dict(answer.data)).rows()
    assert [[cell.value for cell in row.cells if cell.value] for row in again] == [["stoppen"], ["2400"], []]


def test_a_wrong_cell_is_named_and_the_rest_stays_as_typed() -> None:
    exercise = worksheet(CHANNEL_SCAN)
    rows = [FACEBOOK, {"volgers": "veel", "doelgroep": "ouders", "besluit": "misschien"}]
    form = form_for(exercise, sent(rows))
    assert list(sentences(form)) == [
        "Kanaal 2, Volgers of abonnees: “veel” is geen getal. Schrijf bijvoorbeeld 2400 of 2,8.",
        "Kanaal 2, Besluit: kies uit de antwoorden die er staan.",
    ]
    second = {cell.key: cell for cell in form.rows()[1].cells}
    assert (second["volgers"].value, second["doelgroep"].value) == ("veel", "ouders")
    assert second["volgers"].describers.endswith("r1-volgers_error")
    assert form["r1-volgers"].auto_id == second["volgers"].id


@pytest.mark.parametrize(
    ("text", "row", "sentence"),
    [
        (
            CHANNEL_SCAN,
            {"vragen_30d": "6", "beantwoord_30d": "10"},
            "Kanaal 1, Daarvan beantwoord: dit is meer dan bij “Vragen in 30 dagen” (6). Kijk allebei na.",
        ),
        (CHANNEL_SCAN, {"volgers": "-1"}, "Kanaal 1, Volgers of abonnees: vul minstens 0 in."),
        (CHANNEL_SCAN, {"doelgroep": "x" * 81}, "Kanaal 1, Belangrijkste doelgroep: maak de tekst 1 teken korter."),
        (
            CHANNEL_SCAN,
            {"doelgroep": "x" * 1300},
            "Kanaal 1, Belangrijkste doelgroep: maak de tekst 1.220 tekens korter.",
        ),
        (
            CHANNEL_SCAN,
            {"doelgroep": "a\x07b"},
            "Kanaal 1, Belangrijkste doelgroep: hier staan tekens in die niet te lezen zijn. Haal ze weg.",
        ),
        (COVER, {"persoon": "noor", "reserve": "noor"}, "Blok 1, Reserve: kies iets anders dan bij “Persoon”."),
        (
            LISTENING_LOG,
            {"datum": "31-2-2026"},
            "Bericht 1, Datum: “31-2-2026” is geen datum. Schrijf dag, maand en jaar: 31-12-2026.",
        ),
        (POSTS, {"moment": "25.00"}, "Bericht 1, Moment: “25.00” is geen tijd. Schrijf uren en minuten: 9.30."),
    ],
)
def test_a_wrong_value_is_an_error_at_its_own_cell(text: str, row: Typed, sentence: str) -> None:
    assert refused(worksheet(text), [row]) == [sentence]


def test_a_cell_at_its_limits_is_fine() -> None:
    _exercise, answer = filled(CHANNEL_SCAN, [{"vragen_30d": "6", "beantwoord_30d": "6", "volgers": "0"}])
    assert answer.data["rows"][0]["beantwoord_30d"] == "6"
    assert refused(
        worksheet("::: worksheet w\ntitle: W\n\n- t. Tijd {time min=07:00 max=23:00}\n:::"), [{"t": "23.01"}]
    ) == ["Tijd: vul hoogstens 23.00 in."]


def test_an_end_before_its_beginning_is_refused_below_the_rows() -> None:
    wrong = QUARTER | {"eind": "1-10-2026"}
    assert refused(worksheet(GOAL_CARD), GOALS, wrong) == ["Eind: dit moet later zijn dan bij “Start” (1-10-2026)."]


def test_a_refused_date_is_shown_as_it_was_typed() -> None:
    form = form_for(worksheet(LISTENING_LOG), sent([{"datum": "31-2-2026"}, {"datum": "2026-10-01"}]))
    first, second, third = (row.cells[0] for row in form.rows()[:3])
    assert (first.value, first.input_type) == ("31-2-2026", "text")
    assert (second.value, second.input_type) == ("2026-10-01", "date")
    assert (third.value, third.input_type) == ("", "date")


def test_a_press_on_one_row_more_keeps_every_word_and_stores_nothing() -> None:
    exercise = worksheet(CHANNEL_SCAN)
    form = form_for(exercise, sent([FACEBOOK, {"volgers": "veel"}]) | {"more": "1"})
    assert isinstance(form, WorksheetForm)
    assert not form.is_valid()
    assert form.wants_more
    rows = form.rows()
    assert len(rows) == 4
    assert rows[1].cells[2].value == "veel"
    right = form_for(exercise, sent([FACEBOOK]) | {"more": "1"})
    assert not right.is_valid()
    assert not right.errors
    assert [outcome.text for outcome in right.rows()[0].outcomes] == ["2,8", "15,0", f"60{NBSP}%"]


def test_there_are_never_more_rows_than_the_author_wants() -> None:
    exercise = worksheet(CHANNEL_SCAN)
    form = form_for(exercise, {"r11-volgers": "5", "r12-volgers": "6", "r999-volgers": "7", "more": "1"})
    assert isinstance(form, WorksheetForm)
    assert len(form.rows()) == 12
    assert not form.may_grow
    assert form_for(exercise).rows()[-1].key == "r2"


def test_an_account_in_a_subject_is_pointed_out_and_kept() -> None:
    exercise, answer = filled(LISTENING_LOG, [{"onderwerp": "vraag van @ria"}])
    cell = form_for(exercise, initial=dict(answer.data)).rows()[0].cells[3]
    assert cell.warning.startswith("Staat hier een account of telefoonnummer?")
    assert cell.describers.endswith("_warning")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("ria@example.org", True),
        ("bel 06-12345678", True),
        ("bel 0612345678", True),
        ("+31 (0)20 123 45 67", True),
        ("openingstijden 2026", False),
        ("van 9.30 tot 17.00", False),
        ("1.250.000 bezoekers", False),
    ],
)
def test_what_looks_like_somebodys_address(text: str, found: bool) -> None:
    assert contact_in(text) is found


def test_a_time_that_waits_for_a_yes_is_kept_but_does_not_count() -> None:
    row = message(0, "15") | {"beantwoord": "no"}
    exercise, answer = filled(LISTENING_LOG, [row])
    assert answer.data["rows"][0]["reactietijd_min"] == "15"
    assert sheet_of(exercise, answer).outcomes[1][3].text == "nog geen antwoorden"


def test_ada_shares_her_sheet_only_when_she_says_so() -> None:
    exercise = worksheet(RADIO)
    assert answered(exercise, sent([{"uren": "1"}])).data["share"] is False
    answer = answered(exercise, sent([{"uren": "1"}]) | {"share": "on"})
    assert answer.data["share"] is True
    assert form_for(exercise, initial=dict(answer.data))["share"].value() is True


def test_what_the_author_changed_since_leaves_the_rest_readable() -> None:
    exercise = worksheet(CHANNEL_SCAN)
    data: dict[str, Any] = {
        "rows": [
            {"kanaal": "hyves", "volgers": "veel", "weg": "1", "berichten_30d": "3", "vragen_30d": 4},
            {"weg": "1"},
            "geen rij",
            {"vragen_30d": "1", "beantwoord_30d": "2"},
        ],
        "below": ["geen"],
    }
    sheet = sheet_of(exercise, AnswerData(data))
    assert sheet.rows == ({"berichten_30d": "3"}, {"vragen_30d": "1", "beantwoord_30d": "2"})
    assert "beantwoord_30d" in [column.key for column in sheet.gaps[1]]
    assert sheet_of(exercise, AnswerData({"rows": 5})).rows == ()


words = st.text(alphabet="abc é,.-19:%€@\n", max_size=12)
typed_cells = words | st.sampled_from(
    ["", "12", "2,5", "2026-10-01", "09:30", "yes", "no", "facebook", "vraag", "12,50"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_what_is_kept_stands_in_the_form_and_is_kept_the_same_again(data: st.DataObject) -> None:
    exercise = worksheet(LISTENING_LOG)
    names = list(form_for(exercise).fields)[:16]
    given_cells = data.draw(st.dictionaries(st.sampled_from(names), typed_cells))
    form = form_for(exercise, given_cells)
    form.is_valid()
    kept = json.loads(json.dumps(form.answer_data()))
    again = form_for(exercise, initial=kept)
    resent = {name: again[name].value() for name in again.fields if again[name].value()}
    once_more = form_for(exercise, resent)
    if form.is_valid():
        assert once_more.is_valid(), once_more.errors
        assert once_more.answer_data() == kept


# --- How it reads --------------------------------------------------------------------------------------------------


def test_a_report_reads_a_row_a_line() -> None:
    exercise, answer = filled(CHANNEL_SCAN, [SILENT_X, {"volgers": "12"}], {"conclusie": "Stop\nermee."})
    assert exercise.block.describe(exercise.value, answer).split("\n") == [
        "Kanaal 1: Kanaal X; Belangrijkste doelgroep ouders; Volgers of abonnees 900; Berichten in 30 dagen 0; "
        "Interacties in 30 dagen 0; Vragen in 30 dagen 0; Daarvan beantwoord 0; Besluit Doorgaan; "
        "Berichten per week 0,0; Interacties per bericht geen berichten; Antwoordpercentage geen vragen",
        "Kanaal 2: Volgers of abonnees 12; Berichten per week –; Interacties per bericht –; Antwoordpercentage –",
        "Je conclusie in één zin Stop ermee.",
        "Volgers samen 912",
    ]
    assert exercise.block.describe(exercise.value, AnswerData({})) == "Nog niets ingevuld."


def test_cells_read_as_people_write_them() -> None:
    exercise, answer = filled(POSTS, [{"moment": "09:05", "bereik": "12500", "deel": "12,5"}, {"moment": "00:07"}])
    table = sheet_of(exercise, answer).table
    assert table[0][:3] == ["9.05", "12.500", f"12,5{NBSP}%"]
    assert table[1][:3] == ["0.07", "", ""]
    exercise, answer = filled(LISTENING_LOG, [{"datum": "2026-03-01", "antwoord_nodig": "yes"}])
    assert sheet_of(exercise, answer).table[0][0] == "1-3-2026"
    assert sheet_of(exercise, answer).table[0][4] == "ja"


def test_english_readers_read_durations_in_words_of_their_own() -> None:
    with translation.override("en"):
        exercise, answer = filled(LISTENING_LOG, HEARD)
        assert sheet_of(exercise, answer).outcomes[1][3].text


def test_a_spreadsheet_gets_plain_numbers() -> None:
    exercise, answer = filled(CHANNEL_SCAN, [FACEBOOK], {"conclusie": "Goed\nzo"})
    rows = as_rows(sheet_of(exercise, answer))
    assert rows[1] == [
        "Facebook",
        "ouders",
        "2400",
        "12",
        "180",
        "10",
        "6",
        "Doorgaan",
        "2,8",
        "15",
        "60",
    ]
    assert rows[2:] == [[], ["Je conclusie in één zin", "Goed zo"], ["Volgers samen", "2400"]]
    exercise, answer = filled(RADIO, [{"uren": "16", "dagen": "7", "weken": "24"}])
    assert as_rows(sheet_of(exercise, answer)) == [
        ["Uren per dag", "Dagen per week", "Weken", "Uren per week", "Uren in totaal"],
        ["16", "7", "24", "112", "2688"],
    ]
    exercise, answer = filled(LISTENING_LOG, HEARD)
    assert ["Middelste reactietijd", "1 uur en 28 minuten"] in as_rows(sheet_of(exercise, answer))


def test_a_post_gets_a_table_and_bars_of_blocks() -> None:
    exercise, answer = filled(CHANNEL_SCAN, [FACEBOOK | {"doelgroep": "*ouders* | <b>"}, SILENT_X])
    text = as_markdown(sheet_of(exercise, answer))
    assert text.split("\n")[2].startswith("| Facebook | \\*ouders\\* \\| \\<b\\> | 2.400 |")
    assert "**Volgers samen:** 3.300" in text
    assert f"| Kanaal | Volgers of abonnees |\n| --- | --- |\n| Facebook | {'█' * 20} 2.400 |" in text
    exercise, answer = filled(GOAL_CARD, [], {"doel": "Meer lezers"})
    assert as_markdown(sheet_of(exercise, answer)) == "**Doel in één zin:** Meer lezers\n\n**Weken:** –"


def test_a_chart_shows_what_is_known_of_each_row() -> None:
    exercise, answer = filled(CHANNEL_SCAN, [FACEBOOK, SILENT_X, {"kanaal": "instagram"}, {"volgers": "3"}])
    chart = chart_of(sheet_of(exercise, answer))
    assert chart is not None
    assert [(point.label, point.text) for point in chart.points] == [
        ("Facebook", "2.400"),
        ("X", "900"),
        ("Instagram", "–"),
        ("–", "3"),
    ]
    exercise, answer = filled(CHANNEL_SCAN, [{"kanaal": "x"}])
    assert chart_of(sheet_of(exercise, answer)) is None
    exercise, answer = filled(RADIO, [{"uren": "1"}])
    assert chart_of(sheet_of(exercise, answer)) is None


def test_a_line_is_drawn_on_the_page() -> None:
    exercise, answer = filled(POSTS, [{"moment": "9.00", "bereik": "100"}, {"moment": "10.00", "bereik": "150"}])
    form = form_for(exercise, initial=dict(answer.data))
    assert isinstance(form, WorksheetForm)
    assert form.chart is not None
    assert form.chart.kind == "line"


# --- What its author writes ----------------------------------------------------------------------------------------


def value_with(**parts: Any) -> dict[str, Any]:
    """Return a plain small worksheet with these parts changed."""
    columns = [
        COLUMN | {"key": "a", "label": "A"},
        COLUMN | {"key": "b", "label": "B"},
        COLUMN | {"key": "t", "label": "T", "type": "text"},
        COLUMN | {"key": "j", "label": "J", "type": "yes_no"},
    ]
    return {"title": "Blad", "key": "blad", "minimum_rows": 1, "maximum_rows": 5, "columns": columns} | parts


def outcome(formula: str, **more: Any) -> dict[str, Any]:
    return OUTCOME | {"key": "uit", "label": "Uitkomst", "formula": formula} | more


def column(**more: Any) -> list[dict[str, Any]]:
    return [*value_with()["columns"], COLUMN | {"key": "x", "label": "X"} | more]


def told(value: dict[str, Any]) -> str:
    exercise = placed({"type": "worksheet", "value": value})
    with pytest.raises(ValidationError) as refusal:
        exercise.block.clean(exercise.value)
    return json.dumps(get_error_json_data(refusal.value), ensure_ascii=False)


def test_a_plain_worksheet_can_be_saved() -> None:
    assert can_be_saved(placed({"type": "worksheet", "value": value_with()}))


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({"outcomes": [outcome("a / c")]}, "De formule van “Uitkomst” klopt niet. “c” bestaat niet in dit meetblad."),
        ({"outcomes": [outcome("a +")]}, "De formule van “Uitkomst” klopt niet. De formule houdt op"),
        ({"outcomes": [outcome("SOM(a)")]}, "SOM kijkt naar alle rijen."),
        ({"sheet_outcomes": [outcome("SUM(a)")]}, "De functie SUM bestaat niet."),
        ({"sheet_outcomes": [outcome("a * 2")]}, "“a” staat in elke rij."),
        ({"outcomes": [outcome("uit + 1")]}, "Deze uitkomsten wachten op elkaar: uit → uit."),
        (
            {"outcomes": [outcome("hoogste")], "sheet_outcomes": [outcome("MAX(uit)", key="hoogste", label="H")]},
            "De formule van “Uitkomst” klopt niet. Deze uitkomsten wachten op elkaar: uit → hoogste → uit.",
        ),
        ({"outcomes": [outcome("a", warns_if="a + 1", warning="Let op.")]}, "Een voorwaarde is waar of niet waar"),
        ({"outcomes": [outcome("a", warns_if="a > 1")]}, "Bij een waarschuwing horen een formule en een zin."),
        ({"outcomes": [outcome("a", green=80)]}, "Geef bij kleuren twee getallen"),
        ({"outcomes": [outcome("a", format="decimal 9")]}, "Kies uit: whole, decimal 1"),
        ({"outcomes": [outcome("a", key="a")]}, "De sleutel “a” staat er twee keer"),
        ({"outcomes": [outcome("a", key="met-streep")]}, "Een sleutel heeft kleine letters"),
        ({"columns": column(at_most="t")}, "Noem de sleutel van een ander veld dat hierbij past."),
        ({"columns": column(at_most="x")}, "Noem de sleutel van een ander veld dat hierbij past."),
        ({"columns": column(after="a")}, "Noem de sleutel van een ander veld dat hierbij past."),
        ({"columns": column(differs="weg")}, "Noem de sleutel van een ander veld dat hierbij past."),
        ({"columns": column(when="a")}, "Noem de sleutel van een ja/nee-veld dat hierboven staat."),
        ({"columns": column(type="yes_no", when="x")}, "Noem de sleutel van een ja/nee-veld dat hierboven staat."),
        ({"columns": column(type="choice")}, "Een keuzelijst heeft keuzes nodig."),
        ({"columns": column(options=[{"key": "a", "text": "A"}])}, "Een keuzelijst heeft keuzes nodig."),
        ({"columns": column(minimum="veel")}, "“veel” is geen getal."),
        ({"columns": column(type="text", maximum="0")}, "Een tekst heeft hoogstens 1 tot 2000 tekens."),
        ({"columns": column(type="text", minimum="1")}, "Deze soort veld heeft geen minstens of hoogstens."),
        ({"columns": column(type="date", minimum="morgen")}, "“morgen” is geen datum."),
        ({"minimum_rows": 6}, "Er passen minder rijen in dan er nodig zijn."),
        ({"rows_unless": "j"}, "Noem de sleutel van een ja/nee-veld onder de rijen."),
        ({"distinct": "weg", "distinct_least": 2}, "Noem de sleutel van een veld van elke rij"),
        ({"distinct": "a"}, "Noem de sleutel van een veld van elke rij"),
        ({"chart_kind": "bar", "chart_value": "a"}, "Noem bij een grafiek twee sleutels"),
    ],
)
def test_what_cannot_work_is_refused_when_it_is_saved(parts: dict[str, Any], sentence: str) -> None:
    assert sentence in told(value_with(**parts))


def test_what_works_is_kept_as_it_was_written() -> None:
    columns = column(type="decimal", minimum="0,5", maximum="2.5", at_most="a")
    columns.append(COLUMN | {"key": "d", "label": "D", "type": "date", "minimum": "1-1-2026"})
    columns.append(COLUMN | {"key": "k", "label": "K", "type": "text", "maximum": "60"})
    columns.append(COLUMN | {"key": "w", "label": "W", "when": "j", "differs": "a"})
    exercise = placed(
        {
            "type": "worksheet",
            "value": value_with(
                columns=columns,
                outcomes=[outcome("weken", warns_if='t = "x" ', warning="Let op.")],
                sheet_outcomes=[outcome("SOM(a)", key="weken")],
                chart_kind="bar",
                chart_value="uit",
                chart_label="t",
                distinct="t",
                distinct_least=2,
            ),
        }
    )
    cleaned = exercise.block.clean(exercise.value)
    bounds = [(row["minimum"], row["maximum"]) for row in cleaned["columns"]][4:7]
    assert bounds == [("0.5", "2.5"), ("2026-01-01", ""), ("", "60")]
    again = exercise.block.clean(cleaned)
    assert exercise.block.get_prep_value(again) == exercise.block.get_prep_value(cleaned)


def test_new_columns_and_options_get_a_name_from_their_words() -> None:
    value = value_with(
        columns=[
            COLUMN | {"label": "Berichten in 30 dagen"},
            COLUMN | {"label": "Berichten in 30 dagen"},
            COLUMN | {"label": "30 dagen"},
            COLUMN | {"label": "???"},
            COLUMN
            | {
                "label": "Keuze",
                "type": "choice",
                "options": [{"text": "Heel goed", "key": ""}, {"text": "Goed", "key": ""}],
            },
        ]
    )
    exercise = placed({"type": "worksheet", "value": value})
    cleaned = exercise.block.clean(exercise.value)
    assert [row["key"] for row in cleaned["columns"]] == [
        "berichten_in_30_dagen",
        "berichten_in_30_dagen_2",
        "veld_30_dagen",
        "veld",
        "keuze",
    ]
    assert [option["key"] for option in cleaned["columns"][4]["options"]] == ["heel-goed", "goed"]


def test_a_page_that_is_still_being_written_is_shown_without_its_broken_formula() -> None:
    broken = [outcome("a +"), outcome("b", key="goed", label="Goed"), outcome("rond", key="rond", label="R")]
    for outcomes in (broken[:2], broken):
        exercise = placed({"type": "worksheet", "value": value_with(outcomes=outcomes)})
        form = form_for(exercise, sent([{"b": "2"}]))
        texts = [one.text for one in form.rows()[0].outcomes]
        assert texts[0] == "–"
        assert texts[1] == ("2" if len(outcomes) == 2 else "–")
    unset = WorksheetExercise().to_python({})
    assert WorksheetExercise().plan(unset).maximum_rows == 1


def test_a_chart_of_what_is_not_there_is_no_chart() -> None:
    value = value_with(chart_kind="bar", chart_value="weg", chart_label="t")
    exercise = placed({"type": "worksheet", "value": value})
    assert chart_of(sheet_of(exercise, AnswerData({"rows": [{"a": "1"}]}))) is None


# --- What the browser gets -----------------------------------------------------------------------------------------


def test_the_browser_gets_the_same_formulas_as_lists() -> None:
    form = form_for(worksheet(GOAL_CARD))
    assert isinstance(form, WorksheetForm)
    plan = json.loads(form.for_browser)
    by_key = {formula["key"]: formula for formula in plan["formulas"]}
    assert [formula["key"] for formula in plan["formulas"]].index("weken") < list(by_key).index("per_week")
    assert by_key["erbij"]["tree"] == ["operation", "-", ["name", "streef"], ["name", "nul"]]
    assert by_key["groei"]["warns_if"] == ["operation", "<", ["name", "streef"], ["name", "nul"]]
    assert by_key["erbij"]["warns_if"] is None
    assert plan["labels"]["bron"] == {"kanaal": "Kanaalstatistiek", "balie": "Telling balie"}


def test_a_blank_row_waits_for_its_number() -> None:
    form = form_for(previewed(WorksheetExercise))
    assert isinstance(form, WorksheetForm)
    row = form.blank_row
    assert row.title == "Kanaal __number__"
    assert row.cells[0].name.endswith("-r__place__-kanaal")
    assert row.cells[0].id == f"id_{row.cells[0].name}"
    assert form.may_lose_rows
    assert form.more_name.endswith("-more")


def test_cells_ask_for_the_right_keyboard() -> None:
    cells = {cell.key: cell for cell in form_for(worksheet(GOAL_CARD)).rows()[0].cells}
    assert cells["nul"].input_mode == "decimal"
    assert cells["indicator"].input_mode == ""
    form = form_for(worksheet(GOAL_CARD))
    assert isinstance(form, WorksheetForm)
    assert [cell.is_long for cell in form.below] == [True, False, False, False]


def test_every_row_of_the_cover_counts_its_people() -> None:
    exercise, answer = filled(COVER, blocks(4), {"uren_beschikbaar": "10"})
    assert [one.colour for one in sheet_of(exercise, answer).outcomes[1]][-2:] == ["green", "red"]
    assert channel("x", "1", "2", "3", "4", "5")["volgers"] == "1"
