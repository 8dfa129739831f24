"""Routes of this room."""

from django.urls import path

from yimen.entry.authorisation import urls as authorisation
from yimen.entry.branches import urls as branches
from yimen.entry.exemptions import urls as exemptions
from yimen.entry.readiness import urls as readiness
from yimen.entry.rounds import urls as rounds
from yimen.entry.views import items

app_name = "entry"
urlpatterns = [
    path("", items.items, name="items"),
    path("bulk/", items.bulk, name="bulk"),
    path("export.xlsx", items.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("export.csv", items.export, {"kind": "csv"}, name="export_csv"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/declare/", items.declare, name="declare"),
    *branches.urlpatterns,
    *exemptions.urlpatterns,
    *rounds.urlpatterns,
    *authorisation.urlpatterns,
    *readiness.urlpatterns,
]
