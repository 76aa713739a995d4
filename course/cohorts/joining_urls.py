from django.urls import path

from course.cohorts import joining_views as views

app_name = "joining"
urlpatterns = [
    path("", views.code, name="code"),
    path("gelukt/kijk-in-je-mail/", views.sent, name="sent"),
    # Two parts, so that no cohort's own address is hidden behind one of these.
    path("u/gebruik/", views.use, name="use"),
    path("u/nieuwe-link/", views.renew, name="renew"),
    path("u/<str:token>/", views.invitation, name="invitation"),
    path("<slug:slug>/", views.cohort, name="cohort"),
]
