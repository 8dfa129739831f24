"""Routes for other systems."""

from django.urls import path

from yimen.api import attendance, describing, numbers, platform, ratings, views

app_name = "api"
urlpatterns = [
    path("", describing.page, name="interface"),
    path("openapi.json", describing.openapi, name="openapi"),
    path("cases/numbers/", numbers.numbers, name="numbers"),
    path("ratings/", ratings.ratings, name="ratings"),
    path("attendance/punches/", attendance.punches, name="punches"),
    path("platform/messages/", platform.message, name="platform_message"),
    path("feeds/<str:kind>/", views.feed, name="feed"),
]
