"""Routes of handling; they belong to the room's own. A dossier is found by the key of its case."""

from django.urls import path

from yimen.cases.archiving import views as archiving
from yimen.cases.bundles import views as bundles
from yimen.cases.firms import views as firms
from yimen.cases.handling.views import counter, dossiers, work
from yimen.cases.handovers import views as handovers
from yimen.cases.papers.views import public as checking
from yimen.cases.papers.views import staff as papers
from yimen.cases.plans import views as plans
from yimen.cases.posting import views as posting

urlpatterns = [
    path("counter/", counter.counter, name="counter"),
    path("counter/<int:pk>/", counter.receive, name="receive"),
    path("work/", work.work, name="work"),
    path("work/events.csv", work.events, name="events"),
    path("bundles/", bundles.bundles, name="bundles"),
    path("bundles/<int:pk>/", bundles.bundle, name="bundle"),
    path("exceptions/", dossiers.exceptions, name="exceptions"),
    path("exceptions/<int:pk>/check/", dossiers.check_exception, name="check_exception"),
    path("consultations/<int:pk>/answer/", dossiers.answer_consultation, name="answer_consultation"),
    path("pauses/<int:pk>/end/", dossiers.end_pause, name="end_pause"),
    path("extensions/<int:pk>/settle/", dossiers.settle_extension, name="settle_extension"),
    path("papers/<int:pk>/", dossiers.paper, name="paper"),
    path("dossiers/<int:pk>/", dossiers.dossier, name="dossier"),
    path("dossiers/<int:pk>/form/", dossiers.read_form, name="read_form"),
    path("dossiers/<int:pk>/documents/", papers.write, name="write_documents"),
    path("documents/<int:pk>/", papers.document, name="document"),
    path("documents/<int:pk>/take/", papers.take, name="take_document"),
    path("documents/<int:pk>/serve/", papers.serve, name="serve_document"),
    path("documents/<int:pk>/withdraw/", papers.withdraw, name="withdraw_document"),
    path("dossiers/<int:pk>/file/", archiving.archive, name="archive"),
    path("dossiers/<int:pk>/file/take/", archiving.take_archive, name="take_archive"),
    path("dossiers/<int:pk>/file/keep/", archiving.keep_archive, name="keep_archive"),
    path("files/", archiving.archives, name="archives"),
    path("handovers/", handovers.handovers, name="handovers"),
    path("handovers/new/", handovers.hand_over, name="hand_over"),
    path("handovers/<int:pk>/", handovers.handover, name="handover"),
    path("handovers/<int:pk>/take/", handovers.take, name="take_handover"),
    path("handovers/<int:pk>/file/", handovers.slip_file, name="handover_file"),
    path("firms/", firms.representatives, name="representatives"),
    path("firms/<int:pk>/", firms.representative, name="representative"),
    path("firms/<int:pk>/paper/", firms.take_paper, name="representative_paper"),
    path("dossiers/<int:pk>/parcels/", posting.follow, name="follow_parcel"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<int:pk>/", plans.plan, name="plan"),
    path("check/", checking.check_any, name="check_any_paper"),
    path("check/<str:code>/", checking.check, name="check_paper"),
    path("dossiers/<int:pk>/slip/", counter.slip, name="slip"),
    *(path(f"dossiers/<int:pk>/{name}/", view, name=f"do_{name}") for name, view in dossiers.ACTS.items()),
]
