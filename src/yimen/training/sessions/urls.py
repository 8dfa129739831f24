"""Routes of sessions, and of what belongs to the learner himself."""

from django.urls import path

from yimen.training.sessions import views

urlpatterns = [
    path("sessions/<int:pk>/", views.session, name="session"),
    path("sessions/<int:pk>/keep/", views.keep_session, name="keep_session"),
    path("sessions/<int:pk>/enrol/", views.enrol, name="enrol"),
    path("mine/", views.mine, name="mine"),
]
