"""Routes of appointments; they belong to the room of halls."""

from django.urls import path

from yimen.halls.appointments import views

urlpatterns = [
    path("appointments/", views.expected, name="expected"),
    path("appointments/<int:pk>/arrive/", views.arrive, name="arrive"),
    path("appointments/<int:pk>/slip/", views.slip, name="appointment_slip"),
    path("desks/<int:pk>/book/", views.book, name="book"),
    path("desks/<int:pk>/", views.desk, name="desk"),
    path("desks/<int:pk>/close/", views.close_day, name="close_day"),
    path("<int:pk>/desks/", views.desks, name="desks"),
    path("<int:pk>/desks/add/", views.add_desk, name="add_desk"),
]
