from django.urls import include, path

from infohus.advice import public, views

app_name = "advice"
open_to_all = [
    path("raad/", public.ask, name="ask"),
    path("raad/tilfoej/", public.add, name="add"),
]
urlpatterns = [
    *open_to_all,
    path("k/<slug:slug>/", include(open_to_all)),
    path("raadgivning/", views.questions, name="questions"),
    path("raadgivning/ny/", views.note, name="note"),
    path("raadgivning/emner/", views.themes, name="themes"),
    path("raadgivning/<uuid:pk>/", views.answer, name="answer"),
]
