"""Routes of thresholds; they belong to the room's own."""

from django.urls import path

from yimen.evidence.thresholds import views

urlpatterns = [
    path("thresholds/", views.thresholds, name="thresholds"),
    path("thresholds/propose/", views.propose, name="propose_threshold"),
    path("thresholds/<int:pk>/confirm/", views.confirm, name="confirm_threshold"),
    path("thresholds/<int:pk>/decline/", views.decline, name="decline_threshold"),
    path("thresholds/<int:pk>/withdraw/", views.withdraw, name="withdraw_threshold"),
]
