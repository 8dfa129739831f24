"""Routes of the overview."""

from django.urls import path

from yimen.overview import views

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("reports/", views.monthly, name="reports"),
    path("reports/<int:year>/<int:month>/", views.monthly_pdf, name="report"),
    path("ledger/", views.events, name="ledger"),
]
