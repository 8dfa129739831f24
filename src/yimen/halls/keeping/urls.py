"""Routes of keeping a hall; they belong to the room's own."""

from django.urls import path

from yimen.halls.keeping import views

urlpatterns = [
    path("new/", views.add_hall, name="add_hall"),
    path("<int:pk>/keep/", views.keep, name="keep"),
]
