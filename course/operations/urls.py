from django.urls import path

from course.operations import outbox, signed_out, views

app_name = "operations"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("robots.txt", views.robots, name="robots"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("wie/", signed_out.who, name="who"),
    path("demo/mail/", outbox.outbox_view, name="outbox"),
]
