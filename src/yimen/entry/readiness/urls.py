"""Routes of readiness; they belong to the room's own."""

from django.urls import path

from yimen.entry.readiness import views

urlpatterns = [
    path("readiness/", views.overview, name="readiness"),
    path("readiness/items/", views.items, name="readiness_items"),
    path("readiness/items/<int:pk>/", views.item, name="readiness_item"),
    path("readiness/items/<int:pk>/allow/", views.allow, name="allow_unready"),
    path("readiness/departments/<int:pk>/", views.department, name="readiness_department"),
    path("readiness/departments/<int:pk>/prepare/", views.prepare, name="prepare"),
    path("readiness/halls/<int:pk>/", views.move_in, name="move_in"),
    path("readiness/confirmations/<int:pk>/withdraw/", views.withdraw, name="withdraw_confirmation"),
]
