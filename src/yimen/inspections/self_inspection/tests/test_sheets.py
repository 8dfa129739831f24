"""A department's sheet from its pre-filled answers to a signed report, and what it cannot slip past the data."""

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yimen.common.errors import Conflict, Refused
from yimen.documents.models import IssuedDocument
from yimen.documents.signing import checking
from yimen.documents.signing import services as signing
from yimen.exchange.services import kept_file
from yimen.inspections.self_inspection import queries, services, writing
from yimen.inspections.self_inspection.models import Contradiction, SelfAnswer, SelfRound, SelfSheet
from yimen.inspections.self_inspection.services import Said
from yimen.inspections.tests.making import SAYS
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db

KEPT_TO = "三件已在大厅补办，台账编号录入有误，正在核对原件。"


def by_name(sheet: SelfSheet) -> dict[str, SelfAnswer]:
    """The answers by the code of their question, or of their item."""
    return {each.version.code if each.version else each.question.code: each for each in queries.answers_of(sheet)}


def fill(sheet: SelfSheet, liaison: User, **otherwise: Said) -> dict[str, SelfAnswer]:
    """Everything answered as a hopeful department would: yes, unless said otherwise."""
    rows = by_name(sheet)
    said = {row.pk: otherwise.get(name, Said("yes")) for name, row in rows.items()}
    services.answer(by=liaison, sheet=sheet, said=said)
    return by_name(sheet)


def keep_to_it(rows: dict[str, SelfAnswer], *names: str) -> dict[int, str]:
    return {rows[name].pk: KEPT_TO for name in names}


@pytest.fixture
def certified(county: Region, head: User) -> User:
    """公安局负责人 with a certificate."""
    signing.open_authority(by=None, region=county)
    signing.issue(by=None, holder=head)
    return head


def test_a_sheet_comes_filled_with_what_the_data_say_and_empty_where_they_say_nothing(sheet: SelfSheet) -> None:
    rows = by_name(sheet)
    suggested = {name: row.prefilled for name, row in rows.items()}
    assert suggested == {
        "P1": "yes", "P2": "no", "P3": "", "P4": "idle", "P5": "yes",
        "Q1": "no", "Q2": "no", "Q3": "yes", "Q4": "yes", "Q5": "", "Q6": "", "Q7": "",
    }  # fmt: skip
    assert all(row.answered_at is None for row in rows.values())  # a suggestion is nobody's word


def test_every_department_with_items_to_enter_gets_a_sheet_and_only_one_round_is_open(
    under_way: SelfRound, officer: User, police: Department, tax: Department
) -> None:
    assert {each.department for each in under_way.sheets.all()} == {police, tax}
    again = {"title": "再来一轮", "period_from": date(2023, 1, 1), "period_to": date(2023, 6, 30)}
    with pytest.raises(Refused, match="还没有结束"):
        services.open_round(
            by=officer, region=under_way.region, version=under_way.version, deadline=date(2023, 8, 1), **again
        )


def test_a_false_yes_is_told_its_figure_and_opens_its_rows(
    sheet: SelfSheet, liaison: User, tax_liaison: User, client_of: Any
) -> None:
    rows = fill(sheet, liaison)
    page = client_of(liaison).get(reverse("inspections:sheet", args=[sheet.pk])).content.decode()
    assert "台账显示有 3 件许可没有对应办件。" in page
    assert "大厅外办理 3 件，结论为“疑似体外循环”" in page
    behind = client_of(liaison).get(reverse("inspections:rows", args=[rows["Q2"].pk])).content.decode()
    assert [f"RP2{number}" in behind for number in range(3)] == [True] * 3
    assert client_of(tax_liaison).get(reverse("inspections:rows", args=[rows["Q2"].pk])).status_code == 404


def test_a_contradicted_sheet_is_not_handed_in_before_it_is_corrected_or_explained(
    sheet: SelfSheet, liaison: User, client_of: Any
) -> None:
    rows = fill(sheet, liaison)
    typed = {f"explain_{rows['Q1'].pk}": "承诺书已报县政府，待盖章。"}
    refused = client_of(liaison).post(reverse("inspections:submit", args=[sheet.pk]), typed)
    page = refused.content.decode()
    assert refused.status_code == 422 and "请更正答案，或写明理由" in page
    assert "承诺书已报县政府，待盖章。</textarea>" in page, "what was typed is not lost"
    with pytest.raises(Refused, match="请更正答案，或写明理由"):
        services.submit(by=liaison, sheet=sheet, explained=keep_to_it(rows, "Q1", "Q2"))
    # Owning up settles it, and stays on record as corrected.
    services.answer(by=liaison, sheet=sheet, said={rows["P2"].pk: Said("no", "有三件在局里收件", date(2023, 8, 1))})
    corrected = Contradiction.objects.get(settled="corrected")
    assert (corrected.answer_id, corrected.said, corrected.figure) == (rows["P2"].pk, "yes", 3)
    done = services.submit(by=liaison, sheet=sheet, explained=keep_to_it(rows, "P4", "Q1", "Q2"))
    assert done.status == "submitted"
    assert set(Contradiction.objects.filter(settled="explained").values_list("answer__question__code", flat=True)) == {
        "Q1", "Q2",
    }  # fmt: skip


def test_no_business_against_a_register_with_business_is_a_contradiction_too(sheet: SelfSheet, liaison: User) -> None:
    rows = fill(sheet, liaison, P1=Said("idle"))
    with pytest.raises(Refused, match="核验共 9 件"):
        services.submit(by=liaison, sheet=sheet, explained=keep_to_it(rows, "P2", "Q1", "Q2"))


def test_a_no_wants_words_and_an_open_question_keeps_the_sheet(sheet: SelfSheet, liaison: User) -> None:
    rows = by_name(sheet)
    with pytest.raises(Refused, match="请写明情况"):
        services.answer(by=liaison, sheet=sheet, said={rows["P2"].pk: Said("no")})
    with pytest.raises(Refused, match="还有 12 个问题"):
        services.submit(by=liaison, sheet=sheet, explained={})


def test_nobody_answers_for_another_department(sheet: SelfSheet, tax_liaison: User, officer: User) -> None:
    row = by_name(sheet)["P1"]
    for somebody in (tax_liaison, officer):
        with pytest.raises(Refused, match="只有本部门的联络员"):
            services.answer(by=somebody, sheet=sheet, said={row.pk: Said("yes")})


def test_the_head_signs_what_he_saw_and_the_report_is_issued_sealed(
    sheet: SelfSheet, liaison: User, certified: User, officer: User, county: Region
) -> None:
    rows = fill(sheet, liaison)
    services.submit(by=liaison, sheet=sheet, explained=keep_to_it(rows, "P2", "Q1", "Q2"))
    with pytest.raises(Conflict, match="有了变化"):
        services.sign(by=certified, sheet=sheet, seen="0" * 64)
    signed = services.sign(by=certified, sheet=sheet, seen=writing.digest_of(queries.answers_of(sheet)))
    assert (signed.status, signed.signed_by) == ("signed", certified)
    issued = IssuedDocument.objects.get(kind="self_inspection")
    assert issued.number.text == signed.number == f"友公安局自查〔{signed.signed_at.year}〕1号"
    pdf = kept_file(issued.digest)
    assert checking.check(pdf, county, signed.signed_at).problems == []
    assert kept_file(issued.word_digest)[:2] == b"PK"
    assert services.accept(by=officer, sheet=signed).status == "accepted"


def test_a_head_without_a_certificate_or_of_another_department_does_not_sign(
    sheet: SelfSheet, liaison: User, head: User, make_user: Any, county: Region, tax: Department
) -> None:
    rows = fill(sheet, liaison)
    services.submit(by=liaison, sheet=sheet, explained=keep_to_it(rows, "P2", "Q1", "Q2"))
    seen = writing.digest_of(queries.answers_of(sheet))
    with pytest.raises(Refused, match="签名证书"):
        services.sign(by=head, sheet=sheet, seen=seen)
    with pytest.raises(Refused, match="本部门负责人"):
        services.sign(by=make_user("tax_head", "head", county, tax), sheet=sheet, seen=seen)


def test_a_sheet_is_sent_back_with_reasons_and_can_then_be_corrected(
    sheet: SelfSheet, liaison: User, officer: User
) -> None:
    rows = fill(sheet, liaison)
    services.submit(by=liaison, sheet=sheet, explained=keep_to_it(rows, "P2", "Q1", "Q2"))
    with pytest.raises(Refused, match="不能再改"):
        services.answer(by=liaison, sheet=sheet, said={rows["P1"].pk: Said("yes")})
    with pytest.raises(Refused, match="退回的原因"):
        services.send_back(by=officer, sheet=sheet, words=" ")
    services.send_back(by=officer, sheet=sheet, words="请附培训记录。")
    sheet.refresh_from_db()
    assert services.answer(by=liaison, sheet=sheet, said={rows["P1"].pk: Said("yes")})


def test_evidence_keeps_the_day_from_which_it_holds_apart_from_the_day_on_which_it_came(
    sheet: SelfSheet, liaison: User
) -> None:
    row = by_name(sheet)["Q7"]
    letter = SimpleUploadedFile("授权书.pdf", b"%PDF-1.7 letter")
    (kept,) = services.add_evidence(by=liaison, answer=row, files=[letter], effective_on=date(2023, 3, 1))
    assert (kept.effective_on, kept.received_at.year > 2023) == (date(2023, 3, 1), True)
    with pytest.raises(Refused, match="在今天之后"):
        services.add_evidence(by=liaison, answer=row, files=[letter], effective_on=date(2099, 1, 1))


def test_the_page_costs_the_same_whatever_the_number_of_answers(
    sheet: SelfSheet, liaison: User, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    client = client_of(liaison)
    fill(sheet, liaison)
    with django_assert_max_num_queries(45):
        assert client.get(reverse("inspections:sheet", args=[sheet.pk])).status_code == 200
    assert len(SAYS) == 7
