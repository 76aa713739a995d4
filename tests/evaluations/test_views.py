from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts.models import CourseOwner, Enrolment
from course.evaluations import actions
from course.evaluations.models import AnonymousResponse, Answered, OwnResponse
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.conftest import Place
from tests.evaluations.conftest import enrolled

As = Callable[[User | None], Client]
NM = {f"nm{number:02}": "3" for number in range(1, 11)}


def evaluation_url(place: Place) -> str:
    return reverse("evaluations:thing", args=[place.quiz_thing.pk])


def text_of(response: Any) -> str:
    return " ".join(response.content.decode().split())


def main_of(response: Any) -> str:
    """Return what stands in <main>: outside it each page has a CSRF token of its own."""
    return text_of(response).split("<main")[1].split("</main>")[0]


@pytest.fixture
def quiz_is_open(place: Place) -> None:
    place.cohort.weeks.update(opens_on=timezone.localdate() - timedelta(days=7))


# --- After a ding ----------------------------------------------------------------------------------------------------


def test_ada_fills_in_and_is_thanked(ada: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    response = as_(ada).post(evaluation_url(place), {"usefulness": "4", "time": "good", "minutes": "45"}, follow=True)

    assert response.redirect_chain == [(evaluation_url(place), 302)]
    assert "Dank je wel" in text_of(response)
    assert place.quiz_thing.address in text_of(response)
    assert reverse("study:my_course") in text_of(response)
    assert AnonymousResponse.objects.get().data == {"usefulness": 4, "time": "good", "minutes": 45}


def test_the_form_says_what_becomes_of_the_answers(ada: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    page = text_of(as_(ada).get(evaluation_url(place)))

    assert "We bewaren je antwoorden zonder je naam, dag of tijd." in page
    assert "Ik sla over" in page
    assert "data-draft" not in page
    assert "checked" not in page


def test_an_error_keeps_what_ada_typed_and_stores_nothing(
    ada: User, place: Place, evaluation: Questionnaire, as_: As
) -> None:
    response = as_(ada).post(evaluation_url(place), {"usefulness": "4", "minutes": "3,5", "change": "Korter <b>graag"})

    page = text_of(response)
    assert response.status_code == 422
    assert "<title>Fout:" in page
    assert '<a href="#id_minutes">Vul een heel getal in van 1 tot en met 600.</a>' in page
    assert 'value="3,5"' in page
    assert "Korter &lt;b&gt;graag" in page
    assert 'value="4" id="id_usefulness_3" checked' in page
    assert not Answered.objects.exists()


@pytest.mark.parametrize("data", [{}, {"csrfmiddlewaretoken": "x"}])
def test_an_empty_form_says_so(
    ada: User, place: Place, evaluation: Questionnaire, as_: As, data: dict[str, str]
) -> None:
    response = as_(ada).post(evaluation_url(place), data)

    assert response.status_code == 422
    assert "Vul minstens één antwoord in, of sla over." in text_of(response)


def test_a_double_submit_keeps_the_first_answer(ada: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    client = as_(ada)
    client.post(evaluation_url(place), {"usefulness": "4"})
    response = client.post(evaluation_url(place), {"usefulness": "1"}, follow=True)

    assert "Je eerste antwoord telt." in text_of(response)
    assert AnonymousResponse.objects.get().data == {"usefulness": 4}


def test_ada_skips_and_may_come_back(ada: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    client = as_(ada)
    response = client.post(reverse("evaluations:skip_thing", args=[place.quiz_thing.pk]), {"usefulness": "1"})

    assert response["Location"] == place.quiz_thing.address
    assert not AnonymousResponse.objects.exists()
    assert "Je sloeg deze evaluatie over." in text_of(client.get(evaluation_url(place)))
    client.post(evaluation_url(place), {"usefulness": "4"})
    assert AnonymousResponse.objects.count() == 1


def test_skipping_by_a_link_is_not_possible(ada: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    assert as_(ada).get(reverse("evaluations:skip_thing", args=[place.quiz_thing.pk])).status_code == 405


@pytest.mark.parametrize("name", ["thing", "skip_thing"])
def test_only_who_takes_part_may_evaluate(
    mona: User, tove: User, place: Place, evaluation: Questionnaire, as_: As, name: str
) -> None:
    url = reverse(f"evaluations:{name}", args=[place.quiz_thing.pk])

    assert [as_(person).post(url, {"usefulness": "4"}).status_code for person in (mona, tove, None)] == [403, 403, 302]
    assert not Answered.objects.exists()


def test_a_ding_that_is_not_open_yet_has_no_evaluation_yet(
    ada: User, place: Place, evaluation: Questionnaire, as_: As
) -> None:
    place.cohort.weeks.update(opens_on=timezone.localdate() + timedelta(days=7))

    assert as_(ada).get(evaluation_url(place)).status_code == 403


def test_without_the_questionnaire_there_is_no_such_page(ada: User, place: Place, as_: As) -> None:
    assert as_(ada).get(evaluation_url(place)).status_code == 404
    assert as_(ada).get(reverse("evaluations:thing", args=[999_999])).status_code == 404


def test_no_answer_reaches_a_log_a_session_or_an_error_report(
    ada: User,
    place: Place,
    evaluation: Questionnaire,
    as_: As,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(**kwargs: Any) -> None:
        raise RuntimeError("broken on purpose")

    client = as_(ada)
    client.raise_request_exception = False
    monkeypatch.setattr(actions, "answer_anonymously", broken)
    caplog.set_level(logging.DEBUG)
    response = client.post(evaluation_url(place), {"change": "GEHEIM"})

    assert response.status_code == 500
    assert "GEHEIM" not in caplog.text
    assert "GEHEIM" not in str(dict(client.session))
    assert response.wsgi_request.sensitive_post_parameters == "__ALL__"


# --- The nulmeting ---------------------------------------------------------------------------------------------------


@pytest.fixture
def start(place: Place) -> ThingPage:
    place.checklist_thing.body = [
        factories.checklist_block(items=[{"key": "1", "text": "Ik heb de nulmeting ingevuld.", "check": "intake"}])
    ]
    place.checklist_thing.save_revision().publish()
    place.checklist_thing.refresh_from_db()
    return place.checklist_thing


def test_ada_fills_in_the_nulmeting_and_reads_her_own_result(
    ada: User, start: ThingPage, intake: Questionnaire, as_: As
) -> None:
    data = {**NM, "nm05": "2", "nm06": "1", "nm10": "na"}
    response = as_(ada).post(f"{reverse('evaluations:intake')}?ding={start.pk}", data, follow=True)

    page = text_of(response)
    assert response.redirect_chain == [(f"{reverse('evaluations:intake_result')}?ding={start.pk}", 302)]
    assert '<th scope="row">1. Module 1</th><td class="num">3,0</td>' in page
    assert '<th scope="row">Module 3</th><td class="num">1,5</td>' in page
    assert "Begin met Start." in page
    assert "Alleen jij kunt dit lezen" in page
    assert "n.v.t. in mijn werk" in page
    assert f"Verder met ding {start.number}" in page
    assert OwnResponse.objects.get().person == ada


def test_a_second_nulmeting_shows_the_first(ada: User, place: Place, intake: Questionnaire, as_: As) -> None:
    client = as_(ada)
    client.post(reverse("evaluations:intake"), NM)
    response = client.post(reverse("evaluations:intake"), {"nm01": "5"}, follow=True)

    assert response.redirect_chain == [(reverse("evaluations:intake_result"), 302)]
    assert client.get(reverse("evaluations:intake")).status_code == 302
    assert OwnResponse.objects.get().data["nm01"] == 3


def test_two_windows_at_once_keep_the_first_nulmeting(
    ada: User, place: Place, intake: Questionnaire, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(**kwargs: Any) -> None:
        raise actions.AlreadyAnswered

    monkeypatch.setattr(actions, "answer_own", too_late)
    response = as_(ada).post(reverse("evaluations:intake"), NM)

    assert response["Location"] == reverse("evaluations:intake_result")


def test_an_empty_nulmeting_is_refused(ada: User, place: Place, intake: Questionnaire, as_: As) -> None:
    assert as_(ada).post(reverse("evaluations:intake"), {}).status_code == 422


@pytest.mark.parametrize("url_name", ["intake", "skip_intake"])
def test_point_1_of_ding_1_is_done_after_filling_in_or_skipping(
    ada: User, start: ThingPage, intake: Questionnaire, as_: As, url_name: str
) -> None:
    as_(ada).post(f"{reverse(f'evaluations:{url_name}')}?ding={start.pk}", NM)
    checklist = start.exercises[0]
    as_(ada).post(reverse("answers:submit", args=[start.pk, checklist.id]), {})

    assert Enrolment.objects.get(person=ada).things_done == 1


def test_skipping_leads_back_to_the_ding_and_may_be_undone(
    ada: User, start: ThingPage, intake: Questionnaire, as_: As
) -> None:
    client = as_(ada)
    response = client.post(f"{reverse('evaluations:skip_intake')}?ding={start.pk}")

    assert response["Location"] == start.address
    assert "Je sloeg de nulmeting over." in text_of(client.get(f"{reverse('evaluations:intake')}?ding={start.pk}"))
    client.post(reverse("evaluations:intake"), NM)
    assert OwnResponse.objects.count() == 1


def test_without_a_ding_skipping_leads_to_my_course(ada: User, place: Place, intake: Questionnaire, as_: As) -> None:
    assert as_(ada).post(reverse("evaluations:skip_intake"))["Location"] == reverse("study:my_course")


@pytest.mark.parametrize("ding", ["", "x", "²", "9" * 30, "999999"])
def test_a_strange_ding_in_the_address_is_as_none(
    ada: User, place: Place, intake: Questionnaire, as_: As, ding: str
) -> None:
    assert as_(ada).get(reverse("evaluations:intake"), {"ding": ding}).status_code == 200


def test_who_has_no_result_goes_to_the_list(ada: User, place: Place, intake: Questionnaire, as_: As) -> None:
    assert as_(ada).get(reverse("evaluations:intake_result"))["Location"] == reverse("evaluations:intake")


@pytest.mark.parametrize("name", ["intake", "skip_intake", "intake_result"])
def test_only_who_takes_part_has_a_nulmeting(mona: User, tove: User, intake: Questionnaire, as_: As, name: str) -> None:
    url = reverse(f"evaluations:{name}")
    method = "get" if name == "intake_result" else "post"

    assert [getattr(as_(person), method)(url).status_code for person in (mona, tove, None)] == [403, 403, 302]


# --- For trainers ----------------------------------------------------------------------------------------------------


def say(place: Place, questionnaire: Questionnaire, number: int, **data: Any) -> None:
    for person in enrolled(number, place.cohort):
        actions.answer_anonymously(by=person, questionnaire=questionnaire, thing=place.quiz_thing, data=data)


def test_tove_reads_what_five_people_say(tove: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    say(place, evaluation, 5, usefulness=2, time="short", minutes=90)

    page = text_of(as_(tove).get(reverse("evaluations:results")))

    assert '<td class="num">5</td> <td class="num">2,0</td> <td>te kort 100%, goed 0%, te lang 0%</td>' in page
    assert '<td class="num">90</td> <td class="num">50</td>' in page
    assert "opnieuw bekijken" in page


def test_under_five_tove_does_not_even_read_how_many(
    tove: User, place: Place, evaluation: Questionnaire, as_: As
) -> None:
    say(place, evaluation, 4, usefulness=2, change="Korter.")
    client = as_(tove)
    with_four = main_of(client.get(reverse("evaluations:results")))
    detail = text_of(client.get(reverse("evaluations:thing_results", args=[place.quiz_thing.pk])))
    AnonymousResponse.objects.all().delete()

    assert with_four == main_of(client.get(reverse("evaluations:results")))
    assert "Nog te weinig antwoorden: minder dan 5." in with_four
    assert "Nog te weinig antwoorden." in detail
    assert "Korter." not in detail


def test_a_sixth_answer_changes_nothing_that_tove_can_see(
    tove: User, place: Place, evaluation: Questionnaire, as_: As
) -> None:
    client, url = as_(tove), reverse("evaluations:thing_results", args=[place.quiz_thing.pk])
    say(place, evaluation, 5, usefulness=4)
    before = main_of(client.get(url))
    say(place, evaluation, 1, usefulness=1)

    assert main_of(client.get(url)) == before


def test_own_words_come_from_ten_answers_on(tove: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    client, url = as_(tove), reverse("evaluations:thing_results", args=[place.quiz_thing.pk])
    say(place, evaluation, 9, usefulness=4, time="good", minutes=60, change="<script>alert(1)</script>")
    assert "vanaf tien antwoorden" in text_of(client.get(url))
    assert "alert" not in text_of(client.get(url))

    say(place, evaluation, 1, usefulness=4)

    page = text_of(client.get(url))
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") == 9
    assert "<script>alert" not in page
    assert "waarschijnlijk wel <b>100%</b>" in page


def test_ten_answers_without_words_say_so(tove: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    say(place, evaluation, 10, time="good")
    page = text_of(as_(tove).get(reverse("evaluations:thing_results", args=[place.quiz_thing.pk])))

    assert "Niemand schreef er iets bij." in page


@pytest.mark.parametrize("sort", ["number", "-usefulness", "signal", "nonsense", "-"])
def test_any_sort_in_the_address_gives_a_page(
    tove: User, place: Place, evaluation: Questionnaire, as_: As, sort: str
) -> None:
    assert as_(tove).get(reverse("evaluations:results"), {"sort": sort}).status_code == 200


def test_a_trainer_sees_courses_her_poi_owns_or_runs_and_no_others(
    tove: User, place: Place, evaluation: Questionnaire, as_: As
) -> None:
    owned, foreign = factories.make_course("Eigen cursus"), factories.make_course("Vreemde cursus")
    CourseOwner.objects.filter(course=owned).update(organisation=place.organisation)
    foreign_thing = factories.make_thing(factories.make_module(foreign), 1)
    client = as_(tove)
    page = text_of(client.get(reverse("evaluations:results")))

    assert "Eigen cursus" in page
    assert "23 dingen</h2>" in page
    assert "Vreemde cursus" not in page
    assert client.get(reverse("evaluations:thing_results", args=[foreign_thing.pk])).status_code == 403
    assert client.get(reverse("evaluations:thing_results", args=[999_999])).status_code == 404


def test_a_trainer_without_courses_reads_what_will_come(place: Place, as_: As) -> None:
    trainer = factories.make_person("Teun")
    factories.give_role(trainer, "trainer", organisation=factories.make_organisation())

    assert "Nog geen cursus." in text_of(as_(trainer).get(reverse("evaluations:results")))


def test_tove_reads_the_means_of_a_group_from_five_lists(
    tove: User, place: Place, intake: Questionnaire, as_: As
) -> None:
    url = reverse("evaluations:intake_results", args=[place.cohort.slug])
    client, people = as_(tove), enrolled(5, place.cohort)
    stranger = enrolled(1, place.other_cohort)[0]
    for person in [*people[:4], stranger]:
        actions.answer_own(by=person, questionnaire=intake, data={"nm01": 4, "nm02": 1})
    assert "Te weinig antwoorden." in text_of(client.get(url))

    actions.answer_own(by=people[4], questionnaire=intake, data={"nm01": 2})
    page = text_of(client.get(url))
    assert '<td class="num">3,6</td>' in page
    assert "Berekend over 5 lijsten." in page
    assert page.count("geen gemiddelde") == 5  # only four people said something of module 2; nobody of 3 to 6

    people[0].delete()
    assert "Te weinig antwoorden." in text_of(client.get(url))


def test_another_pois_trainer_cannot_read_this_group(place: Place, intake: Questionnaire, as_: As) -> None:
    trainer = factories.make_person("Teun")
    factories.give_role(trainer, "trainer", organisation=factories.make_organisation())
    url = reverse("evaluations:intake_results", args=[place.cohort.slug])

    assert as_(trainer).get(url).status_code == 404


def test_results_are_for_trainers_only(ada: User, mona: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    urls = [
        reverse("evaluations:results"),
        reverse("evaluations:thing_results", args=[place.quiz_thing.pk]),
        reverse("evaluations:intake_results", args=[place.cohort.slug]),
    ]
    for url in urls:
        assert [as_(person).get(url).status_code for person in (ada, mona, None)] == [403, 403, 302]


def test_the_table_costs_the_same_for_two_and_for_twenty_dingen(
    tove: User, place: Place, evaluation: Questionnaire, as_: As
) -> None:
    client, costs = as_(tove), []
    say(place, evaluation, 5, usefulness=2)
    for more in (0, 18):
        for number in range(more):
            thing = factories.make_thing(place.module, 10 + number)
            AnonymousResponse.objects.bulk_create(
                AnonymousResponse(questionnaire=evaluation, thing=thing, data={"usefulness": 3}) for _ in range(6)
            )
        client.get(reverse("evaluations:results"))  # what is kept for the whole site is kept now
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("evaluations:results"))
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_wagtail_shows_a_questionnaire_as_participants_will_see_it(
    rf: Any, tove: User, evaluation: Questionnaire
) -> None:
    response = evaluation.make_preview_request()
    page = text_of(response.render() if hasattr(response, "render") else response)

    assert "Hier kan ik iets mee in mijn werk." in page
    assert "Ik sla over" in page
    assert "disabled" in page
    assert "csrfmiddlewaretoken" not in main_of(response)
