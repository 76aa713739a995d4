from django.apps import AppConfig


class CohortsConfig(AppConfig):
    name = "course.cohorts"
    label = "cohorts"

    def ready(self) -> None:
        from datetime import timedelta

        from course.cohorts import privacy, retention, sight
        from course.cohorts.joining_letters import register_kinds
        from course.cohorts.people_files.tasks import JOBS
        from course.cohorts.places import move_to
        from course.cohorts.taking_part import end_pauses
        from course.cohorts.waiting import fill_all
        from course.notifications.recurring import Recurring
        from course.notifications.recurring import register as repeat
        from course.people.organisations.actions import register_mover

        register_mover(move_to)
        privacy.register()
        sight.register()
        register_kinds()
        repeat(Recurring("cohorts.waiting_lists", timedelta(minutes=10), fill_all))
        repeat(Recurring("cohorts.pauses", timedelta(hours=1), end_pauses))
        repeat(Recurring("cohorts.retention", timedelta(days=1), retention.end_accounts))
        for job in JOBS:
            repeat(job)
