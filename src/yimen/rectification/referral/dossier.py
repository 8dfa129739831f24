"""移交案卷: the files of a referral, readable without us; what upper rooms hold of it they supply by registration."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from yimen.common.services import kept_file
from yimen.documents.models import IssuedDocument
from yimen.exchange.formulas import guarded
from yimen.people.models import Region
from yimen.rectification import rules
from yimen.rectification.ladder.queries import as_table
from yimen.rectification.models import Attachment, Explanation, Order
from yimen.rectification.pressing.waiting import spans
from yimen.rectification.queries import timeline
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.rules import title_of

Supplier = Callable[[Region, str, str], dict[str, bytes]]
SUPPLIERS: list[Supplier] = []
"""Who adds files, given the county, the finding's source and the item's code: the evidence, rules and parameters."""
TABLES = ("witnesses", "dependent", "severity", "terms", "authorities", "causes")
STYLE = rules.DATA.parent / "standalone" / "referral.css"
BYTE_ORDER_MARK = "\ufeff"


def rows_of(order: Order) -> list[str]:
    """What is disclosed with its proof, `app.model:key` each: the finding, the order and all that hangs on them."""
    finding = order.finding
    things: list[Any] = [finding, *finding.grounds.all(), *finding.explanations.all(), order, *order.replies.all()]
    things += [*Attachment.objects.filter(reply__order=order).order_by("pk"), *order.rechecks.all()]
    things += [*order.more_time.all(), *order.assistance.all(), *order.escalations.all()]
    things += [order.delivery] if hasattr(order, "delivery") else []
    return [f"{each._meta.label_lower}:{each.pk}" for each in things]


def files_of(referral: Referral, letter: bytes, day: date) -> dict[str, bytes]:
    """Name -> content of everything in the file but the ledger's proofs; equal input gives equal bytes."""
    order = referral.order
    found: dict[str, bytes] = {"letter.pdf": letter, "style.css": STYLE.read_bytes()}
    found["events.csv"] = _table(("时间", "谁", "事", "说明"), map(_told, _events(referral)))
    found["grounds.csv"] = _table(
        ("来源编号", "所据来源", "硬证据", "说明", "规则", "规则摘要", "登记时间"),
        ((g.source, g.titles, "是" if g.hard else "否", g.says, g.rule, g.rule_digest, _moment(g.recorded_at))
         for g in order.finding.grounds.order_by("pk")),
    )  # fmt: skip
    found["waiting.csv"] = _table(
        ("等待对象", "角色", "起", "止", "原因", "工作日"),
        ((s.who, s.role, s.first, s.last, s.why, f"{s.days:.2f}") for s in spans(order, day)),
    )
    found |= {f"tables/{name}.csv": (rules.DATA / f"{name}.csv").read_bytes() for name in TABLES}
    found["tables/ladder.csv"] = as_table(order.region_id)
    found |= _papers(order)
    for attachment in Attachment.objects.filter(reply__order=order).order_by("pk"):
        name = f"attachments/{attachment.pk}{Path(attachment.file_name).suffix[:10]}"
        found[name] = kept_file(attachment.digest)
    for supply in SUPPLIERS:
        found |= supply(order.region, order.finding.source, order.finding.subject)
    found["index.html"] = page_of(referral, sorted(found), day).encode()
    return found


def _papers(order: Order) -> dict[str, bytes]:
    rows = IssuedDocument.objects.filter(source=f"rectification:order:{order.pk}").order_by("pk")
    return {f"papers/{place}-{each.kind}.pdf": kept_file(each.digest) for place, each in enumerate(rows, start=1)}


def page_of(referral: Referral, names: list[str], day: date) -> str:
    """The page by which the file is read: the facts, the department's answer, the events, and the list of contents."""
    order = referral.order
    context = {
        "referral": referral, "order": order, "finding": order.finding, "day": day,
        "names": [(name, title_of(name)) for name in names],
        "explanations": order.finding.explanations.order_by("pk"), "events": [_told(e) for e in _events(referral)],
        "grounds": order.finding.grounds.order_by("pk"), "replies": order.replies.order_by("pk"),
    }  # fmt: skip
    return render_to_string("rectification/referral_file.html", context)


def contents_of(files: dict[str, bytes], rows: list[str]) -> bytes:
    """The list of contents: the SHA-256 of every file by its name, and which rows the ledger's part discloses."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return (
        json.dumps({"files": digests, "rows": sorted(rows)}, ensure_ascii=False, indent=1, sort_keys=True).encode()
        + b"\n"
    )


def packed(files: dict[str, bytes]) -> bytes:
    """The files as a zip whose bytes depend on nothing but them: in order of name, without a clock."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def unpacked(content: bytes) -> dict[str, bytes]:
    """Name -> content of a zip."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _events(referral: Referral) -> Iterator[dict[str, Any]]:
    """Everything that happened, oldest first: the finding and its hearing, the order, the rungs, the referral."""
    order, finding = referral.order, referral.order.finding
    found = [_event(finding.recorded_at, finding.found_by or "核验引擎", "提出疑点", finding.seen)]
    found += [
        _event(each.recorded_at, each.by, _said(each, order), each.text)
        for each in finding.explanations.select_related("by")
    ]
    found.append(_event(finding.judged_at or finding.status_at, "营商局", "认定", finding.judgement))
    found += timeline(order)
    for step in order.escalations.select_related("document__number"):
        found.append(_event(step.recorded_at, "营商局", step.get_rung_display(), f"错过期限 {step.missed_on}"))
        if step.reply:
            found.append(_event(step.replied_at, order.department, "对督促措施的说明", step.reply))
        if step.decision:
            found.append(_event(step.status_at, "营商局", "对说明的处理", step.decision))
    found.append(_event(referral.recorded_at, referral.proposed_by or "每日巡查", "提出移交", referral.reason))
    if referral.reply:
        found.append(_event(referral.replied_at, order.department, "对移交的说明", referral.reply))
    yield from sorted(found, key=lambda event: _moment(event["when"]))


def _said(explanation: Explanation, order: Order) -> str:
    """What a department's words are called: those on paper are registered by somebody else for it."""
    words = "核对属实" if explanation.admits else "部门说明"
    return words if explanation.by.department_id == order.department_id else f"{words}（书面，代为登记）"


def _event(when: Any, who: Any, what: str, note: str) -> dict[str, Any]:
    return {"when": when, "who": who, "what": what, "note": note}


def _told(event: dict[str, Any]) -> tuple[str, str, str, str]:
    return _moment(event["when"]), str(event["who"]), str(event["what"]), str(event.get("note", ""))


def _moment(when: datetime | date | None) -> str:
    if isinstance(when, datetime):
        return timezone.localtime(when).strftime("%Y-%m-%d %H:%M:%S")
    return when.isoformat() if when else ""


def _table(columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([guarded(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()
