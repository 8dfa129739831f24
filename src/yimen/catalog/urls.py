"""Routes of items."""

from django.urls import path

from yimen.catalog import views
from yimen.catalog.comparison import urls as comparison
from yimen.catalog.guides import urls as guides
from yimen.catalog.search import urls as search

app_name = "catalog"
urlpatterns = [
    path("", views.items, name="items"),
    path("versions/<int:pk>/", views.item, name="item"),
    path("quality/", views.quality, name="quality"),
    path("lists/new/", views.new_list, name="new_list"),
    path("lists/<int:pk>/", views.plan, name="plan"),
    path("lists/<int:pk>/columns/", views.columns, name="columns"),
    path("lists/<int:pk>/apply/", views.apply, name="apply"),
    *comparison.urlpatterns,
    *guides.urlpatterns,
    *search.urlpatterns,
]
