from django.urls import path

from course.answers import views

app_name = "answers"
urlpatterns = [
    path("<int:thing_id>/<uuid:exercise_id>/", views.submit, name="submit"),
    path("bestand/<uuid:file_id>/", views.file, name="file"),
]
