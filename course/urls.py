"""The composition root: rooms first, Wagtail's catch-all last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import RedirectView
from django.views.i18n import set_language
from django.views.static import serve as serve_file

from course.study.views import lesson

# Wagtail's own sign-in form would let a password alone past allauth's limits (ecosystem.md 2.6): one door only.
to_sign_in = RedirectView.as_view(pattern_name="account_login", query_string=True)

# A web server serves uploads; the demo and the tests have none in front of them.
uploads = (
    [
        re_path(r"^media/(?P<path>.*)$", serve_file, {"document_root": settings.MEDIA_ROOT}),
    ]
    if settings.SERVES_MEDIA
    else []
)

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("course.operations.urls")),
    path("", include("course.operations.pages")),
    path("beheer/login/", to_sign_in),
    path("_util/login/", to_sign_in),
    path("beheer/", include("wagtail.admin.urls")),
    path("documenten/", include("wagtail.documents.urls")),
    path("account/", include("course.people.sign_in.urls")),
    path("account/", include("allauth.urls")),
    # Without a token, so that a visitor gets no cookie before she chooses a language: all it can do is set that one.
    path("taal/", csrf_exempt(set_language), name="set_language"),
    path("mijn-cursus/", include("course.study.urls")),
    path("mijn-gegevens/alles/", include("course.people.own_data.urls")),
    path("mijn-gegevens/", include("course.people.urls")),
    path("organisaties/", include("course.people.organisations.urls")),
    path("meedoen/", include("course.cohorts.joining_urls")),
    path("mensen/", include("course.cohorts.people_files.urls")),
    path("mail/", include("course.notifications.urls")),
    path("blogs/", include("course.blogs.urls")),
    path("blog-elders/", include("course.blogs.elsewhere_urls")),
    path("feeds/", include("course.blogs.feed_urls")),
    path("antwoord/", include("course.answers.urls")),
    path("voortgang/", include("course.progress.urls")),
    path("certificaat/", include("course.progress.certificates.urls")),
    path("evaluatie/", include("course.evaluations.urls")),
    path("rapportage/", include("course.reports.urls")),
    *uploads,
    path("<slug:course>/<slug:module>/<slug:thing>/", lesson),
    path("", include("wagtail.urls")),
]

handler400 = "course.operations.views.bad_request"
handler403 = "course.operations.views.permission_denied"
handler404 = "course.operations.views.page_not_found"
handler500 = "course.operations.views.server_error"
