"""叫号屏的画面 kept for a moment: hundreds of screens that ask within a second are answered from one drawing.

Each process keeps the newest drawing of each hall. Nothing else of the house is asked while one is fresh: no session,
no rights, no database; what a board shows is for everybody.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils import timezone

FRESH = timedelta(seconds=1)
"""So late may a board learn of a change, beside its own interval."""
HALLS = 50
"""Of so many halls a process keeps a drawing; of more it begins anew."""
PART = re.compile(r"/halls/(\d{1,18})/board/")
Handler = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Drawing:
    """一幅画面: what a hall's board showed at a moment; the tag names hall, version of the queue, day and hour."""

    tag: str
    content: bytes
    at: datetime

    def serves(self, now: datetime, seen: str) -> bool:
        """Whether it may still be shown to whoever has seen that tag: fresh, and not older than what he has.

        Beside this process works another, whose drawing may be newer; a board never goes back.
        """
        return abs(now - self.at) < FRESH and version_in(seen) <= version_in(self.tag)

    def answer(self, seen: str) -> HttpResponse:
        """The part with its tag; nothing (304) for whoever has it."""
        response = HttpResponseNotModified() if seen == self.tag else HttpResponse(self.content)
        response["ETag"] = self.tag
        response["Cache-Control"] = "no-cache"
        return response


_kept: dict[int, Drawing] = {}


def tag_of(hall: int, version: int, now: datetime) -> str:
    """The tag of what a board shows: it turns with each change, and with the hour, for calls that have grown old."""
    return f'"{hall}-{version}-{timezone.localdate(now):%y%m%d}-{now:%H}"'


def version_in(tag: str) -> int:
    """The version of the queue that a tag names; 0 for what is no tag of ours."""
    found = re.fullmatch(r'"\d+-(\d{1,18})-\d{6}-\d\d"', tag)
    return int(found[1]) if found else 0


def kept(hall: int, tag: str) -> bytes | None:
    """What was drawn for the tag, however long ago; None where something else was drawn since."""
    drawing = _kept.get(hall)
    return drawing.content if drawing and drawing.tag == tag else None


def keep(hall: int, tag: str, content: bytes, now: datetime) -> Drawing:
    """The drawing, kept for those who ask next."""
    if len(_kept) >= HALLS:
        _kept.clear()
    drawing = _kept[hall] = Drawing(tag, content, now)
    return drawing


def forget() -> None:
    """Nothing; no drawing is kept any more."""
    _kept.clear()


def boards_first(get_response: Handler) -> Handler:
    """Answers what boards and consoles ask every few seconds before anybody looks who asks."""

    def middleware(request: HttpRequest) -> HttpResponse:
        asked = PART.fullmatch(request.path_info) if "part" in request.GET and request.method == "GET" else None
        drawing = _kept.get(int(asked[1])) if asked else None
        seen = request.headers.get("If-None-Match", "")
        if drawing is not None and drawing.serves(timezone.now(), seen):
            return drawing.answer(seen)
        return get_response(request)

    return middleware
