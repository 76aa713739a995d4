from django.urls import path

from course.evaluations import final_views, views

app_name = "evaluations"
urlpatterns = [
    path("ding/<int:thing_id>/", views.thing, name="thing"),
    path("ding/<int:thing_id>/overslaan/", views.skip_thing, name="skip_thing"),
    path("nulmeting/", views.intake, name="intake"),
    path("nulmeting/overslaan/", views.skip_intake, name="skip_intake"),
    path("nulmeting/uitslag/", views.intake_result, name="intake_result"),
    path("einde/", final_views.final, name="final"),
    path("einde/kennen/", final_views.final_own, name="final_own"),
    path("einde/mening/", final_views.final_opinion, name="final_opinion"),
    path("einde/overslaan/", final_views.skip_final, name="skip_final"),
    path("einde/uitslag/", final_views.final_result, name="final_result"),
    path("uitkomsten/", views.results, name="results"),
    path("uitkomsten/ding/<int:thing_id>/", views.thing_results, name="thing_results"),
    path("uitkomsten/nulmeting/<slug:slug>/", views.intake_results, name="intake_results"),
    path("uitkomsten/einde/<slug:slug>/", final_views.final_results, name="final_results"),
]
