"""Routes of import batches."""

from django.urls import path

from yimen.exchange import views
from yimen.exchange.platform import urls as platform

app_name = "exchange"
urlpatterns = [
    path("", views.batches, name="batches"),
    path("recipes/", views.recipes, name="recipes"),
    path("recipes/<int:pk>/", views.recipe, name="recipe"),
    path("recipes/<int:pk>/retire/", views.retire_recipe, name="retire_recipe"),
    path("tokens/", views.tokens, name="tokens"),
    path("tokens/new/", views.give_token, name="give_token"),
    path("tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("promises/", views.promises, name="promises"),
    path("promises/new/", views.promise, name="promise"),
    path("promises/<int:pk>/end/", views.end_promise, name="end_promise"),
    *platform.urlpatterns,
    path("<int:pk>/", views.batch, name="batch"),
    path("<int:pk>/refused.xlsx", views.refused, name="refused"),
    path("<int:pk>/discard/", views.discard, name="discard"),
]
