"""Who may edit what in Wagtail: groups, page and collection permissions that follow ownership and roles.

Ownership (`CourseOwner`) and roles (`people.Role`) are the truth; everything here is derived from them and can be
made again at any moment (`manage.py sync_permissions`). One group a POI edits the courses that POI owns; one group of
coordinators edits the national ones. A role can also end by its date, with nobody there to press a button: therefore
`course.cohorts.middleware` calls `sync_person` at every request for the admin.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail.permission_policies import ModelPermissionPolicy

from course.cohorts.models import Cohort, CourseOwner
from course.people.access import Roles, roles_of
from course.people.models import Role, ServiceOrganisation, User
from lessons.models import CoursePage

EDITORS = "Landelijke redactie"
SHARED = "Landelijk"
"""The collection of pictures and documents that every trainer may use. Not Wagtail's root collection: whoever may
choose there may choose from every collection below it, so from those of other POIs."""
PREFIX = "Trainers van "
_NUMBER = re.compile(rf"{PREFIX}.* \(nr\. (\d+)\)\Z", re.DOTALL)

PAGE_PERMISSIONS = ("add_page", "change_page", "publish_page", "lock_page", "unlock_page")
FOR_ALL = (
    "access_admin",
    "view_questionnaire",
    "view_platform",
    "view_jargonword",
    "add_jargonword",
    "change_jargonword",
    "delete_jargonword",
)
FOR_EDITORS = (
    "add_questionnaire",
    "change_questionnaire",
    "publish_questionnaire",
    "add_platform",
    "change_platform",
)
IN_OWN_COLLECTION = (
    ("wagtailimages", "add_image"),
    ("wagtailimages", "change_image"),
    ("wagtailimages", "choose_image"),
    ("wagtaildocs", "add_document"),
    ("wagtaildocs", "change_document"),
    ("wagtaildocs", "choose_document"),
)
IN_SHARED_COLLECTION = (("wagtailimages", "choose_image"), ("wagtaildocs", "choose_document"))


# --- Doors -------------------------------------------------------------------------------------------------------


def cohorts_of(user: User) -> QuerySet[Cohort]:
    """Return the cohorts that somebody may run: those of the POIs where she trains; all for a superuser."""
    if user.is_superuser:
        return Cohort.objects.all()
    return Cohort.objects.run_by(roles_of(user).trains_at)


def organisations_of(user: User) -> QuerySet[ServiceOrganisation]:
    """Return the POIs in whose name somebody may act."""
    if user.is_superuser:
        return ServiceOrganisation.objects.all()
    return ServiceOrganisation.objects.filter(pk__in=roles_of(user).trains_at)


class CohortPolicy(ModelPermissionPolicy):
    """Cohorts belong to a POI and not to a Django permission: her trainers add, see and change them.

    Nobody deletes one: people's work hangs on it. An empty one can be renamed and used.
    """

    def user_has_permission(self, user: User, action: str) -> bool:
        return action != "delete" and user.is_active and (user.is_superuser or roles_of(user).is_trainer)

    def user_has_any_permission(self, user: User, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: User, action: str, instance: Cohort) -> bool:
        return self.user_has_any_permission_for_instance(user, [action], instance)

    def user_has_any_permission_for_instance(self, user: User, actions: Iterable[str], instance: Cohort) -> bool:
        mine = user.is_superuser or instance.organisation_id in roles_of(user).trains_at
        return mine and self.user_has_any_permission(user, actions)

    def instances_user_has_any_permission_for(self, user: User, actions: Iterable[str]) -> QuerySet[Cohort]:
        return cohorts_of(user) if self.user_has_any_permission(user, actions) else Cohort.objects.none()


# --- Groups ------------------------------------------------------------------------------------------------------


def _group_name(organisation: ServiceOrganisation) -> str:
    """Return the group's name. Its number is its identity, so that a POI may change its name."""
    return f"{PREFIX}{organisation.name} (nr. {organisation.pk})"


def organisation_of(group_name: str) -> int | None:
    """Return the id of the POI whose trainers this group holds, or None for any other group."""
    match = _NUMBER.match(group_name)
    return int(match[1]) if match else None


def _ours() -> Q:
    return Q(name=EDITORS) | Q(name__startswith=PREFIX, name__endswith=")")


def trainers_of(organisation: ServiceOrganisation) -> Group:
    """Return the group of this POI's trainers; made, with its own collection, when it is not there yet."""
    name = _group_name(organisation)
    ends = f" (nr. {organisation.pk})"
    group = Group.objects.filter(name__startswith=PREFIX, name__endswith=ends).first()
    if group is None:
        group, _ = Group.objects.get_or_create(name=name)
        _may(group, FOR_ALL)
        _in_collection(group, organisation.name, IN_OWN_COLLECTION)
        _in_collection(group, SHARED, IN_SHARED_COLLECTION)
    elif group.name != name:
        group.name = name
        group.save(update_fields=["name"])
    return group


def editors() -> Group:
    """Return the group that edits national courses, questionnaires and platforms; made when it is not there yet."""
    group, is_new = Group.objects.get_or_create(name=EDITORS)
    if is_new:
        _may(group, FOR_ALL + FOR_EDITORS)
        _in_collection(group, SHARED, IN_OWN_COLLECTION)
    return group


def _may(group: Group, codenames: Iterable[str]) -> None:
    rooms = ["wagtailadmin", "lessons"]
    group.permissions.add(*Permission.objects.filter(content_type__app_label__in=rooms, codename__in=codenames))


def _in_collection(group: Group, name: str, permissions: Iterable[tuple[str, str]]) -> None:
    root = Collection.get_first_root_node()
    collection = root.get_children().filter(name=name).first() or root.add_child(instance=Collection(name=name))
    for room, codename in permissions:
        permission = Permission.objects.get(content_type__app_label=room, codename=codename)
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)


# --- Keeping them true -------------------------------------------------------------------------------------------


@transaction.atomic
def sync_trainers(organisation: ServiceOrganisation) -> Group:
    """Make the group of this POI hold exactly those who train there today. Returns the group."""
    group = trainers_of(organisation)
    _may(group, FOR_ALL)  # A permission of a later release reaches a group of an earlier one.
    roles = Role.objects.current().filter(kind=Role.Kind.TRAINER, organisation=organisation)
    group.user_set.set(User.objects.filter(pk__in=roles.values("person")))
    return group


@transaction.atomic
def sync_editors() -> Group:
    """Make the group of national editors hold exactly today's coordinators. Returns the group."""
    group = editors()
    _may(group, FOR_ALL + FOR_EDITORS)
    roles = Role.objects.current().filter(kind=Role.Kind.COORDINATOR)
    group.user_set.set(User.objects.filter(pk__in=roles.values("person")))
    return group


@transaction.atomic
def sync_course(course: CoursePage) -> None:
    """Let exactly the owner's group edit this course: the POI's trainers, or the national editors without a POI."""
    ownership = CourseOwner.objects.filter(course=course).select_related("organisation").first()
    owner = ownership.organisation if ownership else None
    group = trainers_of(owner) if owner else editors()
    strangers = Group.objects.filter(_ours()).exclude(pk=group.pk)
    GroupPagePermission.objects.filter(page_id=course.pk, group__in=strangers).delete()
    permissions = Permission.objects.filter(content_type__app_label="wagtailcore", codename__in=PAGE_PERMISSIONS)
    for permission in permissions:
        GroupPagePermission.objects.get_or_create(group=group, page_id=course.pk, permission=permission)


def sync_person(user: User) -> bool:
    """Give somebody exactly the groups that go with today's roles. Says whether anything changed.

    Two queries when nothing did: her groups, and her roles (which the rest of the request then knows).
    Call it before any permission is asked for: Django and Wagtail keep what they found on the user object.
    """
    roles = roles_of(user)
    names = set(user.groups.filter(_ours()).values_list("name", flat=True))
    if {organisation_of(name) for name in names - {EDITORS}} == roles.trains_at and (
        (EDITORS in names) == roles.is_coordinator
    ):
        return False
    _set_groups(user, roles)
    return True


@transaction.atomic
def _set_groups(user: User, roles: Roles) -> None:
    wanted = [trainers_of(each) for each in ServiceOrganisation.objects.filter(pk__in=roles.trains_at)]
    if roles.is_coordinator:
        wanted.append(editors())
    user.groups.remove(*user.groups.filter(_ours()).exclude(pk__in=[group.pk for group in wanted]))
    user.groups.add(*wanted)


def sync_everything() -> int:
    """Make all groups and permissions again from ownership and roles. Returns how many courses and POIs that were."""
    sync_editors()
    organisations = list(ServiceOrganisation.objects.all())
    courses = list(CoursePage.objects.all())
    for organisation in organisations:
        sync_trainers(organisation)
    for course in courses:
        sync_course(course)
    return len(organisations) + len(courses)
