"""Pieces by the protocol, whole files by the form, and what the pages show on the way."""

import base64
import hashlib
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.evidence import tasks
from yimen.evidence.handing_in import places, services
from yimen.evidence.handing_in.models import ForeignSet, SetFile
from yimen.evidence.handing_in.tests.conftest import CASES, META, Files, hand_in, whole
from yimen.evidence.models import Run, Verdict
from yimen.people.models import User

TUS = {"HTTP_TUS_RESUMABLE": "1.0.0"}


@pytest.fixture
def desk(officer: User, client_of: Any) -> Client:
    """The officer's browser."""
    client: Client = client_of(officer)
    return client


@pytest.fixture
def opened(officer: User) -> ForeignSet:
    """A set without files."""
    return services.open_set(by=officer, title="集贤县2024年")


def announced(desk: Client, the_set: ForeignSet, name: str, size: int) -> Any:
    """The answer to a file announced by the protocol."""
    metadata = f"filename {base64.b64encode(name.encode()).decode()},filetype dGV4dC9jc3Y="
    address = reverse("evidence:upload_set_file", args=[the_set.pk])
    return desk.post(address, HTTP_UPLOAD_LENGTH=str(size), HTTP_UPLOAD_METADATA=metadata, **TUS)


def patched(desk: Client, address: str, offset: int, body: bytes, digest: bytes | None = None) -> Any:
    """The answer to a piece."""
    said = {} if digest is None else {"HTTP_UPLOAD_CHECKSUM": f"sha256 {base64.b64encode(digest).decode()}"}
    kind = "application/offset+octet-stream"
    return desk.patch(address, body, content_type=kind, HTTP_UPLOAD_OFFSET=str(offset), **TUS, **said)


def test_a_file_comes_in_pieces_and_goes_on_after_a_broken_line(desk: Client, opened: ForeignSet) -> None:
    body = CASES.encode() * 50
    address = announced(desk, opened, "cases.csv", len(body))["Location"]
    first = patched(desk, address, 0, body[:100], hashlib.sha256(body[:100]).digest())
    assert (first.status_code, first["Upload-Offset"]) == (204, "100")
    found = desk.head(address, **TUS)
    assert (found["Upload-Offset"], found["Upload-Length"]) == ("100", str(len(body)))
    assert patched(desk, address, 100, body[100:])["Upload-Offset"] == str(len(body))
    assert places.path_of(SetFile.objects.get()).read_bytes() == body
    assert "已传完" in desk.get(reverse("evidence:set", args=[opened.pk])).content.decode()


def test_a_piece_that_was_damaged_on_the_way_is_asked_for_once_more(desk: Client, opened: ForeignSet) -> None:
    address = announced(desk, opened, "cases.csv", 100)["Location"]
    answer = patched(desk, address, 0, b"x" * 50, hashlib.sha256(b"y" * 50).digest())
    assert (answer.status_code, answer.content.decode()) == (460, "这一段在传输中损坏，请重传这一段。")
    assert desk.head(address, **TUS)["Upload-Offset"] == "0"


def test_a_piece_twice_or_out_of_turn_changes_nothing(desk: Client, opened: ForeignSet) -> None:
    address = announced(desk, opened, "cases.csv", 100)["Location"]
    for offset, status in ((0, 204), (0, 409), (70, 409)):
        answer = patched(desk, address, offset, b"x" * 50)
        assert answer.status_code == status, answer.content.decode()
    assert desk.head(address, **TUS)["Upload-Offset"] == "50"


@pytest.mark.parametrize(
    ("change", "status", "words"),
    [
        ({"HTTP_TUS_RESUMABLE": "0.2.2"}, 412, "tus 1.0.0"),
        ({"HTTP_TUS_RESUMABLE": None}, 422, "Tus-Resumable"),
        ({"HTTP_UPLOAD_OFFSET": "-1"}, 422, "Upload-Offset"),
        ({"content_type": "text/csv"}, 415, "offset+octet-stream"),
        ({"HTTP_UPLOAD_CHECKSUM": "md5 AAAA"}, 422, "sha256"),
        ({"HTTP_UPLOAD_CHECKSUM": "sha256 ?"}, 422, "sha256"),
        ({"data": b"x" * 101}, 422, "登记的 100 字节"),
    ],
)
def test_what_is_no_piece_is_refused(
    change: dict[str, Any], status: int, words: str, desk: Client, opened: ForeignSet
) -> None:
    address = announced(desk, opened, "cases.csv", 100)["Location"]
    asked = {
        "data": b"x", "content_type": "application/offset+octet-stream", "HTTP_UPLOAD_OFFSET": "0", **TUS, **change,
    }  # fmt: skip
    answer = desk.patch(address, **{name: value for name, value in asked.items() if value is not None})
    assert (answer.status_code, words in answer.content.decode()) == (status, True), answer.content.decode()
    assert desk.head(address, **TUS)["Upload-Offset"] == "0"


def test_a_piece_is_never_larger_than_memory_is_kept_for_it(desk: Client, opened: ForeignSet) -> None:
    address = announced(desk, opened, "cases.csv", 2**30)["Location"]
    assert patched(desk, address, 0, b"x" * (places.PIECE + 1)).status_code == 413
    assert desk.head(address, **TUS)["Upload-Offset"] == "0"


def test_two_who_send_the_same_piece_at_once_do_not_both_write(desk: Client, opened: ForeignSet) -> None:
    address = announced(desk, opened, "cases.csv", 100)["Location"]
    file = SetFile.objects.select_related("set").get()
    with places._alone(places.path_of(file), file.name):
        answer = patched(desk, address, 0, b"x" * 50)
    assert (answer.status_code, "正在写入" in answer.content.decode()) == (409, True)


def test_the_protocol_says_what_it_can(desk: Client, opened: ForeignSet) -> None:
    answer = desk.options(reverse("evidence:upload_set_file", args=[opened.pk]))
    assert answer["Tus-Extension"] == "creation,termination,checksum"
    assert answer["Tus-Checksum-Algorithm"] == "sha256"


def test_a_file_is_given_up_by_the_protocol(desk: Client, opened: ForeignSet) -> None:
    address = announced(desk, opened, "cases.csv", 100)["Location"]
    patched(desk, address, 0, b"x" * 50)
    path = places.path_of(SetFile.objects.get())
    assert desk.delete(address, **TUS).status_code == 204
    assert not path.exists() and not SetFile.objects.exists()
    assert desk.head(address, **TUS).status_code == 404


def test_a_name_that_comes_twice_is_answered_in_words(desk: Client, opened: ForeignSet) -> None:
    assert announced(desk, opened, "cases.csv", 100).status_code == 201
    again = announced(desk, opened, "cases.csv", 100)
    assert (again.status_code, "已经有文件“cases.csv”" in again.content.decode()) == (409, True)
    assert announced(desk, opened, "readme.txt", 100).status_code == 422


def test_nothing_more_comes_once_it_was_submitted(desk: Client, officer: User) -> None:
    the_set = hand_in(officer, whole())
    file = the_set.files.get(name="cases.csv")
    assert announced(desk, the_set, "register.csv", 100).status_code == 409
    assert patched(desk, reverse("evidence:set_file", args=[file.pk]), file.size, b"x").status_code == 422
    assert desk.post(reverse("evidence:remove_set_file", args=[file.pk])).status_code == 409


def test_without_a_script_several_files_come_one_after_another(desk: Client, foreign: Files) -> None:
    page = desk.post(reverse("evidence:open_set"), {"title": "集贤县2024年"}, follow=True)
    the_set = ForeignSet.objects.get()
    assert "还没有文件" in page.content.decode()
    names = sorted(foreign)
    for some in (names[:2], names[2:]):
        files = [SimpleUploadedFile(name, bytes(foreign[name])) for name in some]  # type: ignore[arg-type]
        answer = desk.post(reverse("evidence:add_set_files", args=[the_set.pk]), {"uploads": files})
        assert answer.status_code == 302
    answer = desk.post(reverse("evidence:submit_set", args=[the_set.pk]), follow=True)
    assert "正在检查" in answer.content.decode()
    tasks.check.func(the_set.pk)
    run = Run.objects.get()
    assert "正在核验" in desk.get(reverse("evidence:set", args=[the_set.pk])).content.decode()
    tasks.execute.func(run.pk)
    page = desk.get(reverse("evidence:set", args=[the_set.pk])).content.decode()
    assert f"?run={run.pk}&amp;verdict=hollow" in page
    assert "搁置的行 refused.csv" in page
    asked = reverse("evidence:set_download", args=[the_set.pk, "refused"])
    assert b"".join(desk.get(asked)).startswith(b"file,line,column")
    assert desk.get(asked.replace("refused", "links")).status_code == 404
    assert Verdict.objects.filter(run=run).exists()


def test_a_form_without_files_says_so(desk: Client, opened: ForeignSet) -> None:
    answer = desk.post(reverse("evidence:add_set_files", args=[opened.pk]))
    assert answer.status_code == 422
    assert "还不能提交" in answer.content.decode()
    assert desk.post(reverse("evidence:open_set"), {"title": ""}).status_code == 422


def test_what_is_not_whole_cannot_be_submitted(desk: Client, officer: User, opened: ForeignSet) -> None:
    empty = desk.post(reverse("evidence:submit_set", args=[opened.pk]))
    assert (empty.status_code, "还没有文件" in empty.content.decode()) == (422, True)
    services.announce(by=officer, the_set=opened, name="cases.csv", size=9)
    torn = desk.post(reverse("evidence:submit_set", args=[opened.pk]))
    assert (torn.status_code, "还没有传完：cases.csv" in torn.content.decode()) == (422, True)


def test_why_a_set_was_sent_back_is_shown_where_it_is_put_right(desk: Client, officer: User) -> None:
    the_set = hand_in(officer, whole(**{"meta.json": "{"}))
    tasks.check.func(the_set.pk)
    page = desk.get(reverse("evidence:set", args=[the_set.pk])).content.decode()
    assert "检查没有通过" in page and "meta.json 读不懂" in page and "上传文件" in page
    assert not Run.objects.exists()


def test_a_set_given_up_leaves_nothing(
    desk: Client, opened: ForeignSet, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    file = services.announce(by=officer, the_set=opened, name="meta.json", size=len(META))
    places.take_piece(file, 0, META.encode(), None)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("evidence:discard_set", args=[opened.pk]))
    assert not places.path_of(file).exists()


def test_the_list_asks_the_same_for_one_set_and_for_many(
    desk: Client, officer: User, django_assert_num_queries: Any
) -> None:
    hand_in(officer, whole())
    desk.get(reverse("evidence:sets"))  # a session's first page asks more
    with CaptureQueriesContext(connection) as one:
        desk.get(reverse("evidence:sets"))
    for _ in range(4):
        hand_in(officer, whole())
    with django_assert_num_queries(len(one)):
        page = desk.get(reverse("evidence:sets")).content.decode()
    assert page.count("集贤县2024年") >= 5


def test_an_empty_list_says_what_to_do_next(desk: Client) -> None:
    assert "还没有交入过外来证据集" in desk.get(reverse("evidence:sets")).content.decode()


def test_a_neighbour_and_a_liaison_see_nothing_of_it(
    opened: ForeignSet, officer: User, liaison: User, neighbour_officer: User, client_of: Any
) -> None:
    file = services.announce(by=officer, the_set=opened, name="meta.json", size=9)
    for user, status in ((neighbour_officer, 404), (liaison, 403)):
        client = client_of(user)
        assert client.get(reverse("evidence:set", args=[opened.pk])).status_code == status
        assert client.head(reverse("evidence:set_file", args=[file.pk]), **TUS).status_code == status
        assert patched(client, reverse("evidence:set_file", args=[file.pk]), 0, b"x").status_code == status
    assert places.received(file) == 0
