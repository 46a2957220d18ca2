from django.urls import path

from infohus.catalogues.views import printed, texts

app_name = "catalogues"
urlpatterns = [
    path("katalog/", texts.kinds, name="kinds"),
    path("katalog/ord/", printed.terms, name="terms"),
    path("katalog/kort/", printed.prints, name="prints"),
    path("katalog/<slug:kind>/", texts.entries, name="entries"),
    path("katalog/<slug:kind>/ny/", texts.add_entry, name="add_entry"),
    path("katalog/<slug:kind>/kontrol/", texts.check_entry, name="check_entry"),
    path("katalog/<slug:kind>/<str:code>/", texts.entry, name="entry"),
    path("katalog/<slug:kind>/<str:code>/ret/", texts.edit_catalogue, name="edit_catalogue"),
    path("katalog/<slug:kind>/<str:code>/udgaar/", texts.retire_entry, name="retire_entry"),
    path("katalog/<slug:kind>/<str:code>/kontrol/", texts.check_entry, name="check_entry"),
    path("ord/", printed.words, name="words"),
    path("kort/", printed.cards, name="cards"),
    path("kort/kode/", printed.slip, name="slip"),
    path("kort/<slug:name>.pdf", printed.print_pdf, name="print_pdf"),
    path("k/<slug:slug>/ord/", printed.words, name="words"),
    path("k/<slug:slug>/kort/", printed.cards, name="cards"),
    path("k/<slug:slug>/kort/<slug:name>.pdf", printed.print_pdf, name="print_pdf"),
]
