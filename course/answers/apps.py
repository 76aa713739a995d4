from django.apps import AppConfig


class AnswersConfig(AppConfig):
    name = "course.answers"
    label = "answers"

    def ready(self) -> None:
        from course.answers import privacy, sight
        from course.answers.evidence import from_answers  # Models are there only now.
        from course.cohorts import evidence

        evidence.register_source(from_answers)
        privacy.register()
        sight.register()
