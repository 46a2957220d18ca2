from django.urls import path

from infohus.catalogues import views

app_name = "catalogues"
urlpatterns = [
    path("katalog/", views.kinds, name="kinds"),
    path("katalog/ord/", views.terms, name="terms"),
    path("katalog/kort/", views.prints, name="prints"),
    path("katalog/<slug:kind>/", views.entries, name="entries"),
    path("katalog/<slug:kind>/ny/", views.add_entry, name="add_entry"),
    path("katalog/<slug:kind>/kontrol/", views.check_entry, name="check_entry"),
    path("katalog/<slug:kind>/<str:code>/", views.entry, name="entry"),
    path("katalog/<slug:kind>/<str:code>/ret/", views.edit_catalogue, name="edit_catalogue"),
    path("katalog/<slug:kind>/<str:code>/udgaar/", views.retire_entry, name="retire_entry"),
    path("katalog/<slug:kind>/<str:code>/kontrol/", views.check_entry, name="check_entry"),
    path("ord/", views.words, name="words"),
    path("kort/", views.cards, name="cards"),
    path("kort/kode/", views.slip, name="slip"),
    path("kort/<slug:name>.pdf", views.print_pdf, name="print_pdf"),
    path("k/<slug:slug>/ord/", views.words, name="words"),
    path("k/<slug:slug>/kort/", views.cards, name="cards"),
    path("k/<slug:slug>/kort/<slug:name>.pdf", views.print_pdf, name="print_pdf"),
]
