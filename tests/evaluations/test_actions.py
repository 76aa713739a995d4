"""Filling in and skipping, and that an anonymous answer leads to nobody."""

from __future__ import annotations

import random
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, models, transaction

from course.cohorts import evidence
from course.cohorts.models import Cohort
from course.evaluations import actions
from course.evaluations.facts import answered_facts
from course.evaluations.models import AnonymousResponse, Answered, OwnResponse
from course.people.models import User
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.conftest import Place
from tests.evaluations.conftest import enrolled, make_evaluation


def answer(person: User, questionnaire: Questionnaire, place: Place, **data: Any) -> None:
    actions.answer_anonymously(by=person, questionnaire=questionnaire, thing=place.quiz_thing, data=data)


def in_database_order(table: str, column: str) -> list[Any]:
    """Return a column in the order the rows physically stand in, as a dump of the database shows them."""
    order = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY {order}")  # noqa: S608 - names from this file only
        return [row[0] for row in cursor.fetchall()]


def responses_in_database_order() -> list[dict[str, Any]]:
    data = {str(row.pk): row.data for row in AnonymousResponse.objects.all()}
    return [data[str(uuid.UUID(str(pk)))] for pk in in_database_order("evaluations_anonymousresponse", "id")]


# --- Without a name --------------------------------------------------------------------------------------------------


def test_the_response_has_no_person_and_no_moment() -> None:
    fields = {field.name: field for field in AnonymousResponse._meta.get_fields()}

    assert set(fields) == {"id", "questionnaire", "thing", "cohort", "data", "held_back"}
    assert not any(isinstance(field, models.DateField | models.TimeField) for field in fields.values())
    assert not any(field.related_model is User for field in fields.values())


def test_who_answered_says_not_what_and_not_when() -> None:
    fields = {field.name: field for field in Answered._meta.get_fields()}

    assert set(fields) == {"id", "person", "questionnaire", "thing", "outcome"}
    assert not any(isinstance(field, models.DateField | models.TimeField) for field in fields.values())


def test_the_two_tables_share_no_value_but_ding_and_questionnaire(
    ada: User, place: Place, evaluation: Questionnaire
) -> None:
    answer(ada, evaluation, place, usefulness=4, change="Korter.")

    response, answered = AnonymousResponse.objects.values().get(), Answered.objects.values().get()

    assert response.pop("id").version == answered.pop("id").version == 4
    assert response == {
        "questionnaire_id": evaluation.pk,
        "thing_id": place.quiz_thing.pk,
        "cohort_id": None,
        "data": {"usefulness": 4, "change": "Korter."},
        "held_back": True,
    }
    assert answered == {
        "person_id": ada.pk,
        "questionnaire_id": evaluation.pk,
        "thing_id": place.quiz_thing.pk,
        "outcome": "filled_in",
    }


def test_each_answer_gives_all_earlier_ones_a_new_id(
    ada: User, ben: User, place: Place, evaluation: Questionnaire
) -> None:
    answer(ada, evaluation, place, usefulness=4)
    before = set(AnonymousResponse.objects.values_list("pk", flat=True))
    answer(ben, evaluation, place, usefulness=2)

    assert not before & set(AnonymousResponse.objects.values_list("pk", flat=True))


def test_rows_stand_in_the_order_that_chance_gave_and_not_in_that_of_answering(
    place: Place, evaluation: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Backwards(random.Random):
        def shuffle(self, x: Any) -> None:
            x.sort(key=lambda row: -row.data["minutes"])

    monkeypatch.setattr(actions, "chance", Backwards(1))
    people = enrolled(20, place.cohort)
    for number, person in enumerate(people, start=1):
        answer(person, evaluation, place, minutes=number)

    assert in_database_order("evaluations_answered", "person_id") == [person.pk for person in people]
    assert [row["minutes"] for row in responses_in_database_order()] == list(range(20, 0, -1))


def assert_a_thief_guesses(answer_of: Callable[[User, int], None], cohort: Cohort, key: str) -> None:
    """Let a thief with the whole database say who said what: of four times fifty people at most one in twenty.

    Four times, because chance alone gives one right in each fifty, and now and then three.
    """
    right: Counter[str] = Counter()
    for _ in range(4):
        people = enrolled(50, cohort)
        said = {person.pk: number for number, person in enumerate(people, start=1)}
        for person in people:
            answer_of(person, said[person.pk])
        who = in_database_order("evaluations_answered", "person_id")
        what = [row[key] for row in responses_in_database_order()]
        by_id = [row.data[key] for row in AnonymousResponse.objects.order_by("pk")]
        for way, guess in {"order": what, "order from the end": what[::-1], "order of ids": by_id}.items():
            right[way] += sum(said[person] == number for person, number in zip(who, guess, strict=True))
        Answered.objects.all().delete()
        AnonymousResponse.objects.all().delete()
    assert max(right.values()) <= 4 * 50 // 20, right


@pytest.mark.usefixtures("sure")
def test_a_thief_of_the_database_finds_at_most_one_in_twenty_people(place: Place, evaluation: Questionnaire) -> None:
    assert_a_thief_guesses(
        lambda person, number: answer(person, evaluation, place, minutes=number), place.cohort, "minutes"
    )


@pytest.mark.usefixtures("sure")
def test_past_fifty_a_new_answer_takes_forty_nine_others_along_and_loses_none(
    ada: User, place: Place, evaluation: Questionnaire
) -> None:
    AnonymousResponse.objects.bulk_create(
        AnonymousResponse(questionnaire=evaluation, thing=place.quiz_thing, data={"minutes": number})
        for number in range(1, 71)
    )
    before = set(AnonymousResponse.objects.values_list("pk", flat=True))

    answer(ada, evaluation, place, minutes=600)

    after = set(AnonymousResponse.objects.values_list("pk", flat=True))
    assert len(after) == 71
    assert len(after - before) == actions.BATCH
    assert sorted(row.data["minutes"] for row in AnonymousResponse.objects.all()) == [*range(1, 71), 600]


def test_answers_to_another_ding_stay_where_they_are(
    ada: User, ben: User, place: Place, evaluation: Questionnaire
) -> None:
    other = AnonymousResponse.objects.create(questionnaire=evaluation, thing=place.poll_thing, data={"minutes": 9})
    same_ding = AnonymousResponse.objects.create(
        questionnaire=make_evaluation("later"), thing=place.quiz_thing, data={"minutes": 8}
    )

    answer(ada, evaluation, place, usefulness=4)

    assert AnonymousResponse.objects.filter(pk__in=[other.pk, same_ding.pk]).count() == 2


def test_new_answers_count_five_at_a_time(place: Place, evaluation: Questionnaire) -> None:
    counted = []
    for person in enrolled(11, place.cohort):
        answer(person, evaluation, place, usefulness=4)
        counted.append(AnonymousResponse.objects.counted().count())

    assert counted == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]


def test_a_second_submit_makes_no_second_response(ada: User, place: Place, evaluation: Questionnaire) -> None:
    answer(ada, evaluation, place, usefulness=4)

    with pytest.raises(actions.AlreadyAnswered):
        answer(ada, evaluation, place, usefulness=1)

    assert [row.data for row in AnonymousResponse.objects.all()] == [{"usefulness": 4}]
    assert Answered.objects.count() == 1


def test_a_response_that_fails_takes_the_answered_row_along(
    ada: User, place: Place, evaluation: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(new: AnonymousResponse) -> None:
        raise RuntimeError

    monkeypatch.setattr(actions, "_mix_in", broken)
    with pytest.raises(RuntimeError):
        answer(ada, evaluation, place, usefulness=4)

    assert not Answered.objects.exists()


def test_who_skipped_may_still_fill_in_once(ada: User, place: Place, evaluation: Questionnaire) -> None:
    actions.skip(by=ada, questionnaire=evaluation, thing=place.quiz_thing)
    answer(ada, evaluation, place, usefulness=4)

    with pytest.raises(actions.AlreadyAnswered):
        answer(ada, evaluation, place, usefulness=4)
    assert Answered.objects.get().outcome == Answered.Outcome.FILLED_IN


def test_skipping_after_filling_in_changes_nothing(ada: User, place: Place, evaluation: Questionnaire) -> None:
    answer(ada, evaluation, place, usefulness=4)
    actions.skip(by=ada, questionnaire=evaluation, thing=place.quiz_thing)

    assert Answered.objects.get().outcome == Answered.Outcome.FILLED_IN


def test_an_answer_is_about_a_ding_or_a_cohort_and_not_about_both(
    ada: User, place: Place, evaluation: Questionnaire
) -> None:
    for about in ({}, {"thing": place.quiz_thing, "cohort": place.cohort}):
        with pytest.raises(ValueError, match="is about: a ding or a cohort"):
            actions.answer_anonymously(by=ada, questionnaire=evaluation, data={"usefulness": 4}, **about)
    with pytest.raises(IntegrityError), transaction.atomic():
        AnonymousResponse.objects.create(questionnaire=evaluation, thing=place.quiz_thing, cohort=place.cohort, data={})


def test_erasing_ada_takes_that_she_answered_and_leaves_what_was_said(
    ada: User, place: Place, evaluation: Questionnaire
) -> None:
    answer(ada, evaluation, place, usefulness=4)
    ada.delete()

    assert not Answered.objects.exists()
    assert AnonymousResponse.objects.count() == 1


def test_each_kind_of_questionnaire_has_its_own_verb(
    ada: User, place: Place, evaluation: Questionnaire, intake: Questionnaire
) -> None:
    with pytest.raises(ValueError, match="keeps names"):
        answer(ada, intake, place, nm01=3)
    with pytest.raises(ValueError, match="keeps no names"):
        actions.answer_own(by=ada, questionnaire=evaluation, data={"usefulness": 4})


# --- With a name -----------------------------------------------------------------------------------------------------


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(evidence, "announce", lambda person, thing: heard.append((person.name, thing.title)))
    return heard


@pytest.fixture
def start(place: Place) -> Any:
    """Ding 1 of the cohort, with "the nulmeting is filled in" as its first point."""
    place.checklist_thing.body = [
        factories.checklist_block(
            items=[
                {"key": "1", "text": "Ik heb de nulmeting ingevuld.", "check": "intake"},
                {"key": "2", "text": "Gelezen."},
            ]
        )
    ]
    place.checklist_thing.save_revision().publish()
    return place.checklist_thing


def test_the_nulmeting_is_kept_with_ada_and_announced_for_ding_1(
    ada: User, start: Any, intake: Questionnaire, announced: list[tuple[str, str]]
) -> None:
    response = actions.answer_own(by=ada, questionnaire=intake, data={"nm01": 3})

    assert (response.person, response.data) == (ada, {"nm01": 3})
    assert announced == [(ada.name, start.title)]


def test_skipping_the_nulmeting_is_announced_too(
    ada: User, start: Any, place: Place, intake: Questionnaire, announced: list[tuple[str, str]]
) -> None:
    actions.skip(by=ada, questionnaire=intake, came_from=place.quiz_thing)

    assert announced == [(ada.name, start.title)]
    assert Answered.objects.get().thing is None


def test_a_later_ding_that_asks_for_the_nulmeting_is_announced_when_she_came_from_there(
    ada: User, start: Any, place: Place, intake: Questionnaire, announced: list[tuple[str, str]]
) -> None:
    place.poll_thing.body = [factories.checklist_block(items=[{"key": "1", "text": "Nulmeting.", "check": "intake"}])]
    place.poll_thing.save_revision().publish()
    place.poll_thing.refresh_from_db()

    actions.skip(by=ada, questionnaire=intake, came_from=place.poll_thing)

    assert announced == [(ada.name, place.poll_thing.title), (ada.name, start.title)]


def test_skipping_an_evaluation_announces_nothing(
    ada: User, start: Any, place: Place, evaluation: Questionnaire, announced: list[tuple[str, str]]
) -> None:
    actions.skip(by=ada, questionnaire=evaluation, thing=place.quiz_thing)

    assert announced == []


def test_the_first_nulmeting_stays(ada: User, intake: Questionnaire) -> None:
    actions.answer_own(by=ada, questionnaire=intake, data={"nm01": 3})

    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_own(by=ada, questionnaire=intake, data={"nm01": 5})

    assert OwnResponse.objects.get().data == {"nm01": 3}


def test_the_house_knows_who_filled_in_or_skipped_the_nulmeting(
    ada: User, ben: User, cleo: User, place: Place, intake: Questionnaire, django_assert_num_queries: Any
) -> None:
    actions.answer_own(by=ada, questionnaire=intake, data={"nm01": 3})
    actions.skip(by=ben, questionnaire=intake)

    with django_assert_num_queries(1):
        assert answered_facts([ada.pk, ben.pk, cleo.pk]) == {ada.pk: {"intake"}, ben.pk: {"intake"}}
    assert "intake" in evidence.facts_of([ada.pk])[ada.pk]


# --- The end evaluation ----------------------------------------------------------------------------------------------

Final = tuple[Questionnaire, Questionnaire]


@pytest.fixture
def end(place: Place) -> Any:
    """The last ding of the cohort, with "the end evaluation is filled in" as its first point."""
    place.quiz_thing.body = [factories.checklist_block(items=[{"key": "1", "text": "Ingevuld.", "check": "final"}])]
    place.quiz_thing.save_revision().publish()
    return place.quiz_thing


def say(person: User, final: Final, place: Place, **data: Any) -> None:
    actions.answer_anonymously(by=person, questionnaire=final[1], cohort=place.cohort, data=data)


def test_the_end_evaluation_is_announced_when_both_parts_are_filled_in_or_skipped(
    ada: User, end: Any, place: Place, final: Final, announced: list[tuple[str, str]]
) -> None:
    actions.answer_own(by=ada, questionnaire=final[0], data={"nm01": 4})
    assert announced == []
    assert answered_facts([ada.pk]) == {}

    say(ada, final, place, e1_1=4)
    assert announced == [(ada.name, end.title)]
    assert answered_facts([ada.pk]) == {ada.pk: {"final"}}


def test_not_taking_part_counts_as_filled_in(
    ada: User, end: Any, final: Final, announced: list[tuple[str, str]]
) -> None:
    for questionnaire in final[::-1]:
        actions.skip(by=ada, questionnaire=questionnaire, came_from=end)

    assert announced == [(ada.name, end.title)]
    assert answered_facts([ada.pk]) == {ada.pk: {"final"}}
    assert set(Answered.objects.values_list("thing", flat=True)) == {None}


def test_the_nulmeting_and_the_end_evaluation_are_two_facts_of_one_query(
    ada: User, place: Place, intake: Questionnaire, final: Final, django_assert_num_queries: Any
) -> None:
    for questionnaire in (intake, *final):
        actions.skip(by=ada, questionnaire=questionnaire)

    with django_assert_num_queries(1):
        assert answered_facts([ada.pk]) == {ada.pk: {"intake", "final"}}


def test_what_ada_thinks_of_the_course_is_kept_with_her_cohort_and_without_her(
    ada: User, place: Place, final: Final
) -> None:
    say(ada, final, place, e1_1=4, best="Ding 11. ")

    response, answered = AnonymousResponse.objects.get(), Answered.objects.get()
    assert (response.thing, response.cohort) == (None, place.cohort)
    assert response.data == {"e1_1": 4, "best": "Ding 11."}
    assert (answered.person, answered.thing) == (ada, None)


def test_opinions_count_five_at_a_time_in_each_cohort_by_itself(place: Place, final: Final) -> None:
    for person in enrolled(4, place.cohort):
        say(person, final, place, e1_1=4)
    for person in enrolled(5, place.other_cohort):
        actions.answer_anonymously(by=person, questionnaire=final[1], cohort=place.other_cohort, data={"e1_1": 2})

    assert AnonymousResponse.objects.counted().filter(cohort=place.cohort).count() == 0
    assert AnonymousResponse.objects.counted().filter(cohort=place.other_cohort).count() == 5


def test_each_opinion_gives_the_earlier_ones_of_its_cohort_a_new_id_and_no_others(
    ada: User, ben: User, cleo: User, place: Place, final: Final
) -> None:
    actions.answer_anonymously(by=cleo, questionnaire=final[1], cohort=place.other_cohort, data={"e1_1": 1})
    elsewhere = AnonymousResponse.objects.get()
    say(ada, final, place, e1_1=4)
    before = AnonymousResponse.objects.get(cohort=place.cohort)
    say(ben, final, place, e1_1=2)

    after = set(AnonymousResponse.objects.values_list("pk", flat=True))
    assert before.pk not in after
    assert elsewhere.pk in after
    assert len(after) == 3


@pytest.mark.usefixtures("sure")
def test_a_thief_finds_at_most_one_in_twenty_opinions(place: Place, final: Final) -> None:
    assert_a_thief_guesses(lambda person, number: say(person, final, place, e1_8=number), place.cohort, "e1_8")


def test_a_second_opinion_of_the_same_person_is_refused_in_another_cohort_too(
    ada: User, place: Place, final: Final
) -> None:
    say(ada, final, place, e1_1=4)

    with pytest.raises(actions.AlreadyAnswered):
        actions.answer_anonymously(by=ada, questionnaire=final[1], cohort=place.other_cohort, data={"e1_1": 1})
    assert AnonymousResponse.objects.count() == 1
