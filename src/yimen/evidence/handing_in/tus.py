"""断点续传: the resumable upload protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload), for one file of a set.

Core, and the extensions creation, termination and checksum (SHA-256 of each piece). What a browser speaks is
tus-js-client; any other client of the protocol will do. Refusals are a sentence in plain text.
"""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yimen.common.errors import Conflict, Refused
from yimen.evidence.handing_in import places, queries, services
from yimen.evidence.handing_in.models import SetFile
from yimen.evidence.handing_in.states import OPEN
from yimen.people.access import SignedRequest, requires

VERSION = "1.0.0"
MISMATCH = 460
"""Of the checksum extension: the piece is to be sent once more."""
PIECE_TYPE = "application/offset+octet-stream"

View = Callable[..., HttpResponse]


def spoken(view: View) -> View:
    """The view with the protocol's headers; what it refuses is said in plain text."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _answer(view, request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answered


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except places.Mismatch as mismatch:
        return say(str(mismatch), MISMATCH)
    except Conflict as conflict:
        return say(str(conflict), 409)
    except Refused as refused:
        return say(str(refused), 422)


def check_version(request: HttpRequest) -> HttpResponse | None:
    """The answer to a client that does not say that it speaks this version. Asked once it is known what is its own."""
    spoken = request.headers.get("Tus-Resumable")
    if spoken is None:
        raise Refused(f"请求里没有 Tus-Resumable：请用支持续传协议 tus {VERSION} 的程序上传。")
    return None if spoken == VERSION else say(f"只支持续传协议 tus {VERSION}。", 412)


def say(sentence: str, status: int) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


@requires("evidence.run")
@require_http_methods(["OPTIONS", "POST"])
@spoken
def create(request: SignedRequest, pk: int) -> HttpResponse:
    """A file announced; its address is where the pieces go."""
    the_set = get_object_or_404(queries.visible_sets(request.user), pk=pk)
    if request.method == "OPTIONS":
        able = {
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,termination,checksum",
            "Tus-Checksum-Algorithm": "sha256",
            "Tus-Max-Size": str(settings.FOREIGN_SET_LARGEST),
        }
        return HttpResponse(status=204, headers=able)
    if (otherwise := check_version(request)) is not None:
        return otherwise
    size = number_in(request, "Upload-Length")
    name = _metadata(request.headers.get("Upload-Metadata", "")).get("filename", "")
    file = services.announce(by=request.user, the_set=the_set, name=name, size=size)
    return HttpResponse(status=201, headers={"Location": reverse("evidence:set_file", args=[file.pk])})


@requires("evidence.run")
@require_http_methods(["HEAD", "PATCH", "DELETE"])
@spoken
def pieces(request: SignedRequest, pk: int) -> HttpResponse:
    """How far a file has come, its next piece, or the end of it."""
    file = get_object_or_404(SetFile.objects.select_related("set"), pk=pk)
    get_object_or_404(queries.visible_sets(request.user), pk=file.set_id)
    if (otherwise := check_version(request)) is not None:
        return otherwise
    if request.method == "DELETE":
        services.remove(by=request.user, file=file)
        return HttpResponse(status=204)
    if request.method == "PATCH":
        return _take(request, file)
    return HttpResponse(headers={"Upload-Offset": str(places.received(file)), "Upload-Length": str(file.size)})


def _take(request: SignedRequest, file: SetFile) -> HttpResponse:
    if request.content_type != PIECE_TYPE:
        return say(f"内容类型应为 {PIECE_TYPE}。", 415)
    if file.set.status not in OPEN or file.set.region_id != request.user.region_id:
        raise Refused("这个证据集已经提交或不属于本县（区），不能再上传。")
    if int(request.headers.get("Content-Length") or 0) > places.PIECE:
        return say(f"一段不超过 {places.amount(places.PIECE)}，请分得小一些。", 413)
    digest = digest_in(request.headers.get("Upload-Checksum", ""))
    try:
        body = request.read(places.PIECE)
    except UnreadablePostError as error:
        raise Conflict("这一段没有传完，请重传这一段。") from error
    offset = places.take_piece(file, number_in(request, "Upload-Offset"), body, digest)
    return HttpResponse(status=204, headers={"Upload-Offset": str(offset)})


def number_in(request: HttpRequest, header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Refused(f"请求里没有 {header}，或者不是字节数。")
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    """Of `name base64,name base64` each name with its value."""
    found = {}
    for pair in text.split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Refused("Upload-Metadata 读不懂：文件名应为 UTF-8 的 Base64。") from error
    return found


def digest_in(text: str) -> bytes | None:
    """The SHA-256 that a piece is said to have; None where nothing is said."""
    if not text:
        return None
    algorithm, _, value = text.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if algorithm != "sha256" or len(digest) != 32:
        raise Refused("Upload-Checksum 应写作 sha256 和 Base64 的摘要。")
    return digest
