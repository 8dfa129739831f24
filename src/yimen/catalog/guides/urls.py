"""Routes of guides; they belong to the room's own."""

from django.urls import path

from yimen.catalog.guides import views

urlpatterns = [
    path("guides/", views.guides, name="guides"),
    path("guides/<int:pk>/", views.guide, name="guide"),
    path("guides/<int:pk>/write/", views.write, name="write_guide"),
    path("guides/table.xlsx", views.table, name="guides_table"),
    path("guides/files/new/", views.new_file, name="guides_new"),
    path("guides/files/<int:pk>/", views.plan, name="guides_plan"),
    path("guides/files/<int:pk>/columns/", views.columns, name="guides_columns"),
    path("guides/files/<int:pk>/apply/", views.apply, name="apply_guides"),
]
