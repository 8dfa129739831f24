"""Routes of visits; they belong to the room's own."""

from django.urls import path

from yimen.inspections.visits import views
from yimen.inspections.visits.phone import urls as phone

urlpatterns = [
    path("visits/", views.plans, name="plans"),
    path("visits/scripts/", views.scripts, name="scripts"),
    path("visits/replay_draw.py", views.replay, name="replay"),
    path("visits/plans/<int:pk>/", views.plan, name="plan"),
    path("visits/plans/<int:pk>/draw/", views.draw, name="draw"),
    path("visits/plans/<int:pk>/reveal/", views.reveal, name="reveal"),
    path("visits/plans/<int:pk>/draw.json", views.published, name="published_draw"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("visits/<int:pk>/open/", views.open_visit, name="open_visit"),
    path("visits/<int:pk>/call-off/", views.call_off, name="call_off"),
    path("visits/<int:pk>/sign/", views.sign_visit, name="sign_visit"),
    path("visits/photos/<int:pk>/", views.photo, name="photo"),
    *phone.urlpatterns,
]
