"""Packages of files for closed networks: the same messages, each with its effect once, and nothing of a forged file."""

import io
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.services import kept_file
from yimen.exchange.platform import packages, services
from yimen.exchange.platform.models import InboxMessage, OutboxMessage, Package
from yimen.exchange.platform.signing import Key
from yimen.exchange.platform.tests.standin import KEY, put
from yimen.people.models import Region, User

pytestmark = pytest.mark.django_db
STEP = {"case_number": "C1", "item_code": "I1", "step": "受理", "at": "2026-05-31T09:00:00+08:00"}


def given(county: Region, officer: User) -> dict[str, Any]:
    return {"by": officer, "region": county, "key": KEY, "now": timezone.now()}


def of_platform(county: Region, *messages: dict[str, Any], number: str = "省包1", answers: str = "") -> bytes:
    contents = packages.Contents(number, county.pk, messages, answers)
    return packages.made(contents, KEY, towards=packages.FROM_PLATFORM, at=timezone.now())


def receipts_for(package: Package, **fields: Any) -> list[dict[str, Any]]:
    """What the platform answers to a package of ours: every message confirmed, unless said otherwise."""
    told = packages.read(kept_file(package.digest), KEY, towards=packages.TO_PLATFORM)
    usual = {"outcome": "confirmed", "confirmed_on": "2026-05-31", **fields}
    return [
        {"number": f"R{each['key']}", "kind": "receipt", "stream": each["stream"],
         "fields": {"key": each["key"], "remote": "S1", **usual}}
        for each in told.messages
    ]  # fmt: skip


def test_a_package_takes_whole_streams_and_their_receipts_confirm_them(county: Region, officer: User) -> None:
    for number in range(6):
        put(county, f"C{number % 2}", number)
    made = services.make(**given(county, officer))
    assert made.messages == 6
    told = packages.read(kept_file(made.digest), KEY, towards=packages.TO_PLATFORM).messages
    assert [(each["stream"], each["sequence"]) for each in told] == [(f"C{s}", n) for s in (0, 1) for n in (1, 2, 3)]
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"sent"}
    assert services.hold_to_ask(now=timezone.now() + timedelta(days=9), limit=9) == []  # nobody asks over the network
    answer = of_platform(county, *receipts_for(made), answers=made.number)
    taken = services.take_in(content=answer, **given(county, officer))
    assert taken.answers == made
    assert set(OutboxMessage.objects.values_list("status", flat=True)) == {"confirmed"}
    with pytest.raises(Refused, match="没有待发送"):
        services.make(**given(county, officer))


def test_a_package_is_taken_once_and_so_is_each_of_its_messages(county: Region, officer: User, receivers: Any) -> None:
    got: list[str] = []
    receivers["step"] = lambda **told: got.append(told["number"])
    one = {"number": "N1", "kind": "step", "stream": "C1", "fields": STEP}
    content = of_platform(county, one)
    services.take_in(content=content, **given(county, officer))
    with pytest.raises(Conflict, match="已于"):
        services.take_in(content=content, **given(county, officer))
    services.take_in(content=of_platform(county, one, number="省包2"), **given(county, officer))
    assert got == ["N1"]


def test_what_came_in_is_answered_by_a_package_of_receipts(county: Region, officer: User, receivers: Any) -> None:
    def take(*, number: str, **told: Any) -> None:
        if number == "N2":
            raise Refused("没有这件")

    receivers["step"] = take
    rows = [{"number": f"N{n}", "kind": "step", "stream": "C1", "fields": STEP} for n in (1, 2)]
    rows.append({"number": "N3", "kind": "item", "stream": "I1", "fields": {
        "item_code": "I1", "name": "户籍登记", "version": 1, "state": "在用"}})  # fmt: skip
    taken = services.take_in(content=of_platform(county, *rows), **given(county, officer))
    answer = Package.objects.get(way="out")
    assert answer.answers == taken
    told = packages.read(kept_file(answer.digest), KEY, towards=packages.TO_PLATFORM).messages
    assert [each["fields"]["outcome"] for each in told] == ["confirmed", "rejected", "accepted"]


def changed(content: bytes, name: str, new: bytes) -> bytes:
    """The package with one part exchanged."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(kept, "w") as made:
        for each in old.namelist():
            made.writestr(each, new if each == name else old.read(each))
        if name not in old.namelist():
            made.writestr(name, new)
    return kept.getvalue()


def test_nothing_is_taken_of_a_file_that_is_not_the_platforms(county: Region, neighbour: Region, officer: User) -> None:
    one = {"number": "N1", "kind": "step", "stream": "C1", "fields": STEP}
    good = of_platform(county, one)
    put(county, "C1")
    ours = kept_file(services.make(**given(county, officer)).digest)
    forged = packages.made(
        packages.Contents("省包1", county.pk, (one,)), Key(KEY.number, "another-secret-" * 3),
        towards=packages.FROM_PLATFORM, at=timezone.now(),
    )  # fmt: skip
    for content, word in (
        (b"no zip", "完整的交换包"),
        (good[:-30], "完整的交换包"),
        (changed(good, "more.txt", b""), "三个文件"),
        (changed(good, packages.MESSAGES, b'{"number": "N2"}\n'), "摘要不符"),
        (changed(good, packages.MANIFEST, b"{}"), "密钥编号"),
        (changed(good, packages.SIGNATURE, b"0" * 64), "签名不对"),
        (forged, "签名不对"),
        (ours, "不是发给本系统"),
        (of_platform(neighbour, one), "别的区划"),
        (of_platform(county, {"number": "N1", "kind": "step", "stream": "C1"}), "没有内容"),
        (of_platform(county, one, {"number": "N2", "kind": "nonsense", "stream": "C1", "fields": {}}), "这种消息"),
    ):
        with pytest.raises(Refused, match=word):
            services.take_in(content=content, **given(county, officer))
    assert not InboxMessage.objects.exists()
    assert not Package.objects.filter(way="in").exists()


def test_a_package_that_unfolds_without_end_is_not_unfolded(
    county: Region, officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packages, "MOST_BYTES", 1_000)
    one = {"number": "N1", "kind": "step", "stream": "C1", "fields": {**STEP, "step": "长" * 900}}
    with pytest.raises(Refused, match="展开后超过"):
        services.take_in(content=of_platform(county, one), **given(county, officer))
