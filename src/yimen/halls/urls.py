"""Routes of this room."""

from django.urls import path

from yimen.halls import views
from yimen.halls.appointments import urls as appointments
from yimen.halls.attendance import urls as attendance
from yimen.halls.branches import urls as branches
from yimen.halls.checking import urls as checking
from yimen.halls.equipment import urls as equipment
from yimen.halls.keeping import urls as keeping
from yimen.halls.planning import urls as planning
from yimen.halls.presence import urls as presence
from yimen.halls.queue import urls as queue
from yimen.halls.rostering import urls as rostering
from yimen.halls.space import urls as space
from yimen.halls.staffing import urls as staffing

app_name = "halls"
urlpatterns = [
    path("", views.halls, name="halls"),
    path("<int:pk>/", views.hall, name="hall"),
    *appointments.urlpatterns,
    *attendance.urlpatterns,
    *branches.urlpatterns,
    *checking.urlpatterns,
    *queue.urlpatterns,
    *equipment.urlpatterns,
    *keeping.urlpatterns,
    *presence.urlpatterns,
    *rostering.urlpatterns,
    *planning.urlpatterns,
    *space.urlpatterns,
    *staffing.urlpatterns,
]
