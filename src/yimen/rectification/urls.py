"""Routes of findings and orders."""

from django.urls import path

from yimen.rectification import views
from yimen.rectification.hearing import views as hearing
from yimen.rectification.ladder import views as ladder
from yimen.rectification.pressing import views as pressing
from yimen.rectification.publishing import views as publishing
from yimen.rectification.referral import views as referral

app_name = "rectification"
urlpatterns = [
    path("findings/", hearing.findings, name="findings"),
    path("findings/<int:pk>/", hearing.finding, name="finding"),
    path("findings/<int:pk>/chain/", hearing.chain, name="chain"),
    path("findings/<int:pk>/ground/", hearing.ground, name="ground"),
    path("findings/<int:pk>/explain/", hearing.explain, name="explain"),
    path("findings/<int:pk>/judge/", hearing.judge, name="judge"),
    path("findings/<int:pk>/order/", hearing.issue, name="issue"),
    path("findings/<int:pk>/paper-order/", hearing.register, name="register"),
    path("orders/", views.orders, name="orders"),
    path("orders/<int:pk>/", views.order, name="order"),
    path("orders/<int:pk>/receive/", views.receive, name="receive"),
    path("orders/<int:pk>/check/", views.check, name="check"),
    path("orders/<int:pk>/answer/", views.answer, name="answer"),
    path("orders/<int:pk>/decide/", views.decide, name="decide"),
    path("orders/<int:pk>/letter/", views.letter, name="letter"),
    path("orders/<int:pk>/serve/", pressing.serve, name="serve"),
    path("orders/<int:pk>/extend/", pressing.extend, name="extend"),
    path("orders/<int:pk>/assist/", pressing.assist, name="assist"),
    path("assistance/", pressing.assistance, name="assistance"),
    path("escalations/", pressing.escalations, name="escalations"),
    path("ladder/", ladder.ladder, name="ladder"),
    path("ladder/propose/", ladder.propose, name="propose_ladder"),
    path("ladder/<int:pk>/decide/", ladder.decide, name="decide_ladder"),
    path("escalations/<int:pk>/", pressing.escalation, name="escalation"),
    path("orders/<int:pk>/refer/", referral.refer, name="refer"),
    path("counts/", publishing.counts, name="counts"),
    path("counts/publish/", publishing.publish, name="publish_counts"),
    path("referrals/", referral.referrals, name="referrals"),
    path("referrals/<int:pk>/", referral.referral, name="referral"),
    path("referrals/<int:pk>/move/", referral.move, name="move_referral"),
    path("referrals/<int:pk>/file/", referral.file, name="referral_file"),
    path("attachments/<int:pk>/", views.attachment, name="attachment"),
]
