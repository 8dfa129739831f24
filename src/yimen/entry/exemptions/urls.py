"""Routes of the negative list, below those of entry."""

from django.urls import path

from yimen.entry.exemptions.views import entries, lists, objections, public

urlpatterns = [
    path("exemptions/", lists.exemptions, name="exemptions"),
    path("exemptions/duties/", lists.duties, name="duties"),
    path("exemptions/new/", entries.draft, name="draft_exemption"),
    path("exemptions/<int:pk>/", entries.exemption, name="exemption"),
    path("exemptions/<int:pk>/revise/", entries.revise, name="revise_exemption"),
    path("exemptions/<int:pk>/renew/", entries.renew, name="renew_exemption"),
    path("exemptions/<int:pk>/attach/", entries.attach, name="attach_evidence"),
    path("exemptions/<int:pk>/sign/", entries.sign, name="sign_exemption"),
    path("exemptions/<int:pk>/review/", entries.review, name="review_exemption"),
    path("exemptions/<int:pk>/approve/", entries.approve, name="approve_exemption"),
    path("exemptions/<int:pk>/publish/", entries.publish, name="publish_exemption"),
    path("exemptions/<int:pk>/withdraw/", entries.withdraw, name="withdraw_exemption"),
    path("exemptions/evidence/<int:pk>/", entries.evidence, name="exemption_evidence"),
    path("exemptions/steps/<int:pk>/finish/", entries.finish_step, name="finish_step"),
    path("exemptions/objections/", objections.objections, name="objections"),
    path("exemptions/objections/<int:pk>/", objections.objection, name="objection"),
    path("exemptions/objections/<int:pk>/answer/", objections.answer, name="answer_objection"),
    path("exemptions/objections/<int:pk>/contact/", objections.reveal, name="reveal_contact"),
    path("public/", public.counties, name="public_counties"),
    path("public/<str:region>/", public.public_list, name="public_list"),
    path("public/<str:region>/list.csv", public.public_table, name="public_table"),
    path("public/entries/<int:pk>/object/", public.object_to, name="object"),
    path("public/objections/<str:reference>/", public.public_objection, name="public_objection"),
]
