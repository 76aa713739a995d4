"""How tove lets people in: the page and its code, invitations, approved addresses, and who waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from course.cohorts import asking, joining
from course.cohorts.models import ApprovedAddress, Cohort, Invitation, WaitingPlace
from course.notifications.models import Notice
from course.people.models import User
from tests import factories
from tests.cohorts.joining.conftest import As, Committed, invitation_for, last_mail
from tests.conftest import Place

ADDRESSES = ("joining", "joining_invite", "joining_invite_rest", "joining_approve")


def address(name: str, place: Place, **arguments: int) -> str:
    return reverse(f"cohorts:{name}", kwargs={"pk": place.cohort.pk, **arguments})


def way_in(**fields: Any) -> dict[str, Any]:
    return {
        "is_joinable": "on",
        "places": "",
        "joins_until": "",
        "join_domains": "",
        "contact": "",
        "invitation": "",
        "join_code": "",
        **fields,
    }


def wait(place: Place, *emails: str) -> list[WaitingPlace]:
    return [
        WaitingPlace.objects.create(
            cohort=place.cohort, email=email, name=email.split("@")[0].title(), library=place.library
        )
        for email in emails
    ]


# --- How people come in ----------------------------------------------------------------------------------------------


def test_tove_opens_the_page_and_gets_a_code(place: Place, tove: User, as_: As) -> None:
    fields = way_in(
        places=20, contact=tove.pk, join_domains="@Waterrijk.example\n\nveldzicht.example\n", invitation="Kom!"
    )
    assert as_(tove).post(address("joining", place), fields).status_code == 302
    cohort = Cohort.objects.get(pk=place.cohort.pk)
    assert cohort.is_joinable
    assert (cohort.places, cohort.contact) == (20, tove)
    assert cohort.join_domains == "waterrijk.example\nveldzicht.example"
    assert len(cohort.join_code) == asking.CODE_LENGTH
    page = as_(tove).get(address("joining", place)).content.decode()
    assert f"http://testserver/meedoen/{cohort.slug}/" in page
    assert cohort.join_code in page
    assert as_(None).get(f"/meedoen/{cohort.slug}/").status_code == 200


def test_a_code_of_her_own_is_kept_as_people_type_it(place: Place, tove: User, as_: As) -> None:
    as_(tove).post(address("joining", place), way_in(join_code=" herfst-26 "))
    assert Cohort.objects.get(pk=place.cohort.pk).join_code == "HERFST26"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"join_code": "kort"}, "Een code heeft 6 tot 16 letters en cijfers"),
        ({"join_code": "BEZET2026"}, "Een andere ronde heeft deze code al"),
        ({"join_domains": "bibliotheek"}, "Dit is geen maildomein: bibliotheek."),
        ({"join_domains": "a.example\nx@a.example"}, "Dit is geen maildomein: x@a.example."),
        ({"places": "0"}, "Vul minstens 1 in."),
        ({"joins_until": "2031-01-01"}, "Dan is de ronde al gesloten."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(
    place: Place, tove: User, as_: As, fields: dict[str, Any], sentence: str
) -> None:
    Cohort.objects.filter(pk=place.other_cohort.pk).update(join_code="BEZET2026")
    Cohort.objects.filter(pk=place.cohort.pk).update(closes_on="2030-12-31")
    reply = as_(tove).post(address("joining", place), way_in(invitation="Kom je?", **fields))
    assert reply.status_code == 422
    assert sentence in reply.content.decode()
    assert "Kom je?" in reply.content.decode()
    assert not Cohort.objects.get(pk=place.cohort.pk).is_joinable


def test_only_a_trainer_of_the_poi_is_contact_person(place: Place, tove: User, ada: User, thea: User, as_: As) -> None:
    for person in (ada, thea):
        assert as_(tove).post(address("joining", place), way_in(contact=person.pk)).status_code == 422


def test_more_places_go_to_who_waits_first(
    place: Place, ada: User, tove: User, as_: As, queue: None, django_capture_on_commit_callbacks: Committed
) -> None:
    wait(place, "een@x.example", "twee@x.example")
    with django_capture_on_commit_callbacks(execute=True):
        as_(tove).post(address("joining", place), way_in(places=2))
    assert [one.to for one in mail.outbox] == [["een@x.example"]]
    assert invitation_for("een@x.example").state() == "open"


# --- Invitations -----------------------------------------------------------------------------------------------------


def test_tove_invites_somebody_new_and_somebody_known_in_one_way(
    place: Place, tove: User, noor: User, as_: As, queue: None, django_capture_on_commit_callbacks: Committed
) -> None:
    client = as_(tove)
    said = []
    for email in ("nieuw@waterrijk.example", noor.email):
        fields = {"uitnodigen-email": email, "uitnodigen-name": "Noor", "uitnodigen-library": place.library.pk}
        with django_capture_on_commit_callbacks(execute=True):
            reply = client.post(address("joining_invite", place), fields, follow=True)
        said.append(f"Er gaat een uitnodiging naar {email}." in reply.content.decode())
    assert said == [True, True]
    assert invitation_for("nieuw@waterrijk.example").person is None
    assert invitation_for(noor.email).person == noor
    assert "Tove Jansen nodigt je uit" in last_mail()
    assert Notice.objects.filter(person=noor, reason="invitation").exists()


def test_tove_does_not_learn_the_name_of_somebody_of_another_poi(place: Place, tove: User, as_: As) -> None:
    stranger = factories.make_person("Geheime Naam", library=factories.make_library("Elders"))
    fields = {"uitnodigen-email": stranger.email, "uitnodigen-name": "Piet", "uitnodigen-library": place.library.pk}
    page = as_(tove).post(address("joining_invite", place), fields, follow=True).content.decode()
    assert stranger.email in page
    assert "Geheime Naam" not in page


def test_a_form_with_faults_keeps_what_was_typed(place: Place, tove: User, as_: As) -> None:
    fields = {"uitnodigen-email": "geen adres", "uitnodigen-name": "Noor Haddou", "uitnodigen-library": ""}
    reply = as_(tove).post(address("joining_invite", place), fields)
    assert reply.status_code == 422
    assert 'value="Noor Haddou"' in reply.content.decode()
    assert not Invitation.objects.exists()


def test_tove_sends_again_and_takes_back(place: Place, tove: User, noor: User, as_: As) -> None:
    one = joining.invite(by=tove, cohort=place.cohort, person=noor)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client = as_(tove)
    for _time in range(2):
        client.post(address("joining_resend", place, invitation_id=one.pk))
    one.refresh_from_db()
    assert one.state() == "open"
    assert Notice.objects.filter(person=noor).count() in (2, 3)  # A minute may pass between two presses.
    client.post(address("joining_revoke", place, invitation_id=one.pk))
    one.refresh_from_db()
    assert one.state() == "revoked"
    page = client.post(address("joining_resend", place, invitation_id=one.pk), follow=True).content.decode()
    assert "al gebruikt of ingetrokken" in page


def test_who_takes_part_without_an_invitation_gets_one(place: Place, tove: User, ada: User, ben: User, as_: As) -> None:
    joining.invite(by=tove, cohort=place.cohort, person=ben)
    client = as_(tove)
    assert "1 deelnemer kreeg nog geen uitnodiging" in client.get(address("joining", place)).content.decode()
    client.post(address("joining_invite_rest", place))
    assert invitation_for(ada.email).person == ada
    assert Invitation.objects.count() == 2
    assert "nog geen uitnodiging van de site" not in client.get(address("joining", place)).content.decode()


# --- Approved addresses, and who waits -------------------------------------------------------------------------------


def test_tove_pastes_addresses_one_a_line(place: Place, tove: User, as_: As) -> None:
    pasted = "Een@x.example\n\n <twee@x.example>;\neen@x.example\n"
    for _time in range(2):
        as_(tove).post(address("joining_approve", place), {"goedkeuren-addresses": pasted, "goedkeuren-library": ""})
    assert list(ApprovedAddress.objects.values_list("email", flat=True)) == ["een@x.example", "twee@x.example"]
    one = ApprovedAddress.objects.first()
    as_(tove).post(address("joining_disapprove", place, address_id=one.pk))
    assert ApprovedAddress.objects.count() == 1


def test_a_wrong_line_is_named_and_nothing_is_kept(place: Place, tove: User, as_: As) -> None:
    fields = {"goedkeuren-addresses": "een@x.example\ntwee\n\ndrie@", "goedkeuren-library": ""}
    reply = as_(tove).post(address("joining_approve", place), fields)
    assert reply.status_code == 422
    assert "Op deze regels staat geen e-mailadres: 2, 4." in reply.content.decode()
    assert "drie@" in reply.content.decode()
    assert not ApprovedAddress.objects.exists()


def test_tove_may_invite_out_of_order_after_she_was_asked(
    place: Place, ada: User, tove: User, as_: As, queue: None, django_capture_on_commit_callbacks: Committed
) -> None:
    Cohort.objects.filter(pk=place.cohort.pk).update(places=1)
    _first, second = wait(place, "een@x.example", "twee@x.example")
    where = address("joining_invite_waiting", place, place_id=second.pk)
    page = as_(tove).get(where).content.decode()
    assert "Twee staat op plaats 2 van de wachtlijst." in page
    assert "De ronde is vol." in page
    assert not Invitation.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        as_(tove).post(where)
    assert [one.to for one in mail.outbox] == [["twee@x.example"]]
    assert [one.email for one in WaitingPlace.objects.waiting()] == ["een@x.example"]
    assert as_(tove).post(where).status_code == 404


def test_tove_takes_somebody_off_the_list(place: Place, tove: User, as_: As) -> None:
    (one,) = wait(place, "een@x.example")
    as_(tove).post(address("joining_withdraw", place, place_id=one.pk))
    assert not WaitingPlace.objects.waiting().exists()


# --- Who may not, and what it costs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["ada", "mona", "thea", "nobody"])
def test_nobody_else_comes_here(place: Place, noor: User, as_: As, who: str, request: pytest.FixtureRequest) -> None:
    one = joining.invite(by=None, cohort=place.cohort, person=noor)
    (waits,) = wait(place, "een@x.example")
    approved = ApprovedAddress.objects.create(cohort=place.cohort, email="a@x.example")
    addresses = [address(name, place) for name in ADDRESSES] + [
        address("joining_resend", place, invitation_id=one.pk),
        address("joining_revoke", place, invitation_id=one.pk),
        address("joining_invite_waiting", place, place_id=waits.pk),
        address("joining_withdraw", place, place_id=waits.pk),
        address("joining_disapprove", place, address_id=approved.pk),
    ]
    client = as_(None if who == "nobody" else request.getfixturevalue(who))
    for where in addresses:
        for reply in (client.get(where), client.post(where, way_in(join_code="GESTOLEN"))):
            assert reply.status_code in (302, 403, 404, 405)
            assert noor.email not in reply.content.decode()
    one.refresh_from_db()
    assert one.state() == "open"
    assert WaitingPlace.objects.waiting().exists()
    assert ApprovedAddress.objects.exists()
    assert not Cohort.objects.get(pk=place.cohort.pk).is_joinable


def test_rows_of_another_cohort_are_not_found(place: Place, tove: User, noor: User, as_: As) -> None:
    one = joining.invite(by=tove, cohort=place.other_cohort, person=noor)
    assert as_(tove).post(address("joining_revoke", place, invitation_id=one.pk)).status_code == 404
    one.refresh_from_db()
    assert one.state() == "open"


def test_the_page_costs_the_same_with_2_and_with_20_of_everything(place: Place, tove: User, as_: As) -> None:
    client = as_(tove)

    def come(number: int) -> None:
        people = [factories.make_person(library=place.library) for _one in range(number)]
        joining.invite_all(by=tove, cohort=place.cohort, people=people)
        for _one in range(number):
            factories.enrol(factories.make_person(library=place.library), place.cohort)
            wait(place, f"w{factories.next_number()}@x.example")
            ApprovedAddress.objects.create(cohort=place.cohort, email=f"a{factories.next_number()}@x.example")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address("joining", place)).status_code == 200
        return len(queries)

    come(2)
    cost()
    few = cost()
    come(18)
    assert cost() == few
