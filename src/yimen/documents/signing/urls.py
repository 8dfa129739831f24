"""Routes of certificates."""

from django.urls import path

from yimen.documents.signing import views

app_name = "signing"
urlpatterns = [
    path("", views.certificates, name="certificates"),
    path("open/", views.open_authority, name="open_authority"),
    path("issue/", views.issue, name="issue"),
    path("<int:pk>/revoke/", views.revoke, name="revoke"),
    path("root/<str:region>/", views.root, name="root"),
    path("crl/<str:region>/", views.crl, name="crl"),
    path("checker/", views.checker, name="checker"),
]
