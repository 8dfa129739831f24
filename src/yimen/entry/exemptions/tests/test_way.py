"""The way of an entry: what each reason demands, who may decide, and that each decision binds one text."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import months_after
from yimen.entry import queries as entry
from yimen.entry.exemptions import queries, rules, services
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.services import Content, Registered
from yimen.entry.exemptions.tests.conftest import MAY_1, NUMBER, file, law, noon, room, site
from yimen.entry.exemptions.wording import digest_of
from yimen.people.models import Department, Region, Staff, User

MAY_2 = MAY_1 + timedelta(days=1)
pytestmark = pytest.mark.usefixtures("may_2023")


def state(day: date, item: Item) -> str:
    found: str = entry.state_on(day).get(item=item).entry_state
    return found


# what an entry may say


@pytest.mark.parametrize("reason", [each.code for each in rules.REASONS.values() if not each.may_hold])
def test_what_is_no_reason_is_refused_with_what_to_do_instead(liaison: User, passport: Item, reason: str) -> None:
    with pytest.raises(Refused, match="不能作为不进驻的理由") as refusal:
        services.draft(by=liaison, item=passport, content=Content(reason, MAY_1, basis="说明"))
    assert rules.REASONS[reason].instead in str(refusal.value)
    assert not Exemption.objects.exists()


def test_the_four_that_are_said_most_are_offered_and_are_none() -> None:
    none = {each.code for each in rules.REASONS.values() if not each.may_hold}
    assert none == {"few_cases", "no_staff", "own_system", "network"}
    assert none <= dict(rules.OFFERED).keys()
    assert {code for code, _ in rules.CHOICES} == set(Exemption.Reason.values)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (room(last=None), "须填写终止日期"),
        (room(last=date(2024, 5, 2)), "最长 12 个月"),
        (room(meanwhile=""), "收件、受理"),
        (room(collectors=()), "专人"),
        (room(collectors=("OP9",)), "没有工号为 OP9"),
        (room(steps=()), "整改方案"),
        (room(steps=((date(2024, 1, 31), "搬迁"),)), "晚于终止日期"),
        (site(last=None), "须填写终止日期"),
        (site(last=date(2026, 5, 2)), "最长 36 个月"),
        (site(basis=""), "依据"),
        (law(article=""), "分别填写"),
        (law(act=""), "分别填写|依据"),
        (law(act_version=""), "分别填写"),
        (law(article="有关规定"), "无法识别"),
        (law(last=date(2023, 4, 30)), "早于起始日期"),
        (replace(law(), reason="nonsense"), "从列表中选择"),
    ],
)
def test_each_reason_has_its_demands(
    liaison: User, passport: Item, collector: Staff, content: Content, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        services.draft(by=liaison, item=passport, content=content)
    assert not Exemption.objects.exists()


def test_want_of_room_may_last_twelve_months_and_a_law_for_ever(
    liaison: User, passport: Item, residence: Item, collector: Staff
) -> None:
    assert services.draft(by=liaison, item=passport, content=room(last=date(2024, 5, 1))).valid_to == date(2024, 5, 1)
    row = services.draft(by=liaison, item=residence, content=law(act="《中华人民共和国看守所条例》"))
    assert (row.act, row.valid_to) == ("中华人民共和国看守所条例", None)
    assert row.basis == "《中华人民共和国看守所条例》（1990年公布）第二十八条"


def test_the_end_of_a_month_has_a_month_after() -> None:
    assert months_after(date(2023, 8, 31), 6) == date(2024, 2, 29)
    assert months_after(date(2023, 1, 15), 12) == date(2024, 1, 15)


@pytest.mark.parametrize(
    "basis",
    [
        "《中华人民共和国保守国家秘密法》第十三条",
        "《中华人民共和国保守国家秘密法》第十三条第（二）项、友政办发〔2023〕15号",
    ],
)
def test_a_secret_reason_takes_a_reference(liaison: User, passport: Item, basis: str) -> None:
    row = services.draft(by=liaison, item=passport, content=Content("secret", MAY_1, basis=basis))
    assert row.basis == basis
    with pytest.raises(Refused, match="不得上传"):
        services.attach(by=liaison, exemption=row, kind="other", upload=file())


@pytest.mark.parametrize(
    ("basis", "more"),
    [
        ("涉及某部队营区布防及人员编制", {}),
        ("《中华人民共和国保守国家秘密法》第十三条，因库房位于三号楼地下", {}),
        ("机密★10年 《某方案》", {}),
        ("《保密法》第九条（营区坐标）", {}),
        ("《保密法》第九条", {"meanwhile": "三号楼"}),
    ],
)
def test_secret_content_is_not_stored(liaison: User, passport: Item, basis: str, more: Any) -> None:
    with pytest.raises(Refused, match="没有保存"):
        services.draft(by=liaison, item=passport, content=Content("secret", MAY_1, basis=basis, **more))
    assert not Exemption.objects.exists()


def test_nothing_is_signed_without_the_evidence_that_the_reason_demands(liaison: User, passport: Item) -> None:
    row = services.draft(by=liaison, item=passport, content=site())
    with pytest.raises(Refused, match="专用场地或设备清单"):
        services.sign(by=liaison, exemption=row, signer="局长")
    services.attach(by=liaison, exemption=row, kind="equipment", upload=file())
    assert services.sign(by=liaison, exemption=row, signer="局长").status == "signed"
    with pytest.raises(Refused, match="起草时上传"):
        services.attach(by=liaison, exemption=row, kind="other", upload=file())


def test_a_program_is_no_evidence(liaison: User, passport: Item) -> None:
    row = services.draft(by=liaison, item=passport, content=site())
    with pytest.raises(Refused, match="不能接收"):
        services.attach(by=liaison, exemption=row, kind="equipment", upload=file("清单.exe"))


def test_two_entries_for_the_same_time_are_refused(published: Any, liaison: User, passport: Item) -> None:
    published(passport, site(last=date(2023, 6, 30)))
    with pytest.raises(Refused, match="同一时间"):
        services.draft(by=liaison, item=passport, content=law(date(2023, 6, 30)))
    services.draft(by=liaison, item=passport, content=law(date(2023, 7, 1)))


# who may decide


@pytest.mark.parametrize("role", ["clerk", "approver", "leader", "neighbour_officer", "tax_liaison", "inspector"])
def test_only_the_department_and_the_bureau_draft(request: Any, role: str, passport: Item) -> None:
    with pytest.raises(Refused, match="起草"):
        services.draft(by=request.getfixturevalue(role), item=passport, content=law())


def test_an_item_ex_officio_needs_no_entry(liaison: User, make_item: Any) -> None:
    penalty = make_item("P9", "治安处罚", initiation="ex_officio", kind="02")
    with pytest.raises(Refused, match="依职权"):
        services.draft(by=liaison, item=penalty, content=law())


def test_a_department_signs_only_its_own(officer: User, tax_liaison: User, liaison: User, passport: Item) -> None:
    row = services.draft(by=liaison, item=passport, content=law())
    for somebody in (officer, tax_liaison):
        with pytest.raises(Refused, match="责任部门"):
            services.sign(by=somebody, exemption=row, signer="局长")


def test_nobody_reviews_approves_or_answers_for_his_own_department(
    make_user: Any, county: Region, police: Department, liaison: User, officer: User, passport: Item
) -> None:
    own = make_user("own_officer", "officer", county, police)
    row = services.draft(by=liaison, item=passport, content=law())
    services.sign(by=liaison, exemption=row, signer="局长")
    with pytest.raises(Refused, match="任何人不得审查本部门"):
        services.review(by=own, exemption=row, passes=True, opinion="同意")
    services.review(by=officer, exemption=row, passes=True, opinion="同意")
    with pytest.raises(Refused, match="任何人不得登记批准本部门"):
        services.approve(by=own, exemption=row, approved_on=MAY_1, approval_number=NUMBER)


def test_whoever_drafted_does_not_review_and_whoever_reviewed_does_not_approve(
    liaison: User, officer: User, leader: User, passport: Item, make_user: Any, county: Region, bureau: Department
) -> None:
    second = make_user("second", "officer", county, bureau)
    row = services.draft(by=officer, item=passport, content=law())
    services.sign(by=liaison, exemption=row, signer="局长")
    with pytest.raises(Refused, match="起草人"):
        services.review(by=officer, exemption=row, passes=True, opinion="同意")
    services.review(by=second, exemption=row, passes=True, opinion="同意")
    with pytest.raises(Refused, match="不同的人"):
        services.approve(by=second, exemption=row, approved_on=MAY_1, approval_number=NUMBER)
    assert services.approve(by=leader, exemption=row, approved_on=MAY_1, approval_number=NUMBER).status == "approved"


def test_a_returned_entry_is_rewritten_and_signed_again(liaison: User, officer: User, passport: Item) -> None:
    row = services.draft(by=liaison, item=passport, content=law())
    services.sign(by=liaison, exemption=row, signer="局长")
    services.review(by=officer, exemption=row, passes=False, opinion="条文已废止")
    with pytest.raises(Conflict):
        services.sign(by=liaison, exemption=row, signer="局长")
    services.revise(by=liaison, exemption=row, content=law(act_version="2023年修订"))
    assert services.sign(by=liaison, exemption=row, signer="局长").status == "signed"


@pytest.mark.parametrize(
    ("approved_on", "number", "sentence"),
    [(MAY_1, " ", "批准文号"), (None, "1号", "批准日期"), (MAY_2, "1号", "今天之后")],
)
def test_an_approval_needs_a_document_of_the_past(
    liaison: User, officer: User, leader: User, passport: Item, approved_on: date | None, number: str, sentence: str
) -> None:
    row = services.draft(by=liaison, item=passport, content=law())
    services.sign(by=liaison, exemption=row, signer="局长")
    services.review(by=officer, exemption=row, passes=True, opinion="同意")
    with pytest.raises(Refused, match=sentence):
        services.approve(by=leader, exemption=row, approved_on=approved_on, approval_number=number)


def test_of_two_who_publish_only_one_does(approved: Any, officer: User, passport: Item) -> None:
    row = approved(passport, law())
    same = Exemption.objects.get(pk=row.pk)
    services.publish(by=officer, exemption=row)
    with pytest.raises(Conflict):
        services.publish(by=officer, exemption=same)


# one text


def test_a_changed_text_makes_every_signature_stale(
    approved: Any, liaison: User, officer: User, passport: Item
) -> None:
    row = approved(passport, law())
    assert [each.stale for each in queries.signatures(row)] == [False, False, False]
    row = services.revise(by=liaison, exemption=row, content=law(article="第二十九条"))
    assert [each.stale for each in queries.signatures(row)] == [True, True, True]
    assert (row.status, row.approved_on, row.approval_number) == ("draft", None, "")
    with pytest.raises(Conflict):
        services.publish(by=officer, exemption=row)


def test_a_decision_on_a_text_that_changed_since_it_was_shown_is_refused(liaison: User, passport: Item) -> None:
    row = services.draft(by=liaison, item=passport, content=law())
    seen = digest_of(row)
    services.revise(by=liaison, exemption=row, content=law(article="第二十九条"))
    with pytest.raises(Conflict, match="已被修改"):
        services.sign(by=liaison, exemption=row, signer="局长", seen=seen)


def test_a_text_changed_behind_the_back_is_not_published(approved: Any, officer: User, passport: Item) -> None:
    row = approved(passport, law())
    Exemption.objects.filter(pk=row.pk).update(article="第二十九条")
    row.refresh_from_db()
    with pytest.raises(Conflict, match="没有经过“政府批准”"):
        services.publish(by=officer, exemption=row)


@pytest.mark.parametrize(
    "change",
    [
        {"article": "第二十九条"}, {"act_version": "2023年"}, {"last": date(2023, 12, 30)}, {"first": MAY_2},
        {"meanwhile": "B02 窗口"},
    ],
)  # fmt: skip
def test_every_word_of_the_text_counts(liaison: User, passport: Item, change: dict[str, Any]) -> None:
    row = services.draft(by=liaison, item=passport, content=law())
    before = digest_of(row)
    assert digest_of(services.revise(by=liaison, exemption=row, content=law())) == before
    assert digest_of(services.revise(by=liaison, exemption=row, content=law(**change))) != before


def test_people_steps_and_evidence_are_part_of_the_text(
    liaison: User, passport: Item, collector: Staff, county: Region, police: Department
) -> None:
    row = services.draft(by=liaison, item=passport, content=room())
    seen = {digest_of(row)}
    later = room(steps=((date(2023, 10, 1), "腾出二楼东侧档案室"),))
    seen.add(digest_of(services.revise(by=liaison, exemption=row, content=later)))
    services.attach(by=liaison, exemption=row, kind="plan", upload=file("方案.docx"))
    seen.add(digest_of(row))
    assert len(seen) == 3


# dates


def test_an_entry_holds_from_the_day_after_its_publication(published: Any, passport: Item) -> None:
    row = published(passport, law(date(2023, 1, 1)))
    assert row.holds_from == MAY_2
    assert [state(day, passport) for day in (date(2023, 1, 1), MAY_1, MAY_2)] == [
        "unexplained",
        "unexplained",
        "exempt",
    ]


def test_an_approved_entry_exempts_from_nothing_until_it_is_published(approved: Any, passport: Item) -> None:
    approved(passport, law())
    assert state(date(2030, 1, 1), passport) == "unexplained"


def test_an_entry_lapses_the_day_after_its_end(published: Any, passport: Item) -> None:
    published(passport, site(last=date(2023, 6, 30)))
    assert state(date(2023, 6, 30), passport) == "exempt"
    assert state(date(2023, 7, 1), passport) == "unexplained"


def test_an_entry_whose_time_is_over_is_not_published(approved: Any, officer: User, passport: Item) -> None:
    row = approved(passport, site(last=date(2023, 6, 30)))
    with time_machine.travel(noon(date(2023, 6, 30))), pytest.raises(Refused, match="不会生效"):
        services.publish(by=officer, exemption=row)


def test_a_withdrawn_entry_still_held_before(published: Any, officer: User, passport: Item) -> None:
    row = published(passport, law())
    with time_machine.travel(noon(date(2023, 7, 1))):
        with pytest.raises(Refused, match="早于今天"):
            services.withdraw(by=officer, exemption=row, withdrawal="已进驻", withdrawn_on=date(2023, 6, 1))
        services.withdraw(by=officer, exemption=row, withdrawal="已进驻")
    assert state(date(2023, 6, 30), passport) == "exempt"
    assert state(date(2023, 7, 1), passport) == "unexplained"


def test_a_renewal_begins_after_the_end_and_goes_the_whole_way(
    published: Any, liaison: User, officer: User, passport: Item, collector: Staff
) -> None:
    first = published(passport, room())
    again = published(passport, room(date(2023, 6, 1), date(2024, 6, 30), steps=((date(2024, 3, 1), "搬迁"),)), first)
    assert (again.renews, again.valid_from) == (first, date(2024, 1, 1))
    with pytest.raises(Refused, match="已有续期条目"):
        services.renew(by=liaison, exemption=first, content=room(last=date(2024, 6, 30)))
    creep = queries.creep_of([passport.pk], date(2024, 7, 1))[passport.pk]
    assert (creep.renewals, creep.months, creep.hops, creep.too_long, creep.flagged) == (1, 14, 0, True, True)
    named = queries.with_names(Exemption.objects.all())
    assert queries.standing(named.get(pk=first.pk), date(2024, 2, 1))[0] == "renewed"
    assert queries.standing(named.get(pk=again.pk), date(2024, 6, 10))[0] == "expiring"
    assert queries.standing(named.get(pk=again.pk), date(2024, 7, 1))[0] == "lapsed"


def test_hopping_from_reason_to_reason_is_shown(
    published: Any, officer: User, passport: Item, collector: Staff
) -> None:
    published(passport, room(last=date(2023, 6, 30), steps=((date(2023, 6, 1), "搬迁"),)))
    published(passport, site(date(2023, 7, 1)))
    creep = queries.creep_of([passport.pk], date(2023, 8, 1))[passport.pk]
    assert (creep.hops, creep.flagged) == (1, True)
    assert "场地受限（临时） → 须特殊场地或设备" in creep.words
    rows = queries.repeated(queries.visible_exemptions(officer))
    assert {row.item for row in rows} == {passport}


def test_standing_in_python_and_in_the_database_agree(
    published: Any, approved: Any, passport: Item, residence: Item
) -> None:
    published(passport, site(date(2023, 5, 10), date(2023, 6, 30)))
    approved(residence, law())
    codes = (*queries.BY_DATE, "draft", "approved", "withdrawn")
    for day in (MAY_1, date(2023, 5, 9), date(2023, 5, 10), date(2023, 6, 1), date(2023, 6, 30), date(2023, 7, 1)):
        rows = queries.with_names(Exemption.objects.all())
        for row in rows:
            code = queries.standing(row, day)[0]
            found = {each for each in codes if queries.in_standing(rows, each, day).filter(pk=row.pk).exists()}
            assert found == {code} | ({queries.IN_FORCE} if code == queries.EXPIRING else set())


# the register of before


def test_a_register_of_before_holds_by_its_papers_and_says_so(
    county: Region, passport: Item, police: Department
) -> None:
    row = Exemption(
        region=county, item=passport, department=police, reason="law", basis="《看守所条例》第二十八条",
        valid_from=date(2022, 1, 1), approved_on=date(2022, 2, 1), approval_number="友政函〔2022〕1号",
    )  # fmt: skip
    services.load(by=None, region=county, rows=[Registered(row)])
    assert (row.holds_from, row.registered) == (date(2022, 2, 1), True)
    assert state(date(2022, 1, 31), passport) == "unexplained"
    assert state(date(2022, 2, 1), passport) == "exempt"


def test_a_register_without_approval_is_refused(county: Region, passport: Item, police: Department) -> None:
    row = Exemption(region=county, item=passport, department=police, reason="law", basis="条例", valid_from=MAY_1)
    with pytest.raises(Refused, match="批准日期"):
        services.load(by=None, region=county, rows=[Registered(row)])
