"""Routes of rosters; they belong to the room of halls."""

from django.urls import path

from yimen.halls.rostering import views

urlpatterns = [
    path("<int:pk>/rosters/", views.rosters, name="rosters"),
    path("rosters/<int:pk>/", views.roster, name="roster"),
]
