from django.urls import path

from infohus.casefile import leading, views

app_name = "casefile"
CASE = "sager/<uuid:case_id>/"
urlpatterns = [
    path("overblik/", views.overview, name="overview"),
    path("sager/", views.case_list, name="cases"),
    path(CASE, views.case, name="case"),
    path(CASE + "kladde/", views.draft, name="draft"),
    path(CASE + "henvendelser/", views.concern_list, name="concerns"),
    path(CASE + "videregivelser/", views.disclosures, name="disclosures"),
    path(CASE + "videregivelser/mundtligt/", views.disclose_orally, name="disclose_orally"),
    path(CASE + "postkasse/<uuid:mailbox_id>/", views.mailbox, name="mailbox"),
    path(CASE + "inhabil/", views.conflict, name="conflict"),
    path(CASE + "tovholder/", views.offer_lead, name="offer_lead"),
    path(CASE + "tovholder/svar/", views.answer_offer, name="answer_offer"),
    path(CASE + "log/", views.log, name="log"),
    path(CASE + "frister/<uuid:deadline_id>/til-side/", views.aside, name="aside"),
    path("leder/frister/", leading.head, name="head"),
    path("leder/sager/", leading.head_cases, name="head_cases"),
    path("leder/sager/udpeg/", leading.appoint_to_all, name="appoint_to_all"),
    path("leder/sager/<uuid:case_id>/", leading.head_case, name="head_case"),
    path("underretninger/", leading.children, name="children"),
    path("underretninger/<uuid:case_id>/", leading.child, name="child"),
]
