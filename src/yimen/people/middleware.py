"""Sessions end when idle or old; nobody gets in on a password alone; refusals are shown as sentences."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.backends.base import UpdateError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from yimen.common.errors import Conflict, Refused
from yimen.people.queries import has_code

Handler = Callable[[HttpRequest], HttpResponse]
# What an account without a second factor may still reach: setting one up, and leaving.
SEEN_EVERY = 60  # seconds; how exactly it is known when a session was last used
WITHOUT_SECOND_FACTOR = ("/account/", "/static/")


def limit_session(get_response: Handler) -> Handler:
    """Ends a session that was idle or is older than the settings allow (seconds)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            began = request.session.setdefault("began", now)
            seen = request.session.get("seen", now)
            if now - seen > settings.SESSION_IDLE_SECONDS or now - began > settings.SESSION_ABSOLUTE_SECONDS:
                logout(request)
                messages.info(request, "您已较长时间未操作或登录已满时限，为安全起见请重新登录。已提交的内容都已保存。")
                return redirect(f"{settings.LOGIN_URL}")
            if now - seen >= SEEN_EVERY or "seen" not in request.session:
                _note_seen(request, now)
        return get_response(request)

    return middleware


def _note_seen(request: HttpRequest, now: int) -> None:
    """Nothing; the session says when it was last used, and so does the list of sessions that its owner can end.

    Here and not at each request, as allauth's own middleware would: a page that reads must not write. Both in one
    commit: two hundred clerks at once wait for the disk half as often.
    """
    request.session["seen"] = now
    try:
        with transaction.atomic():
            UserSession.objects.create_from_request(request)
            request.session.save()
    except UpdateError:
        return  # signed out elsewhere meanwhile: saving once more, the session's own middleware says so
    request.session.modified = False


def require_second_factor(get_response: Handler) -> Handler:
    """Sends an account without TOTP, or with a password that somebody gave it, where it puts that right."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and not request.path.startswith(WITHOUT_SECOND_FACTOR):
            if not has_code(user):
                return redirect("mfa_activate_totp")
            if user.password_given:
                return redirect("account_change_password")
        return get_response(request)

    return middleware


class ExplainRefusal:
    """Answers Refused with status 422 and Conflict with 409, as a page or, for htmx, as a part."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The sentence of a refusal; None for every other exception."""
        if not isinstance(exception, Refused):
            return None
        status = 409 if isinstance(exception, Conflict) else 422
        return render(request, "refused.html", {"sentence": str(exception)}, status=status)


explain_refusal = ExplainRefusal
