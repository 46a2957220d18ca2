from django.urls import path

from infohus.oversight import views

app_name = "oversight"
urlpatterns = [
    path("leder/log/", views.log, name="log"),
    path("leder/log/eksport/", views.export, name="export"),
    path("leder/videregivelser/", views.disclosures, name="disclosures"),
    path("leder/log/kontrolpunkt/", views.checkpoint, name="checkpoint"),
]
