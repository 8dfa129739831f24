"""Routes of agreements."""

from django.urls import path

from yimen.entry.agreements.views import public

app_name = "agreements"
urlpatterns = [
    path("check/<str:code>/", public.check, name="check"),
]
