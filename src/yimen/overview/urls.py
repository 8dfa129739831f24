"""Routes of this room."""

from django.urls.resolvers import URLPattern

app_name = "overview"
urlpatterns: list[URLPattern] = []
