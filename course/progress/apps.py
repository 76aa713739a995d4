from typing import Any

from django.apps import AppConfig


class ProgressConfig(AppConfig):
    name = "course.progress"
    label = "progress"

    def ready(self) -> None:
        from wagtail.signals import page_published

        from course.cohorts import evidence, presses
        from course.people.models import User
        from course.progress import privacy
        from course.progress.actions import recompute, recompute_page
        from course.progress.certificates.notices import register_kind
        from course.progress.notices import register_kinds
        from course.progress.presses import Exempt
        from lessons.models import ThingPage

        def evidence_changed(person: User, thing: ThingPage, **_sent: Any) -> None:
            recompute([person.pk], thing)

        def page_changed(instance: ThingPage, **_sent: Any) -> None:
            recompute_page(instance)

        presses.register(Exempt())
        evidence.given.connect(evidence_changed, weak=False, dispatch_uid="progress.evidence_changed")
        page_published.connect(page_changed, sender=ThingPage, weak=False, dispatch_uid="progress.page_changed")
        register_kind()
        register_kinds()
        privacy.register()
