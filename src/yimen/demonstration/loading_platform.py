"""省平台对接 in the demonstration: cases reported to the stand-in over HTTP, some refused, one never reached, a day
compared.

What stands on the pages was really sent and answered while the county was loaded; the stand-in keeps its file and goes
on beside the running demonstration. The faults were put into the messages on purpose.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from yimen.cases.models import Case
from yimen.catalog.models import ItemVersion
from yimen.demonstration import platform_stand_in
from yimen.exchange.platform import nightly, packages, services
from yimen.exchange.platform.client import Platform, own_key
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.rules import MOST_ATTEMPTS
from yimen.exchange.platform.sending import Exchange
from yimen.people.models import Region, User

CASES, ITEMS, LEFT, PUSHED = 20, 8, 4, 12
"""Cases of which all is reported, items, cases of which the reports are still waiting, items that the platform has."""
NOBODY = "http://127.0.0.1:9"
"""Where nothing answers."""
RESULTS = {"granted": "准予", "refused": "不予", "withdrawn": "撤回"}
Message = tuple[str, str, dict[str, Any]]


def load_platform(region: Region, officer: User) -> None:
    """Messages in every state, a difference of each sort, and what the platform has for the county."""
    with platform_stand_in.running() as stand_in:
        exchange = Exchange(Platform(stand_in.address, own_key()))
        try:
            _report(exchange, region, officer)
            _compare(stand_in, exchange, region)
            stand_in.tell("/outgoing", [*_arriving(region), *_pushed(region)])
            exchange.pull(region, timezone.now())
        finally:
            exchange.close()
    _take_package(region, officer)
    _never_reached(region, officer)
    for case in _cases(region)[CASES : CASES + LEFT]:
        _put(region, officer, [_accept(case)])


def _cases(region: Region) -> list[Case]:
    rows = Case.objects.filter(region=region, finished_at__isnull=False, result__in=RESULTS, item__isnull=False)
    rows = rows.filter(dossier=None)  # what is handled here tells of itself
    rows = rows.exclude(applicant_name="").exclude(accepted_at=None).select_related("department")
    return list(rows.order_by("-finished_at", "-pk")[: CASES + LEFT])


def _report(exchange: Exchange, region: Region, officer: User) -> None:
    """Sends items and whole cases until all is answered; every sixth case has a fault in one of its messages."""
    _put(region, officer, _items(region))
    for place, case in enumerate(_cases(region)[:CASES]):
        _put(region, officer, _with_fault(place, [_accept(case), _process(case), _result(case)]))
    while not (exchange.send(timezone.now()) + exchange.ask(_soon())).idle:
        pass


def _soon() -> datetime:
    """When nobody has to wait for an answer any more."""
    return timezone.now() + timedelta(hours=1)


def _put(region: Region, officer: User, messages: list[Message]) -> None:
    for stream, kind, fields in messages:
        services.put(by=officer, region=region, stream=stream, kind=kind, fields=fields)


def _items(region: Region) -> list[Message]:
    rows = (
        ItemVersion.objects.filter(region=region, valid_to__isnull=True).select_related("department").order_by("code")
    )
    return [
        (
            each.code,
            "item",
            {
                "item_code": each.code[:36],
                "name": each.name,
                "department": each.department.name,
                "version": each.number,
                "statutory_days": each.statutory_days,
                "promised_days": each.promised_days,
                "in_hall": "是",
            },
        )
        for each in rows[:ITEMS]
    ]


def _of(case: Case) -> dict[str, Any]:
    return {"case_number": case.case_number, "item_code": case.item_code[:36]}


def _accept(case: Case) -> Message:
    fields = {
        **_of(case),
        "applicant_name": case.applicant_name,
        "applicant_id": case.applicant_id,
        "department": case.department.name,
        "accepted_at": case.accepted_at,
        "place": f"政务大厅 {case.window_code} 窗口" if case.window_code else "政务大厅",
        "way": case.get_channel_display(),
    }
    return case.case_number, "accept", fields


def _process(case: Case) -> Message:
    times = {"started_at": case.accepted_at, "ended_at": case.finished_at}
    return case.case_number, "process", {**_of(case), "step": "审查", "action": "通过", **times}


def _result(case: Case) -> Message:
    fields = {**_of(case), "result": RESULTS[case.result], "finished_at": case.finished_at}
    if case.document_number:
        fields |= {"licence_name": "证照", "licence_number": case.document_number}
    return case.case_number, "result", fields


def _with_fault(place: int, messages: list[Message]) -> list[Message]:
    """The messages of a case; of every sixth one breaks a rule of the platform's, in turn another."""
    faults: tuple[dict[str, Any], ...] = (
        {"item_code": "X0000000000000"},
        {"ended_at": messages[1][2]["started_at"] - timedelta(hours=2)},
        {"result": "准予", "licence_name": "食品经营许可证", "licence_number": ""},
    )
    if place % 6 == 2:
        which = place // 6 % len(faults)
        stream, kind, fields = messages[which]
        messages[which] = (stream, kind, {**fields, **faults[which]})
    return messages


def _never_reached(region: Region, officer: User) -> None:
    """One message that found nobody, as often as is tried."""
    fields = {"about": "本县 2023 年度清单", "question": "请确认省级清单的版本号。"}
    services.put(by=officer, region=region, stream="清单版本核实", kind="inquiry", fields=fields)
    exchange = Exchange(Platform(NOBODY, own_key()))
    for _ in range(MOST_ATTEMPTS):
        exchange.send(_soon())
    exchange.close()


def _compare(stand_in: platform_stand_in.StandIn, exchange: Exchange, region: Region) -> None:
    """Today's list, after the platform lost one message, altered another and has one of nobody's."""
    done = OutboxMessage.objects.filter(region=region, status="confirmed", kind="item").order_by("pk")
    lost, altered = done[0], done[1]
    stand_in.tell("/tamper", {"forget": lost.key})
    stand_in.tell("/tamper", {"alter": altered.key})
    stand_in.tell("/tamper", {"invent": {"key": f"{region.pk}:旧系统:1", "region": region.pk, "stream": "旧系统补传"}})
    now = timezone.now()
    nightly.reconcile(exchange.platform, region, timezone.localdate(now), now)


def _arriving(region: Region) -> Iterator[dict[str, Any]]:
    """Applications made on the platform this morning, one for an item that nobody has, and what it says of some cases:
    one step is known, one speaks of a case that has not come, of one the time cannot be read.
    """
    now = timezone.now()
    cases = _cases(region)[:6]
    codes = [*(case.item_code[:36] for case in cases[:-1]), "X0000000000000"]
    for place, (case, code) in enumerate(zip(cases, codes, strict=True)):
        fields = {
            "application_number": f"SP{case.case_number}"[:50],
            "item_code": code,
            "applicant_name": case.applicant_name,
            "applicant_id": case.applicant_id,
            "phone": f"1380000{place:04d}",
            "applied_at": (now - timedelta(minutes=20 * (place + 1))).isoformat(),
        }
        yield _letter(region, "application", f"SP{place}", f"演示-申请-{place}", fields)
    steps = ((f"SP{cases[0].case_number}"[:50], now.isoformat()), ("SP-还没有来", now.isoformat()), ("SP0", "上周五"))
    for place, (number, at) in enumerate(steps):
        fields = {"case_number": number, "item_code": codes[0], "step": "省级审核", "at": at}
        yield _letter(region, "step", number, f"演示-环节-{place}", fields)


def _pushed(region: Region) -> Iterator[dict[str, Any]]:
    """A few items of the province's directory, one of them cancelled by a later version."""
    rows = ItemVersion.objects.filter(region=region, valid_to__isnull=True).exclude(base_code="").order_by("code")
    told = [(each.base_code[:36], each.name, 1, "在用") for each in rows[:PUSHED]]
    for code, name, version, state in [*told, *((code, name, 2, "取消") for code, name, _, _ in told[:1])]:
        fields = {"item_code": code, "name": name, "version": version, "state": state}
        yield _letter(region, "item", code, f"演示-事项-{code}-{version}", fields)


def _letter(region: Region, kind: str, stream: str, number: str, fields: dict[str, Any]) -> dict[str, Any]:
    return {"region": region.pk, "kind": kind, "stream": stream, "number": number, "fields": fields}


def _take_package(region: Region, officer: User) -> None:
    """Ratings that came as a file, with the receipts to be handed back."""
    rows = tuple(
        {
            "number": f"演示-评价-{place}",
            "kind": "rating",
            "stream": case.case_number,
            "fields": {**_of(case), "grade": 5 - place, "channel": "移动端", "rated_at": "2023-12-05T10:00:00+08:00"},
        }
        for place, case in enumerate(_cases(region)[:3])
    )
    contents = packages.Contents("演示-省平台评价包-1", region.pk, rows)
    now = timezone.now()
    content = packages.made(contents, own_key(), towards=packages.FROM_PLATFORM, at=now)
    services.take_in(by=officer, region=region, content=content, key=own_key(), now=now)
