"""Routes of self-inspection; they belong to the room's own."""

from django.urls import path

from yimen.inspections.self_inspection import views

urlpatterns = [
    path("self/", views.rounds, name="rounds"),
    path("self/trust/", views.trust, name="trust"),
    path("self/checklists/", views.checklists, name="checklists"),
    path("self/checklists/import/<int:pk>/", views.checklist_plan, name="checklist_plan"),
    path("self/rounds/<int:pk>/", views.round, name="round"),
    path("self/rounds/<int:pk>/close/", views.close_round, name="close_round"),
    path("self/sheets/<int:pk>/", views.sheet, name="sheet"),
    path("self/sheets/<int:pk>/answer/", views.answer, name="answer"),
    path("self/sheets/<int:pk>/evidence/", views.add_evidence, name="add_evidence"),
    path("self/sheets/<int:pk>/submit/", views.submit, name="submit"),
    path("self/sheets/<int:pk>/sign/", views.sign, name="sign"),
    path("self/sheets/<int:pk>/settle/", views.settle, name="settle"),
    path("self/sheets/<int:pk>/report/", views.report, name="report"),
    path("self/answers/<int:pk>/rows/", views.rows, name="rows"),
    path("self/evidence/<int:pk>/", views.evidence_file, name="evidence_file"),
]
