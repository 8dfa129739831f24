"""Routes of promises kept; they belong to the room's own."""

from django.urls import path

from yimen.evidence.keeping import views

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("promises/<int:pk>/", views.letter, name="promises_of"),
]
