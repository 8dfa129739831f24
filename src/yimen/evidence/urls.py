"""Routes of runs, verdicts and rules."""

from django.urls import path

from yimen.evidence import views
from yimen.evidence.branches import urls as branches
from yimen.evidence.collecting import views as collecting
from yimen.evidence.handing_in import urls as handing_in
from yimen.evidence.history import views as history
from yimen.evidence.keeping import urls as keeping
from yimen.evidence.opening import views as opening
from yimen.evidence.review import urls as review
from yimen.evidence.thresholds import urls as thresholds

app_name = "evidence"
urlpatterns = [
    path("runs/", views.runs, name="runs"),
    path("runs/start/", views.start, name="start"),
    path("runs/<int:pk>/", views.run, name="run"),
    path("runs/<int:pk>/again/", views.start_again, name="start_again"),
    path("runs/<int:pk>/give-up/", views.give_up, name="give_up"),
    path("runs/<int:pk>/<slug:name>.csv", views.download, name="download"),
    path("runs/<int:pk>/changes/", history.changes, name="changes"),
    path("runs/<int:pk>/item/", views.item, name="item"),
    path("clues/<int:pk>/", views.clue, name="clue"),
    path("links/<int:pk>/", views.link, name="link"),
    path("verdicts/", views.verdicts, name="verdicts"),
    path("verdicts/<int:pk>/", views.verdict, name="verdict"),
    path("verdicts/<int:pk>/paper/", views.verdict_paper, name="verdict_paper"),
    path("verdicts/<int:pk>/changes/", history.verdict_changes, name="verdict_changes"),
    path("verdicts/<int:pk>/file/", views.verdict_file, name="verdict_file"),
    path("rules/<slug:code>/", views.rule, name="rule"),
    path("collectors/", collecting.collectors, name="collectors"),
    path("open-data/", opening.open_data, name="open_data"),
    *handing_in.urlpatterns,
    *keeping.urlpatterns,
    *branches.urlpatterns,
    *review.urlpatterns,
    *thresholds.urlpatterns,
]
