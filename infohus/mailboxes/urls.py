from django.urls import path

from infohus.mailboxes import views

app_name = "mailboxes"
urlpatterns = [
    path("svar/", views.code, name="code"),
    path("k/<slug:slug>/svar/", views.code, name="code"),
    path("svar/postkasse/", views.mailbox, name="mailbox"),
    path("svar/postkasse/luk/", views.close, name="close"),
    path("svar/postkasse/ud/", views.leave, name="leave"),
    path("svar/postkasse/sendt/", views.sent, name="sent"),
    path("svar/postkasse/fil/<uuid:pk>/", views.file, name="file"),
    path("svar/lukket/", views.closed, name="closed"),
    path("k/<slug:slug>/svar/lukket/", views.closed, name="closed"),
    path("svar/farvel/", views.left, name="left"),
    path("k/<slug:slug>/svar/farvel/", views.left, name="left"),
]
