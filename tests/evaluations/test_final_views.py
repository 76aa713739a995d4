"""The end evaluation as its people meet it: one evaluation in two parts, each of which may be skipped."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts.models import Enrolment
from course.evaluations import actions
from course.evaluations.models import AnonymousResponse, Answered, OwnResponse
from course.people.models import User
from lessons.models import ThingPage
from lessons.questionnaires import Questionnaire
from tests import factories
from tests.conftest import Place
from tests.evaluations.conftest import enrolled
from tests.evaluations.test_views import main_of, text_of

As = Callable[[User | None], Client]
Final = tuple[Questionnaire, Questionnaire]
NOW = {f"nm{number:02}": "4" for number in range(1, 11)}
RIGHT = {f"kw{number}": "b" for number in range(1, 7)}


@pytest.fixture
def end(place: Place) -> ThingPage:
    """The last ding of the cohort, open, with the end evaluation as the only point of its checklist."""
    place.cohort.weeks.update(opens_on=timezone.localdate() - timedelta(days=7))
    place.quiz_thing.body = [
        factories.checklist_block(items=[{"key": "1", "text": "Ik heb de eindevaluatie ingevuld.", "check": "final"}])
    ]
    place.quiz_thing.save_revision().publish()
    return ThingPage.objects.get(pk=place.quiz_thing.pk)


def url(name: str, ding: ThingPage | None = None, deel: int = 0) -> str:
    query = ([f"ding={ding.pk}"] if ding else []) + ([f"deel={deel}"] if deel else [])
    return reverse(f"evaluations:{name}") + ("?" + "&".join(query) if query else "")


def things_done(person: User) -> int:
    return Enrolment.objects.get(person=person).things_done


# --- Filling in ------------------------------------------------------------------------------------------------------


def test_the_last_ding_sends_ada_to_the_end_evaluation_and_is_done_after_it(
    ada: User, end: ThingPage, intake: Questionnaire, final: Final, as_: As
) -> None:
    client = as_(ada)
    lesson = text_of(client.get(end.address))
    assert f'href="{url("final", end)}">Vul de eindevaluatie in, of doe niet mee</a>' in lesson

    begin = text_of(client.get(url("final", end)))
    assert f'href="{url("final_own", end)}">Begin met deel 1</a>' in begin
    assert f'href="{url("final_opinion", end)}">Begin met deel 2</a>' in begin

    first = client.post(url("final_own", end), {**NOW, **RIGHT, "kw6": "a"})
    assert first["Location"] == url("final_opinion", end)
    assert things_done(ada) == 0
    second = client.post(url("final_opinion", end), {"e1_1": "5", "e1_8": "9", "stopped": ["time", "hard"]})
    assert second["Location"] == url("final_result", end)

    client.post(reverse("answers:submit", args=[end.pk, end.exercises[0].id]), {})
    assert things_done(ada) == 1
    assert "Vul de eindevaluatie in" not in text_of(client.get(end.address))
    assert OwnResponse.objects.get(questionnaire=final[0]).data["kw6"] == "a"
    response = AnonymousResponse.objects.get()
    assert (response.cohort, response.data) == (
        Enrolment.objects.get(person=ada).cohort,
        {"e1_1": 5, "e1_8": 9, "stopped": ["time", "hard"]},
    )


def test_the_page_says_what_is_hers_and_what_is_nobodys(ada: User, place: Place, final: Final, as_: As) -> None:
    page = text_of(as_(ada).get(url("final")))
    assert "Dit blijft van jou." in page
    assert "Bij je antwoorden staat niet wie je bent, ook niet voor de beheerder." in page
    assert "Ik doe niet mee" in page

    opinion = text_of(as_(ada).get(url("final_opinion")))
    assert "We bewaren je antwoorden zonder je naam, dag of tijd." in opinion
    assert "data-draft" not in opinion
    assert "checked" not in opinion


def test_questions_stand_under_their_headings(ada: User, place: Place, final: Final, as_: As) -> None:
    page = text_of(as_(ada).get(url("final_own")))

    assert '<section class="flow" aria-labelledby="kop-kennis"><h2 id="kop-kennis">Zes kennisvragen</h2>' in page
    assert "Eén antwoord is goed." in page
    assert page.count("<h1") == 1


def test_the_right_answers_are_not_in_the_page_before_she_answered(
    ada: User, place: Place, final: Final, as_: As
) -> None:
    page = text_of(as_(ada).get(url("final_own")))

    assert "Uitleg 1." not in page
    firsts = re.findall(r'name="kw\d" value="(\w)" id="id_kw\d_0"', page)
    assert len(firsts) == 6
    assert len(set(firsts)) > 1


def test_an_error_keeps_what_ada_typed_and_stores_nothing(ada: User, place: Place, final: Final, as_: As) -> None:
    response = as_(ada).post(url("final_opinion"), {"e1_1": "5", "drop": "d9", "stopped": ["hard"], "best": "x" * 501})

    page = text_of(response)
    assert response.status_code == 422
    assert "<title>Fout:" in page
    assert "Je tekst heeft 501 tekens." in page
    assert '<option value="d9" selected>' in page
    assert re.search(r'value="hard" id="id_stopped_1"[^>]* checked', page)
    assert not Answered.objects.exists()


def test_an_empty_part_is_refused(ada: User, place: Place, final: Final, as_: As) -> None:
    for name in ("final_own", "final_opinion"):
        response = as_(ada).post(url(name), {})
        assert response.status_code == 422
        assert "Vul minstens één antwoord in, of sla over." in text_of(response)


def test_a_double_submit_keeps_the_first_answers(ada: User, place: Place, final: Final, as_: As) -> None:
    client = as_(ada)
    for name, data in (("final_own", {"nm01": "4"}), ("final_opinion", {"e1_1": "5"})):
        client.post(url(name), data)
        again = client.post(url(name), dict.fromkeys(data, "1"))
        assert again["Location"] == url("final")

    assert OwnResponse.objects.get().data == {"nm01": 4}
    assert AnonymousResponse.objects.get().data == {"e1_1": 5}
    assert "Je hebt beide delen ingevuld." in text_of(client.get(url("final")))


def test_two_windows_at_once_keep_the_first(
    ada: User, place: Place, final: Final, as_: As, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_late(**kwargs: Any) -> None:
        raise actions.AlreadyAnswered

    monkeypatch.setattr(actions, "answer_own", too_late)
    client = as_(ada)
    client.post(url("final_own"), NOW)

    assert "Je eerste antwoord telt." in text_of(client.get(url("final")))


def test_an_opinion_reaches_no_log_session_or_error_report(
    ada: User, place: Place, final: Final, as_: As, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**kwargs: Any) -> None:
        raise RuntimeError("broken on purpose")

    client = as_(ada)
    client.raise_request_exception = False
    monkeypatch.setattr(actions, "answer_anonymously", broken)
    response = client.post(url("final_opinion"), {"best": "GEHEIM"})

    assert response.status_code == 500
    assert "GEHEIM" not in caplog.text
    assert "GEHEIM" not in str(dict(client.session))
    assert response.wsgi_request.sensitive_post_parameters == "__ALL__"


# --- Skipping --------------------------------------------------------------------------------------------------------


def test_not_taking_part_is_one_press_and_counts(ada: User, end: ThingPage, final: Final, as_: As) -> None:
    client = as_(ada)
    response = client.post(url("skip_final", end))
    client.post(reverse("answers:submit", args=[end.pk, end.exercises[0].id]), {})

    assert response["Location"] == end.address
    assert things_done(ada) == 1
    assert not OwnResponse.objects.exists()
    assert not AnonymousResponse.objects.exists()
    page = text_of(client.get(url("final", end)))
    assert page.count("overgeslagen") == 2
    assert "Deel 1 alsnog invullen" in page


def test_one_part_skipped_leads_to_the_other(ada: User, end: ThingPage, final: Final, as_: As) -> None:
    client = as_(ada)

    assert client.post(url("skip_final", end, deel=1))["Location"] == url("final_opinion", end)
    assert "Je slaat deel 1 over. Dat mag." in text_of(client.get(url("final_opinion", end)))
    assert client.post(url("skip_final", end, deel=2))["Location"] == url("final", end)
    assert Answered.objects.filter(outcome="skipped").count() == 2


def test_who_filled_in_the_first_part_may_skip_the_rest_and_keeps_it(
    ada: User, place: Place, final: Final, as_: As
) -> None:
    client = as_(ada)
    client.post(url("final_own"), NOW)
    assert "Ik sla de rest over" in text_of(client.get(url("final")))

    assert client.post(url("skip_final"))["Location"] == reverse("study:my_course")
    assert dict(Answered.objects.values_list("questionnaire__slug", "outcome")) == {
        "einde-kennen": "filled_in",
        "einde": "skipped",
    }


def test_a_skipped_part_may_still_be_filled_in(ada: User, place: Place, final: Final, as_: As) -> None:
    client = as_(ada)
    client.post(url("skip_final"))
    assert "Je sloeg dit deel over." in text_of(client.get(url("final_opinion")))

    assert client.post(url("final_opinion"), {"e1_1": "5"})["Location"] == url("final")
    assert client.post(url("final_own"), NOW)["Location"] == url("final_result")


def test_skipping_by_a_link_is_not_possible(ada: User, place: Place, final: Final, as_: As) -> None:
    assert as_(ada).get(url("skip_final")).status_code == 405


# --- Her own result --------------------------------------------------------------------------------------------------


@pytest.fixture
def done(ada: User, place: Place, intake: Questionnaire, final: Final) -> None:
    """Ada filled in the nulmeting (2,9) and the first part of the end evaluation (4,1), four of six right."""
    points = [3, 4, 4, 3, 2, 1, 4, 2, 3, None]
    before = {f"nm{number:02}": point for number, point in enumerate(points, start=1)}
    after = {f"nm{number:02}": 4 for number in range(1, 11)} | {"nm03": 5, "nm_then": 2}
    known = {"kw1": "b", "kw2": "b", "kw3": "b", "kw4": "b", "kw5": "a"}
    actions.answer_own(by=ada, questionnaire=intake, data=before)
    actions.answer_own(by=ada, questionnaire=final[0], data={**after, **known})


def test_ada_reads_before_and_after_by_module(ada: User, done: None, as_: As) -> None:
    page = text_of(as_(ada).get(url("final_result")))

    assert '<span class="big">2,9</span>' in page
    assert '<span class="big">4,1</span>' in page
    assert '<span class="big">+1,2</span>' in page
    assert '<th scope="row">1. Module 1</th><td class="num">3,0</td><td class="num">4,0</td>' in page
    assert (
        '<th scope="row">Module 3</th><td class="num">1,5</td><td class="num">4,0</td><td class="num"><b>+2,5</b>'
        in page
    )
    assert "Achteraf geef je jezelf bij de start een <b>2</b>." in page
    assert "Vergeleken daarmee is het verschil <b>+2,1</b>." in page
    assert "Alleen jij kunt dit lezen" in page


def test_ada_reads_which_answers_were_right_and_why(ada: User, done: None, as_: As) -> None:
    page = text_of(as_(ada).get(url("final_result")))

    assert "Je had er <b>4 van 6</b> goed." in page
    assert page.count("Goed is: <b>Goed antwoord</b>.") == 2  # one wrong, one left open
    assert page.count("Jij koos: Fout antwoord.") == 1
    assert all(f"Uitleg {number}." in page for number in range(1, 7))


def test_the_result_offers_the_part_that_is_still_open(ada: User, done: None, final: Final, as_: As) -> None:
    client = as_(ada)
    assert "Verder met deel 2" in text_of(client.get(url("final_result")))

    actions.skip(by=ada, questionnaire=final[1])
    assert "Verder met deel 2" not in text_of(client.get(url("final_result")))


@pytest.mark.parametrize(
    ("lists", "sentence"),
    [
        ((None, {"nm01": 4}), "Je sloeg de nulmeting over. Daarom kunnen we niet vergelijken."),
        (({"hours": "h1"}, {"nm01": 4}), "Bij de start liet je de zinnen open."),
        (({"nm01": 4}, {"nm_then": 2}), "Je liet de zinnen open. Daarom kunnen we niet vergelijken."),
        (({"nm01": 4}, {"nm01": 3}), "Je cijfer is nu lager. Dat gebeurt vaker"),
        (({"nm01": 4}, {"nm01": 4}), "Je liet de kennisvragen open. Dit zijn de antwoorden."),
    ],
)
def test_what_is_missing_is_said(
    ada: User, intake: Questionnaire, final: Final, as_: As, lists: tuple[Any, dict[str, Any]], sentence: str
) -> None:
    before, after = lists
    if before:
        actions.answer_own(by=ada, questionnaire=intake, data=before)
    actions.answer_own(by=ada, questionnaire=final[0], data=after)

    assert sentence in text_of(as_(ada).get(url("final_result")))


def test_who_has_no_result_goes_to_the_beginning(
    ada: User, place: Place, intake: Questionnaire, final: Final, as_: As
) -> None:
    actions.answer_own(by=ada, questionnaire=intake, data={"nm01": 4})

    assert as_(ada).get(url("final_result"))["Location"] == url("final")


@pytest.mark.parametrize("name", ["final", "final_own", "final_opinion", "final_result", "skip_final"])
def test_only_who_takes_part_ends_the_course(mona: User, tove: User, final: Final, as_: As, name: str) -> None:
    method = "post" if name == "skip_final" else "get"

    assert [getattr(as_(person), method)(url(name)).status_code for person in (mona, tove, None)] == [403, 403, 302]


def test_a_site_without_the_questionnaires_has_no_such_page(ada: User, place: Place, as_: As) -> None:
    assert as_(ada).get(url("final")).status_code == 404


# --- For trainers ----------------------------------------------------------------------------------------------------


def end_of(place: Place, intake: Questionnaire, final: Final, number: int, opinion: dict[str, Any]) -> list[User]:
    """Let that many people go from 3 to 4, know half of it, and say the same of the course."""
    people = enrolled(number, place.cohort)
    for person in people:
        actions.answer_own(by=person, questionnaire=intake, data={"nm01": 3, "nm02": 3})
        data = {"nm01": 4, "nm02": 4, "nm_then": 2, "kw1": "b", "kw2": "b", "kw3": "b", "kw4": "a"}
        actions.answer_own(by=person, questionnaire=final[0], data=data)
        actions.answer_anonymously(by=person, questionnaire=final[1], cohort=place.cohort, data=opinion)
    return people


OPINION = {"e1_1": 4, "e1_8": 8, "best": "Ding <b>11</b>.", "drop": "d9", "stopped": ["hard"]}


def results_url(place: Place) -> str:
    return reverse("evaluations:final_results", args=[place.cohort.slug])


def test_tove_reads_what_five_people_learnt_and_think(
    tove: User, place: Place, intake: Questionnaire, final: Final, as_: As
) -> None:
    end_of(place, intake, final, 5, OPINION)

    page = text_of(as_(tove).get(results_url(place)))
    assert '<span class="big">+1,0</span>' in page
    assert '<span class="big">5</span> van 5 mensen' in page
    assert "Achteraf geven ze zichzelf bij de start gemiddeld een <b>2,0</b>." in page
    assert "Gemiddeld hadden ze <b>3,0 van de 6</b> kennisvragen goed." in page
    assert "5 antwoorden, zonder naam." in page
    assert "gemiddeld <b>4,0</b> van 5, n = 5" in page
    assert "Gemiddeld <b>8,0</b> van 10, n = 5." in page
    assert "9. Ding" in page
    assert "8. Ding" not in page
    assert "te moeilijk" in page
    assert "vanaf tien antwoorden" in page
    assert "Ding &lt;b&gt;11" not in page


def test_own_words_come_from_ten_people_on(
    tove: User, place: Place, intake: Questionnaire, final: Final, as_: As
) -> None:
    end_of(place, intake, final, 10, OPINION)

    assert text_of(as_(tove).get(results_url(place))).count("Ding &lt;b&gt;11&lt;/b&gt;.") == 10


def test_under_five_tove_does_not_even_read_how_many(
    tove: User, place: Place, intake: Questionnaire, final: Final, as_: As
) -> None:
    client = as_(tove)
    empty = main_of(client.get(results_url(place)))
    end_of(place, intake, final, 4, OPINION)

    assert main_of(client.get(results_url(place))) == empty
    assert empty.count("Te weinig antwoorden.") == 2
    assert empty.count("Nog te weinig antwoorden.") == 1


def test_a_sixth_person_changes_nothing_that_tove_can_see(
    tove: User, place: Place, intake: Questionnaire, final: Final, as_: As
) -> None:
    client = as_(tove)
    end_of(place, intake, final, 5, OPINION)
    before = main_of(client.get(results_url(place)))
    end_of(place, intake, final, 1, {"e1_1": 1})

    assert main_of(client.get(results_url(place))) == before


def test_another_cohort_is_another_page(tove: User, place: Place, intake: Questionnaire, final: Final, as_: As) -> None:
    end_of(place, intake, final, 5, OPINION)
    other = reverse("evaluations:final_results", args=[place.other_cohort.slug])

    assert "Te weinig antwoorden." in text_of(as_(tove).get(other))


def test_who_left_still_counts_and_who_is_erased_does_not(
    tove: User, place: Place, intake: Questionnaire, final: Final, as_: As
) -> None:
    people = end_of(place, intake, final, 5, OPINION)
    client = as_(tove)
    before = main_of(client.get(results_url(place)))
    Enrolment.objects.filter(person=people[0]).update(left_at=timezone.now())
    assert main_of(client.get(results_url(place))) == before

    people[0].delete()
    page = text_of(client.get(results_url(place)))
    assert page.count("Te weinig antwoorden.") == 2
    assert "5 antwoorden, zonder naam." in page


def test_results_are_for_the_trainers_of_the_cohort(ada: User, mona: User, place: Place, final: Final, as_: As) -> None:
    stranger = factories.make_person("Teun")
    factories.give_role(stranger, "trainer", organisation=factories.make_organisation())
    people = (ada, mona, stranger, None)

    assert [as_(person).get(results_url(place)).status_code for person in people] == [403, 403, 404, 302]


def test_the_table_of_evaluations_leads_there(tove: User, place: Place, evaluation: Questionnaire, as_: As) -> None:
    assert f'href="{results_url(place)}"' in text_of(as_(tove).get(reverse("evaluations:results")))


def test_a_page_costs_the_same_for_five_people_and_for_thirty(
    ada: User, tove: User, place: Place, intake: Questionnaire, final: Final, as_: As
) -> None:
    def cost(person: User, address: str) -> int:
        client = as_(person)
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            client.get(address)
        return len(queries)

    actions.answer_own(by=ada, questionnaire=final[0], data={"nm01": 4})
    pages = [(tove, results_url(place)), (ada, url("final")), (ada, url("final_result"))]
    end_of(place, intake, final, 5, OPINION)
    few = [cost(*page) for page in pages]
    end_of(place, intake, final, 25, OPINION)

    assert [cost(*page) for page in pages] == few


def test_wagtail_shows_the_end_evaluation_as_participants_will_see_it(tove: User, final: Final) -> None:
    for questionnaire, words in zip(final, ("Kennisvraag 6?", "Welk ding moet eruit?"), strict=True):
        response = questionnaire.make_preview_request()
        page = text_of(response.render() if hasattr(response, "render") else response)
        assert words in page
        assert "disabled" in page
