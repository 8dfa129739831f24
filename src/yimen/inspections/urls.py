"""Routes of self-inspection and of visits."""

from yimen.inspections.self_inspection import urls as self_inspection
from yimen.inspections.visits import urls as visits

app_name = "inspections"
urlpatterns = [*self_inspection.urlpatterns, *visits.urlpatterns]
