"""Each kind of paper: what it must say, what it refuses to be made without, and where it is signed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from yimen.documents import commitments, entrustments, layout, letters, notices, self_reports
from yimen.documents.content import Agreement, Attachment, Paper, Paragraph, Party, Signature
from yimen.documents.tests import kinds, reading, samples
from yimen.documents.tests.reading import MM

LEFT, TOP, BOTTOM = 28, 37, 262
FILLER = Paragraph("镇" * 28 * 60)


def close(one: float, other: float, by: float = 0.2) -> bool:
    return abs(one - other) <= by


def lines_of(paper: Paper) -> list[reading.Line]:
    return reading.lines(layout.pdf(paper))


def line(lines: list[reading.Line], text: str) -> reading.Line:
    return next(each for each in lines if each.text == text)


@pytest.mark.parametrize("name", ["notice", "request", "commitment", "minutes"])
def test_in_every_format_a_full_page_has_22_lines_of_28_characters_in_the_type_area(name: str) -> None:
    paper = replace(kinds.PAPERS[name], blocks=(FILLER,), attachments=())  # type: ignore[type-var]
    found = [each for each in lines_of(paper) if each.page == 2 and close(each.size, 16)]
    assert [len(each.text) for each in found] == [28] * 22
    assert all(close(each.x, LEFT) for each in found)
    assert close(found[0].y - 0.88 * 16 / MM, TOP) and found[-1].y + 0.12 * 16 / MM <= BOTTOM + 0.05
    assert all(close(later.y - earlier.y, 225 / 22, 0.02) for earlier, later in pairwise(found))


def test_a_notice_that_issues_a_plan_puts_it_on_a_page_of_its_own_without_the_word_attachment() -> None:
    lines = lines_of(kinds.PAPERS["notice"])
    plan = line(lines, "友谊县开展政务服务问题整改")
    assert plan.page == 2 and close(plan.size, 22)
    assert not [each for each in lines if each.text.startswith("附件")]


def test_a_notice_lists_its_attachment_numbers_its_points_and_names_its_copies() -> None:
    text = reading.text(layout.pdf(kinds.PAPERS["demand"]))
    for words in ("加急", "二、报送要求", "（三）如实报送。发证台账", "附件：办理台账报送说明", "抄送：县政府办公室。"):
        assert words in text
    assert "2023年6月2日印发" in text


def test_a_plan_beside_attachments_does_not_count_among_them() -> None:
    both = replace(kinds.DEMAND, issued=(Attachment("方案", kinds.PLAN, listed=False),))
    text = reading.text(layout.pdf(notices.as_document(both)))
    assert "附件：办理台账报送说明" in text and "附件1" not in text


def test_a_letter_asks_and_names_the_day_of_the_answer() -> None:
    text = reading.text(layout.pdf(kinds.PAPERS["request"]))
    assert "关于商请提供机动车驾驶证换证台账的函" in text and "请于2023年7月14日前函复" in text
    one = letters.as_letter(replace(kinds.REQUEST, asks=("请指定一名联络人。",)))
    assert "1. 请指定" not in [each.text for each in lines_of(one)]


def test_a_supervision_letter_says_for_how_long_each_is_overdue_and_how_to_object() -> None:
    text = reading.text(layout.pdf(kinds.PAPERS["supervision"]))
    assert "已逾期21天" in text and "已逾期100天" in text
    assert "请于2023年9月1日前办结" in text and "书面说明并附材料" in text


def test_a_report_upwards_bears_its_signer_beside_the_number() -> None:
    lines = lines_of(kinds.PAPERS["self_report"])
    number, signer = line(lines, "友公呈〔2023〕6号"), line(lines, "王某某")
    assert close(number.x, LEFT + 16 / MM) and close(signer.y, number.y) and signer.font.startswith("FandolKai")
    text = reading.text(layout.pdf(kinds.PAPERS["self_report"]))
    assert "共自查事项6项，发现需要整改的1项" in text and text.count("2023年5月13日") == 2


def test_a_report_without_faults_says_so_and_needs_no_measures() -> None:
    clean = tuple(item for item in kinds.SELF_REPORT.items if item.mend_by is None)
    text = reading.text(layout.pdf(self_reports.as_document(replace(kinds.SELF_REPORT, items=clean, measures=()))))
    assert "没有发现需要整改的事项" in text and "整改措施" not in text


def test_minutes_have_a_red_mark_35_mm_below_the_type_areas_top_and_name_who_was_there() -> None:
    pdf = layout.pdf(kinds.MINUTES)
    lines = reading.lines(pdf)
    mark = lines[0]
    assert mark.text == kinds.MINUTES.head and close(mark.y - 0.88 * mark.size / MM, TOP + 35, 0.3)
    rule = reading.rules(pdf, 1)[0]
    assert close(rule.x, LEFT) and close(rule.length, 156)
    present = [each for each in lines if each.text in ("出席", "列席")]
    assert len(present) == 2
    for label in present:
        assert label.font.startswith("FandolHei") and close(label.x, LEFT + 32 / MM, 0.3)
    names = line(lines, "：县委常委、领导小组组长，县营商局、县公安局、")
    hanging = next(each for each in lines if each.page == names.page and each.y > names.y + 1)
    assert close(hanging.x, label.x + 3 * 156 / 28, 0.5)  # under the first name, behind the colon
    assert not reading.text(pdf).count("2023年6月12日。")


def test_a_line_is_left_before_who_was_there_but_not_where_that_begins_a_page() -> None:
    places = {}
    for count in range(1, 16):
        paper = replace(kinds.MINUTES, blocks=(Paragraph("镇" * 28 * count),))
        lines = lines_of(paper)
        place = next(number for number, each in enumerate(lines) if each.text == "出席")
        before, there = lines[place - 1], lines[place]
        if before.page == there.page:
            places["below"] = True
            assert close(there.y - before.y, 2 * 225 / 22), count
        else:
            places["above"] = True
            assert close(there.y - 0.88 * 16 / MM, TOP), count
    assert len(places) == 2


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: replace(kinds.DEMAND, sections=()), "既没有要求"),
        (lambda: replace(kinds.NOTICE, issued=(Attachment("方案", kinds.PLAN),)), "不是附件"),
        (lambda: replace(kinds.DEMAND.sections[0], text=" "), "没有内容"),
        (lambda: replace(kinds.REQUEST, asks=()), "没有写明商请"),
        (lambda: replace(kinds.REQUEST, reply_by=date(2023, 7, 2)), "早于发函"),
        (lambda: replace(kinds.SUPERVISION, overdue=()), "没有督办事项"),
        (lambda: replace(kinds.SUPERVISION, bases=()), "缺少依据"),
        (lambda: replace(kinds.SUPERVISION, finish_by=date(2023, 8, 21)), "晚于发函"),
        (lambda: replace(kinds.SUPERVISION, issued_on=date(2023, 7, 1)), "尚未到期"),
        (lambda: replace(kinds.COMMITMENT, items=()), "没有列出"),
        (lambda: replace(kinds.COMMITMENT, promises=()), "没有承诺"),
        (lambda: replace(kinds.ENTRUSTMENT, items=()), "没有列出"),
        (lambda: replace(kinds.ENTRUSTMENT, term_ends=date(2023, 5, 15)), "终止日期"),
        (lambda: replace(kinds.SELF_REPORT, signer=" "), "签发人"),
        (lambda: replace(kinds.SELF_REPORT, items=()), "没有列出"),
        (lambda: replace(kinds.SELF_REPORT, measures=()), "整改措施"),
        (lambda: Signature("县营商局", samples.DAY, field="A b"), "签名栏"),
        (lambda: Agreement("", "协议", (), (), samples.DAY), "至少要有一个"),
    ],
)  # fmt: skip
def test_a_paper_that_lacks_what_its_kind_must_have_is_not_made(wrong: Any, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        wrong()


@pytest.mark.parametrize("acts", [("受理", "决定"), ("审查",), ()])
def test_deciding_is_never_entrusted(acts: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="第二十四条"):
        replace(kinds.ENTRUSTMENT.items[0], acts=acts)


def test_the_annexes_list_every_item_with_its_version() -> None:
    for paper in (commitments.as_agreement(kinds.COMMITMENT), entrustments.as_agreement(kinds.ENTRUSTMENT)):
        text = reading.text(layout.pdf(paper))
        listed = paper.attachments[0].blocks[0].rows  # type: ignore[union-attr]
        assert text.count("第2版") == len(listed)
        assert all(reading.squeezed(row[1]) in text for row in listed)


def test_the_agreement_says_that_deciding_stays_with_the_department() -> None:
    text = reading.text(layout.pdf(kinds.PAPERS["entrustment"]))
    assert "收件、受理、送达委托乙方办理" in text and "审查和决定由甲方作出，不在委托之列" in text


def inside(box: layout.Box) -> bool:
    """Whether the box lies in the type area."""
    left, bottom, right, top = (each / MM for each in (box.left, box.bottom, box.right, box.top))
    return left > LEFT - 0.1 and right < LEFT + 156.1 and bottom > 297 - BOTTOM - 0.1 and top < 297 - TOP + 0.1


@pytest.mark.parametrize(("name", "fields"), [
    ("commitment", ["department"]), ("entrustment", ["department", "centre", "office"]), ("supervision", ["bureau"]),
    ("request", []),
])  # fmt: skip
def test_each_place_of_signature_is_told_under_its_visible_name(name: str, fields: list[str]) -> None:
    paper = kinds.PAPERS[name]
    printed = layout.printed(paper)
    assert printed.pdf == layout.pdf(paper)
    assert list(printed.boxes) == fields
    marks = [each for each in reading.lines(printed.pdf) if each.text == "数字签名"]
    assert len(marks) == len(fields)
    for box, mark in zip(printed.boxes.values(), marks, strict=True):
        assert mark.page == box.page and inside(box)
        assert close(mark.x, box.left / MM + 1.5) and 0 < 297 - box.top / MM - mark.y < 3
        assert box.right - box.left > 45 * MM and box.top - box.bottom > 15 * MM


@pytest.mark.parametrize(
    "name", ["县营商局", "友谊县营商环境建设监督局", "友谊县落实省委巡视反馈意见专项行动工作领导小组"]
)
def test_no_text_stands_in_a_place_of_signature(name: str) -> None:
    paper = replace(samples.letter(), signature=Signature(name, samples.DAY, field="bureau"))
    printed = layout.printed(paper)
    box = printed.boxes["bureau"]
    assert inside(box)
    for each in reading.lines(printed.pdf):
        if each.page == box.page and each.text != "数字签名":
            end = each.x + reading.width(each, samples.TRACKING)
            beside = end < box.left / MM or each.x > box.right / MM
            over = each.y < 297 - box.top / MM - 4 or each.y - 0.8 * each.size / MM > 297 - box.bottom / MM
            assert beside or over, each


def test_signing_places_of_many_parties_never_part_from_their_names() -> None:
    parties = tuple(Party(f"party_{n}", f"第{n}方", f"友谊县第{n}局", "负责人") for n in range(1, 7))
    for filler in range(2, 40, 5):
        paper = Agreement("友营商托〔2023〕9号", "多方协议", parties, (Paragraph("镇" * 28 * filler),), samples.DAY)
        printed = layout.printed(paper)
        lines = reading.lines(printed.pdf)
        for number, box in enumerate(printed.boxes.values(), start=1):
            named = [each for each in lines if each.text == f"友谊县第{number}局" and each.page == box.page]
            assert any(0 < 297 - box.top / MM - each.y < 12 and close(each.x, box.left / MM) for each in named)
