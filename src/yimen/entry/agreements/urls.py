"""Routes of agreements."""

from django.urls import path

from yimen.entry.agreements.views import agreement, board, public, templates

app_name = "agreements"
urlpatterns = [
    path("", board.board, name="board"),
    path("missing/", board.missing, name="missing"),
    path("bulk/", board.bulk, name="bulk"),
    path("runs/<int:pk>/", board.run, name="run"),
    path("runs/<int:pk>/again/", board.run_again, name="run_again"),
    path("remind/", board.remind_all, name="remind_all"),
    path("templates/", templates.templates, name="templates"),
    path("templates/new/<str:kind>/", templates.add, name="add_template"),
    path("templates/<int:pk>/", templates.revise, name="revise_template"),
    path("check/", public.check_any, name="check_any"),
    path("check/<str:code>/", public.check, name="check"),
    path("<int:pk>/", agreement.agreement, name="agreement"),
    path("<int:pk>/sign/", agreement.sign, name="sign"),
    path("<int:pk>/send/", agreement.send, name="send"),
    path("<int:pk>/remind/", agreement.remind, name="remind"),
    path("<int:pk>/decline/", agreement.decline, name="decline"),
    path("<int:pk>/delegate/", agreement.delegate, name="delegate"),
    path("<int:pk>/void/", agreement.void, name="void"),
    path("<int:pk>/terminate/", agreement.terminate, name="terminate"),
    path("<int:pk>/renew/", agreement.renew, name="renew"),
    path("<int:pk>/paper/", agreement.register_paper, name="register_paper"),
    path("<int:pk>/file/", agreement.file, name="file"),
    path("<int:pk>/scan/", agreement.scan, name="scan"),
    path("<int:pk>/word/", agreement.word, name="word"),
]
