"""Routes of a hall's space; they belong to the room's own."""

from django.urls import path

from yimen.halls.space import views

urlpatterns = [
    path("<int:pk>/space/", views.space, name="space"),
    path("<int:pk>/space/draw/", views.draw, name="draw"),
    path("<int:pk>/queue/", views.queue, name="queue"),
    path("space/import/", views.import_space, name="import_space"),
    path("space/import/<slug:name>.csv", views.blank, name="space_blank"),
    path("space/import/<int:pk>/", views.space_plan, name="space_plan"),
    path("space/import/<int:pk>/apply/", views.apply_space, name="apply_space"),
]
