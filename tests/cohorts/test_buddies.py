"""Buddies: who pairs them, who is skipped, what ends a pair, and who may see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from course.cohorts import actions, buddies, taking_part
from course.cohorts.models import BuddyPair, Enrolment
from course.people.models import User
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]


def enrolment_of(person: User) -> Enrolment:
    return Enrolment.objects.select_related("cohort", "person").get(person=person)


def people(place: Place, here: int, there: int = 0) -> list[Enrolment]:
    libraries = [place.library] * here + [place.other_library] * there
    return [factories.enrol(factories.make_person(library=library), place.cohort) for library in libraries]


def test_tove_pairs_ada_and_ben_and_both_find_each_other(place: Place, ada: User, ben: User, tove: User) -> None:
    hers, his = enrolment_of(ada), enrolment_of(ben)
    made = buddies.pair(by=tove, first=hers, second=his)
    assert buddies.pair(by=tove, first=his, second=hers) == made  # Twice is once, whoever is named first.
    assert (buddies.buddy_of(hers), buddies.buddy_of(his)) == (ben, ada)
    assert not buddies.without(place.cohort).exists()


def test_when_ben_stops_ada_is_free_and_tove_sees_it(place: Place, ada: User, ben: User, tove: User, as_: As) -> None:
    buddies.pair(by=tove, first=enrolment_of(ada), second=enrolment_of(ben))
    actions.leave(by=ben, enrolment=enrolment_of(ben))
    alone = buddies.without(place.cohort).get()
    assert alone.person == ada
    assert alone.lost_at is not None
    page = as_(tove).get(reverse("cohorts:buddies", args=[place.cohort.pk])).content.decode()
    assert "zonder buddy sinds" in page
    new = people(place, 1)
    assert len(buddies.pair_all(by=tove, cohort=place.cohort, across=False).made) == 1
    assert buddies.buddy_of(enrolment_of(ada)) == new[0].person


def test_who_was_erased_gets_no_buddy(place: Place, ada: User, ben: User, tove: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False, name="")
    done = buddies.pair_all(by=tove, cohort=place.cohort, across=False)
    assert (done.made, [one.person for one in done.alone]) == ([], [ada])


@pytest.mark.parametrize("here", [0, 1, 2, 5, 8])
def test_everybody_gets_one_buddy_and_an_odd_one_is_told(place: Place, tove: User, here: int) -> None:
    everybody = people(place, here)
    done = buddies.pair_all(by=tove, cohort=place.cohort, across=False)
    counted = Counter(pk for pair in done.made for pk in (pair.first_id, pair.second_id))
    assert set(counted.values()) <= {1}
    assert len(counted) + len(done.alone) == len(everybody)
    assert len(done.alone) == here % 2
    assert buddies.pair_all(by=tove, cohort=place.cohort, across=False).made == []


def test_within_a_library_or_across(place: Place, tove: User) -> None:
    people(place, 4, 4)
    within = buddies.pair_all(by=tove, cohort=place.cohort, across=False).made
    assert all(pair.first.library_id == pair.second.library_id for pair in within)
    for pair in within:
        buddies.part(by=tove, pair=pair)
    across = buddies.pair_all(by=tove, cohort=place.cohort, across=True).made
    assert len(across) == 4
    assert all(pair.first.library_id != pair.second.library_id for pair in across)


def test_who_reads_along_gets_a_buddy_by_hand_only(place: Place, ada: User, ben: User, tove: User) -> None:
    taking_part.change_way(by=ben, enrolment=enrolment_of(ben), way="read")
    assert [one.person for one in buddies.pair_all(by=tove, cohort=place.cohort, across=False).alone] == [ada]
    assert buddies.pair(by=tove, first=enrolment_of(ada), second=enrolment_of(ben)).pk


def test_who_rests_is_skipped(place: Place, ada: User, ben: User, tove: User) -> None:
    taking_part.pause(by=ben, enrolment=enrolment_of(ben))
    assert buddies.pair_all(by=tove, cohort=place.cohort, across=True).made == []


def test_who_cannot_be_paired_is_said_in_a_sentence(place: Place, ada: User, ben: User, cleo: User, tove: User) -> None:
    hers, his = enrolment_of(ada), enrolment_of(ben)
    third = people(place, 1)[0]
    with pytest.raises(ValidationError, match="twee verschillende mensen"):
        buddies.pair(by=tove, first=hers, second=hers)
    with pytest.raises(ValidationError, match="dezelfde ronde"):
        buddies.pair(by=tove, first=hers, second=enrolment_of(cleo))
    buddies.pair(by=tove, first=hers, second=his)
    with pytest.raises(ValidationError, match="Ben Yıldız heeft al een buddy"):
        buddies.pair(by=tove, first=third, second=his)
    actions.leave(by=ben, enrolment=his)
    with pytest.raises(ValidationError, match="Ben Yıldız doet niet meer mee"):
        buddies.pair(by=tove, first=third, second=his)


def test_a_pair_of_one_cannot_be(place: Place, ada: User) -> None:
    hers = enrolment_of(ada)
    with pytest.raises(IntegrityError), transaction.atomic():
        BuddyPair.objects.create(cohort=place.cohort, first=hers, second=hers)


def test_tove_does_it_all_by_press(place: Place, ada: User, ben: User, tove: User, as_: As) -> None:
    client, address = as_(tove), reverse("cohorts:buddies", args=[place.cohort.pk])
    hers, his = enrolment_of(ada), enrolment_of(ben)
    assert client.post(address, {"first": hers.pk, "second": hers.pk}).status_code == 422
    assert client.post(address, {"first": hers.pk, "second": his.pk}).status_code == 302
    pair = place.cohort.buddy_pairs.get()
    assert "Ben Yıldız" in client.get(address).content.decode()
    client.post(reverse("cohorts:part", args=[place.cohort.pk, pair.pk]))
    pair.refresh_from_db()
    assert pair.ended_at is not None
    third = people(place, 1)[0]
    page = client.post(reverse("cohorts:pair_all", args=[place.cohort.pk]), {"across": "no"}, follow=True)
    assert "Er is 1 nieuw paar." in page.content.decode()
    assert f"Over zonder buddy: {third.person}" in page.content.decode() or place.cohort.buddy_pairs.standing().exists()


def test_many_are_paired_from_the_list(place: Place, ada: User, ben: User, tove: User, as_: As) -> None:
    third = people(place, 1)[0]
    chosen = [enrolment_of(ada).pk, third.pk]
    reply = as_(tove).post(
        reverse("cohorts:press", args=[place.cohort.pk]),
        {"press": "buddys", "enrolment": chosen, "confirm": 1, "across": "no"},
        follow=True,
    )
    assert "Gedaan voor 2 mensen." in reply.content.decode()
    assert buddies.buddy_of(enrolment_of(ada)) == third.person
    assert buddies.buddy_of(enrolment_of(ben)) is None


def test_a_pair_of_another_cohort_is_not_found(place: Place, ada: User, ben: User, tove: User, as_: As) -> None:
    pair = buddies.pair(by=tove, first=enrolment_of(ada), second=enrolment_of(ben))
    reply = as_(tove).post(reverse("cohorts:part", args=[place.other_cohort.pk, pair.pk]))
    assert reply.status_code == 404
    assert buddies.buddy_of(enrolment_of(ada)) == ben


def test_pairing_costs_the_same_for_2_and_for_20(place: Place, tove: User, as_: As) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            buddies.pair_all(by=tove, cohort=place.cohort, across=True)
        return len(queries)

    def page() -> int:
        with CaptureQueriesContext(connection) as queries:
            as_(tove).get(reverse("cohorts:buddies", args=[place.cohort.pk]))
        return len(queries)

    people(place, 2)
    cost()
    page()
    people(place, 2)
    small, small_page = cost(), page()
    people(place, 10, 10)
    assert (cost(), page()) == (small, small_page)
