"""All pages of the product, and the bare ones."""

from django.urls import include, path

from tests.bench import bare

urlpatterns = [
    path("bare/", bare.staff),
    path("bare/public/", bare.anyone),
    path("bare/insert/", bare.insert),
    path("", include("infohus.urls")),
]
