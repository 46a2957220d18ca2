"""The gallery of components, in the demo and in tests only."""

from django.conf import settings
from django.urls import path

from infohus.ui import views

app_name = "ui"
urlpatterns = []
if settings.DEMO:
    urlpatterns.append(path("ui/", views.gallery, name="gallery"))
