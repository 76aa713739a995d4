from django.apps import AppConfig


class StudyConfig(AppConfig):
    name = "course.study"
    label = "study"
