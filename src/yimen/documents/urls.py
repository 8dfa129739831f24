"""Routes of numbers and issued documents."""

from django.urls import path

from yimen.documents import views

app_name = "documents"
urlpatterns = [
    path("", views.issued, name="issued"),
    path("<int:pk>/", views.document, name="document"),
    path("<int:pk>/file/", views.file, name="file"),
    path("<int:pk>/word/", views.word, name="word"),
    path("numbers/", views.numbers, name="numbers"),
    path("numbers/take/", views.take, name="take"),
    path("numbers/<int:pk>/abandon/", views.abandon, name="abandon"),
]
