"""Whose places are whose: coordinators keep all, trainers those of their POI, managers the teams of their library."""

from __future__ import annotations

from django.db.models import QuerySet

from course.people.access import roles_of
from course.people.models import Library, ServiceOrganisation, User


def may_keep_places(user: User) -> bool:
    """Say whether there is anything here for this person. Her roles, once a request."""
    roles = roles_of(user)
    return user.is_superuser or roles.is_coordinator or roles.is_trainer or bool(roles.manages)


def may_add_organisations(user: User) -> bool:
    return user.is_superuser or roles_of(user).is_coordinator


def organisations_kept_by(user: User) -> QuerySet[ServiceOrganisation]:
    """Return the POIs whose name and libraries this person keeps."""
    if may_add_organisations(user):
        return ServiceOrganisation.objects.all()
    return ServiceOrganisation.objects.filter(pk__in=roles_of(user).trains_at)


def libraries_kept_by(user: User) -> QuerySet[Library]:
    """Return the libraries whose name, ISIL and end this person keeps: those of her POIs."""
    return Library.objects.filter(organisation__in=organisations_kept_by(user))


def libraries_with_teams_kept_by(user: User) -> QuerySet[Library]:
    """Return the libraries whose teams this person keeps: also those she manages."""
    return libraries_kept_by(user) | Library.objects.filter(pk__in=roles_of(user).manages)
