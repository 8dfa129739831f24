"""How allauth behaves here: accounts are opened by the system administrator, never by oneself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from yimen.people import services


class StaffAccountAdapter(DefaultAccountAdapter):
    """No sign-up; each sign-in goes into the ledger."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def set_password(self, user: Any, password: str) -> None:
        """Nothing; the password is changed and the change is in the ledger."""
        services.change_password(user=user, password=password)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """The answer after a sign-in that passed every factor."""
        services.note_sign_in(by=user)
        return super().post_login(request, user, **kwargs)


def attempted_name(request: HttpRequest, credentials: dict[str, Any] | None = None) -> str:
    """The account name of an attempt to sign in, by which axes counts failures, with and without credentials."""
    return str((credentials or {}).get("username") or request.POST.get("login", "")).strip().lower()
