"""Routes of handling; they belong to the room's own. A dossier is found by the key of its case."""

from django.urls import path

from yimen.cases.handling.views import counter, dossiers, work

urlpatterns = [
    path("counter/", counter.counter, name="counter"),
    path("counter/<int:pk>/", counter.receive, name="receive"),
    path("work/", work.work, name="work"),
    path("exceptions/", dossiers.exceptions, name="exceptions"),
    path("exceptions/<int:pk>/check/", dossiers.check_exception, name="check_exception"),
    path("consultations/<int:pk>/answer/", dossiers.answer_consultation, name="answer_consultation"),
    path("pauses/<int:pk>/end/", dossiers.end_pause, name="end_pause"),
    path("extensions/<int:pk>/settle/", dossiers.settle_extension, name="settle_extension"),
    path("papers/<int:pk>/", dossiers.paper, name="paper"),
    path("dossiers/<int:pk>/", dossiers.dossier, name="dossier"),
    path("dossiers/<int:pk>/slip/", counter.slip, name="slip"),
    *(path(f"dossiers/<int:pk>/{name}/", view, name=f"do_{name}") for name, view in dossiers.ACTS.items()),
]
