"""Wagtail's people screens, for technical administrators only: our people have one name and no username."""

from typing import Any, ClassVar

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet as WagtailUserViewSet

FIELDS = {"email", "name", "is_superuser", "groups", "is_active"}


class PersonEditForm(UserEditForm):  # type: ignore[misc]  # Wagtail ships no types
    first_name = None
    last_name = None

    class Meta(UserEditForm.Meta):  # type: ignore[misc]
        fields: ClassVar = FIELDS


class PersonCreationForm(UserCreationForm):  # type: ignore[misc]
    first_name = None
    last_name = None

    class Meta(UserCreationForm.Meta):  # type: ignore[misc]
        fields: ClassVar = FIELDS


class UserViewSet(WagtailUserViewSet):  # type: ignore[misc]
    def get_form_class(self, for_update: bool = False) -> Any:
        return PersonEditForm if for_update else PersonCreationForm
