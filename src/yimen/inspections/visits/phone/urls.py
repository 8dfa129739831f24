"""Routes of the phone; they belong to the room's own."""

from django.urls import path

from yimen.inspections.visits.phone import views

urlpatterns = [
    path("visits/phone/", views.phone, name="phone"),
    path("visits/phone/worker.js", views.worker, name="phone_worker"),
    path("visits/phone/app.webmanifest", views.manifest, name="phone_manifest"),
    path("visits/phone/mine/", views.mine, name="phone_visits"),
    path("visits/phone/sync/", views.sync, name="phone_sync"),
    path("visits/phone/photos/<int:pk>/", views.photo_pieces, name="photo_pieces"),
]
