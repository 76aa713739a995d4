from django.apps import AppConfig


class BlogsConfig(AppConfig):
    name = "course.blogs"
    label = "blogs"

    def ready(self) -> None:
        from course.blogs.evidence import posts_as_evidence
        from course.cohorts.evidence import register_source

        register_source(posts_as_evidence)
