from django.urls import path

from infohus.rights import views

app_name = "rights"
urlpatterns = [
    path("sager/<uuid:case_id>/oplysning/", views.inform, name="inform"),
    path("sager/<uuid:case_id>/bero/", views.hold, name="hold"),
    path("sager/<uuid:case_id>/bero/<uuid:hold_id>/", views.lift, name="lift"),
    path("leder/bero/", views.holds, name="holds"),
    path("leder/bero/<uuid:hold_id>/", views.lift_here, name="lift_here"),
]
