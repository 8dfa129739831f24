"""Routes of what could not be done, below those of ratings."""

from django.urls import path

from yimen.evaluation.hindrances import views

urlpatterns = [
    path("", views.hindrances, name="hindrances"),
    path("new/", views.take_down, name="take_down"),
    path("<int:pk>/", views.hindrance, name="hindrance"),
    path("<int:pk>/reveal/", views.reveal, name="reveal_hindrance"),
    *[path(f"<int:pk>/{name}/", view, name=f"hindrance_{name}") for name, view in views.ACTS.items()],
]
