"""Routes of space planning; they belong to the room's own."""

from django.urls import path

from yimen.halls.planning import views

urlpatterns = [
    path("<int:pk>/planning/", views.planning, name="planning"),
    path("<int:pk>/planning/demand/", views.file_demand, name="file_demand"),
    path("<int:pk>/planning/traits/", views.traits, name="traits"),
    path("<int:pk>/planning/new/", views.request_arrangement, name="request_arrangement"),
    path("planning/demands/<int:pk>/", views.demand, name="demand"),
    path("planning/demands/<int:pk>/<slug:verb>/", views.move_demand, name="move_demand"),
    path("planning/plans/<int:pk>/", views.arrangement, name="arrangement"),
    path("planning/plans/<int:pk>/cancel/", views.cancel, name="cancel_arrangement"),
]
