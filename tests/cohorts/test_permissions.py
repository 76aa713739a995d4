"""Who may edit which course: Wagtail's permissions follow ownership and roles."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, reverse
from django.utils import timezone
from wagtail.admin.urls.pages import urlpatterns as page_urls
from wagtail.models import Collection, GroupCollectionPermission, Page
from wagtail.permissions import policy_registry

from course.cohorts import actions, permissions
from course.people.models import Role, User
from lessons.images import CourseImage
from lessons.models import CoursePage, ThingPage
from tests import factories
from tests.conftest import Place
from tests.house.access_world import ALL

As = Callable[[User | None], Client]


@pytest.fixture
def owned(place: Place, tove: User) -> Place:
    """The course belongs to tove's POI."""
    actions.assign_course(by=None, course=place.course, organisation=place.organisation)
    return place


@pytest.fixture
def bert(owned: Place) -> User:
    """Trainer of another POI, with a course of its own."""
    person = factories.make_person("Bert Bos")
    other = factories.make_organisation("POI Elders")
    actions.give_role(by=None, person=person, kind="trainer", organisation=other)
    actions.assign_course(by=None, course=factories.make_course("Elders"), organisation=other)
    return person


@pytest.fixture
def cora(place: Place) -> User:
    """The national coordinator."""
    person = factories.make_person("Cora Dijk")
    actions.give_role(by=None, person=person, kind="coordinator")
    return person


def may(person: User, page: Page) -> Any:
    return page.permissions_for_user(User.objects.get(pk=person.pk))


def test_the_owners_trainers_edit_and_publish_their_course(owned: Place, tove: User) -> None:
    assert may(tove, owned.quiz_thing).can_edit()
    assert may(tove, owned.quiz_thing).can_publish()
    assert may(tove, owned.module).can_add_subpage()


def test_another_pois_trainer_cannot_edit_it(owned: Place, bert: User) -> None:
    assert not may(bert, owned.quiz_thing).can_edit()
    assert not may(bert, owned.course).can_add_subpage()


def test_a_national_course_is_edited_by_coordinators_only(place: Place, tove: User, cora: User) -> None:
    actions.assign_course(by=None, course=place.course, organisation=None)
    permissions.sync_trainers(place.organisation)
    assert may(cora, place.quiz_thing).can_edit()
    assert not may(tove, place.quiz_thing).can_edit()


def test_a_course_that_changes_hands_takes_its_permissions_along(owned: Place, tove: User, bert: User) -> None:
    other = bert.roles.get().organisation
    actions.assign_course(by=None, course=owned.course, organisation=other)
    assert not may(tove, owned.quiz_thing).can_edit()
    assert may(bert, owned.quiz_thing).can_edit()


def test_a_poi_may_change_its_name(owned: Place, tove: User) -> None:
    owned.organisation.name = "POI Nieuwe Naam"
    owned.organisation.save()
    permissions.sync_trainers(owned.organisation)
    group = tove.groups.get()
    assert group.name.startswith("Trainers van POI Nieuwe Naam")
    assert permissions.organisation_of(group.name) == owned.organisation.pk


def urls_of(page: Page) -> list[str]:
    """Every address under beheer/pages/ that names a page, filled in with this one."""
    revision = page.get_latest_revision()
    given = {
        "page_id": page.pk,
        "parent_page_id": page.pk,
        "page_to_move_id": page.pk,
        "pk": page.pk,
        "destination_id": page.get_parent().pk,
        "revision_id": revision.pk,
        "revision_id_a": "earliest",
        "revision_id_b": "latest",
        "content_type_app_name": "lessons",
        "content_type_model_name": "thingpage",
        "action_name": "approve",
        "task_state_id": 1,
        "workflow_state_id": 1,
        "task_id": 1,
    }
    found = []
    for pattern in page_urls:
        names = set(pattern.pattern.regex.groupindex) if isinstance(pattern, URLPattern) else set()
        if names & {"page_id", "parent_page_id", "page_to_move_id", "pk"}:
            try:
                found.append(
                    reverse(f"wagtailadmin_pages:{pattern.name}", kwargs={name: given[name] for name in names})
                )
            except (KeyError, NoReverseMatch) as error:
                pytest.fail(f"A new address of Wagtail's that this test must fill in: {pattern.name} ({error})")
    return found


@pytest.mark.parametrize("method", ["get", "post"])
def test_another_pois_trainer_gets_nowhere_with_the_address_of_a_page(
    owned: Place, bert: User, as_: As, method: str
) -> None:
    """reliability.md A1, A2 and A5: history, compare, preview, copy and all the rest, whatever Wagtail adds later."""
    client = as_(bert)
    before = ThingPage.objects.count()
    page = owned.quiz_thing
    home = reverse("wagtailadmin_home")
    addresses = urls_of(page)
    assert len(addresses) > 20
    for address in addresses:
        answer = getattr(client, method)(address)
        refused = answer.status_code in (403, 404, 405)
        refused |= answer.status_code == 302 and answer["Location"] in [home, *addresses]  # and those refuse as well
        refused |= answer.content == b'{"step": "no_confirmation_needed"}'  # says nothing of the page
        assert refused, f"{method} {address}: {answer.status_code} {answer.get('Location', '')}"
    assert ThingPage.objects.count() == before
    assert ThingPage.objects.get(pk=page.pk).live


def test_the_owners_trainer_does_get_there(owned: Place, tove: User, as_: As) -> None:
    client = as_(tove)
    for name in ("edit", "history", "copy", "revisions_index", "usage"):
        answer = client.get(reverse(f"wagtailadmin_pages:{name}", args=[owned.quiz_thing.pk]), follow=True)
        assert answer.status_code == 200, name
        assert owned.quiz_thing.title in answer.content.decode().replace("&#x27;", "'"), name


@pytest.mark.parametrize("person", ["ada", "mona"])
def test_participants_and_managers_have_no_admin(
    owned: Place, request: pytest.FixtureRequest, as_: As, person: str
) -> None:
    answer = as_(request.getfixturevalue(person)).get(reverse("wagtailadmin_home"))
    assert answer.status_code == 403


def test_a_trainer_whose_role_is_ended_loses_wagtail_at_once(owned: Place, tove: User, as_: As) -> None:
    client = as_(tove)
    edit = reverse("wagtailadmin_pages:edit", args=[owned.quiz_thing.pk])
    assert client.get(edit).status_code == 200
    actions.end_role(by=None, role=tove.roles.get())
    assert client.get(edit).status_code == 403


def test_a_trainer_whose_role_ended_by_its_date_loses_wagtail_at_once(owned: Place, tove: User, as_: As) -> None:
    client = as_(tove)
    edit = reverse("wagtailadmin_pages:edit", args=[owned.quiz_thing.pk])
    assert client.get(edit).status_code == 200
    yesterday = timezone.localdate() - timedelta(days=1)
    Role.objects.filter(person=tove).update(starts_on=yesterday, ends_on=yesterday)  # nobody pressed a button
    assert client.get(edit).status_code == 403
    assert not tove.groups.exists()


def test_a_trainer_gets_in_without_anybody_pressing_a_button(owned: Place, as_: As) -> None:
    person = factories.make_person("Nieuw")
    factories.give_role(person, "trainer", organisation=owned.organisation)
    answer = as_(person).get(reverse("wagtailadmin_pages:edit", args=[owned.quiz_thing.pk]))
    assert answer.status_code == 200


def test_following_the_roles_costs_two_queries_when_nothing_changed(
    owned: Place, tove: User, django_assert_num_queries: Any
) -> None:
    person = User.objects.get(pk=tove.pk)
    permissions.sync_person(person)
    person = User.objects.get(pk=tove.pk)
    with django_assert_num_queries(2):  # her groups, her roles
        assert permissions.sync_person(person) is False


def test_groups_of_others_are_left_alone(owned: Place, tove: User) -> None:
    own = Group.objects.create(name="Bewaarders")
    tove.groups.add(own)
    tove.roles.all().delete()
    permissions.sync_person(User.objects.get(pk=tove.pk))
    assert list(tove.groups.all()) == [own]


def test_a_trainer_sees_no_picture_of_another_poi(owned: Place, tove: User, bert: User) -> None:
    """reliability.md A4: the chooser as trainer B shows nothing of A."""
    policy = policy_registry.get_by_type(CourseImage)

    def collections(person: User) -> set[str]:
        fresh = User.objects.get(pk=person.pk)
        return set(policy.collections_user_has_any_permission_for(fresh, ["choose"]).values_list("name", flat=True))

    assert collections(tove) == {"POI Het Verband", permissions.SHARED}
    assert collections(bert) == {"POI Elders", permissions.SHARED}
    root = Collection.get_first_root_node()
    assert not GroupCollectionPermission.objects.filter(collection=root, group__name__startswith="Trainers").exists()


def test_no_role_of_ours_can_change_people_or_groups(owned: Place, tove: User, cora: User) -> None:
    """reliability.md A13."""
    for person in (tove, cora):
        fresh = User.objects.get(pk=person.pk)
        assert not {one for one in fresh.get_all_permissions() if one.startswith(("people.", "auth."))}


def test_the_command_makes_everything_again(owned: Place, tove: User) -> None:
    Group.objects.all().delete()
    call_command("sync_permissions", verbosity=0)
    assert may(tove, owned.quiz_thing).can_edit()


def test_a_new_course_is_national_until_somebody_owns_it(place: Place, cora: User, as_: As) -> None:
    admin = factories.make_person("Beheer", is_superuser=True)
    answer = as_(admin).post(
        reverse("wagtailadmin_pages:add", args=["lessons", "coursepage", factories.make_home().pk]),
        {
            "title": "Nieuwe cursus",
            "slug": "nieuwe-cursus",
            "lead": "Iets.",
            "introduction": "null",
            "action-publish": "1",
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
        },
    )
    course = CoursePage.objects.get(slug="nieuwe-cursus")
    assert answer.status_code == 302
    assert course.ownership.organisation is None
    assert may(cora, course).can_edit()


def test_nobody_can_be_somebody_else() -> None:
    """Impersonation does not exist: no address for it, no app, no line that puts another person in a session."""
    words = ("impersonat", "hijack", "masquerade", "login_as", "loginas", "become")
    named = [f"{address.name} {address.route}".lower() for address in ALL]
    assert [one for one in named if any(word in one for word in words)] == []
    assert [app for app in settings.INSTALLED_APPS if any(word in app.lower() for word in words)] == []
    sets = re.compile(r"session\[[\"']_auth")
    ours = [path for room in ("course", "lessons") for path in (settings.BASE_DIR / room).rglob("*.py")]
    assert [path for path in ours if sets.search(path.read_text())] == []
