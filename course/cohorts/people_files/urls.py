from django.urls import path, re_path

from course.cohorts.people_files import views

app_name = "people_files"
urlpatterns = [
    path("", views.start, name="start"),
    path("<uuid:import_id>/", views.show, name="list"),
    path("<uuid:import_id>/kolommen/", views.columns, name="columns"),
    path("<uuid:import_id>/verbeter/", views.correct, name="correct"),
    path("<uuid:import_id>/voer-uit/", views.carry_out, name="carry_out"),
    path("<uuid:import_id>/gooi-weg/", views.throw_away, name="throw_away"),
    re_path(r"^(?P<slug>[-\w]+)/mensen\.(?P<extension>csv|xlsx)$", views.export, name="export"),
]
