"""Inviting people: once each, told once, in a fixed number of queries; and taking it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from course.cohorts import joining
from course.cohorts.models import Invitation
from course.notifications.models import Notice
from course.people.models import User
from tests import factories
from tests.conftest import Place


def expire(invitation: Invitation) -> None:
    Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now() - timedelta(minutes=1))
    invitation.refresh_from_db()


def test_tove_invites_noor_and_noor_is_told(place: Place, tove: User, noor: User) -> None:
    invitation = joining.invite(by=tove, cohort=place.cohort, person=noor)
    assert (invitation.person, invitation.email, invitation.made_by) == (noor, noor.email, tove)
    assert (invitation.library, invitation.state()) == (place.library, "open")
    notice = Notice.objects.get(person=noor)
    assert (notice.reason, notice.subject) == ("invitation", str(invitation.pk))


def test_an_open_invitation_is_kept_and_told_once(place: Place, tove: User, noor: User) -> None:
    first = joining.invite(by=tove, cohort=place.cohort, person=noor)
    assert joining.invite_all(by=tove, cohort=place.cohort, people=[noor]) == 0
    assert joining.invite(by=None, cohort=place.cohort, person=noor) == first
    assert Notice.objects.filter(reason="invitation").count() == 1


@pytest.mark.parametrize("ended", ["used", "expired", "revoked"])
def test_one_that_ended_gives_a_new_one(place: Place, tove: User, noor: User, ended: str) -> None:
    first = joining.invite(by=tove, cohort=place.cohort, person=noor)
    if ended == "used":
        Invitation.objects.update(used_at=timezone.now())
    elif ended == "expired":
        expire(first)
    else:
        assert joining.revoke(invitation=first)
    second = joining.invite(by=tove, cohort=place.cohort, person=noor)
    assert second != first
    assert second.nonce != first.nonce
    assert Notice.objects.filter(reason="invitation").count() == 2


def test_who_has_a_closed_account_is_not_invited(place: Place, tove: User, noor: User) -> None:
    noor.is_active = False
    assert joining.invite_all(by=tove, cohort=place.cohort, people=[noor]) == 0


def test_inviting_twenty_costs_as_much_as_two(place: Place, tove: User) -> None:
    def cost(number: int) -> int:
        people = [factories.make_person(library=place.library) for _ in range(number)]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert joining.invite_all(by=tove, cohort=place.cohort, people=people) == number
        return len(queries)

    assert cost(2) == cost(20)


def test_a_link_that_was_never_given_is_nobodys(place: Place, tove: User, noor: User) -> None:
    invitation = joining.invite(by=tove, cohort=place.cohort, person=noor)
    token = joining.token_for(invitation)
    assert joining.read_token(token) == invitation
    for forged in ("", "x", token[:-1], token + "x", token.swapcase(), "a:b:c", "\x00", "é:1:2"):
        assert joining.read_token(forged) is None


def test_a_revoked_invitation_cannot_be_revoked_or_renewed(place: Place, tove: User, noor: User) -> None:
    invitation = joining.invite(by=tove, cohort=place.cohort, person=noor)
    assert joining.revoke(invitation=invitation)
    assert not joining.revoke(invitation=invitation)
    assert not joining.renew(invitation=invitation)


def test_renewing_an_open_invitation_keeps_its_link_and_an_expired_one_gets_another(
    place: Place, tove: User, noor: User
) -> None:
    invitation = joining.invite(by=tove, cohort=place.cohort, person=noor)
    token = joining.token_for(invitation)
    assert joining.renew(invitation=invitation)
    assert joining.token_for(invitation).split(":")[0] == token.split(":")[0]
    expire(invitation)
    assert joining.renew(invitation=invitation)
    assert invitation.state() == "open"
    assert joining.read_token(token) is None
