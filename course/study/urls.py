from django.urls import path

from course.study import taking_part_views, views

app_name = "study"
urlpatterns = [
    path("", views.my_course, name="my_course"),
    path("uitleenkaart/", views.card, name="card"),
    path("account/", views.account, name="account"),
    path("meedoen/", taking_part_views.take_part, name="take_part"),
    path("kalender/", taking_part_views.calendar, name="calendar"),
    path("kalender/weken.ics", taking_part_views.calendar_download, name="calendar_file"),
]
