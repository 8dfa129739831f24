"""The phone's page and what it speaks: an application that installs, a message, pieces of photographs (tus 1.0.0)."""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from yimen.catalog.models import ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.evidence.handing_in import tus
from yimen.inspections.visits import queries, rules
from yimen.inspections.visits.models import Observation, Photo, Where
from yimen.inspections.visits.phone import messages, pieces, services
from yimen.people.access import SignedRequest, public, requires
from yimen.people.models import in_force

FILES = (
    "yimen/css/tokens.css", "yimen/css/dark.css", "yimen/css/base.css", "yimen/css/layout.css",
    "yimen/css/components.css", "yimen/css/forms.css", "yimen/css/tables.css", "yimen/css/sorting.css",
    "yimen/css/print.css", "yimen/js/theme.js", "yimen/js/app.js", "yimen/img/logo.svg", "yimen/img/icons.svg",
    "vendor/htmx.min.js", "vendor/tus.min.js", "inspections/phone.js", "inspections/store.js",
)  # fmt: skip
"""What the page needs to open without a network."""
WORKER = Path(__file__).parents[2] / "static" / "inspections" / "worker.js"
LARGEST = 2**20


@requires("visit.go")
def phone(request: SignedRequest) -> HttpResponse:
    """The shell of the phone's page: the same for everybody, with nothing of a visit in it."""
    context = {
        "outcomes": Observation.Outcome.choices,
        "wheres": Where.choices,
        "piece": rules.PIECE,
        "largest": rules.PHOTO,
    }
    response = render(request, "inspections/phone.html", context)
    response["Permissions-Policy"] = "camera=(self), microphone=(), geolocation=(self)"
    return response


@public
def manifest(request: HttpRequest) -> JsonResponse:
    """What a phone must know to install the page."""
    scope = reverse("inspections:phone")
    body = {
        "name": "一门 · 明察暗访",
        "short_name": "明察暗访",
        "lang": "zh-CN",
        "id": scope,
        "start_url": scope,
        "scope": scope,
        "display": "standalone",
        "background_color": "#ffffff",
        "theme_color": "#14274e",
        "icons": [{"src": static("yimen/img/logo.svg"), "sizes": "any", "type": "image/svg+xml", "purpose": "any"}],
    }
    return JsonResponse(body, content_type="application/manifest+json")


@public
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps the shell and its files on the phone, and nothing that is of anybody."""
    files = [static(each) for each in FILES]
    shell = reverse("inspections:phone")
    version = hashlib.sha256("\n".join([shell, *files]).encode()).hexdigest()[:16]
    setup = json.dumps({"shell": shell, "files": files, "name": f"yimen-visits-{version}"})
    script = f"const setup = {setup};\n{WORKER.read_text('utf-8')}"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@requires("visit.go")
def mine(request: SignedRequest) -> JsonResponse:
    """The opened visits of the inspector with steps and items, the server's clock, and a token to send with."""
    visits = list(queries.own_visits(request.user))
    steps = queries.steps_for(visits)
    today = timezone.localdate()
    items: dict[int, list[dict[str, Any]]] = {}
    wanted = {each.department_id for each in visits}
    rows = ItemVersion.objects.filter(in_force(today), department__in=wanted, state=ItemVersion.State.IN_USE)
    for version in rows.filter(initiation=ItemVersion.Initiation.ON_APPLICATION).order_by("name"):
        items.setdefault(version.department_id, []).append({"id": version.pk, "name": version.name})
    body = [
        {
            "id": each.pk,
            "title": str(each),
            "department": str(each.department),
            "with": str(each.second if each.first_id == request.user.pk else each.first),
            "page": reverse("inspections:visit", args=[each.pk]),
            "steps": [
                {
                    "id": step.pk,
                    "where": step.where,
                    "place": step.get_where_display(),
                    "ask": step.ask,
                    "look": step.look,
                }
                for step in steps.get(each.plan.script_id, [])
            ],
            "items": items.get(each.department_id or 0, []),
        }
        for each in visits
    ]
    now = timezone.now().timestamp() * 1000
    return JsonResponse({"visits": body, "now": now, "token": get_token(request), "account": request.user.pk})


@require_POST
@requires("visit.go")
def sync(request: SignedRequest) -> JsonResponse:
    """What came of each key of a message: `kept`, `conflict` or `refused` with a sentence, and where photographs go."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        raise Refused("一次同步的记录过多，请分几次同步。")
    message = messages.read(request.body, timezone.now())
    records = {str(each.key): _take_record(request, each) for each in message.records}
    photos = {str(each.key): _take_photo(request, each) for each in message.photos}
    return JsonResponse({"records": records, "photos": photos, "now": timezone.now().timestamp() * 1000})


def _take_record(request: SignedRequest, told: messages.Told) -> dict[str, Any]:
    try:
        if not services.known_record(told, request.user):
            services.observe(by=request.user, told=told)
    except Conflict as conflict:
        return {"state": "conflict", "said": str(conflict)}
    except Refused as refused:
        return {"state": "refused", "said": str(refused)}
    return {"state": "kept", "said": ""}


def _take_photo(request: SignedRequest, told: messages.ToldPhoto) -> dict[str, Any]:
    try:
        found = services.known_photo(told, request.user) or services.announce(by=request.user, told=told)
    except Conflict as conflict:
        return {"state": "conflict", "said": str(conflict)}
    except Refused as refused:
        return {"state": "refused", "said": str(refused)}
    address = reverse("inspections:photo_pieces", args=[found.pk])
    return {"state": "whole" if found.whole_at else "kept", "said": "", "address": address}


@requires("visit.go")
@require_http_methods(["HEAD", "PATCH"])
@tus.spoken
def photo_pieces(request: SignedRequest, pk: int) -> HttpResponse:
    """How far a photograph has come, or its next piece; the last one makes it whole."""
    photo = get_object_or_404(queries.visible_photos(request.user).select_related("observation__visit"), pk=pk)
    if (otherwise := tus.check_version(request)) is not None:
        return otherwise
    if request.method == "HEAD":
        return HttpResponse(headers={"Upload-Offset": str(pieces.received(photo)), "Upload-Length": str(photo.size)})
    if photo.by_id != request.user.pk:
        raise Refused("照片只能由拍摄的督查人员上传。")
    try:
        body = request.read(rules.PIECE * 4)
    except UnreadablePostError as error:
        raise Conflict("这一段没有传完，请重传这一段。") from error
    digest = tus.digest_in(request.headers.get("Upload-Checksum", ""))
    offset = pieces.take_piece(photo, tus.number_in(request, "Upload-Offset"), body, digest)
    if offset == photo.size:
        _finish(request, photo)
    return HttpResponse(status=204, headers={"Upload-Offset": str(offset)})


def _finish(request: SignedRequest, photo: Photo) -> None:
    content = pieces.content(photo)
    if content is None:
        raise Refused("照片与拍摄时的摘要不符，已丢弃收到的部分，请重传。")
    services.receive(by=request.user, photo=photo, content=content)
    pieces.forget(photo)
