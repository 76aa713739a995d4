"""Questions in and out of a ding at the keyboard: always as a draft, never twice."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page

from lessons.importers import quiz_questions
from lessons.importers.question_files import MAX_BYTES, read_questions
from lessons.importers.quiz_questions import IntakeRefused, plan_intake, questions_out, quizzes_of, take_in
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent / "questions"


def run(command: str, *arguments: Any) -> tuple[str, str]:
    """Return what a command says, and what it complains about."""
    said, complained = StringIO(), StringIO()
    call_command(command, *map(str, arguments), stdout=said, stderr=complained)
    return said.getvalue(), complained.getvalue()


def refusal(command: str, *arguments: Any) -> str:
    with pytest.raises(CommandError) as refused:
        run(command, *arguments)
    return str(refused.value)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "vragen.gift"
    path.write_text(
        "::Eerste::Wat is 1? {#1}\n\n::Tweede::Wat is 2? {=twee ~drie}\n\n::Open::Wat vind jij? {}\n", "utf-8"
    )
    return path


def draft_of(thing: ThingPage) -> ThingPage:
    """Return the newest draft, as the database has it now."""
    return quiz_questions.draft_of(ThingPage.objects.get(pk=thing.pk))


def keys_of(thing: ThingPage, quiz: int = 0) -> list[str]:
    return [question["key"] for question in quizzes_of(draft_of(thing))[quiz].value["questions"]]


# --- In ------------------------------------------------------------------------------------------------------------


def test_questions_come_into_the_draft_and_participants_see_nothing_of_it_yet(place: Place, file: Path) -> None:
    thing = place.quiz_thing
    before = thing.exercises[0]

    said, complained = run("import_questions", file, "--thing", thing.slug)

    assert said.splitlines() == [
        "erbij: eerste: Eerste",
        "erbij: tweede: Tweede",
        f"2 vragen staan in het concept van “{thing.title}”. Publiceer het zelf in Wagtail.",
    ]
    assert complained.startswith("regel 5: Open: Een open vraag")
    live = ThingPage.objects.get(pk=thing.pk)
    assert live.live
    assert live.has_unpublished_changes
    assert len(live.exercises[0].value["questions"]) == 5
    draft = draft_of(thing)
    assert (draft.exercises[0].id, draft.exercises[0].key) == (before.id, before.key)
    assert keys_of(thing) == ["1", "2", "3", "4", "5", "eerste", "tweede"]
    draft.save_revision().publish()
    assert len(ThingPage.objects.get(pk=thing.pk).exercises[0].value["questions"]) == 7


def test_the_same_file_twice_adds_nothing(place: Place, file: Path) -> None:
    run("import_questions", file, "--thing", place.quiz_thing.slug)
    revisions = place.quiz_thing.revisions.count()

    said, complained = run("import_questions", file, "--thing", place.quiz_thing.slug)

    assert said == "Er is niets nieuws. Er is niets geschreven.\n"
    assert complained.count("Al aanwezig in deze quiz.") == 2
    assert place.quiz_thing.revisions.count() == revisions


def test_a_dry_run_says_the_same_and_writes_nothing(place: Place, file: Path) -> None:
    revisions = place.quiz_thing.revisions.count()
    said, _ = run("import_questions", file, "--thing", place.quiz_thing.slug, "--dry-run")
    assert said.startswith("erbij: eerste: Eerste\n")
    assert said.endswith("Dit was een proef: er is niets geschreven.\n")
    assert place.quiz_thing.revisions.count() == revisions


def test_a_ding_without_a_quiz_gets_one_that_does_not_count(place: Place, file: Path) -> None:
    thing = place.poll_thing
    said, _ = run("import_questions", file, "--thing", thing.address)
    assert said.splitlines()[0] == "nieuwe quiz, die niet meetelt: Oefenvragen (oefenvragen)"
    (quiz,) = quizzes_of(draft_of(thing))
    assert (quiz.title, quiz.key, quiz.counts) == ("Oefenvragen", "oefenvragen", False)
    assert [exercise.kind for exercise in draft_of(thing).exercises] == ["poll", "quiz"]
    run("import_questions", file, "--thing", thing.slug)
    assert len(quizzes_of(draft_of(thing))) == 1


def test_a_new_quiz_takes_the_key_that_was_asked_or_a_free_one(place: Place, file: Path) -> None:
    thing = factories.make_thing(place.module, 40, body=[factories.checklist_block(key="oefenvragen")])
    run("import_questions", file, "--thing", thing.slug)
    assert quizzes_of(draft_of(thing))[0].key == "oefenvragen-2"
    other = factories.make_thing(place.module, 41)
    run("import_questions", file, "--thing", other.slug, "--exercise", "mijn-quiz")
    assert quizzes_of(draft_of(other))[0].key == "mijn-quiz"


def test_of_two_quizzes_one_has_to_be_named(place: Place, file: Path) -> None:
    body = [factories.quiz_block("een", questions=1), factories.quiz_block("twee", questions=1)]
    thing = factories.make_thing(place.module, 40, body=body)
    said = refusal("import_questions", file, "--thing", thing.slug)
    assert said == "Dit ding heeft meer dan één quiz. Kies uit: een, twee."
    asked = ("import_questions", file, "--thing", thing.slug, "--exercise")
    assert "In dit ding staat geen quiz “drie”. Kies uit: een, twee." in refusal(*asked, "drie")
    run(*asked, "twee")
    assert (keys_of(thing, 0), keys_of(thing, 1)) == (["1"], ["1", "eerste", "tweede"])


def test_an_exercise_of_another_kind_takes_no_questions(place: Place, file: Path) -> None:
    said = refusal("import_questions", file, "--thing", place.poll_thing.slug, "--exercise", "stelling")
    assert "In dit ding staat geen quiz “stelling”. Kies uit: –." in said


def test_what_is_in_the_quiz_under_that_name_is_left_alone(place: Place, file: Path) -> None:
    run("import_questions", file, "--thing", place.quiz_thing.slug)
    file.write_text("::Eerste::Wat is 1 ook weer? {#1}\n\n::Anders::Wat is 2? {=twee ~drie}\n", "utf-8")
    said, complained = run("import_questions", file, "--thing", place.quiz_thing.slug)
    assert said == "Er is niets nieuws. Er is niets geschreven.\n"
    assert "regel 1: Eerste: Al aanwezig als “eerste”, in andere woorden." in complained
    assert "regel 3: Anders: Al aanwezig in deze quiz." in complained


def test_two_questions_of_one_name_both_come_in_once(place: Place, file: Path) -> None:
    file.write_text("::Q::Wat is 1? {#1}\n\n::Q::Wat is 2? {#2}\n\n::Q::Wat is 2? {#2}\n\nWat is 3? {#3}\n", "utf-8")
    for _turn in range(2):
        run("import_questions", file, "--thing", place.quiz_thing.slug)
    first, second, third = keys_of(place.quiz_thing)[5:]
    assert (first, third) == ("q", "wat-is-3")
    assert second.startswith("q-")


def test_what_trainers_did_in_the_draft_stays(place: Place, file: Path) -> None:
    draft = draft_of(place.quiz_thing)
    draft.goal = "Een nieuw doel."
    draft.save_revision()
    run("import_questions", file, "--thing", place.quiz_thing.slug)
    assert draft_of(place.quiz_thing).goal == "Een nieuw doel."


def test_a_locked_ding_takes_no_questions(place: Place, file: Path) -> None:
    Page.objects.filter(pk=place.quiz_thing.pk).update(locked=True)
    assert "vergrendeld" in refusal("import_questions", file, "--thing", place.quiz_thing.slug)


def test_what_a_colleague_saved_in_the_meantime_is_not_lost(place: Place, file: Path) -> None:
    intake = plan_intake(ThingPage.objects.get(pk=place.quiz_thing.pk), read_questions(file.read_bytes()))
    draft_of(place.quiz_thing).save_revision()
    with pytest.raises(IntakeRefused, match="Iemand bewaarde dit ding net"):
        take_in(intake)


def test_a_ding_that_cannot_be_saved_says_why(place: Place, file: Path) -> None:
    thing = ThingPage.objects.get(pk=place.quiz_thing.pk)
    intake = plan_intake(thing, read_questions(file.read_bytes()))
    intake.draft.author = ""
    with pytest.raises(IntakeRefused, match="Zonder auteur"):
        take_in(intake)


def test_a_file_or_a_ding_that_is_not_there_is_named(place: Place, file: Path, tmp_path: Path) -> None:
    said = refusal("import_questions", file, "--thing", "weg")
    assert said.startswith("Er is geen ding “weg”. Kies uit: ")
    assert place.quiz_thing.slug in said
    assert "is geen bestand" in refusal("import_questions", tmp_path / "weg.txt", "--thing", place.quiz_thing.slug)


def test_of_two_dingen_with_one_slug_the_address_has_to_be_given(place: Place, file: Path) -> None:
    other = factories.make_module(place.course, number=7)
    twin = factories.make_thing(other, 40, slug=place.quiz_thing.slug)
    said = refusal("import_questions", file, "--thing", twin.slug)
    assert ", ".join(sorted([place.quiz_thing.address, twin.address])) in said
    run("import_questions", file, "--thing", twin.address)
    assert quizzes_of(draft_of(twin))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"Een brief.", "Regel 1: In dit bestand staat geen vraag die we kunnen overnemen."),
        (b"W? {=caf\xe9 ~b}", "Regel 1: Hier staat een teken dat geen UTF-8 is."),
        (b"x" * (MAX_BYTES + 1), "Regel 1: Dit bestand is 3 MB en er past 2 MB."),
    ],
    ids=["letter", "latin", "large"],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(
    place: Place, file: Path, content: bytes, words: str
) -> None:
    file.write_bytes(content)
    said = refusal("import_questions", file, "--thing", place.quiz_thing.slug)
    assert said.startswith(f"{file}: {words}")


def test_what_stood_in_a_refused_file_is_still_named(place: Place, file: Path) -> None:
    file.write_text("Een brief.\n\nOpen? {}\n", "utf-8")
    complained = StringIO()
    with pytest.raises(CommandError):
        call_command("import_questions", str(file), "--thing", place.quiz_thing.slug, stderr=complained)
    assert len(complained.getvalue().splitlines()) == 2


# --- Out -----------------------------------------------------------------------------------------------------------


def test_an_export_is_the_newest_draft_and_comes_back_as_nothing_new(place: Place, file: Path, tmp_path: Path) -> None:
    run("import_questions", file, "--thing", place.quiz_thing.slug)
    out = tmp_path / "uit.gift"

    said, _ = run("export_questions", out, "--thing", place.quiz_thing.slug)

    assert said == "7 vragen geschreven.\n"
    assert out.read_text("utf-8").startswith("::quiz/1::Vraag 1? {\n\t~Fout antwoord#Dat is het niet.\n")
    said, _ = run("import_questions", out, "--thing", place.quiz_thing.slug)
    assert said == "Er is niets nieuws. Er is niets geschreven.\n"


def test_questions_travel_from_one_ding_to_another_with_their_keys(place: Place, file: Path, tmp_path: Path) -> None:
    for name in ("alles.gift", "alles.xml"):
        run("import_questions", SAMPLES / name, "--thing", place.quiz_thing.slug)
    out = tmp_path / "uit.gift"
    run("export_questions", out, "--thing", place.quiz_thing.slug)
    thing = factories.make_thing(place.module, 40)
    run("import_questions", out, "--thing", thing.slug, "--exercise", "quiz")

    there, here = (
        [quiz_questions.parsed_of(row, row["key"]) for row in quizzes_of(draft_of(one))[0].value["questions"]]
        for one in (place.quiz_thing, thing)
    )
    assert len(here) > 20
    assert here == there


def test_an_export_without_a_file_stands_on_the_screen(place: Place) -> None:
    said, _ = run("export_questions", "--thing", place.quiz_thing.slug)
    assert said.count("::quiz/") == 5
    assert "$CATEGORY" not in said


def test_quizzes_of_one_ding_are_categories(place: Place) -> None:
    body = [factories.quiz_block("een", 1, title="Eén"), factories.quiz_block("twee", 2, title="Twee")]
    thing = factories.make_thing(place.module, 40, body=body)
    text, count = questions_out(thing)
    assert count == 3
    assert [line for line in text.split("\n") if line.startswith("$")] == ["$CATEGORY: Eén", "$CATEGORY: Twee"]
    assert questions_out(thing, "twee")[1] == 2


def test_an_export_of_nothing_says_so(place: Place, tmp_path: Path) -> None:
    said = refusal("export_questions", "--thing", place.poll_thing.slug)
    assert said == "Hier is geen quiz met vragen. Kies uit: –."
    said = refusal("export_questions", "--thing", place.quiz_thing.slug, "--exercise", "weg")
    assert said == "Hier is geen quiz met vragen. Kies uit: quiz."
    said = refusal("export_questions", tmp_path, "--thing", place.quiz_thing.slug)
    assert said == f"{tmp_path} kan niet geschreven worden."
