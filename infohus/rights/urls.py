from django.urls import path

from infohus.rights import views

app_name = "rights"
urlpatterns = [
    path("sager/<uuid:case_id>/oplysning/", views.inform, name="inform"),
    path("sager/<uuid:case_id>/oplysning/brev.pdf", views.information_letter, name="information_letter"),
]
