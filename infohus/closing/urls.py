from django.urls import path

from infohus.closing.views import closing, ending

app_name = "closing"
CASE = "sager/<uuid:case_id>/"
urlpatterns = [
    path(CASE + "afslut/", ending.end, name="end"),
    path(CASE + "luk/", closing.close, name="close"),
    path(CASE + "lukket/", closing.closed, name="closed"),
    path(CASE + "luk/besked/<uuid:concern_id>/", closing.tell, name="tell"),
    path(CASE + "luk/dokument/<uuid:file_id>/", closing.review, name="review"),
    path(CASE + "genaabn/", closing.reopen, name="reopen"),
]
