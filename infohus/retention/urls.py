from django.urls import path

from infohus.retention.views import classes, ending

app_name = "retention"
urlpatterns = [
    path("sletning/", ending.ending, name="ending"),
    path("sletning/foreslaaet/", ending.proposals, name="proposals"),
    path("sletning/foreslaa/", ending.review, {"do": "propose"}, name="propose"),
    path("sletning/godkend/", ending.review, {"do": "confirm"}, name="confirm"),
    path("sletning/attester/", ending.certificates, name="certificates"),
    path("sletning/attester/<uuid:certificate_id>/", ending.certificate, name="certificate"),
    path("sletning/attester/<uuid:certificate_id>/attest.pdf", ending.certificate_pdf, name="certificate_pdf"),
    path("sletning/<uuid:case_id>/", ending.closed, name="closed"),
    path("leder/slettefrister/", classes.classes, name="classes"),
    path("leder/slettefrister/<slug:code>/", classes.kept, name="kept"),
    path("leder/slettefrister/<slug:code>/sager/", classes.lengthen, name="lengthen"),
]
