from django.apps import AppConfig


class BlogsConfig(AppConfig):
    name = "course.blogs"
    label = "blogs"

    def ready(self) -> None:
        from datetime import timedelta

        from course.blogs import digest, elsewhere, privacy, sight
        from course.blogs.evidence import posts_as_evidence
        from course.blogs.importers import uploads
        from course.blogs.notices import register_kinds
        from course.blogs.pictures import sweep_pictures
        from course.cohorts.evidence import register_source
        from course.notifications import recurring

        register_source(posts_as_evidence)
        register_kinds()
        privacy.register()
        sight.register()
        recurring.register(recurring.Recurring("blogs.digests", timedelta(minutes=10), digest.make_due))
        recurring.register(recurring.Recurring("blogs.elsewhere", timedelta(minutes=15), elsewhere.fetch_due))
        recurring.register(recurring.Recurring("blogs.old_uploads", timedelta(hours=1), uploads.forget_old))
        recurring.register(recurring.Recurring("blogs.pictures", timedelta(days=1), sweep_pictures))
