"""Routes of findings and orders."""

from django.urls import path

from yimen.rectification import views

app_name = "rectification"
urlpatterns = [
    path("findings/", views.findings, name="findings"),
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("findings/<int:pk>/explain/", views.explain, name="explain"),
    path("findings/<int:pk>/judge/", views.judge, name="judge"),
    path("findings/<int:pk>/order/", views.issue, name="issue"),
    path("findings/<int:pk>/paper-order/", views.register, name="register"),
    path("orders/", views.orders, name="orders"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("orders/<int:pk>/receive/", views.receive, name="receive"),
    path("orders/<int:pk>/check/", views.check, name="check"),
    path("orders/<int:pk>/answer/", views.answer, name="answer"),
    path("orders/<int:pk>/decide/", views.decide, name="decide"),
    path("orders/<int:pk>/letter/", views.letter, name="letter"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
]
