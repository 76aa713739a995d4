from django.urls import path

from course.answers import logbook_views, views

app_name = "answers"
urlpatterns = [
    path("<int:thing_id>/<uuid:exercise_id>/", views.submit, name="submit"),
    path("logboek/", logbook_views.mine, name="logbook"),
    path("logboek/<int:thing_id>/", logbook_views.write, name="write_log"),
    path("logboek/<int:thing_id>/gedeeld/", logbook_views.shared, name="shared_log"),
    path("bestand/<uuid:file_id>/", views.file, name="file"),
]
