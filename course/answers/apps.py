from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "course.answers"
    label = "answers"
