"""Routes of attendance; they belong to the room of halls."""

from django.urls import path

from yimen.halls.attendance import views

urlpatterns = [
    path("attendance/", views.attendance, name="attendance"),
    path("attendance/corrections/<int:pk>/", views.correction, name="correction"),
]
