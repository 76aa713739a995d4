"""What every answer carries: one content policy, and no traces of signed-in people in a cache."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from course.operations.middleware import ADMIN_PREFIX, private_pages
from course.people.models import User
from tests import factories

pytestmark = pytest.mark.django_db
SignIn = Callable[[User | None], Client]


def policy(response: HttpResponse) -> dict[str, list[str]]:
    directives = (part.split() for part in response["Content-Security-Policy"].split(";") if part.strip())
    return {name: values for name, *values in directives}


def answer(person: User | AnonymousUser, response: HttpResponse) -> HttpResponse:
    request = RequestFactory().get("/")
    request.user = person  # type: ignore[assignment]

    def view(request: HttpRequest) -> HttpResponse:
        return response

    return private_pages(view)(request)


def test_no_page_may_run_inline_scripts_or_load_anything_from_elsewhere(client: Client) -> None:
    found = policy(client.get("/healthz"))
    assert found["script-src"] == ["'self'"]
    assert found["style-src"] == ["'self'"]
    assert found["default-src"] == found["object-src"] == found["base-uri"] == ["'none'"]


def test_only_in_the_admin_styles_may_be_inline(as_: SignIn) -> None:
    admin = as_(factories.make_person(is_superuser=True)).get(reverse("wagtailadmin_home"))
    assert admin.status_code == 200
    assert policy(admin)["style-src"] == ["'self'", "'unsafe-inline'"]
    assert policy(admin)["script-src"] == ["'self'"]


def test_the_admin_stands_where_the_policy_thinks_it_does() -> None:
    assert reverse("wagtailadmin_home") == ADMIN_PREFIX


def test_pages_of_a_signed_in_person_are_in_no_cache() -> None:
    response = answer(factories.make_person(), HttpResponse("Dag Ada"))
    assert response["Cache-Control"] == "private, no-store"


def test_pages_of_nobody_may_be_cached() -> None:
    assert not answer(AnonymousUser(), HttpResponse("Dag")).has_header("Cache-Control")


def test_a_view_that_sets_its_own_cache_control_keeps_it() -> None:
    response = answer(factories.make_person(), HttpResponse(headers={"Cache-Control": "max-age=60"}))
    assert response["Cache-Control"] == "max-age=60"


def test_what_is_no_page_is_left_alone() -> None:
    assert not answer(factories.make_person(), JsonResponse({})).has_header("Cache-Control")
