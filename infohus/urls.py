"""Addresses of the house, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("infohus.accounts.urls")),
    path("", include("infohus.demo.urls")),
    path("", include("infohus.casefile.urls")),
    path("", include("infohus.oversight.urls")),
    path("", include("infohus.statistics.urls")),
    path("", include("infohus.assessments.urls")),
    path("", include("infohus.retention.urls")),
    path("", include("infohus.closing.urls")),
    path("", include("infohus.rights.urls")),
    path("", include("infohus.disclosures.urls")),
    path("", include("infohus.catalogues.urls")),
    path("", include("infohus.concerns.urls")),
    path("", include("infohus.mailboxes.urls")),
    path("", include("infohus.advice.urls")),
    path("", include("infohus.ui.urls")),
]
handler400 = "infohus.ui.views.bad_request"
handler403 = "infohus.ui.views.forbidden"
handler404 = "infohus.ui.views.not_found"
handler500 = "infohus.ui.views.server_error"
