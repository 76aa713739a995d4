from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "course.notifications"
    label = "notifications"

    def ready(self) -> None:
        from course.notifications import own_data, privacy
        from course.notifications.recurring import register
        from course.notifications.tasks import JOBS

        for job in JOBS:
            register(job)
        own_data.register()
        privacy.register()
