from django.urls import path

app_name = "blogs"
urlpatterns: list = []
