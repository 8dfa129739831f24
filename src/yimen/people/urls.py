"""Routes of this room."""

from django.urls import path

from yimen.people import views

app_name = "people"
urlpatterns = [
    path("", views.departments, name="departments"),
    path("accounts/", views.accounts, name="accounts"),
    path("accounts/new/", views.open_account, name="open_account"),
    path("accounts/<int:pk>/", views.account, name="account"),
    path("accounts/<int:pk>/close/", views.close_account, name="close_account"),
    path("accounts/<int:pk>/grant/", views.grant, name="grant"),
    path("accounts/<int:pk>/grants/<int:grant>/end/", views.end_grant, name="end_grant"),
    path("permissions/", views.permissions, name="permissions"),
]
