from django.urls import path

from course.progress import views

app_name = "progress"
urlpatterns = [path("waarom/<int:thing_id>/", views.why, name="why")]
