"""Two windows, one exercise: no word is ever lost."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from course.answers.models import Answer, Attempt
from lessons.models import ThingPage
from tests import factories
from tests.conftest import Place

HTMX = {"HX-Request": "true"}


def send(client: Client, thing: ThingPage, why: str, version: int | str | None, **headers: str):
    exercise = thing.exercises[0]
    sent = {f"{exercise.id}-vote": "eens", f"{exercise.id}-why": why}
    if version is not None:
        sent["version"] = str(version)
    return client.post(reverse("answers:submit", args=[thing.pk, exercise.id]), sent, headers=headers)


def test_the_second_window_gets_both_texts_and_overwrites_nothing(place: Place, ada, as_) -> None:
    thing, client = place.poll_thing, as_(ada)
    assert send(client, thing, "Uit het eerste venster.", 0).status_code == 302
    response = send(client, thing, "Uit het tweede venster.", 0)
    page = response.content.decode()
    assert response.status_code == 409
    assert page.count("Uit het eerste venster.") == 1
    assert page.count("Uit het tweede venster.") == 2  # as what she wanted to save, and in the form
    assert Answer.objects.get(person=ada).data["why"] == "Uit het eerste venster."


def test_saving_again_after_a_conflict_keeps_the_newer_text_and_the_older_as_an_attempt(place: Place, ada, as_) -> None:
    thing, client = place.poll_thing, as_(ada)
    send(client, thing, "Eerste.", 0)
    page = send(client, thing, "Tweede.", 0).content.decode()
    assert 'name="version" value="1"' in page
    assert send(client, thing, "Tweede.", 1).status_code == 302
    assert Answer.objects.get(person=ada).data["why"] == "Tweede."
    assert [attempt.data["why"] for attempt in Attempt.objects.all()] == ["Eerste.", "Tweede."]


def test_a_page_shows_the_version_that_its_form_was_made_from(place: Place, ada, as_) -> None:
    thing, client = place.poll_thing, as_(ada)
    assert 'name="version" value="0"' in client.get(thing.address).content.decode()
    send(client, thing, "Eerste.", 0)
    assert 'name="version" value="1"' in client.get(thing.address).content.decode()
    assert send(client, thing, "Verbeterd.", 1).status_code == 302


def test_the_same_words_from_two_windows_are_no_conflict(place: Place, ada, as_) -> None:
    thing, client = place.poll_thing, as_(ada)
    for _window in range(2):
        assert send(client, thing, "Hetzelfde.", 0).status_code == 302
    assert Attempt.objects.count() == 1


def test_htmx_gets_the_conflict_in_the_card(place: Place, ada, as_) -> None:
    thing, client = place.poll_thing, as_(ada)
    send(client, thing, "Eerste.", 0)
    response = send(client, thing, "Tweede.", 0, **HTMX)
    assert response.status_code == 409
    assert "<html" not in response.content.decode()
    assert "Je hebt dit intussen ook ergens anders bewaard" in response.content.decode()


def test_a_version_that_is_nonsense_is_no_version(place: Place, ada, as_) -> None:
    thing, client = place.poll_thing, as_(ada)
    for version, why in (("", "a"), ("-1", "b"), ("²", "c"), ("9" * 30, "d"), (None, "e")):
        assert send(client, thing, why, version).status_code == 302
    assert Answer.objects.get(person=ada).data["why"] == "e"


def test_a_quiz_done_again_in_an_old_window_is_just_a_retake(place: Place, ada, as_) -> None:
    thing, client = place.quiz_thing, as_(ada)
    exercise = thing.exercises[0]
    url = reverse("answers:submit", args=[thing.pk, exercise.id])
    for chosen in ("a", "b"):
        sent = {f"{exercise.id}-q-{number}": chosen for number in range(1, 6)} | {"version": "0"}
        assert client.post(url, sent).status_code == 302
    assert Answer.objects.get(person=ada).score == 1.0


def test_a_checklist_in_two_windows_shows_both(place: Place, ada, as_) -> None:
    items = [{"key": "1", "text": "Onze afspraak", "field": "text"}]
    thing = factories.make_thing(place.module, 8, [factories.checklist_block(items=items)])
    factories.enrol(ada, factories.make_cohort(place.course, [thing], place.organisation))
    client, exercise = as_(ada), thing.exercises[0]
    url = reverse("answers:submit", args=[thing.pk, exercise.id])
    first = {f"{exercise.id}-item-1": "on", f"{exercise.id}-text-1": "Op maandag.", "version": "0"}
    assert client.post(url, first).status_code == 302
    response = client.post(url, first | {f"{exercise.id}-text-1": "Op dinsdag."})
    assert response.status_code == 409
    assert "Op maandag." in response.content.decode()
    assert "Op dinsdag." in response.content.decode()
