from django.apps import AppConfig


class LessonsConfig(AppConfig):
    name = "lessons"
    default = True

    def ready(self) -> None:
        from lessons import checks  # noqa: F401 - Django's way to register system checks
