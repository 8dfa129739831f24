"""Routes of assets; they belong to the room's own."""

from django.urls import path

from yimen.halls.equipment import views

urlpatterns = [
    path("assets/", views.assets, name="assets"),
    path("assets/new/", views.add_asset, name="add_asset"),
    path("assets/<int:pk>/", views.asset, name="asset"),
    path("assets/<int:pk>/keep/", views.keep_asset, name="keep_asset"),
]
