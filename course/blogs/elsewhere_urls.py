from django.urls import path

from course.blogs.views import elsewhere

app_name = "elsewhere"
urlpatterns = [
    path("", elsewhere.overview, name="overview"),
    path("<int:blog_id>/bewijs/", elsewhere.prove, name="prove"),
    path("<int:blog_id>/weg/", elsewhere.remove, name="remove"),
    path("bericht/<uuid:external_id>/", elsewhere.confirm, name="confirm"),
]
