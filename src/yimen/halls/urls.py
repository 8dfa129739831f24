"""Routes of this room."""

from django.urls.resolvers import URLPattern

app_name = "halls"
urlpatterns: list[URLPattern] = []
