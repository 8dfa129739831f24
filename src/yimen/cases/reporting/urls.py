"""Routes of reports; they belong to the room's own."""

from django.urls import path

from yimen.cases.reporting import views

urlpatterns = [
    path("reports/", views.reports, name="reports"),
    path("reports/<int:pk>/", views.report, name="report"),
    path("reports/<int:pk>/correct/", views.correct_report, name="correct_report"),
]
