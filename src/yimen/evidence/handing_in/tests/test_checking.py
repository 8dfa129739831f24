"""No file can do harm: what is odd is sent back with a sentence, and nothing of it is left lying about."""

import gzip
import io
import random
import stat
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from yimen.common.errors import Conflict, Refused
from yimen.evidence.handing_in import archives, checking, places, services
from yimen.evidence.handing_in.models import SetTable
from yimen.evidence.handing_in.tests.conftest import CASES, ITEMS, META, Files, accepted, hand_in, packed, whole
from yimen.people.models import User


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


ARCHIVES = {
    "no zip": (b"PK\x03\x04 nothing", "不是可读的 zip"),
    "climbs out": (packed(whole(**{"../../items.csv": ITEMS})), "不安全的文件名"),
    "absolute": (packed(whole(**{"/etc/cron.d/items.csv": ITEMS})), "不安全的文件名"),
    "drive": (packed(whole(**{"C:/items.csv": ITEMS})), "不安全的文件名"),
    "backslash": (packed(whole(**{"..\\items.csv": ITEMS})), "不安全的文件名"),
    "turned round": (packed(whole(**{"gpj\u202ecsv.items": ITEMS})), "不安全的文件名"),
    "control character": (packed(whole(**{"a\x01b.csv": ITEMS})), "不安全的文件名"),
    "symbolic link": (_linked(), "符号链接"),
    "bomb": (packed(whole(**{"register.csv": b"0" * 60_000_000})), "压缩比异常"),
    "too many": (packed(whole(**{f"x{n}.csv": "" for n in range(2_001)})), "个文件"),
    "zip in zip": (packed(whole(**{"more.zip": packed(whole())})), "还有压缩包"),
    "lies about its size": (_lying(), "已损坏"),
    "meta is huge": (packed(whole(**{"meta.json": random_text()})), "meta.json 过大"),
    "locked": (_locked(), "密码"),
    "twice": (packed({**whole(), "a/items.csv": ITEMS}), "有两份"),
    "in two forms": (packed({**whole(), "items.parquet": "PAR1PAR1"}), "有两份"),
}
FILES: dict[str, tuple[Files, str]] = {
    "no items": ({"meta.json": META, "cases.csv": CASES}, "没有 items.csv"),
    "no meta": ({"items.csv": ITEMS, "cases.csv": CASES}, "没有 meta.json"),
    "meta is no JSON": (whole(**{"meta.json": "{"}), "meta.json 读不懂"),
    "meta is a list": (whole(**{"meta.json": "[1]"}), "meta.json 读不懂"),
    "meta is deep": (whole(**{"meta.json": "[" * 30_000}), "meta.json 读不懂"),
    "meta without period": (whole(**{"meta.json": '{"region": "1"}'}), "meta.json 读不懂"),
    "meta turned round": (
        whole(**{"meta.json": '{"region": "1", "from": "2024-02-01", "to": "2024-01-01"}'}),
        "晚于截止日",
    ),
    "false Parquet": ({**whole(), "register.parquet": "MZ" * 99}, "不是 Parquet"),
    "hollow Parquet": ({**whole(), "register.parquet": b"PAR1" + b"\x00" * 50 + b"PAR1"}, "不是完整的 Parquet"),
    "gzip cut off": ({**whole(), "register.csv.gz": gzip.compress(random_text().encode())[:-9]}, "不是完整的 gzip"),
    "gzip bomb": ({**whole(), "register.csv.gz": gzip.compress(b"0" * 60_000_000)}, "压缩比异常"),
    "no key": (whole(**{"items.csv": "name\n许可\n"}), "缺少必需的列 item_code"),
    "no text": (whole(**{"cases.csv": b"\xff\xfe\x00case"}), "不是 UTF-8"),
    "no heading": (whole(**{"items.csv": "\n\n"}), "没有表头"),
}


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_harmful_archive_is_sent_back_with_words(name: str, sent_back: Callable[[Files], str]) -> None:
    content, words = ARCHIVES[name]
    assert words in sent_back({"集.zip": content})


@pytest.mark.parametrize("name", FILES)
def test_a_set_that_cannot_be_used_is_sent_back_with_words(name: str, sent_back: Callable[[Files], str]) -> None:
    files, words = FILES[name]
    assert words in sent_back(files)


def test_nothing_is_written_outside_its_own_folder(sent_back: Callable[[Files], str], settings: Any) -> None:
    for name in ("climbs out", "absolute", "twice", "lies about its size"):
        sent_back({"集.zip": ARCHIVES[name][0]})
    lying = {path.name for path in settings.YIMEN_DATA.rglob("*") if path.is_file()}
    assert {name for name in lying if not name.startswith(("file-", "lock"))} <= {"meta.json", "items.csv", "cases.csv"}


def test_other_files_in_the_zip_are_left_alone(officer: User) -> None:
    accepted(
        officer, {"集.zip": packed(whole(**{"readme.txt": "read me", "evil.sh": "rm", "deep/er/items.csv": ITEMS}))}
    )
    assert sorted(SetTable.objects.values_list("name", "rows")) == [("cases", 1), ("items", 1)]


def test_what_comes_out_of_archives_is_bounded(sent_back: Callable[[Files], str], settings: Any) -> None:
    settings.FOREIGN_SET_LARGEST = 30_000
    text = random_text()
    assert "展开后超过" in sent_back({"集.zip": packed(whole(**{"register.csv": "record_no\n" + text[:1_000] * 130}))})


def test_a_disk_that_fills_up_while_unpacking_is_said(
    sent_back: Callable[[Files], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checking, "_ASK_ROOM", 10)
    monkeypatch.setattr(checking.settings, "FOREIGN_SET_RESERVE", 2**60)
    monkeypatch.setattr(places, "check_room", lambda more: None)
    assert "磁盘空间不足" in sent_back({"集.zip": packed(whole())})


def test_a_set_that_was_sent_back_is_put_right_and_accepted(officer: User) -> None:
    the_set = hand_in(officer, whole(**{"meta.json": "{"}))
    assert checking.check(the_set) is None
    the_set.refresh_from_db()
    services.remove(by=officer, file=the_set.files.get(name="meta.json"))
    file = services.announce(by=officer, the_set=the_set, name="meta.json", size=len(META))
    places.take_piece(file, 0, META.encode(), None)
    the_set.refresh_from_db()
    assert checking.check(services.submit(by=officer, the_set=the_set)) is not None


def test_a_set_is_not_checked_by_two_at_once(officer: User) -> None:
    the_set = hand_in(officer, whole())
    with places.held(places.place_of(the_set) / places.LOCK), pytest.raises(Conflict, match="另一个进程"):
        checking.check(the_set)


@pytest.mark.parametrize(
    "name", ["readme.txt", "cases.xlsx", "../cases.csv.exe", "cases.csv.zst", "x" * 99 + ".zip.sh"]
)
def test_a_file_that_is_no_table_is_refused_at_once(name: str, officer: User) -> None:
    opened = services.open_set(by=officer, title="集贤县")
    with pytest.raises(Refused, match="不是取证数据集的文件"):
        services.announce(by=officer, the_set=opened, name=name, size=9)


def test_too_large_a_set_is_refused_before_a_byte_comes(officer: User, settings: Any) -> None:
    settings.FOREIGN_SET_LARGEST = 100
    opened = services.open_set(by=officer, title="集贤县")
    services.announce(by=officer, the_set=opened, name="cases.csv", size=90)
    with pytest.raises(Refused, match="合计不超过 100 字节"):
        services.announce(by=officer, the_set=opened, name="items.csv", size=11)


def test_a_full_disk_is_said_before_a_byte_comes(officer: User, settings: Any) -> None:
    settings.FOREIGN_SET_RESERVE = 2**60
    opened = services.open_set(by=officer, title="集贤县")
    with pytest.raises(Refused, match="磁盘空间不足"):
        services.announce(by=officer, the_set=opened, name="cases.csv", size=90)


def test_the_names_that_are_tables() -> None:
    named = {"cases.csv": "cases", "cases.csv.gz": "cases", "register.parquet": "register", "x.csv": "", "cases": ""}
    assert {name: archives.table_of(name) for name in named} == named


def test_what_a_broken_off_opening_left_is_never_taken_for_bytes_that_came(officer: User) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        first = services.open_set(by=officer, title="集贤县")
        file = services.announce(by=officer, the_set=first, name="cases.csv", size=9)
        places.take_piece(file, 0, b"x" * 5, None)
        raise ZeroDivisionError
    again = services.open_set(by=officer, title="集贤县")
    file = services.announce(by=officer, the_set=again, name="cases.csv", size=9)
    assert places.received(file) == 0
