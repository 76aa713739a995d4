from django.urls import path

from course.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.wishes, name="wishes"),
    path("adres-klopt/", views.confirm, name="confirm_address"),
    path("minder/<str:token>/", views.less, name="less"),
]
