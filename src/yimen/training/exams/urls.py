"""Routes of exams and of a candidate's paper."""

from django.urls import path

from yimen.training.exams import views

urlpatterns = [
    path("exams/<int:pk>/", views.exam, name="exam"),
    path("exams/<int:pk>/keep/", views.keep_exam, name="keep_exam"),
    path("exams/<int:pk>/sit/", views.sit, name="sit"),
    path("papers/<int:pk>/", views.paper, name="paper"),
]
