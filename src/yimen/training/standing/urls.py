"""Routes of who may stand where, of qualifications and of the effect."""

from django.urls import path

from yimen.training.standing import views

urlpatterns = [
    path("standing/", views.standing, name="standing"),
    path("qualifications/", views.qualifications, name="qualifications"),
    path("qualifications/<int:pk>/end/", views.end_qualification, name="end_qualification"),
    path("qualifications/<int:pk>/certificate/", views.certificate, name="certificate"),
    path("check/", views.check, name="check"),
    path("effect/", views.effect, name="effect"),
]
