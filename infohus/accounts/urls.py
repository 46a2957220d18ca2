from django.urls import path

from infohus.accounts import views

app_name = "accounts"
urlpatterns = [
    path("healthz", views.health, name="health"),
]
