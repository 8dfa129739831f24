"""The pages of the negative list: who may do what on them, what a refusal shows, and what they cost."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.entry.exemptions import services
from yimen.entry.exemptions.models import CureStep, Exemption, ExemptionEvidence
from yimen.entry.exemptions.states import EXEMPTION, PUBLISHED
from yimen.entry.exemptions.tests.conftest import file, law, room, site
from yimen.entry.exemptions.wording import digest_of
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region, Staff, User

LAW = {
    "reason": "law", "act": "中华人民共和国看守所条例", "article": "第二十八条", "act_version": "1990年公布",
    "valid_from": "2023-05-01",
}  # fmt: skip


def shown(client: Client, query: str) -> list[str]:
    return [row.item.code for row in client.get(f"/entry/exemptions/?{query}").context["page"].rows]


def test_an_entry_goes_its_way_on_its_pages(
    passport: Item, officer: User, liaison: User, leader: User, neighbour_officer: User, tax_liaison: User,
    client_of: Any,
) -> None:  # fmt: skip
    department, bureau, government = client_of(liaison), client_of(officer), client_of(leader)
    assert department.post("/entry/exemptions/new/", {**LAW, "item_code": "P9"}).status_code == 422
    department.post("/entry/exemptions/new/", {**LAW, "item_code": "P1"})
    row = Exemption.objects.get()
    address = f"/entry/exemptions/{row.pk}/"
    assert client_of(neighbour_officer).get(address).status_code == 404
    assert client_of(tax_liaison).get(address).status_code == 404
    assert bureau.post(f"{address}sign/", {"signer": "局长"}).status_code == 403
    assert "审查通过" not in department.get(address).content.decode()
    department.post(f"{address}sign/", {"signer": "县公安局局长", "seen": digest_of(row)})
    assert bureau.post(f"{address}review/", {"opinion": "", "move": "pass"}).status_code == 422
    bureau.post(f"{address}review/", {"opinion": "条文现行有效", "move": "pass", "seen": digest_of(row)})
    stale = government.post(f"{address}approve/", {"approved_on": "2023-05-02", "approval_number": "9号", "seen": "x"})
    assert (stale.status_code, "已被修改" in stale.content.decode()) == (409, True)
    government.post(f"{address}approve/", {"approved_on": "2023-05-02", "approval_number": "友政函〔2023〕9号"})
    assert shown(bureau, "status=approved") == ["P1"]
    said = bureau.post(f"{address}publish/", {}, follow=True).content.decode()
    row.refresh_from_db()
    assert row.holds_from == timezone.localdate() + timedelta(days=1)
    assert "已公布" in said
    assert shown(bureau, "status=upcoming") == ["P1"]
    assert bureau.post(f"{address}withdraw/", {"withdrawal": ""}).status_code == 422
    bureau.post(f"{address}withdraw/", {"withdrawal": "已进驻"})
    assert bureau.post(f"{address}withdraw/", {"withdrawal": "再撤"}).status_code == 409
    assert shown(bureau, "status=withdrawn") == ["P1"]


def test_a_returned_entry_is_rewritten_on_its_form_and_renewed_from_its_page(
    passport: Item, officer: User, liaison: User, published: Any, collector: Staff, client_of: Any
) -> None:
    today = timezone.localdate()
    content = room(today, today + timedelta(days=60), steps=((today + timedelta(days=30), "腾出档案室"),))
    row = published(passport, content)
    client = client_of(liaison)
    form = client.get(f"/entry/exemptions/{row.pk}/renew/").context["form"]
    assert form.initial["valid_from"] == row.valid_to + timedelta(days=1)
    assert form.initial["steps"] == f"{today + timedelta(days=30)} 腾出档案室"
    data = {
        "reason": "no_room", "basis": "布局方案", "meanwhile": "A01 窗口", "collectors": "OP7",
        "valid_from": row.valid_to + timedelta(days=1), "valid_to": row.valid_to + timedelta(days=90),
        "steps": "2023/13/01 搬迁",
    }  # fmt: skip
    wrong = client.post(f"/entry/exemptions/{row.pk}/renew/", data)
    assert (wrong.status_code, "第 1 步无法识别" in wrong.content.decode()) == (422, True)
    due = row.valid_to + timedelta(days=60)
    client.post(f"/entry/exemptions/{row.pk}/renew/", {**data, "steps": f"{due.year}年{due.month}月{due.day}日 搬迁"})
    again = Exemption.objects.get(renews=row)
    assert (again.steps.get().due, again.status) == (due, "draft")
    client.post(f"/entry/exemptions/{again.pk}/revise/", {**data, "meanwhile": "B02 窗口", "steps": f"{due} 搬迁"})
    again.refresh_from_db()
    assert (again.meanwhile, again.version) == ("B02 窗口", 2)


def test_evidence_is_added_taken_and_hidden_from_others(
    passport: Item, liaison: User, tax_liaison: User, officer: User, client_of: Any
) -> None:
    row = services.draft(by=liaison, item=passport, content=site(valid_from := date(2023, 5, 1), valid_from))
    client = client_of(liaison)
    address = f"/entry/exemptions/{row.pk}/attach/"
    assert client.post(address, {"kind": "equipment", "material": file("清单.exe")}).status_code == 422
    client.post(address, {"kind": "equipment", "material": file()})
    proof = f"/entry/exemptions/evidence/{ExemptionEvidence.objects.get().pk}/"
    answer = client_of(officer).get(proof)
    assert b"".join(answer.streaming_content) == b"%PDF-1.7 equipment"
    assert "attachment" in answer["Content-Disposition"]
    assert client_of(tax_liaison).get(proof).status_code == 404


def test_a_department_tells_its_steps_as_done_once(
    passport: Item, liaison: User, officer: User, collector: Staff, published: Any, client_of: Any
) -> None:
    today = timezone.localdate()
    published(passport, room(today, today + timedelta(days=90), steps=((today, "腾出档案室"),)))
    step = CureStep.objects.get()
    address = f"/entry/exemptions/steps/{step.pk}/finish/"
    assert client_of(officer).post(address, {"note": "档案已搬到三楼"}).status_code == 422
    client = client_of(liaison)
    client.post(address, {"note": "档案已搬到三楼"})
    step.refresh_from_db()
    assert (step.done_by, step.note) == (liaison, "档案已搬到三楼")
    assert client.post(address, {"note": "档案又搬了"}).status_code == 409


def test_a_reason_that_is_none_is_answered_with_what_to_do(passport: Item, liaison: User, client_of: Any) -> None:
    said = client_of(liaison).post("/entry/exemptions/new/", {**LAW, "reason": "few_cases", "item_code": "P1"})
    assert said.status_code == 422
    assert "委托综合窗口" in said.content.decode()


def test_what_lapsed_waits_until_the_item_enters_and_expiring_warns_before(
    passport: Item, residence: Item, county: Region, police: Department, liaison: User, officer: User, client_of: Any
) -> None:
    today = timezone.localdate()
    for item, last in ((passport, today - timedelta(days=1)), (residence, today + timedelta(days=10))):
        _register(item, police, last)
    for client in (client_of(liaison), client_of(officer)):
        lines = client.get("/entry/exemptions/duties/").context["lines"]
        assert [(duty.kind, duty.entry.item.code, late) for duty, late, _ in lines] == [
            ("lapsed", "P1", False), ("expiring", "P2", False),
        ]  # fmt: skip
        assert shown(client, "status=lapsed") == ["P1"]
    duty = client_of(officer).get("/entry/exemptions/duties/?kind=lapsed").context["lines"][0][0]
    assert (duty.due, duty.lead, duty.cooperating) == (today, "公安局", "县营商局、政务服务中心")


def _register(item: Item, department: Department, last: date) -> Exemption:
    return Exemption.objects.create(
        region=item.region, item=item, department=department, reason="site", basis="设备", valid_from=date(2023, 5, 1),
        valid_to=last, holds_from=date(2023, 5, 1), registered=True, published_at=timezone.now(),
        **begin(EXEMPTION, by=None, status=PUBLISHED),
    )  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["/entry/exemptions/", "/entry/exemptions/duties/", "/entry/public/230522000000/", "/evidence/collectors/"],
)
def test_the_number_of_queries_is_the_same_for_few_and_many_entries(
    address: str, passport: Item, police: Department, county: Region, officer: User, client_of: Any,
    django_assert_max_num_queries: Any,
) -> None:  # fmt: skip
    client = client_of(officer)
    last = timezone.localdate() + timedelta(days=20)
    _many(county, police, range(3), last)
    client.get(address)
    with django_assert_max_num_queries(50) as few:
        assert client.get(address).status_code == 200
    _many(county, police, range(3, 40), last)
    with django_assert_max_num_queries(len(few)):
        assert client.get(address).status_code == 200


def _many(county: Region, police: Department, numbers: range, last: date) -> None:
    for number in numbers:
        item = Item.objects.create(region=county, code=f"M{number:03}")
        ItemVersion.objects.create(
            item=item, region=county, department=police, code=item.code, name="事项", kind="01", search_text="事项",
            initiation="on_application", valid_from=date(2020, 1, 1),
        )  # fmt: skip
        row = _register(item, police, last)
        Exemption.objects.filter(pk=row.pk).update(reason="no_room")


def test_entries_of_law_show_their_article(passport: Item, published: Any, officer: User, client_of: Any) -> None:
    row = published(passport, law(timezone.localdate()))
    assert (
        "《中华人民共和国看守所条例》第二十八条（1990年公布）"
        in client_of(officer).get(f"/entry/exemptions/{row.pk}/").content.decode()
    )
