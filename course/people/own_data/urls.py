from django.urls import path

from course.people.own_data import views

app_name = "own_data"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("maken/", views.make, name="make"),
    path("kopie/", views.download, name="download"),
    path("wissen/", views.erase, name="erase"),
    path("houden/", views.cancel, name="cancel"),
    path("wat-en-waarom/", views.purposes, name="purposes"),
]
