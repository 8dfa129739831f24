"""Routes of the decisions on branch halls; they belong to the room's own. A hall's page is found by the hall's key."""

from django.urls import path

from yimen.entry.branches import views

urlpatterns = [
    path("branches/", views.branches, name="branches"),
    path("branches/<int:pk>/", views.branch, name="branch"),
    path("branches/<int:pk>/propose/", views.propose, name="propose_branch"),
    path("branch-decisions/<int:pk>/submit/", views.submit, name="submit_branch"),
    path("branch-decisions/<int:pk>/return/", views.return_decision, name="return_branch"),
    path("branch-decisions/<int:pk>/examine/", views.examine, name="examine_branch"),
    path("branch-decisions/<int:pk>/decide/", views.decide, name="decide_branch"),
    path("branch-decisions/<int:pk>/arrange/", views.arrange, name="arrange_windows"),
    path("branch-decisions/<int:pk>/steps/", views.add_step, name="add_branch_step"),
    path("branch-decisions/<int:pk>/finish/", views.finish, name="finish_branch"),
    path("branch-decisions/<int:pk>/confirm/", views.confirm, name="confirm_branch"),
    path("branch-steps/<int:pk>/report/", views.report_step, name="report_branch_step"),
    path("branch-evidence/<int:pk>/", views.evidence, name="branch_evidence"),
]
