"""Routes of courses and of the county's terms."""

from django.urls import path

from yimen.training.courses import views

urlpatterns = [
    path("", views.courses, name="courses"),
    path("new/", views.new_course, name="new_course"),
    path("terms/", views.terms, name="terms"),
    path("<int:pk>/", views.course, name="course"),
    path("<int:pk>/keep/", views.keep_course, name="keep_course"),
]
