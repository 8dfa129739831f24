"""Routes of self-inspection and of visits."""

from yimen.inspections.self_inspection import urls as self_inspection

app_name = "inspections"
urlpatterns = [*self_inspection.urlpatterns]
