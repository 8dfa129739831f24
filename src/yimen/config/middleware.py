"""Headers that every answer carries, what no request may carry, and what is said while the database is away."""

import logging
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
    "base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
)

NUL = "\0"
LONGEST_KEY = 18
"""Digits of a number that surely fits into 64 bits."""
Handler = Callable[[HttpRequest], HttpResponse]


def security_headers(get_response: Handler) -> Handler:
    """Answers with a strict content policy; pages behind sign-in are never stored by the browser."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def possible_addresses(get_response: Handler) -> Handler:
    """Refuses addresses that nothing can have, and that a database cannot even be asked for: NUL, and huge keys."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if any(part.isdecimal() and len(part) > LONGEST_KEY for part in request.path.split("/")):
            raise Http404
        if NUL in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("NUL in an address")
        return get_response(request)

    return middleware


log = logging.getLogger(__name__)
AGAIN_AFTER = "3"
"""Seconds until a page asks again by itself, and until another program may."""


class DatabaseAway:
    """Answers 503 with a sentence while the database is away; when it is back, the next request finds it.

    Nobody waits here: the few workers go on answering, and pages that can wait ask again by themselves.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            # A connection that outlived a restart of the database is dropped here, and another one made.
            connection.close_if_health_check_failed()
            connection.ensure_connection()
        except (OperationalError, InterfaceError) as error:
            return self._away(request, error)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The same when it went away in the middle of a page: what was not committed is undone; None otherwise."""
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        connection.close_if_unusable_or_obsolete()
        return self._away(request, exception)

    def _away(self, request: HttpRequest, error: Exception) -> HttpResponse:
        log.error("%s %s: the database is away: %s", request.method, request.path, error)
        page = render_to_string("503.html", {"reading": request.method == "GET"})
        answer = HttpResponse(page, status=503)
        answer["Retry-After"] = AGAIN_AFTER
        if request.method == "GET":
            answer["Refresh"] = AGAIN_AFTER
        return answer


database_away = DatabaseAway
