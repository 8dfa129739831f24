"""Routes of clocks; they belong to the room's own."""

from django.urls import path

from yimen.cases.clocks import views

urlpatterns = [
    path("deadlines/", views.deadlines, name="deadlines"),
    path("dossiers/<int:pk>/clocks/", views.clocks, name="clocks"),
]
