from typing import Any

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "course.progress"
    label = "progress"

    def ready(self) -> None:
        from wagtail.signals import page_published  # noqa: PLC0415 - models are there only now

        from course.cohorts import evidence  # noqa: PLC0415
        from course.progress.actions import recompute, recompute_page  # noqa: PLC0415
        from lessons.models import ThingPage  # noqa: PLC0415

        def evidence_changed(sender: Any, person: Any, thing: ThingPage, **kwargs: Any) -> None:
            recompute([person.pk], thing)

        def page_changed(sender: Any, instance: ThingPage, **kwargs: Any) -> None:
            recompute_page(instance)

        evidence.given.connect(evidence_changed, weak=False, dispatch_uid="progress.evidence_changed")
        page_published.connect(page_changed, sender=ThingPage, weak=False, dispatch_uid="progress.page_changed")
