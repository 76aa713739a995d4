from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "course.cohorts"
    label = "cohorts"

    def ready(self) -> None:
        from course.cohorts.places import move_to
        from course.people.organisations.actions import register_mover

        register_mover(move_to)
