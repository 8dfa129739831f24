"""Routes of this room."""

from django.urls import path

from yimen.entry.rounds import urls as rounds
from yimen.entry.views import exemptions, items

app_name = "entry"
urlpatterns = [
    path("", items.items, name="items"),
    path("bulk/", items.bulk, name="bulk"),
    path("export.xlsx", items.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("export.csv", items.export, {"kind": "csv"}, name="export_csv"),
    path("items/<int:pk>/", items.item, name="item"),
    path("items/<int:pk>/declare/", items.declare, name="declare"),
    path("exemptions/", exemptions.exemptions, name="exemptions"),
    path("exemptions/new/", exemptions.draft, name="draft_exemption"),
    path("exemptions/<int:pk>/", exemptions.exemption, name="exemption"),
    path("exemptions/<int:pk>/<str:move>/", exemptions.move, name="move_exemption"),
    *rounds.urlpatterns,
]
