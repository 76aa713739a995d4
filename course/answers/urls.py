from django.urls import path

from course.answers import export_views, logbook_views, peer_views, plan_views, result_views, views, worksheet_views

app_name = "answers"
urlpatterns = [
    path("<int:thing_id>/<uuid:exercise_id>/", views.submit, name="submit"),
    path("rooster/<int:thing_id>/<uuid:exercise_id>/rooster.ics", plan_views.calendar, name="plan_calendar"),
    path("rooster/<int:thing_id>/<uuid:exercise_id>/team/", plan_views.shared, name="shared_plans"),
    path("rooster/<int:thing_id>/<uuid:exercise_id>/team/<int:answer_id>/", plan_views.take, name="take_plan"),
    path("<int:thing_id>/<uuid:exercise_id>/feedback/", peer_views.ask, name="ask"),
    path("<int:thing_id>/<uuid:exercise_id>/ingeleverd/", peer_views.handed_in, name="handed_in"),
    path("<int:thing_id>/<uuid:exercise_id>/meetblad.csv", worksheet_views.csv_file, name="worksheet_csv"),
    path("<int:thing_id>/<uuid:exercise_id>/export/", export_views.export, name="export"),
    path("<int:thing_id>/<uuid:exercise_id>/export/rij/", export_views.export_row, name="export_row"),
    path("feedback/<int:review_id>/", peer_views.review, name="review"),
    path("uitkomsten/<int:thing_id>/", result_views.results, name="results"),
    path("uitkomsten/<int:thing_id>/<uuid:exercise_id>/", result_views.decide_change, name="decide_change"),
    path("meetblad/<int:thing_id>/<uuid:exercise_id>/gedeeld/", worksheet_views.shared, name="shared_sheets"),
    path("logboek/", logbook_views.mine, name="logbook"),
    path("logboek/<int:thing_id>/", logbook_views.write, name="write_log"),
    path("logboek/<int:thing_id>/gedeeld/", logbook_views.shared, name="shared_log"),
    path("bestand/<uuid:file_id>/", views.file, name="file"),
]
