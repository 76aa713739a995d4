"""Below /account/, before allauth's own addresses: what it does not have, and doors of it that we guard more."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.urls import path

from course.people.sign_in import again, organisation_views, views

app_name = "sign_in"
urlpatterns = [
    path("ben-jij-het/", again.ByMailedCode.as_view(), name="prove"),
    path("apparaten/<int:session_id>/uit/", views.end_session, name="end_session"),
    path("sessions/", views.ListSessions.as_view()),
    path("login/", views.SignIn.as_view()),
    path("login/code/", organisation_views.AskCode.as_view()),
    path("bij/<slug:provider_id>/login/", organisation_views.login),
    path("bij/<slug:provider_id>/login/callback/", organisation_views.callback),
    path("3rdparty/", organisation_views.connections),
    # allauth lets anybody at an open computer choose a first password.
    path("password/set/", reauthentication_required(app="allauth.account")(password_set)),
]
