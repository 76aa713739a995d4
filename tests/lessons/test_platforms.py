"""Platforms are data: national editors keep them, trainers look, and a lesson shows when each was checked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.template import Context, Template
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from course.cohorts import actions
from course.cohorts.permissions import editors, sync_everything
from course.people.models import User
from lessons.platforms import Platform
from tests import factories
from tests.conftest import Place

As = Callable[[User | None], Client]


def make_platform(key: str = "bluesky", **fields: Any) -> Platform:
    values = {"name": key.title(), "purpose": "nieuws en cultuur", "whose": "rented", **fields}
    return Platform.objects.create(key=key, **values)


def shown() -> str:
    return Template("{% include 'lessons/blocks/platforms.html' %}").render(Context())


def days_ago(count: int) -> date:
    return timezone.localdate() - timedelta(days=count)


# --- The model -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("checked_on", "on", "is_stale"),
    [
        (date(2026, 11, 22), date(2026, 11, 22), False),
        (date(2026, 11, 22), date(2027, 5, 22), False),
        (date(2026, 3, 1), date(2026, 9, 1), False),
        (date(2026, 11, 22), date(2027, 5, 26), True),
        (None, date(2027, 5, 26), False),
    ],
)
def test_a_check_is_good_for_six_months(checked_on: date | None, on: date, is_stale: bool) -> None:
    assert Platform(checked_on=checked_on).is_stale(on) is is_stale


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"whose": "mine"}, {"character_limit": 0}])
def test_the_database_refuses_what_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_platform(**wrong)


def test_a_platform_is_called_by_its_name() -> None:
    assert str(Platform(name="Bluesky")) == "Bluesky"


# --- In a lesson ---------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_reader_sees_the_limit_and_the_day_it_was_checked() -> None:
    make_platform(character_limit=300, what_counts="Per bericht.", checked_on=timezone.localdate())
    page = shown()
    assert "300 tekens." in page
    assert "Per bericht." in page
    assert f'datetime="{timezone.localdate().isoformat()}"' in page
    assert "gehuurd" in page
    assert "Let op" not in page


@pytest.mark.django_db
def test_a_reader_is_told_that_a_check_is_old() -> None:
    make_platform(character_limit=300, checked_on=days_ago(185))
    assert "meer dan zes maanden geleden" in shown()


@pytest.mark.django_db
def test_a_reader_is_told_that_nobody_checked_a_limit() -> None:
    make_platform(character_limit=1)
    page = shown()
    assert "1 teken." in page
    assert "nog niet gecontroleerd" in page


@pytest.mark.django_db
def test_what_has_no_limit_needs_no_check() -> None:
    make_platform()
    page = shown()
    assert "nog onbekend" in page
    assert "niet nodig: geen getal" in page


@pytest.mark.django_db
def test_what_is_gone_stands_last_and_is_struck_with_words() -> None:
    make_platform("hyves", is_gone=True, checked_on=days_ago(400))
    make_platform("mastodon")
    page = shown()
    assert "<s>Hyves</s>" in page
    assert "bestaat niet meer" in page
    assert "Let op" not in page
    assert page.index("Mastodon") < page.index("Hyves")


@pytest.mark.django_db
def test_an_empty_list_says_so() -> None:
    assert "nog leeg" in shown()


@pytest.mark.django_db
def test_what_an_editor_types_becomes_no_script() -> None:
    make_platform(name="<script>alert(1)</script>", purpose="<b>", what_counts="<img src=x>")
    page = shown()
    assert "<script" not in page
    assert "<img" not in page


@pytest.mark.django_db
@pytest.mark.parametrize("count", [2, 20])
def test_the_table_costs_one_query_however_long_it_is(count: int, django_assert_num_queries: Any) -> None:
    for number in range(count):
        make_platform(f"kanaal-{number}")
    with django_assert_num_queries(1):
        shown()


def test_a_ding_without_the_table_pays_nothing(
    place: Place, ada: User, as_: As, django_assert_max_num_queries: Any
) -> None:
    make_platform()
    client = as_(ada)
    page = place.checklist_thing
    without = [query["sql"] for query in captured_at(client, page.address, django_assert_max_num_queries)]
    page.body = [*page.body.raw_data, factories.block("platforms", {})]
    page.save_revision().publish()
    with_table = [query["sql"] for query in captured_at(client, page.address, django_assert_max_num_queries)]
    assert sum("lessons_platform" in sql for sql in without) == 0
    assert sum("lessons_platform" in sql for sql in with_table) == 1


def captured_at(client: Client, address: str, at_most: Any) -> list[dict[str, str]]:
    with at_most(200) as captured:
        assert client.get(address).status_code == 200
    return list(captured.captured_queries)


# --- In Wagtail ----------------------------------------------------------------------------------------------------


def address(name: str, *args: int) -> str:
    return reverse(Platform.snippet_viewset.get_url_name(name), args=args)


def test_a_trainer_looks_and_does_not_change(place: Place, tove: User, as_: As) -> None:
    platform = make_platform(character_limit=300)
    client = as_(tove)
    assert "Bluesky" in client.get(address("list")).content.decode()
    page = client.get(address("inspect", platform.pk)).content.decode()
    assert "nieuws en cultuur" in page
    assert "gehuurd" in page
    assert "False" not in page
    assert client.get(address("add")).status_code == 302
    for name in ("edit", "delete"):
        assert client.get(address(name, platform.pk)).status_code == 302, name


def test_a_coordinator_says_when_she_checked_a_limit(place: Place, as_: As) -> None:
    platform = make_platform(character_limit=300, checked_on=date(2026, 1, 1))
    cora = factories.make_person("Cora Dijk")
    actions.give_role(by=None, person=cora, kind="coordinator")
    data = {
        "name": "Bluesky",
        "key": "bluesky",
        "purpose": "nieuws",
        "whose": "rented",
        "character_limit": "350",
        "what_counts": "",
        "checked_on": "2026-11-22",
    }

    assert as_(cora).post(address("edit", platform.pk), data).status_code == 302

    platform.refresh_from_db()
    assert (platform.character_limit, platform.checked_on) == (350, date(2026, 11, 22))
    assert as_(cora).get(address("delete", platform.pk)).status_code == 302  # It is said to be gone instead.


def test_a_group_of_an_earlier_release_gets_what_came_later(place: Place) -> None:
    group = editors()
    group.permissions.clear()
    sync_everything()
    assert group.permissions.filter(codename="change_platform").exists()
