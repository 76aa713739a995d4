from django.apps import AppConfig


class BlogsConfig(AppConfig):
    name = "course.blogs"
    label = "blogs"
