"""Who runs the site writes down an organisation's sign-in; nobody else sees it, and nobody sees the secret."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from course.people.models import IdentityProvider, User
from course.people.sign_in.sealed import unseal
from tests.conftest import Place

As = Callable[[User | None], Client]


@pytest.fixture
def root(db: None) -> User:
    return User.objects.create_superuser("beheer@example.org", "een lang wachtwoord")


def typed(place: Place, **changes: Any) -> dict[str, Any]:
    return {
        "name": "Bibliotheek Waterrijk",
        "slug": "waterrijk",
        "organisation": "",
        "library": place.library.pk,
        "server_url": "https://login.waterrijk.example/",
        "client_id": "dingen",
        "secret": "heel geheim",
        "domains": " @Waterrijk.example \n\nwaterrijk.example\n",
        "is_on": "on",
        **changes,
    }


def add(client: Client, place: Place, **changes: Any) -> Any:
    return client.post(reverse("identity_providers:add"), typed(place, **changes))


def test_a_provider_is_written_down_and_its_secret_is_sealed(as_: As, root: User, place: Place) -> None:
    add(as_(root), place)
    row = IdentityProvider.objects.get()
    assert row.domains == "waterrijk.example"
    assert row.server_url == "https://login.waterrijk.example"
    assert "geheim" not in row.client_secret
    assert unseal(row.client_secret) == "heel geheim"


def test_the_secret_is_never_shown_and_stays_when_nothing_is_typed(as_: As, root: User, place: Place) -> None:
    client = as_(root)
    add(client, place)
    row = IdentityProvider.objects.get()
    page = client.get(reverse("identity_providers:edit", args=[row.pk])).content.decode()
    assert "heel geheim" not in page
    assert row.client_secret not in page
    assert "/account/bij/waterrijk/login/callback/" in page
    client.post(reverse("identity_providers:edit", args=[row.pk]), typed(place, secret="", name="Waterrijk"))
    row.refresh_from_db()
    assert (row.name, unseal(row.client_secret)) == ("Waterrijk", "heel geheim")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"domains": "gmail.com"}, "Bij gmail.com kan iedereen een adres krijgen"),
        ({"domains": "waterrijk"}, "waterrijk is geen domein"),
        ({"domains": "*.example.org"}, "is geen domein"),
        ({"server_url": "http://login.waterrijk.example"}, "https://"),
        ({"secret": ""}, "Vul het geheim in"),
        ({"library": ""}, "een van de twee"),
    ],
)
def test_what_would_let_strangers_in_is_refused(
    as_: As, root: User, place: Place, changes: dict[str, Any], says: str
) -> None:
    assert says in add(as_(root), place, **changes).content.decode()
    assert not IdentityProvider.objects.exists()


def test_a_place_is_one_of_the_two(as_: As, root: User, place: Place) -> None:
    add(as_(root), place, organisation=place.organisation.pk)
    assert not IdentityProvider.objects.exists()


def test_one_domain_is_of_one_provider(as_: As, root: User, place: Place) -> None:
    client = as_(root)
    add(client, place)
    answer = add(client, place, slug="tweede", library=place.other_library.pk)
    assert "staat al bij Bibliotheek Waterrijk" in answer.content.decode()
    assert IdentityProvider.objects.count() == 1


def test_the_address_stays_once_somebody_came_in_by_it(as_: As, root: User, place: Place, ada: User) -> None:
    client = as_(root)
    add(client, place)
    row = IdentityProvider.objects.get()
    SocialAccount.objects.create(user=ada, provider="waterrijk", uid="1")
    changed = typed(place, slug="anders", server_url="https://boef.example", name="Nieuw")
    client.post(reverse("identity_providers:edit", args=[row.pk]), changed)
    row.refresh_from_db()
    assert (row.slug, row.server_url, row.name) == ("waterrijk", "https://login.waterrijk.example", "Nieuw")


@pytest.mark.parametrize("name", ["ada", "mona", "tove"])
def test_nobody_else_gets_there(request: Any, as_: As, place: Place, name: str) -> None:
    client = as_(request.getfixturevalue(name))
    for address in (reverse("identity_providers:index"), reverse("identity_providers:add")):
        assert client.get(address).status_code in (302, 403)
    add(client, place)
    assert not IdentityProvider.objects.exists()
