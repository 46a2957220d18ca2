"""The gallery of components; served in the demo and in tests only."""

from django.urls import path

from infohus.ui import views

app_name = "ui"
urlpatterns = [path("", views.gallery, name="gallery")]
