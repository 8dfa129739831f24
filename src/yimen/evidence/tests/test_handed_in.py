"""An evidence set from outside: it answers, nothing follows from it, and no file can do harm."""

import io
import random
import stat
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yimen.common.errors import Refused
from yimen.evidence import execution, handed_in, services
from yimen.evidence.models import Clue, Run, Verdict
from yimen.evidence.queries import latest_run
from yimen.evidence.states import DONE, FAILED
from yimen.evidence.tests.making import small_county
from yimen.rectification.models import Finding

META = '{"region": "230521", "from": "2024-01-01", "to": "2024-03-31"}'
ITEMS = "item_code,item_name\nI1,许可\n"
CASES = "case_no,item_code\nC1,I1\n"


def packed(files: dict[str, str | bytes], folder: str = "") -> bytes:
    """A .zip of the files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(folder + name, content)
    return stream.getvalue()


def whole(**others: str | bytes) -> dict[str, str | bytes]:
    """The smallest set that can be read, and other files beside it."""
    return {"meta.json": META, "items.csv": ITEMS, "cases.csv": CASES, **others}


@pytest.fixture
def foreign(tmp_path: Path) -> bytes:
    """The small county as a set of somebody else, in a folder of its own."""
    folder = small_county().write(tmp_path / "foreign")
    return packed({path.name: path.read_bytes() for path in folder.iterdir()}, "集贤县2024/")


def test_a_set_from_outside_answers_but_accuses_nobody(officer: Any, foreign: bytes) -> None:
    run = services.request_foreign_run(by=officer, name="集贤县.zip", content=foreign)
    run = execution.execute_run(run=run)
    assert run.status == DONE
    assert dict(Verdict.objects.filter(run=run).values_list("item_code", "verdict"))["I3"] == "hollow"
    assert not Finding.objects.exists()
    assert latest_run(officer.region) is None
    assert not Verdict.objects.filter(run=run, department__isnull=False).exists()


def test_its_codes_never_point_to_our_rows(officer: Any, filled: Any, foreign: bytes, client_of: Any) -> None:
    run = execution.execute_run(run=services.request_foreign_run(by=officer, name="x.zip", content=foreign))
    verdict = Verdict.objects.get(run=run, item_code="I3")
    page = client_of(officer).get(reverse("evidence:verdict", args=[verdict.pk])).content.decode()
    assert "R01" in page
    assert "/cases/" not in page.split('id="clues"')[1]
    assert Clue.objects.filter(run=run, department__isnull=False).count() == 0


def test_only_those_who_see_the_county_see_it(
    officer: Any, liaison: Any, neighbour_officer: Any, foreign: bytes, client_of: Any
) -> None:
    run = execution.execute_run(run=services.request_foreign_run(by=officer, name="x.zip", content=foreign))
    verdict = Verdict.objects.get(run=run, item_code="I3")
    for user, status in ((officer, 200), (liaison, 404), (neighbour_officer, 404)):
        for address in (
            reverse("evidence:run", args=[run.pk]),
            reverse("evidence:verdict", args=[verdict.pk]),
            reverse("evidence:verdicts") + f"?run={run.pk}",
            reverse("evidence:download", args=[run.pk, "findings"]),
        ):
            assert client_of(user).get(address).status_code == status, (user, address)


def test_it_comes_in_through_the_page(officer: Any, foreign: bytes, client_of: Any) -> None:
    upload = SimpleUploadedFile("集贤县.zip", foreign)
    answer = client_of(officer).post(reverse("evidence:hand_in"), {"file": upload}, follow=True)
    assert answer.status_code == 200
    assert Run.objects.get().purpose == Run.Purpose.FOREIGN
    assert "已收下" in answer.content.decode()


def test_a_liaison_hands_nothing_in(liaison: Any, foreign: bytes, client_of: Any) -> None:
    upload = SimpleUploadedFile("x.zip", foreign)
    assert client_of(liaison).post(reverse("evidence:hand_in"), {"file": upload}).status_code == 403
    with pytest.raises(Refused, match="营商局"):
        services.request_foreign_run(by=liaison, name="x.zip", content=foreign)


def _linked() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in whole().items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("register.csv")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def _lying() -> bytes:
    """A set whose directory says that cases.csv is much shorter than it is."""
    content = bytearray(packed(whole(**{"cases.csv": CASES + "C9,I1\n" * 50_000})))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"cases.csv"))
    struct.pack_into("<I", content, place + 24, 10)
    return bytes(content)


def _locked() -> bytes:
    content = bytearray(packed(whole()))
    place = content.rfind(b"PK\x01\x02", 0, content.rfind(b"items.csv"))
    content[place + 8] |= 1
    return bytes(content)


def random_text() -> str:
    """100 kB that no archive can make much smaller."""
    return "".join(chr(32 + number * 7919 % 90) for number in random.Random(1).sample(range(10**9), 100_000))


def _twice() -> bytes:
    return packed({**whole(), "a/items.csv": ITEMS})


ATTACKS = {
    "no zip": (b"PK\x03\x04 nothing", "不是可读的 zip"),
    "empty": (b"", "不是可读的 zip"),
    "climbs out": (packed(whole(**{"../../items.csv": ITEMS})), "不安全的文件名"),
    "absolute": (packed(whole(**{"/etc/cron.d/items.csv": ITEMS})), "不安全的文件名"),
    "drive": (packed(whole(**{"C:/items.csv": ITEMS})), "不安全的文件名"),
    "backslash": (packed(whole(**{"..\\items.csv": ITEMS})), "不安全的文件名"),
    "turned round": (packed(whole(**{"gpj\u202ecsv.items": ITEMS})), "不安全的文件名"),
    "control character": (packed(whole(**{"a\x01b.csv": ITEMS})), "不安全的文件名"),
    "symbolic link": (_linked(), "符号链接"),
    "bomb": (packed(whole(**{"register.csv": b"0" * 60_000_000})), "压缩比异常"),
    "bombs in a row": (packed(whole(**{f"x{n}.csv": b"0" * 50_000_000 for n in range(5)})), "展开后超过 200 MB"),
    "too many": (packed(whole(**{f"x{n}.csv": "" for n in range(2_001)})), "个文件"),
    "zip in zip": (packed(whole(**{"more.zip": packed(whole())})), "还有压缩包"),
    "lies about its size": (_lying(), "已损坏"),
    "meta is huge": (packed(whole(**{"meta.json": random_text()})), "meta.json 过大"),
    "locked": (_locked(), "密码"),
    "twice": (_twice(), "两个 items.csv"),
    "no items": (packed({"meta.json": META, "cases.csv": CASES}), "没有 items.csv"),
    "no meta": (packed({"items.csv": ITEMS, "cases.csv": CASES}), "没有 meta.json"),
    "meta is no JSON": (packed(whole(**{"meta.json": "{"})), "meta.json 读不懂"),
    "meta is a list": (packed(whole(**{"meta.json": "[1]"})), "meta.json 读不懂"),
    "meta is deep": (packed(whole(**{"meta.json": "[" * 30_000})), "meta.json 读不懂"),
    "meta without period": (packed(whole(**{"meta.json": '{"region": "1"}'})), "meta.json 读不懂"),
    "meta turned round": (
        packed(whole(**{"meta.json": '{"region": "1", "from": "2024-02-01", "to": "2024-01-01"}'})),
        "晚于截止日",
    ),
    "false Parquet": (packed({**whole(), "register.parquet": "MZ" * 99}), "不是 Parquet"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_harmful_file_is_refused_with_words_and_leaves_nothing(name: str, officer: Any, tmp_path: Path) -> None:
    content, words = ATTACKS[name]
    folder = tmp_path / "out" / "set"
    folder.mkdir(parents=True)
    with pytest.raises(Refused, match=words):
        handed_in.inspect(content)
        handed_in.unpack(content, folder)
    assert {path.name for path in folder.rglob("*")} <= {"meta.json", "items.csv", "cases.csv"}
    assert list((tmp_path / "out").iterdir()) == [folder]


def test_a_file_too_large_is_refused_unread(officer: Any) -> None:
    with pytest.raises(Refused, match="20 MB"):
        handed_in.inspect(b"0" * (handed_in.LARGEST + 1))


def test_other_files_in_the_zip_are_left_alone(tmp_path: Path) -> None:
    content = packed(whole(**{"readme.txt": "read me", "evil.sh": "rm", "deep/er/items.csv": ITEMS}))
    handed_in.unpack(content, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["cases.csv", "items.csv", "meta.json"]


@pytest.mark.parametrize(
    "broken",
    [
        {"items.csv": "name\n许可\n"},
        {"cases.csv": b"\xff\xfe\x00case"},
        {"items.csv": ""},
        {"cases.parquet": b"PAR1" + b"\x00" * 50 + b"PAR1", "cases.csv": ""},
    ],
)
def test_a_set_that_cannot_be_read_fails_with_words(officer: Any, broken: dict[str, Any]) -> None:
    run = services.request_foreign_run(by=officer, name="x.zip", content=packed(whole(**broken)))
    run = execution.execute_run(run=run)
    assert run.status == FAILED
    assert run.failure
    assert not Verdict.objects.exists()
