"""Routes of search; they belong to the room's own."""

from django.urls import path

from yimen.catalog.search import views

urlpatterns = [
    path("synonyms/", views.synonyms, name="synonyms"),
    path("synonyms/add/", views.add, name="add_synonym"),
    path("synonyms/usual/", views.take_usual, name="take_usual_synonyms"),
    path("synonyms/<int:pk>/retire/", views.retire, name="retire_synonym"),
]
