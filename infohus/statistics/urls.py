from django.urls import path

from infohus.statistics import views

app_name = "statistics"
urlpatterns = [
    path("leder/tal/", views.figures, name="figures"),
    path("leder/tal/offentliggoer/", views.publish, name="publish"),
    path("leder/tal/regneark/", views.sheet, name="sheet"),
    path("leder/tal/pdf/", views.paper, name="paper"),
]
