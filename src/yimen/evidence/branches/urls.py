"""Routes of the check of branch halls; they belong to the room's own. A page is found by the hall's key."""

from django.urls import path

from yimen.evidence.branches import views

urlpatterns = [
    path("branches/<int:pk>/", views.branch, name="branch"),
    path("branches/<int:pk>/cases/", views.branch_cases, name="branch_cases"),
    path("branches/<int:pk>/check/", views.check, name="check_branch"),
]
