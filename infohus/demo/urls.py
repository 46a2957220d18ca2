"""The demo's way in; the page answers 404 where there is no demo."""

from django.urls import path

from infohus.demo import views

app_name = "demo"
urlpatterns = [path("demo/", views.people, name="people")]
