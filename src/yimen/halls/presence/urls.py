"""Routes of presence; they belong to the room of halls."""

from django.urls import path

from yimen.halls.presence import views

urlpatterns = [
    path("<int:pk>/presence/", views.presence, name="presence"),
    path("spells/", views.spells, name="spells"),
    path("spells/<int:pk>/", views.spell, name="spell"),
]
