from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "course.evaluations"
    label = "evaluations"

    def ready(self) -> None:
        from course.cohorts import evidence
        from course.evaluations import privacy
        from course.evaluations.facts import answered_facts

        evidence.register_facts(answered_facts)
        privacy.register()
