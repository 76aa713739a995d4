from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "course.people"
    label = "people"
    default = True


class WagtailUsersConfig(WagtailUsersAppConfig):
    """Wagtail's own users app, taught that our people have one name and no username."""

    user_viewset = "course.people.viewsets.UserViewSet"
