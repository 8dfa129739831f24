"""Headers that every answer carries, and what no request may carry."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse

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
