from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class PeopleConfig(AppConfig):
    name = "course.people"
    label = "people"
    default = True

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from course.people.own_data import declared
        from course.people.sign_in.sessions import begin

        declared.register()
        user_logged_in.connect(begin, dispatch_uid="people_session_begins")


class WagtailUsersConfig(WagtailUsersAppConfig):
    """Wagtail's own users app, taught that our people have one name and no username."""

    user_viewset = "course.people.viewsets.UserViewSet"
