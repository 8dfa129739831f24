"""Routes of this room."""

from django.urls.resolvers import URLPattern

app_name = "rectification"
urlpatterns: list[URLPattern] = []
