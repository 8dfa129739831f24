"""Routes of this room."""

from django.urls import path

from yimen.programme import views

app_name = "programme"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/serve/", views.serve, name="serve"),
    path("tasks/<int:pk>/submit/", views.submit, name="submit"),
]
