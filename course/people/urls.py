from django.urls import path

from course.people import sight_views, views

app_name = "people"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("wie-keek/", sight_views.who_looked, name="who_looked"),
    path("wat-anderen-zien/", sight_views.sight, name="sight"),
]
