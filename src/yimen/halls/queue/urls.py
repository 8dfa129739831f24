"""Routes of the queue; they belong to the room of halls."""

from django.urls import path

from yimen.halls.queue.views import board, console, kiosk

urlpatterns = [
    path("console/", console.console, name="console"),
    path("<int:pk>/board/", board.board, name="board"),
    path("<int:pk>/kiosk/", kiosk.kiosk, name="kiosk"),
]
