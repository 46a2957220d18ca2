from django.urls import path

from infohus.disclosures import views

app_name = "disclosures"
urlpatterns = [path("sager/<uuid:case_id>/modtaget/", views.note_received, name="note_received")]
