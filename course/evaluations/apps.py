from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "course.evaluations"
    label = "evaluations"

    def ready(self) -> None:
        from course.cohorts import evidence
        from course.evaluations.facts import intake_of

        evidence.register_facts(intake_of)
