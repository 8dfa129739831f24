"""一条链: duty, promise, proof, finding, hearing, order, recheck and relapse of one matter, on one page.

Rooms that do not know this one supply their part by registration (`config.apps`); nobody here calls up.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from yimen.catalog import queries as catalog
from yimen.common.steps import Step
from yimen.people.models import Department
from yimen.people.queries import Somebody
from yimen.rectification.models import Finding, Order
from yimen.rectification.queries import timeline

Supplier = Callable[[Somebody, Department, str], list[Step]]
SUPPLIERS: dict[str, list[Supplier]] = {"promise": [], "proof": []}
"""Who tells of what was promised and what was proven, given the user, the department and the item's code."""


@dataclass(frozen=True)
class Stage:
    """One link of the chain: its title, what stands in it, and what it means that nothing does."""

    code: str
    title: str
    steps: list[Step]
    empty: str


def chain_of(user: Somebody, finding: Finding, day: date) -> list[Stage]:
    """The links in their order; those to come say what they wait for."""
    order = Order.objects.filter(finding=finding).select_related("department", "issued_by").first()
    events = [_step(event, order) for event in timeline(order)] if order else []
    rechecks = [each for each in events if each.what.startswith("再核验")]
    relapses = [each for each in rechecks if each.tone == "wrong"]
    return [
        Stage("duty", "职责", _duty(user, finding, day), "清单中没有这一编码的现行事项。"),
        Stage("promise", "承诺", _supplied("promise", user, finding), "部门没有声明进驻，也没有签署承诺书或委托协议。"),
        Stage("proof", "核验", _supplied("proof", user, finding), "还没有核验批次涉及这一事项。"),
        Stage("finding", "疑点", list(_raised(finding)), ""),
        Stage("hearing", "申辩与认定", list(_heard(finding)), "部门尚未说明，也尚未认定。"),
        Stage("order", "整改单", [each for each in events if each not in rechecks], "尚未下达整改单。"),
        Stage("ladder", "督促与移交", list(_pressed(order)) if order else [], "没有采取督促措施，也没有移交。"),
        Stage("recheck", "复核", [each for each in rechecks if each not in relapses],
              "答复受理后，由以后的数据决定能否销号。"),
        Stage("relapse", "反弹", relapses, "没有再次发现。"),
    ]  # fmt: skip


def _supplied(stage: str, user: Somebody, finding: Finding) -> list[Step]:
    return [step for tell in SUPPLIERS[stage] for step in tell(user, finding.department, finding.subject)]


def _duty(user: Somebody, finding: Finding, day: date) -> list[Step]:
    rows = catalog.as_of(catalog.visible_to(user), day).filter(region=finding.region_id, code=finding.subject)
    return [
        Step(each.name[:120], str(each.department), each.valid_from, f"{each.get_kind_display()}，列入事项清单", "calm",
             reverse("catalog:item", args=[each.pk]))
        for each in rows
    ]  # fmt: skip


def _raised(finding: Finding) -> Iterator[Step]:
    who = str(finding.found_by) if finding.found_by else "核验引擎"
    url = reverse("rectification:finding", args=[finding.pk])
    yield Step(finding.title, who, finding.recorded_at, finding.seen.split("\n")[0], "warn", url)
    for ground in finding.grounds.select_related("by"):
        note = "硬证据" if ground.hard else "旁证"
        yield Step(str(ground), str(ground.by or "核验引擎"), ground.recorded_at, note, "plain", url)


def _heard(finding: Finding) -> Iterator[Step]:
    for each in finding.explanations.select_related("by"):
        what = "部门说明：核对属实" if each.admits else "部门书面说明" if each.declared_on else "部门说明"
        yield Step(what, str(each.by), each.declared_on or each.recorded_at, each.text, "calm")
    if finding.judgement:
        what = "排除" if finding.status == "dismissed" else "认定"
        weight = f"（{finding.get_severity_display()}；{finding.get_cause_display()}）" if finding.severity else ""
        yield Step(f"{what}{weight}", "营商局", finding.judged_at or finding.status_at, finding.judgement,
                   "plain" if what == "排除" else "wrong")  # fmt: skip
    if finding.withdrawal:
        yield Step("撤回认定", str(finding.status_by or ""), finding.status_at, finding.withdrawal, "plain")


def _pressed(order: Order) -> Iterator[Step]:
    url = reverse("rectification:order", args=[order.pk])
    for each in order.escalations.select_related("document__number"):
        number = f" {each.document.number}" if each.document else ""
        note = f"错过期限 {each.missed_on}，新的期限 {each.finish_by}；{each.status_label}"
        yield Step(f"{each.get_rung_display()}{number}", "营商局", each.recorded_at, note, "warn", url)
    for thing in order.referrals.order_by("pk"):
        where = reverse("rectification:referral", args=[thing.pk])
        yield Step(f"移交：{thing.status_label}", "营商局", thing.status_at, thing.reason, "wrong", where)


def _step(event: dict[str, object], order: Order) -> Step:
    return Step(
        str(event["what"]), str(event["who"]), event["when"],  # type: ignore[arg-type]
        str(event.get("note", "")), str(event.get("tone", "plain")), reverse("rectification:order", args=[order.pk]),
    )  # fmt: skip
