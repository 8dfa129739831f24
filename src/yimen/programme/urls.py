"""Routes of this room."""

from django.urls import path

from yimen.programme import views
from yimen.programme.notices import views as notices

app_name = "programme"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.draft, name="draft"),
    path("notices/<int:pk>/drop/", notices.drop, name="drop"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/serve/", views.serve, name="serve"),
    path("tasks/<int:pk>/submit/", views.submit, name="submit"),
]
