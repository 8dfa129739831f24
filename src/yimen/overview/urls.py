"""Routes of the overview."""

from django.urls import path

from yimen.overview import views
from yimen.overview.cockpit import views as cockpit
from yimen.overview.cockpit import wall

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("cockpit/", cockpit.cockpit, name="cockpit"),
    path("cockpit/rows/", cockpit.rows, name="cockpit_rows"),
    path("wall/<slug:region>/", wall.wall, name="wall"),
    path("reports/", views.monthly, name="reports"),
    path("reports/<int:year>/<int:month>/", views.monthly_pdf, name="report"),
    path("ledger/", views.events, name="ledger"),
]
