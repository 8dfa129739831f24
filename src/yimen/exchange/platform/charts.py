"""What the platform's pages show of it: tones, spans of time, the chart of days, facts of one message."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.timezone import localtime

from yimen.exchange.platform.models import Difference, OutboxMessage
from yimen.exchange.platform.queries import linked
from yimen.exchange.platform.rules import OUT
from yimen.exchange.platform.states import (
    APPLIED,
    ASKED,
    CONFIRMED,
    OPEN,
    OUTBOX,
    RECEIVED,
    REFUSED,
    REJECTED,
    SENT,
    SENT_AGAIN,
    SET_ASIDE,
    SETTLED,
    WAITING,
)

DAYS = 14
TONES = {
    WAITING: "warn", SENT: "calm", CONFIRMED: "good", REJECTED: "wrong", SET_ASIDE: "wrong",
    RECEIVED: "warn", APPLIED: "good", REFUSED: "wrong",
    OPEN: "wrong", SENT_AGAIN: "calm", ASKED: "calm", SETTLED: "good",
}  # fmt: skip
STACKED = ((CONFIRMED, "1"), (SENT, "3"), (WAITING, "5"), (REJECTED, "wrong"), (SET_ASIDE, "4"))


def span(since: datetime | None, now: datetime) -> str:
    """How long ago, in the largest fitting unit: 40 分钟, 3 小时, 2 天; a dash when there is nothing."""
    if since is None:
        return "—"
    minutes = max(0, int((now - since).total_seconds() // 60))
    if minutes < 120:
        return f"{minutes} 分钟"
    return f"{minutes // 60} 小时" if minutes < 48 * 60 else f"{minutes // 1440} 天"


Counts = dict[str, int]
"""State -> messages."""


def days(found: dict[date, Counts]) -> dict[str, Any] | None:
    """Messages by the day on which they were put in, from the first of the fortnight that has any; None without any."""
    first = min((day for day, counts in found.items() if counts), default=None)
    if first is None:
        return None
    shown = {day.isoformat(): counts for day, counts in found.items() if day >= first}
    titles = {"title": "近两周报省平台的消息", "head": "日期", "description": "按登记日期，颜色是现在的状态。"}
    return {**titles, **_stacked(shown, "day", {day: day[5:] for day in shown})}


def kinds(found: dict[str, Counts]) -> dict[str, Any] | None:
    """Messages by kind; None without any."""
    if not found:
        return None
    shown = {name: found[name] for name in OUT if name in found}
    titles = {"title": "各种消息报得怎样", "head": "种类", "description": "全部消息，颜色是现在的状态。"}
    return {**titles, **_stacked(shown, "kind", {name: OUT[name].title for name in shown})}


def _stacked(found: dict[str, Counts], by: str, names: dict[str, str]) -> dict[str, Any]:
    """The bars of a chart, one a key, parted by state; each part opens its messages."""
    address = reverse("exchange:platform_messages")
    return {
        "unit": "条",
        "categories": list(names.values()),
        "series": [
            {
                "name": OUTBOX.states[status],
                "tone": tone,
                "values": [counts.get(status, 0) for counts in found.values()],
                "urls": [f"{address}?{urlencode({by: key, 'status': status})}" for key in found],
            }
            for status, tone in STACKED
        ],
    }


def configured(region: str) -> list[tuple[str, str]]:
    """How the interface is set up, from the environment; never the secret."""
    return [
        ("地址（YIMEN_PLATFORM_URL）", settings.PLATFORM_URL or "没有配置：不联网，只用交换包"),
        ("密钥编号和算法", f"{settings.PLATFORM_KEY}，{settings.PLATFORM_ALGORITHM}"),
        ("本县上报办件（YIMEN_PLATFORM_REGIONS）", "是" if linked(region) else "否：没有列入，不登记消息"),
    ]


def facts(message: OutboxMessage) -> list[tuple[str, Any]]:
    """What is known of a message besides its content."""
    rows = [
        ("流", message.stream),
        ("流内序号", f"第 {message.sequence} 条（第 {message.revision} 稿）"),
        ("登记", f"{localtime(message.put_at):%Y-%m-%d %H:%M}　{message.put_by or '系统'}"),
        ("已试次数", message.attempts),
        ("省平台编号", message.remote or "—"),
        ("省平台确认日期", str(message.confirmed_on or "—")),
        ("幂等键", message.key),
        ("内容摘要（SM3）", message.digest),
    ]
    if message.status in (WAITING, SENT):
        rows.insert(
            4,
            (
                "下次重试" if message.status == WAITING else "下次询问",
                f"{localtime(message.next_try_at):%Y-%m-%d %H:%M:%S}",
            ),
        )
    if message.trouble:
        rows.insert(4, ("最近的问题", message.trouble))
    if message.package is not None:
        rows.append(("交换包", message.package.number))
    return rows


def difference_facts(difference: Difference) -> list[tuple[str, Any]]:
    """What is known of a difference."""
    ours = difference.message
    return [
        ("对账日", str(difference.reconciliation.day)),
        ("差异", difference.get_sort_display()),
        ("流", difference.stream),
        ("幂等键", difference.key),
        ("我方的摘要", ours.digest if ours else "我方没有这条消息"),
        ("省平台的摘要", difference.theirs or "省平台没有这条消息"),
        ("处理说明", difference.words or "—"),
    ]
