"""From the first missed day to a sealed file that proves itself; nothing presses while anybody of us is waited for."""

import csv
import io
import json
import re
import zipfile
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.services import kept_file
from yimen.common.workdays import due
from yimen.ledger import seals
from yimen.ledger.models import Event
from yimen.ledger.standalone import verify_evidence
from yimen.people.models import Department, Region, User
from yimen.rectification import services
from yimen.rectification.models import Finding, Order
from yimen.rectification.pressing import services as pressing
from yimen.rectification.pressing.models import Escalation
from yimen.rectification.pressing.queries import next_step
from yimen.rectification.pressing.waiting import shares, spans
from yimen.rectification.referral import services as referral
from yimen.rectification.referral.dossier import packed, unpacked
from yimen.rectification.referral.models import Referral
from yimen.rectification.referral.rules import title_of
from yimen.rectification.tests.making import accept

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)  # a Monday; holidays of 2026 are known
SANCTIONS = re.compile("处分|撤职|记过|记大过|降级|开除|免职|问责|罚款|警告|诫勉|停职|追究.{0,4}责任")


@pytest.fixture
def order(county: Region, police: Department, officer: User, liaison: User, settings: Any, tmp_path: Path) -> Order:
    """An order signed for, whose day is the one before TODAY; its letters lie in the test's own folder."""
    settings.YIMEN_DATA = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "f")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}
    finding = services.raise_finding(
        by=None, region=county, department=police, source="evidence:run:1", subject="I1",
        title="居住证签发：疑似体外循环", kind="bypassed", seen="台账 40 件中有 12 件没有大厅办件。",
        innocent="可能是存量证照。", period_from=date(2025, 1, 1), period_to=date(2025, 12, 31),
    )  # fmt: skip
    finding = services.explain(by=liaison, finding=finding, text="其中三件为历史数据迁移")
    finding = accept(officer, finding)
    long_ago, deadline = TODAY - timedelta(days=40), TODAY - timedelta(days=1)
    issued = services.issue_order(
        by=officer, finding=finding, demand="全部改由大厅受理", deadline=deadline, day=long_ago
    )
    return services.receive(by=liaison, order=issued)


def day_round(day: date) -> str:
    out = io.StringIO()
    call_command("escalate", day=day, stdout=out)
    return out.getvalue()


def climb(order: Order) -> list[Escalation]:
    """Every rung, each on the day after the last one's own; the last proposes to refer."""
    day = TODAY
    for _ in range(5):
        day_round(day)
        day = order.escalations.latest("pk").finish_by + timedelta(days=1)
    return list(order.escalations.order_by("pk"))


def test_each_missed_day_goes_up_one_rung_and_the_last_only_proposes_to_refer(order: Order) -> None:
    assert next_step(order, order.due).rung is None
    assert day_round(order.due) == ""
    first = day_round(TODAY)
    assert "提醒函" in first
    assert "期限到" in day_round(TODAY), "the same round once more sends nothing"
    assert order.escalations.count() == 1
    rungs = climb(order)
    assert [each.rung for each in rungs] == ["reminder", "supervision", "talk", "circular", "referral"]
    assert [each.missed_on for each in rungs[1:]] == [each.finish_by for each in rungs[:-1]]
    letters = [each.document for each in rungs]
    assert [str(each.number) for each in letters[:-1] if each] == [
        "友营商提〔2026〕1号", "友营商督〔2026〕1号", "友营商约〔2026〕1号", "友营商通〔2026〕1号"]  # fmt: skip
    assert letters[-1] is None
    assert Referral.objects.get().status == "proposed"
    assert "已提出移交" in day_round(rungs[-1].finish_by + timedelta(days=1))
    assert Referral.objects.count() == 1


def test_nothing_presses_while_anybody_of_us_is_waited_for(
    order: Order, officer: User, second_officer: User, liaison: User, client_of: Any
) -> None:
    with pytest.raises(Refused, match="须晚于"):
        pressing.ask_more_time(by=liaison, order=order, until=order.due, reason="设备未到货")
    later = TODAY + timedelta(days=14)
    request = pressing.ask_more_time(by=liaison, order=order, until=later, reason="窗口设备采购未到货")
    assert "延期申请待决定" in day_round(TODAY)
    with pytest.raises(Refused, match="另一人"):
        pressing.settle_more_time(by=officer, request=request, granted=True, decision="同意延期")
    url = reverse("rectification:extend", args=[order.pk])
    said = {"settle-decision": "核实设备确未到货", "move": "grant"}
    assert client_of(second_officer).post(url, said).status_code == 302
    order.refresh_from_db()
    assert (order.deadline, order.due) == (TODAY - timedelta(days=1), later), "the deadline itself never changes"
    assert "居住证" not in day_round(later)
    day_round(later + timedelta(days=1))
    step = order.escalations.get()
    step = pressing.dispute(by=liaison, step=step, text="已在期限内口头报告进度")
    after = step.finish_by + timedelta(days=1)
    assert "说明待处理" in day_round(after)
    with pytest.raises(Refused, match="另一人"):
        pressing.settle_dispute(by=officer, step=step, lifted=False, decision="没有书面答复")
    lifted = pressing.settle_dispute(by=second_officer, step=step, lifted=True, decision="核实属实")
    assert lifted.status == "lifted"
    assert next_step(order, after).why.startswith("整改期限已过"), "what was taken back does not count"
    services.object_to(by=liaison, order=order, text="该事项已划转，不属我局")
    order.refresh_from_db()
    assert "营商局处理中" in next_step(order, after).why
    page = client_of(liaison).get(reverse("rectification:order", args=[order.pk])).content.decode()
    assert "时间花在哪里" not in page or "营商局" in page


def test_an_order_is_served_on_paper_with_its_receipt(
    order: Order, officer: User, client_of: Any, police: Department
) -> None:
    client = client_of(officer)
    receipt = reverse("rectification:letter", args=[order.pk]) + "?paper=receipt"
    assert client.get(receipt).content.startswith(b"%PDF")
    Order.objects.filter(pk=order.pk).update(status="issued")
    order.delivery.delete()
    form = {"serve-way": "direct", "serve-served_on": "2020-01-01", "serve-receiver": "办公室主任"}
    url = reverse("rectification:serve", args=[order.pk])
    early = client.post(url, {**form, "serve-scan": SimpleUploadedFile("回证.pdf", b"%PDF-1.4")})
    assert "送达日期须在" in early.content.decode()
    form["serve-served_on"] = timezone.localdate(order.recorded_at).isoformat()
    served = client.post(url, {**form, "serve-scan": SimpleUploadedFile("回证.pdf", b"%PDF-1.4")})
    assert served.status_code == 302
    order.refresh_from_db()
    assert (order.status, order.delivery.way) == ("served", "direct")
    scan = client.get(reverse("rectification:letter", args=[order.pk]) + "?paper=scan")
    assert b"".join(scan.streaming_content) == b"%PDF-1.4"


def test_the_letter_of_a_rung_has_a_receipt_of_its_own_and_its_days_run_on(
    order: Order, officer: User, liaison: User, neighbour_officer: User, client_of: Any
) -> None:
    step = pressing.escalate(by=None, order=order, day=TODAY)
    client, until = client_of(officer), step.finish_by
    url, papers = reverse("rectification:serve", args=[order.pk]), reverse("rectification:letter", args=[order.pk])
    assert client.get(papers, {"paper": "form", "step": step.pk}).content.startswith(b"%PDF")
    assert client.get(papers, {"paper": "receipt", "step": step.pk}).status_code == 404, "not served yet"
    prefix = f"rung-{step.pk}"
    form = {"step": step.pk, f"{prefix}-way": "post", f"{prefix}-receiver": "办公室主任",
            f"{prefix}-served_on": TODAY.isoformat()}  # fmt: skip
    assert client.post(url, form).status_code == 422, "without the scan it is not registered"
    assert client_of(liaison).post(url, form).status_code == 403
    scanned = {f"{prefix}-scan": SimpleUploadedFile("回证.pdf", b"%PDF-1.4 signed")}
    told = client.post(url, {**form, **scanned}, follow=True).content.decode()
    assert "邮寄送达" in told and "收件人：办公室主任" in told
    step.refresh_from_db()
    assert (step.delivery.served_on, step.finish_by) == (TODAY, until)
    scan = client.get(papers, {"paper": "scan", "step": step.pk})
    assert b"".join(scan.streaming_content) == b"%PDF-1.4 signed"
    given = {"way": "post", "served_on": TODAY, "receiver": "办公室主任", "day": TODAY}
    for by, words in ((officer, "已经登记"), (neighbour_officer, "只有本县")):
        with pytest.raises(Refused, match=words):
            pressing.serve_rung(by=by, step=step, scan=SimpleUploadedFile("回证.pdf", b"%PDF"), **given)


def test_the_days_are_counted_to_whom_they_were_waited_for(
    order: Order, officer: User, liaison: User, tax: Department, tax_liaison: User
) -> None:
    start = date(2026, 3, 2)
    order.delivery.served_on = start
    help_ = pressing.ask_assistance(by=liaison, order=order, department=tax, text="请开通完税信息接口")
    with pytest.raises(Refused, match="没有答复"):
        pressing.ask_assistance(by=liaison, order=order, department=tax, text="请开通完税信息接口")
    pressing.answer_assistance(by=tax_liaison, assistance=help_, text="接口已经开通")
    moments = {"recorded_at": "2026-03-04T09:00+08:00", "answered_at": "2026-03-09T09:00+08:00"}
    order.assistance.update(**moments)
    services.object_to(by=liaison, order=order, text="清单有误，请核对")
    order.replies.update(recorded_at="2026-03-11T09:00+08:00")
    order.refresh_from_db()
    order.delivery.served_on = start
    found = spans(order, date(2026, 3, 16))
    assert [(each.who, each.days) for each in found] == [("公安局", 2), ("税务局", 3), ("公安局", 2), ("营商局", 3)]
    assert [(each.who, each.role, each.days) for each in shares(found)] == [
        ("公安局", "牵头部门", 4), ("税务局", "协办部门", 3), ("营商局", "主管部门", 3)]  # fmt: skip
    assert sum(each.part for each in shares(found)) == pytest.approx(1)


@pytest.fixture
def sealed(order: Order, officer: User, second_officer: User, leader: User, liaison: User) -> Referral:
    """A referral after all rungs, answered by the department, agreed to by two, sealed and packed."""
    rungs = climb(order)
    thing = Referral.objects.get()
    day = rungs[-1].finish_by
    with pytest.raises(Refused, match="说明期限到"):
        referral.support(by=second_officer, referral=thing, authority="discipline", day=thing.reply_by)
    thing = referral.reply(by=liaison, referral=thing, text="窗口人员不足，正在调配，请予宽限。")
    with pytest.raises(Refused, match="有权部门表"):
        referral.support(by=second_officer, referral=thing, authority="court", day=day)
    thing = referral.support(by=second_officer, referral=thing, authority="discipline", day=day)
    with pytest.raises(Refused, match="另一人"):
        referral.approve(by=second_officer, referral=thing, day=day)
    thing = referral.approve(by=leader, referral=thing, day=day)
    return referral.close_file(by=officer, referral=thing, day=day)


AROUND = {"contents.json", "ledger.json", "disclosed.jsonl", "schemas.jsonl", "verify_evidence.py", "receipt.json"}
"""What proves the file; the list of contents names what it proves."""
CONTENT_FILES = {"letter.pdf", "events.csv", "grounds.csv", "waiting.csv", "tables/ladder.csv"}


def checked(content: bytes, folder: Path) -> int:
    path = folder / "file.zip"
    path.write_bytes(content)
    return verify_evidence.main([str(path), "--key", seals.public_key().hex()])


def test_the_file_proves_itself_without_us_and_no_byte_of_it_can_be_changed(
    sealed: Referral, tmp_path: Path, capsys: Any, officer: User, client_of: Any
) -> None:
    content = kept_file(sealed.digest)
    assert checked(content, tmp_path) == 0
    assert "核验通过" in capsys.readouterr().out
    files = unpacked(content)
    assert packed(files) == content, "the file is the same bytes whoever packs it, and whenever"
    page = files["index.html"].decode()
    for words in ("台账 40 件中有 12 件没有大厅办件", "其中三件为历史数据迁移", "窗口人员不足，正在调配", "提醒函"):
        assert words in page
    assert all(
        f"<code>{name}</code>" in page and f">{title_of(name)}</a>" in page for name in CONTENT_FILES & set(files)
    )
    cells, named = page.count("<td"), page.count('data-head="')
    assert cells == named > 20, "on a phone each cell says under which head it stands"
    assert not [name for name in set(files) - AROUND if title_of(name) == name], "every file is named in words"
    assert {"letter.pdf", "events.csv", "grounds.csv", "waiting.csv", "tables/ladder.csv"} <= set(files)
    assert len([name for name in files if name.startswith("papers/")]) == 5
    rows = list(csv.DictReader(io.StringIO(files["events.csv"].decode("utf-8-sig"))))
    assert [row["时间"] for row in rows] == sorted(row["时间"] for row in rows)
    for name in files:
        if name != "verify_evidence.py":
            assert checked(packed({**files, name: files[name] + b"x"}), tmp_path) == 1, name
            assert checked(packed({key: each for key, each in files.items() if key != name}), tmp_path) == 1, name
    assert checked(packed({**files, "more.txt": b"x"}), tmp_path) == 1
    fewer = b"".join(files["disclosed.jsonl"].splitlines(keepends=True)[1:])
    assert checked(packed({**files, "disclosed.jsonl": fewer}), tmp_path) == 1, "no row can be left out"
    told = json.loads(files["ledger.json"])
    for place in range(len(told["events"])):
        events = [dict(each) for each in told["events"]]
        events[place]["path"] = [*events[place]["path"][:-1], "0" * 64]
        forged = json.dumps({**told, "events": events}).encode()
        assert checked(packed({**files, "ledger.json": forged}), tmp_path) == 1
    assert checked(content[:-30], tmp_path) == 1, "a damaged zip"
    first, rest = files["disclosed.jsonl"].split(b"\n", 1)
    damaged = {
        "disclosed.jsonl 第 1 行：缺少字段，或所指的条目不在": re.sub(rb'"seq":\d+', b'"seq":999999', first),
        "disclosed.jsonl 第 1 行：不是 JSON": first[:-1],
        "disclosed.jsonl 第 1 行：内容的形式不符": re.sub(rb'"seq":\d+', b'"seq":[]', first),
    }
    capsys.readouterr()
    for words, line in damaged.items():
        assert checked(packed({**files, "disclosed.jsonl": line + b"\n" + rest}), tmp_path) == 1
        assert words in capsys.readouterr().out
    checked(packed({name: each for name, each in files.items() if name != "schemas.jsonl"}), tmp_path)
    assert "缺少文件 schemas.jsonl" in capsys.readouterr().out
    sent = referral.send(by=officer, referral=sealed, sent_on=sealed.document.issued_on, receipt="收字3号，案管室",
                         day=sealed.document.issued_on)  # fmt: skip
    assert sent.status == "sent"
    taken = client_of(officer).get(reverse("rectification:referral_file", args=[sealed.pk]))
    assert b"".join(taken.streaming_content) == content


def test_the_ledger_names_the_contents_and_what_it_discloses(sealed: Referral) -> None:
    event = referral.sealing(sealed)
    assert json.loads(bytes(event.meta))["facts"]["contents"] == sealed.contents
    files = unpacked(kept_file(sealed.digest))
    shown = [json.loads(line) for line in files["disclosed.jsonl"].decode().splitlines()]
    assert {"rectification.finding", "rectification.order", "rectification.escalation"} <= {e["model"] for e in shown}
    seqs = {each["seq"] for each in json.loads(files["ledger.json"])["events"]}
    kinds = set(Event.objects.filter(seq__in=seqs, chain=sealed.region_id).values_list("kind", flat=True))
    assert kinds >= {"rectification.finding_raised", "rectification.finding.accept", "rectification.order_issued"}
    assert kinds >= {"rectification.escalated", "rectification.referral.seal"}


def test_a_finding_that_was_taken_back_is_not_referred(order: Order, second_officer: User, liaison: User) -> None:
    thing = referral.propose(by=None, order=order, day=TODAY)
    thing = referral.reply(by=liaison, referral=thing, text="该事项已划转，不属我局")
    services.object_to(by=liaison, order=order, text="该事项已划转，不属我局")
    order.refresh_from_db()
    thing = Referral.objects.get(pk=thing.pk)
    with pytest.raises(Refused, match="营商局处理中"):
        referral.support(by=second_officer, referral=thing, authority="discipline")
    services.decide_objection(by=second_officer, order=order, upheld=True, text="经核实属实")
    thing = Referral.objects.get(pk=thing.pk)
    assert Finding.objects.get().status == "taken_back"
    with pytest.raises(Refused, match="已经撤回"):
        referral.support(by=second_officer, referral=thing, authority="discipline")


def test_no_page_no_letter_and_no_table_proposes_a_sanction(sealed: Referral) -> None:
    room = Path(services.__file__).parent
    texts = {path.name: path.read_text("utf-8") for path in [*room.rglob("*.html"), *room.rglob("*.csv")]}
    texts |= {path.name: path.read_text("utf-8") for path in room.rglob("*.py") if "tests" not in path.parts}
    files = unpacked(kept_file(sealed.digest))
    texts |= {name: each.decode() for name, each in files.items() if name.endswith((".html", ".csv"))}
    assert {name: SANCTIONS.findall(text) for name, text in texts.items() if SANCTIONS.search(text)} == {}
    assert SANCTIONS.search("建议给予记过处分"), "the search would find one"


def test_working_days_of_a_rung_are_counted_over_the_holiday() -> None:
    finish = due(date(2026, 4, 30), 5)
    assert finish is not None
    assert finish.on > date(2026, 5, 8)


def test_the_zip_has_no_clock_in_it() -> None:
    with zipfile.ZipFile(io.BytesIO(packed({"b": b"2", "a": b"1"}))) as archive:
        assert [each.filename for each in archive.infolist()] == ["a", "b"]
        assert {each.date_time[0] for each in archive.infolist()} == {1980}
