"""Routes for other systems."""

from django.urls import path

from yimen.api import views

app_name = "api"
urlpatterns = [
    path("feeds/<str:kind>/", views.feed, name="feed"),
]
