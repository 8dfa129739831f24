"""Routes of foreign sets; they belong to the room's own."""

from django.urls import path

from yimen.evidence.handing_in import tus, views

urlpatterns = [
    path("sets/", views.sets, name="sets"),
    path("sets/open/", views.open_set, name="open_set"),
    path("sets/<int:pk>/", views.the_set, name="set"),
    path("sets/<int:pk>/upload/", tus.create, name="upload_set_file"),
    path("sets/<int:pk>/files/", views.add_files, name="add_set_files"),
    path("sets/<int:pk>/submit/", views.submit, name="submit_set"),
    path("sets/<int:pk>/discard/", views.discard, name="discard_set"),
    path("sets/<int:pk>/<slug:name>.csv", views.download, name="set_download"),
    path("sets/files/<int:pk>/", tus.pieces, name="set_file"),
    path("sets/files/<int:pk>/remove/", views.remove_file, name="remove_set_file"),
]
