from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "course.operations"
    label = "operations"

    def ready(self) -> None:
        from course.operations import privacy
        from course.operations.admin_csp import patch_choosers

        patch_choosers()
        privacy.register()
