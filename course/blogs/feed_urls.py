from django.urls import path

from course.blogs.views import feeding

app_name = "feeds"
urlpatterns = [
    path("", feeding.feeds, name="feeds"),
    path("van/<int:person_id>/", feeding.person, name="person"),
    path("ding/<int:thing_id>/", feeding.thing, name="thing"),
    path("groep/<slug:slug>/", feeding.group, name="group"),
    path("groep/<slug:slug>/blogs.opml", feeding.opml, name="opml"),
]
