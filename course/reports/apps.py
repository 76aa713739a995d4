from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "course.reports"
    label = "reports"

    def ready(self) -> None:
        from course.reports import sight

        sight.register()
