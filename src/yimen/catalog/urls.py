"""Routes of this room."""

from django.urls.resolvers import URLPattern

app_name = "catalog"
urlpatterns: list[URLPattern] = []
