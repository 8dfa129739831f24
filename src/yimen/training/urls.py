"""Routes of training: courses, sessions, the bank, exams, who may stand where, and what came of it."""

from django.urls import include, path

app_name = "training"
urlpatterns = [
    path("", include("yimen.training.courses.urls")),
    path("", include("yimen.training.sessions.urls")),
    path("", include("yimen.training.bank.urls")),
    path("", include("yimen.training.exams.urls")),
    path("", include("yimen.training.standing.urls")),
]
