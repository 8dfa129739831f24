"""Routes for other systems."""

from django.urls import path

from yimen.api import describing, views

app_name = "api"
urlpatterns = [
    path("", describing.page, name="interface"),
    path("openapi.json", describing.openapi, name="openapi"),
    path("feeds/<str:kind>/", views.feed, name="feed"),
]
