"""Sign-in as the demonstration needs it, the answer to a monitor, and the error pages."""

import json
import time
from pathlib import Path
from typing import Any

from allauth.account.views import LoginView
from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.db import connection
from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from yimen.people.models import User


def demonstration_accounts() -> list[dict[str, str]]:
    """The accounts of the demonstration county with password and present code; empty outside demonstration mode."""
    path = Path(settings.YIMEN_DATA) / "demonstration_accounts.json"
    if not settings.DEMONSTRATION or not path.exists():
        return []
    accounts: list[dict[str, str]] = json.loads(path.read_text("utf-8"))
    return [{**account, "code": present_code(account["secret"])} for account in accounts]


def present_code(secret: str) -> str:
    """The six digits that an authenticator shows now for a secret (RFC 6238)."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // mfa_settings.TOTP_PERIOD))


class DemonstrationLogin(LoginView):
    """The sign-in page; in demonstration mode it lists the accounts and fills in the one that `?as=` names."""

    def get_initial(self) -> dict[str, Any]:
        """Name and password of the account that was chosen from the list."""
        name = self.request.GET.get("as", "")
        passwords = {account["username"]: account["password"] for account in demonstration_accounts()}
        return {**super().get_initial(), "login": name, "password": passwords.get(name, "")}

    def get_form(self, form_class: type[Form] | None = None) -> Form:
        """The form, whose password is shown to the browser where it is the demonstration's."""
        form: Form = super().get_form(form_class)
        form.fields["password"].widget.render_value = not form.is_bound
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the demonstration's accounts."""
        return super().get_context_data(**kwargs, demonstration_accounts=demonstration_accounts())


class DemonstrationAuthenticate(AuthenticateView):
    """The page that asks for the code; in demonstration mode it fills in the present one."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, and the demonstration account's present code."""
        user: User = self.stage.login.user
        codes = {account["username"]: account["code"] for account in demonstration_accounts()}
        code = codes.get(user.username, "")
        # allauth's own method drops what it is given, so this is added after it.
        context = {**super().get_context_data(**kwargs), "demonstration_code": code}
        context["form"].initial["code"] = code
        return context


login = DemonstrationLogin.as_view()
authenticate = DemonstrationAuthenticate.as_view()


def alive(request: HttpRequest) -> JsonResponse:
    """200 when the database answers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for 400."""
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for 403."""
    return render(request, "403.html", {"sentence": str(exception)}, status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for 404, for a program one sentence; it does not say whether the thing exists."""
    if request.path.startswith("/api/"):
        said = {"error": "没有这个接口地址，请对照接口说明（/api/）核对。"}
        return JsonResponse(said, status=404, json_dumps_params={"ensure_ascii": False})
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for 500: says what happened to the data, and nothing of the fault."""
    return render(request, "500.html", status=500)
