from django.urls import path

from course.study import views

app_name = "study"
urlpatterns = [
    path("", views.my_course, name="my_course"),
    path("uitleenkaart/", views.card, name="card"),
    path("account/", views.account, name="account"),
    path("meedoen/", views.take_part, name="take_part"),
]
