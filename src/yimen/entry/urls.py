"""Routes of this room."""

from django.urls import path

from yimen.entry import exemption_views, views

app_name = "entry"
urlpatterns = [
    path("", views.items, name="items"),
    path("bulk/", views.bulk, name="bulk"),
    path("export.xlsx", views.export, {"kind": "xlsx"}, name="export_xlsx"),
    path("export.csv", views.export, {"kind": "csv"}, name="export_csv"),
    path("items/<int:pk>/", views.item, name="item"),
    path("items/<int:pk>/declare/", views.declare, name="declare"),
    path("exemptions/", exemption_views.exemptions, name="exemptions"),
    path("exemptions/new/", exemption_views.draft, name="draft_exemption"),
    path("exemptions/<int:pk>/", exemption_views.exemption, name="exemption"),
    path("exemptions/<int:pk>/<str:move>/", exemption_views.move, name="move_exemption"),
]
