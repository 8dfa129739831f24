"""Routes of authorisation; they belong to the room's own."""

from django.urls import path

from yimen.entry.authorisation.views import letters, matrix

urlpatterns = [
    path("authorisations/", letters.mandates, name="mandates"),
    path("authorisations/new/", letters.grant, name="grant"),
    path("authorisations/matrix/", matrix.matrix, name="matrix"),
    path("authorisations/announced/", letters.announced, name="announced"),
    path("authorisations/<int:pk>/", letters.mandate, name="mandate"),
    path("authorisations/<int:pk>/announce/", letters.announce, name="announce_mandate"),
    path("authorisations/<int:pk>/revoke/", letters.revoke, name="revoke_mandate"),
]
