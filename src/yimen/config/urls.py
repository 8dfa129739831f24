"""All routes. Each view declares its permission (people.access), or an architecture test fails."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.usersessions import views as usersessions
from django.conf import settings
from django.urls import include, path

from yimen.common import views as common
from yimen.config import views
from yimen.people.access import public, signed_in

# Of allauth only these: there is no sign-up, no e-mail and no social account here.
account_urls = [
    path("login/", public(views.login), name="account_login"),
    path("logout/", public(account.logout), name="account_logout"),
    path("password/", signed_in(account.password_change), name="account_change_password"),
    path("confirm/", signed_in(account.reauthenticate), name="account_reauthenticate"),
    path("code/", public(views.authenticate), name="mfa_authenticate"),
    path("confirm/code/", signed_in(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("factors/", signed_in(mfa.index), name="mfa_index"),
    path("factors/totp/", signed_in(totp.activate_totp), name="mfa_activate_totp"),
    path("factors/totp/end/", signed_in(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("factors/recovery/", signed_in(recovery_codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "factors/recovery/new/", signed_in(recovery_codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "factors/recovery/file/", signed_in(recovery_codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
    path("sessions/", signed_in(usersessions.list_usersessions), name="usersessions_list"),
]

urlpatterns = [
    path("account/", include(account_urls)),
    path("healthz/", public(views.alive), name="alive"),
    path("people/", include("yimen.people.urls")),
    path("exchange/", include("yimen.exchange.urls")),
    path("documents/", include("yimen.documents.urls")),
    path("catalog/", include("yimen.catalog.urls")),
    path("halls/", include("yimen.halls.urls")),
    path("entry/", include("yimen.entry.urls")),
    path("signing/", include("yimen.documents.signing.urls")),
    path("agreements/", include("yimen.entry.agreements.urls")),
    path("cases/", include("yimen.cases.urls")),
    path("evidence/", include("yimen.evidence.urls")),
    path("rectification/", include("yimen.rectification.urls")),
    path("evaluation/", include("yimen.evaluation.urls")),
    path("training/", include("yimen.training.urls")),
    path("inspections/", include("yimen.inspections.urls")),
    path("programme/", include("yimen.programme.urls")),
    path("api/", include("yimen.api.urls")),
    path("portal/", include("yimen.portal.urls")),
    path("", include("yimen.overview.urls")),
]
if settings.DEMONSTRATION:
    urlpatterns += [path("look/", public(common.look), name="look")]

handler400 = "yimen.config.views.bad_request"
handler403 = "yimen.config.views.forbidden"
handler404 = "yimen.config.views.not_found"
handler500 = "yimen.config.views.broken"
