"""Routes of checks; they belong to the room of halls."""

from django.urls import path

from yimen.halls.checking import views

urlpatterns = [path("<int:pk>/checks/", views.checks, name="checks")]
