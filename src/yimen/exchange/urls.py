"""Routes of import batches."""

from django.urls import path

from yimen.exchange import views

app_name = "exchange"
urlpatterns = [
    path("", views.batches, name="batches"),
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/refused.xlsx", views.refused, name="refused"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
