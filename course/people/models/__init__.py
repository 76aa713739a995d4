"""People, the places where they work, the roles they hold there, and what guards them."""

from course.people.models.identity import IdentityProvider
from course.people.models.persons import User, UserManager
from course.people.models.places import FormerName, Library, Province, ServiceOrganisation, Team
from course.people.models.privacy import DataExport, ErasureRequest, Look
from course.people.models.roles import Role, RoleQuerySet

__all__ = [
    "DataExport",
    "ErasureRequest",
    "FormerName",
    "IdentityProvider",
    "Library",
    "Look",
    "Province",
    "Role",
    "RoleQuerySet",
    "ServiceOrganisation",
    "Team",
    "User",
    "UserManager",
]
