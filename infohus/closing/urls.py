from django.urls import path

from infohus.closing import views

app_name = "closing"
CASE = "sager/<uuid:case_id>/"
urlpatterns = [
    path(CASE + "luk/", views.close, name="close"),
    path(CASE + "luk/besked/<uuid:concern_id>/", views.tell, name="tell"),
    path(CASE + "luk/dokument/<uuid:file_id>/", views.review, name="review"),
    path(CASE + "genaabn/", views.reopen, name="reopen"),
]
