"""Routes of the public's portal. Each page names its county, so that one installation serves many."""

from django.urls import path

from yimen.portal.views import account, applying, appointments, guides, home, identity, mine, query

app_name = "portal"
urlpatterns = [
    path("", home.counties, name="counties"),
    path("size/", home.size, name="size"),
    path("identity/back/", identity.back, name="identity_back"),
    path("identity/finish/", identity.finish, name="identity_finish"),
    path("<slug:region>/", home.home, name="home"),
    path("<slug:region>/search/", home.search, name="search"),
    path("<slug:region>/themes/<slug:theme>/", home.theme, name="theme"),
    path("<slug:region>/halls/", home.halls, name="halls"),
    path("<slug:region>/items/<int:pk>/", guides.item, name="item"),
    path("<slug:region>/items/<int:pk>/checklist/", guides.checklist, name="checklist"),
    path("<slug:region>/items/<int:pk>/samples/<slug:key>/", guides.sample, name="sample"),
    path("<slug:region>/items/<int:pk>/apply/", applying.begin, name="begin"),
    path("<slug:region>/sign-in/", account.sign_in, name="sign_in"),
    path("<slug:region>/sign-in/code/", account.code, name="code"),
    path("<slug:region>/sign-in/identity/", identity.go, name="identity"),
    path("<slug:region>/sign-out/", account.sign_out, name="sign_out"),
    path("<slug:region>/me/", account.who, name="who"),
    path("<slug:region>/drafts/<int:pk>/", applying.draft, name="draft"),
    path("<slug:region>/drafts/<int:pk>/whom/", applying.whom, name="whom"),
    path("<slug:region>/drafts/<int:pk>/mandate/", applying.mandate, name="mandate"),
    path("<slug:region>/drafts/<int:pk>/situations/", applying.situations, name="situations"),
    path("<slug:region>/drafts/<int:pk>/form/<int:number>/", applying.form, name="form"),
    path("<slug:region>/drafts/<int:pk>/files/", applying.files, name="files"),
    path("<slug:region>/drafts/<int:pk>/files/<int:paper>/remove/", applying.remove_file, name="remove_file"),
    path("<slug:region>/drafts/<int:pk>/discard/", applying.discard, name="discard"),
    path("<slug:region>/slip/", applying.slip, name="slip"),
    path("<slug:region>/mine/", mine.mine, name="mine"),
    path("<slug:region>/mine/<int:pk>/", mine.case, name="case"),
    path("<slug:region>/mine/<int:pk>/supplement/", mine.supplement, name="supplement"),
    path("<slug:region>/mine/<int:pk>/withdraw/", mine.withdraw, name="withdraw"),
    path("<slug:region>/appointments/", appointments.appointments, name="appointments"),
    path("<slug:region>/appointments/find/", appointments.find, name="find"),
    path("<slug:region>/appointments/at/<int:pk>/", appointments.book, name="book"),
    path("<slug:region>/appointments/<int:pk>/", appointments.appointment, name="appointment"),
    path("<slug:region>/appointments/<int:pk>/move/", appointments.move, name="move"),
    path("<slug:region>/appointments/<int:pk>/cancel/", appointments.cancel, name="cancel"),
    path("<slug:region>/query/", query.query, name="query"),
    path("<slug:region>/receipts/", query.receipt, name="receipt"),
]
