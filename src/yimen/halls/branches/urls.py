"""Routes of branch halls; they belong to the room's own."""

from django.urls import path

from yimen.halls.branches import views

urlpatterns = [
    path("branches/", views.branches, name="branches"),
    path("branches/<int:pk>/", views.branch, name="branch"),
    path("branches/<int:pk>/basis/", views.state_basis, name="state_basis"),
    path("branches/<int:pk>/size/", views.state_size, name="state_size"),
    path("branches/<int:pk>/traffic/", views.state_traffic, name="state_traffic"),
]
