from django.urls import path

from course.progress.certificates import (
    badge_views,
    paths,  # noqa: F401 - the converter
    views,
)

app_name = "certificates"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("maken/<int:enrolment_id>/", views.ask, name="ask"),
    # What badges point at, for machines and strangers.
    path("uitgever/", badge_views.installation, name="installation"),
    path("uitgever/<slug:slug>/", badge_views.issuer, name="issuer"),
    path("prestatie/<slug:slug>/", badge_views.achievement, name="achievement"),
    path("sleutels/", badge_views.keys, name="keys"),
    path("sleutels/<slug:kid>/", badge_views.key, name="key"),
    path("status/<int:number>/", badge_views.status, name="status"),
    # One certificate: for everybody who has its code, and for her whose it is.
    path("<certificate_code:code>/", views.verify, name="verify"),
    path("<certificate_code:code>/papier/", views.paper, name="paper"),
    path("<certificate_code:code>/pdf/", views.pdf, name="pdf"),
    path("<certificate_code:code>/naam/", views.change_name, name="change_name"),
    path("<certificate_code:code>/badge/", badge_views.badge, name="badge"),
]
