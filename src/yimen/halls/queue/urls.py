"""Routes of the queue; they belong to the room of halls."""

from django.urls import path

from yimen.halls.queue.views import board, console, kiosk, manager

urlpatterns = [
    path("console/", console.console, name="console"),
    path("<int:pk>/board/", board.board, name="board"),
    path("<int:pk>/kiosk/", kiosk.kiosk, name="kiosk"),
    path("<int:pk>/live/", manager.live, name="live"),
    path("<int:pk>/tickets/", manager.tickets, name="tickets"),
    path("<int:pk>/fairness/", manager.fairness, name="fairness"),
    path("<int:pk>/lines/", manager.lines, name="lines"),
    path("<int:pk>/paper/", manager.paper, name="paper"),
]
