from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "course.notifications"
    label = "notifications"
