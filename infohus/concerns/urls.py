from django.urls import include, path

from infohus.concerns import professional, public, public_pages
from infohus.concerns.views import arrivals, registering, reporters

app_name = "concerns"

# The public site; another municipality's pages have the same names and a slug.
open_to_all = [
    path("", public_pages.front, name="front"),
    path("bekymring/", public.concern, name="concern"),
    path("bekymring/tilfoej/", public.add, name="add"),
    path("bekymring/gemt/", public_pages.saved, name="saved"),
    path("fagperson/", professional.start, name="professional"),
    path("fagperson/skema/", professional.write, name="professional_form"),
    path("saadan-goer-vi/", public_pages.how, name="how"),
    path("strategi/", public_pages.strategy, name="strategy"),
    path("tegn/", public_pages.signs, name="signs"),
    path("privatliv/", public_pages.privacy, name="privacy"),
    path("tilgaengelighed/", public_pages.accessibility, name="accessibility"),
    path("spor/", public_pages.leaving, name="leaving"),
]
urlpatterns = [
    *open_to_all,
    path("k/<slug:slug>/", include(open_to_all)),
    path("farvel/", public_pages.leave, name="leave"),
    path("fagperson/gemt/", professional.draft, name="draft"),
    # the coordinators' pages
    path("sager/ny/", reporters.note, name="note"),
    path("sager/<uuid:case_id>/registrer/", registering.register, name="register"),
    path("sager/<uuid:case_id>/afvis/", arrivals.reject, name="reject"),
    path("sager/<uuid:case_id>/afvisning/", arrivals.rejection, name="rejection"),
    path("sager/<uuid:case_id>/laeg-sammen/", arrivals.join, name="join"),
    path("sager/<uuid:case_id>/del/", arrivals.part, name="part"),
    path("sager/<uuid:case_id>/goer-til-raad/", arrivals.advice, name="advice"),
    path("sager/<uuid:case_id>/henvendelser/<uuid:concern_id>/kode/", reporters.give_code, name="give_code"),
    path("sager/<uuid:case_id>/henvendelser/<uuid:concern_id>/skil-ud/", arrivals.take_apart, name="take_apart"),
    path("sager/<uuid:case_id>/henvendelser/<uuid:concern_id>/paa-plads/", registering.sort, name="sort"),
    path("sager/<uuid:case_id>/henvendelser/<uuid:concern_id>/underretning/", reporters.report, name="report"),
    path("sager/<uuid:case_id>/henvendelser/<uuid:concern_id>/kvittering/", reporters.receipt, name="send_receipt"),
    path("sager/<uuid:case_id>/henvendelser/<uuid:concern_id>/henvender/", reporters.reporter, name="confirm_reporter"),
]
