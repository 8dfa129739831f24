"""Routes of rounds; they belong to the room's own."""

from django.urls import path

from yimen.entry.rounds.views import board, conditions, published, sheets

urlpatterns = [
    path("rounds/", board.rounds, name="rounds"),
    path("rounds/open/", board.open_round, name="open_round"),
    path("rounds/<int:pk>/", board.round_board, name="round"),
    path("rounds/<int:pk>/publish/", board.publish, name="publish_list"),
    path("rounds/<int:pk>/call-off/", board.call_off, name="call_off_round"),
    path("rounds/<int:pk>/remind/", board.remind_late, name="remind_late"),
    path("rounds/<int:pk>/extend/", board.extend, name="extend_round"),
    path("sheets/<int:pk>/", sheets.sheet, name="sheet"),
    path("sheets/<int:pk>/answer/", sheets.answer, name="answer_lines"),
    path("sheets/<int:pk>/submit/", sheets.submit, name="submit_sheet"),
    path("sheets/<int:pk>/sign/", sheets.sign, name="sign_sheet"),
    path("sheets/<int:pk>/send-back/", sheets.send_back, name="send_back_sheet"),
    path("sheets/<int:pk>/return/", sheets.return_sheet, name="return_sheet"),
    path("sheets/<int:pk>/conditions/", conditions.set_conditions, name="set_conditions"),
    path("sheets/<int:pk>/confirm/", sheets.confirm, name="confirm_sheet"),
    path("lists/", published.lists, name="lists"),
    path("lists/<int:pk>/", published.published, name="published"),
    path("lists/<int:pk>/list.xlsx", published.download, {"kind": "xlsx"}, name="published_xlsx"),
    path("lists/<int:pk>/list.csv", published.download, {"kind": "csv"}, name="published_csv"),
]
