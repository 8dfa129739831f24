"""Routes of people at windows; they belong to the room of halls."""

from django.urls import path

from yimen.halls.staffing import views

urlpatterns = [
    path("<int:pk>/staff/", views.staff, name="staff"),
    path("leaves/", views.leaves, name="leaves"),
    path("leaves/<int:pk>/", views.leave, name="leave"),
    path("appraisals/", views.appraisals, name="appraisals"),
    path("appraisals/<int:pk>/", views.appraisal, name="appraisal"),
    path("handovers/", views.shift_handovers, name="shift_handovers"),
    path("handovers/<int:pk>/", views.shift_handover, name="shift_handover"),
]
