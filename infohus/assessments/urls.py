from django.urls import path

from infohus.assessments.views import conclusion, findings, joint, police, social

app_name = "assessments"
CASE = "sager/<uuid:case_id>/"
urlpatterns = [
    path("partner/", police.partner, name="partner"),
    path("partner/ny/", police.police_concern, name="police_concern"),
    path("partner/<uuid:copy_id>/", police.copy, name="copy"),
    path("partner/<uuid:copy_id>/ark.pdf", police.copy_pdf, name="copy_pdf"),
    path("partner/<uuid:copy_id>/filer/<int:place>/", police.copy_file, name="copy_file"),
    path(CASE + "politiet/", police.police, name="police"),
    path(CASE + "politiet/<uuid:answer_id>/laest/", police.take, name="take"),
    path(CASE + "videregivelser/<uuid:disclosure_id>/svar/", police.note_answer, name="note_answer"),
    path(CASE + "videregivelser/<uuid:disclosure_id>/mind/", police.remind, name="remind"),
    path("infohus/", joint.queue, name="queue"),
    path(CASE + "vurdering/", social.social, name="social"),
    path(CASE + "vurdering/kladde/", social.social_draft, name="social_draft"),
    path(CASE + "vurdering/kort/", social.short, name="short"),
    path(CASE + "vurdering/igen/", joint.look, name="look"),
    path(CASE + "vurdering/forny/", social.renew, name="renew"),
    path(CASE + "vurdering/udgaver/", social.versions, name="versions"),
    path(CASE + "vurdering/oplysning/", findings.note_finding, name="note_finding"),
    path(CASE + "vurdering/oplysning/<uuid:finding_id>/", findings.finding, name="finding"),
    path(CASE + "vurdering/<uuid:about_id>/vurdering.pdf", social.letter, name="letter"),
    path(CASE + "vurdering/laes/<uuid:about_id>/", social.second_read, name="second_read"),
    path(CASE + "faelles-vurdering/", joint.joint, name="joint"),
    path(CASE + "faelles-vurdering/kladde/", joint.joint_draft, name="joint_draft"),
    path(CASE + "konklusion/", conclusion.conclude, name="conclude"),
    path(CASE + "konklusion/om/", conclusion.reconsider, name="reconsider"),
    path(CASE + "socialt-ansvar/", conclusion.social_duty, name="social_duty"),
]
