from django.urls import path, re_path

from course.people.organisations import views

app_name = "organisations"
VERBS = "|".join(views.VERBS)
urlpatterns = [
    path("", views.index, name="index"),
    path("nieuw/", views.add_organisation, name="add_organisation"),
    path("bibliotheek/<slug:library>/", views.library, name="library"),
    path("bibliotheek/<slug:library>/samen/", views.merge, name="merge"),
    path("bibliotheek/<slug:library>/team/", views.add_team, name="add_team"),
    re_path(rf"^bibliotheek/(?P<library>[-\w]+)/(?P<end>{VERBS})/$", views.change_library, name="change_library"),
    path("team/<int:team>/", views.team, name="team"),
    path("poi/<slug:organisation>/", views.organisation, name="organisation"),
    path("poi/<slug:organisation>/bibliotheek/", views.add_library, name="add_library"),
    re_path(
        rf"^poi/(?P<organisation>[-\w]+)/(?P<end>{VERBS})/$", views.change_organisation, name="change_organisation"
    ),
]
