from django.urls import include, path

from infohus.statistics import views

app_name = "statistics"

# The public site; another municipality's pages have the same names and a slug.
open_to_all = [
    path("tal/", views.published, name="published"),
    path("tal/regneark/", views.published_sheet, name="published_sheet"),
    path("tal/pdf/", views.published_paper, name="published_paper"),
]
urlpatterns = [
    *open_to_all,
    path("k/<slug:slug>/", include(open_to_all)),
    path("leder/tal/", views.figures, name="figures"),
    path("leder/tal/offentliggoer/", views.publish, name="publish"),
    path("leder/tal/regneark/", views.sheet, name="sheet"),
    path("leder/tal/pdf/", views.paper, name="paper"),
]
