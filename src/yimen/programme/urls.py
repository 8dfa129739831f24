"""Routes of this room."""

from django.urls import path

from yimen.programme import views
from yimen.programme.digests import views as digests
from yimen.programme.letters import views as letters
from yimen.programme.meetings import views as meetings
from yimen.programme.notices import views as notices
from yimen.programme.reporting import views as reporting
from yimen.programme.terms import views as terms

app_name = "programme"
urlpatterns = [
    path("", views.tasks, name="tasks"),
    path("notices/", notices.notices, name="notices"),
    path("notices/<int:pk>/", notices.draft, name="draft"),
    path("notices/<int:pk>/drop/", notices.drop, name="drop"),
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/call/", meetings.call, name="call_meeting"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/move/", meetings.move, name="move_meeting"),
    path("tasks/<int:pk>/", views.task, name="task"),
    path("tasks/<int:pk>/serve/", views.serve, name="serve"),
    path("tasks/<int:pk>/submit/", views.submit, name="submit"),
    path("tasks/<int:pk>/press/", views.press, name="press"),
    path("letters/", letters.letters, name="letters"),
    path("letters/<int:pk>/", letters.letter, name="letter"),
    path("letters/<int:pk>/move/", letters.move, name="move_letter"),
    path("digests/", digests.digests, name="digests"),
    path("reports/", reporting.reports, name="reports"),
    path("reports/make/", reporting.make, name="make_report"),
    path("reports/<int:pk>/", reporting.report, name="report"),
    path("terms/", terms.terms, name="terms"),
]
