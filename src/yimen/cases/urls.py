"""Routes of 办件 and 部门台账."""

from django.urls import path

from yimen.cases import views
from yimen.cases.clocks import urls as clocks
from yimen.cases.handling import urls as handling
from yimen.cases.reporting import urls as reporting
from yimen.cases.visits import views as visits

app_name = "cases"
urlpatterns = [
    path("", views.cases, name="cases"),
    path("<int:pk>/", views.case, name="case"),
    path("<int:pk>/reveal/", views.reveal_case, name="reveal_case"),
    path("records/", views.records, name="records"),
    path("records/<int:pk>/", views.record, name="record"),
    path("records/<int:pk>/reveal/", views.reveal_record, name="reveal_record"),
    path("feeds/", views.feeds, name="feeds"),
    path("import/", views.bring_in, name="import"),
    path("import/<int:pk>/columns/", views.columns, name="columns"),
    path("import/<int:pk>/read/", views.read_on, name="read_on"),
    path("visits/", visits.visits, name="visits"),
    *clocks.urlpatterns,
    *handling.urlpatterns,
    *reporting.urlpatterns,
]
