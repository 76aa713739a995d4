from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "course.evaluations"
    label = "evaluations"
