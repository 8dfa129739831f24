"""The page of GB/T 9704-2012: sizes, grid, head, signature, colophon, letter."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from yimen.documents import layout
from yimen.documents.content import Attachment, Heading, Paragraph, Signature
from yimen.documents.tests import reading, samples
from yimen.documents.tests.reading import MM

LEFT, RIGHT, TOP, BOTTOM = 28, 182, 37, 262
SENTENCE = "各政务服务单位对进厅事项进行逐项梳理，明确进厅事项清单，将依申请政务服务事项纳入实体大厅集中办理。"


def close(one: float, other: float, by: float = 0.15) -> bool:
    return abs(one - other) <= by


def body(lines: list[reading.Line], page: int) -> list[reading.Line]:
    """The lines of the body on a page: everything of 16 points."""
    return [line for line in lines if line.page == page and close(line.size, 16)]


def test_a_full_page_has_22_lines_of_28_characters_in_the_type_area(record_property: Any) -> None:
    pdf = layout.official_document(samples.document(Paragraph("镇" * 28 * 80)))
    page = reading.reader(pdf).pages[1]
    assert close(float(page.mediabox.width) / MM, 210) and close(float(page.mediabox.height) / MM, 297)
    found = body(reading.lines(pdf), 2)
    record_property("lines", (len(found), f"{len(found)} 行"))
    record_property("characters", (len(found[0].text), f"{len(found[0].text)} 字"))
    assert [len(line.text) for line in found] == [28] * 22
    assert all(close(line.x, LEFT) for line in found)
    assert all(close(reading.width(line, samples.TRACKING), 156, 0.3) for line in found)
    assert close(found[0].y - 0.88 * 16 / MM, TOP)  # the upper edge of the first line
    steps = [later.y - earlier.y for earlier, later in pairwise(found)]
    assert all(close(step, 225 / 22, 0.02) for step in steps)
    assert BOTTOM - 225 / 22 < found[-1].y + 0.12 * 16 / MM <= BOTTOM


def test_page_numbers_stand_outside_7_mm_below_the_type_area_and_one_character_in() -> None:
    pdf = layout.official_document(samples.document(Paragraph("镇" * 28 * 60)))
    numbers = {line.page: line for line in reading.lines(pdf) if line.text.startswith("—")}
    assert [numbers[page].text for page in sorted(numbers)] == [f"— {page} —" for page in (1, 2, 3, 4)]
    for page, line in numbers.items():
        assert line.font.startswith("FandolSong-Regular") and close(line.size, 14)
        assert close(line.y - 0.38 * 14 / MM, BOTTOM + 7, 0.3)
        outer = line.x - LEFT if page % 2 == 0 else LEFT + 156 - line.x - reading.width(line)
        assert close(outer, 14 / MM, 0.2)


def test_the_red_head_stands_35_mm_below_the_type_areas_top_and_the_rule_is_as_wide_as_it() -> None:
    pdf = layout.official_document(samples.document(Paragraph(SENTENCE)))
    lines = reading.lines(pdf)
    head = lines[0]
    assert head.text == "友谊县人民政府办公室文件" and head.font.startswith("FandolSong-Bold")
    assert close(head.y - 0.88 * head.size / MM, TOP + 35, 0.3)
    number = next(line for line in lines if line.text == "友政办发〔2023〕15号")
    assert close(number.x + reading.width(number, samples.TRACKING) / 2, LEFT + 78, 0.5)
    rule = reading.rules(pdf, 1)[0]
    assert close(rule.x, LEFT) and close(rule.length, 156) and close(rule.weight, 0.7)
    assert close(rule.y - (number.y + 0.12 * 16 / MM), 4, 0.5)


def test_a_head_longer_than_the_line_shrinks_into_one_line() -> None:
    name = "友谊县落实省委巡视反馈意见开展政务服务问题整改专项行动工作领导小组办公室文件"
    head = reading.lines(layout.official_document(replace(samples.document(), head=name)))[0]
    assert head.text == name
    assert reading.width(head) <= 156.1


def test_an_upward_document_names_its_signer_in_kai_beside_the_number() -> None:
    lines = reading.lines(layout.official_document(replace(samples.document(Paragraph("略。")), signer="县长")))
    number, label, signer = lines[1:4]
    assert close(number.x, LEFT + 16 / MM, 0.2) and label.text == "签发人："
    assert signer.text == "县长" and signer.font.startswith("FandolKai") and close(signer.y, number.y)


def test_copy_number_secrecy_and_urgency_stand_at_the_upper_left() -> None:
    given = replace(samples.document(Paragraph("略。")), copy_number="000001", secrecy="秘密★1年", urgency="特急")
    found = reading.lines(layout.official_document(given))[:3]
    assert [line.text for line in found] == ["000001", "秘密★1年", "特急"]
    assert all(close(line.x, LEFT) for line in found)
    assert found[1].font.startswith("FandolHei") and close(found[0].y - 0.88 * 16 / MM, TOP)


def test_levels_of_headings_have_their_numbers_and_fonts() -> None:
    blocks = (
        Heading(1, "工作任务"),
        Heading(2, "梳理清单"),
        Heading(3, "第一层。", "正文接排。"),
        Heading(4, "第二层。", "正文接排。"),
        Heading(2, "整合分厅"),
        Heading(3, "重新编号。", "正文。"),
        Heading(1, "组织领导"),
        Heading(2, "又从一起"),
    )
    lines = reading.lines(layout.official_document(samples.document(*blocks)))
    fonts = {line.text: line.font for line in lines}
    heads = [text for text in fonts if text.startswith(("一、", "二、", "（", "1. "))]
    assert heads == [
        "一、工作任务",
        "（一）梳理清单",
        "1. 第一层。",
        "（1）第二层。",
        "（二）整合分厅",
        "1. 重新编号。",
        "二、组织领导",
        "（一）又从一起",
    ]
    assert fonts["一、工作任务"].startswith("FandolHei") and fonts["（一）梳理清单"].startswith("FandolKai")
    assert fonts["1. 第一层。"].startswith("FandolFang")
    assert all(close(line.x, LEFT + 2 * 156 / 28, 0.2) for line in lines if line.text in heads)


def test_a_long_heading_wraps_inside_the_type_area() -> None:
    pdf = layout.official_document(samples.document(Heading(1, "落实巡视反馈意见开展整改" * 9)))
    lines = [line for line in reading.lines(pdf) if line.font.startswith("FandolHei")]
    assert 4 <= len(lines) <= 5 and sum(len(line.text) for line in lines) == 2 + 12 * 9
    assert all(line.x + reading.width(line, samples.TRACKING) <= LEFT + 156.3 for line in lines)


@pytest.mark.parametrize("filler", range(1, 24))
def test_no_heading_is_the_last_line_of_a_page(filler: int) -> None:
    blocks = [Paragraph("镇" * 26 * filler), Heading(1, "组织领导"), Paragraph(SENTENCE)]
    lines = reading.lines(layout.official_document(samples.document(*blocks)))
    place = next(line for line in lines if line.text == "一、组织领导")
    assert [line for line in body(lines, place.page) if line.y > place.y + 1]


@pytest.mark.parametrize("filler", range(1, 46, 2))
def test_the_signature_never_stands_alone_on_a_page(filler: int) -> None:
    lines = reading.lines(layout.official_document(samples.document(Paragraph("村" * 28 * filler + "。"))))
    name = [line for line in lines if line.text == "友谊县人民政府办公室"][-1]
    above = [line for line in body(lines, name.page) if line.y < name.y]
    assert any("村" in line.text or line.text == "。" for line in above)
    assert reading.squeezed("".join(line.text for line in lines)).count("村") == 28 * filler


def signature_of(name: str, sealed: bool) -> tuple[reading.Line, reading.Line]:
    given = replace(samples.document(Paragraph(SENTENCE)), signature=Signature(name, samples.DAY, sealed))
    lines = reading.lines(layout.official_document(given))
    day = next(line for line in lines if line.text == "2023年5月31日")
    return next(line for line in lines if line.page == day.page and line.text == name and close(line.size, 16)), day


def centre(line: reading.Line) -> float:
    return line.x + reading.width(line, samples.TRACKING) / 2


def right_gap(line: reading.Line) -> float:
    return LEFT + 156 - line.x - reading.width(line, samples.TRACKING)


def test_with_a_seal_the_date_stands_four_characters_in_and_the_name_over_its_middle() -> None:
    name, day = signature_of("县营商局", sealed=True)
    assert close(right_gap(day), 4 * 16 / MM, 0.4) and close(centre(name), centre(day), 0.4)


def test_a_long_name_with_a_seal_stays_in_the_type_area_over_the_middle_of_the_date() -> None:
    name, day = signature_of("友谊县落实省委巡视反馈意见整改专项行动领导小组", sealed=True)
    assert right_gap(name) >= -0.4 and close(centre(name), centre(day), 0.6)


def test_without_a_seal_the_name_stands_two_characters_in_and_the_date_two_right_of_it() -> None:
    name, day = signature_of("友谊县人民政府办公室政务公开科", sealed=False)
    assert close(right_gap(name), 2 * 16 / MM, 0.4) and close(day.x - name.x, 2 * 16 / MM, 0.4)
    name, day = signature_of("县政府", sealed=False)
    assert close(right_gap(day), 2 * 16 / MM, 0.4) and close(day.x - name.x, 2 * 16 / MM, 0.4)


@pytest.mark.parametrize("filler", [1, 6, 10, 14, 20, 26, 29, 31, 33, 40])
def test_the_colophon_closes_the_last_page_which_is_even(filler: int) -> None:
    pdf = layout.official_document(samples.with_colophon(samples.document(Paragraph("镇" * 28 * filler))))
    pages = len(reading.reader(pdf).pages)
    rules = reading.rules(pdf, pages)
    assert pages % 2 == 0
    assert [round(rule.weight, 2) for rule in rules] == [0.35, 0.25, 0.35]
    assert close(rules[-1].y, BOTTOM, 0.5) and all(close(rule.length, 156) for rule in rules)
    lines = [line for line in reading.lines(pdf) if line.page == pages and rules[0].y < line.y < BOTTOM]
    assert all(close(line.size, 14) for line in lines)
    assert "印发" in "".join(line.text for line in lines)
    assert all(line.y < rules[0].y for line in body(reading.lines(pdf), pages))


def test_where_a_blank_page_precedes_the_colophon_neither_bears_a_number() -> None:
    seen = set()
    for filler in range(16, 40):
        pdf = layout.official_document(samples.with_colophon(samples.document(Paragraph("镇" * 28 * filler))))
        pages = reading.reader(pdf).pages
        blank = [number for number, page in enumerate(pages, start=1) if not page.extract_text().strip()]
        numbered = {line.page for line in reading.lines(pdf) if line.text.startswith("—")}
        if blank:
            assert blank == [len(pages) - 1] and numbered == set(range(1, blank[0]))
        else:
            assert numbered == set(range(1, len(pages) + 1))
        seen.add(bool(blank))
    assert seen == {True, False}


def test_attachments_are_listed_and_start_on_pages_of_their_own() -> None:
    given = replace(
        samples.document(Paragraph(SENTENCE)),
        attachments=(
            Attachment("应进必进事项清单", (Heading(1, "说明"), Paragraph("略。"))),
            Attachment("负面清单", (Heading(1, "说明"), Paragraph("略。"))),
        ),
    )
    pdf = layout.official_document(given)
    lines = reading.lines(pdf)
    assert "附件：1.应进必进事项清单2.负面清单友谊县" in reading.text(pdf)
    labels = [line for line in lines if line.text in ("附件1", "附件2")]
    assert len({line.page for line in labels}) == 2
    for label in labels:
        assert label.font.startswith("FandolHei") and close(label.y - 0.88 * 16 / MM, TOP) and close(label.x, LEFT)
        title = next(line for line in lines if line.page == label.page and close(line.size, 22))
        assert close((title.y - label.y) / (225 / 22), 2, 0.12)
    assert [line.text for line in lines].count("一、说明") == 2  # numbers start again in each attachment


def test_a_letter_has_its_name_30_mm_below_the_edge_between_double_red_rules_and_no_first_number() -> None:
    pdf = layout.letter(samples.letter(Paragraph("镇" * 28 * 30)))
    head = reading.lines(pdf)[0]
    assert head.text == "友谊县营商环境建设监督局" and close(head.y - 0.88 * head.size / MM, 30, 0.3)
    rules = [rule for rule in reading.rules(pdf, 1) if close(rule.length, 170)]
    assert len(rules) == 4 and all(close(rule.x, 20) for rule in rules)
    assert [rule.weight > 0.5 for rule in rules] == [True, False, False, True]  # thick above, thick below
    assert close(rules[0].y - (head.y + 0.12 * head.size / MM), 4, 0.5)
    assert close(rules[3].y, 297 - 20, 1)
    number = next(line for line in reading.lines(pdf) if line.text == "友营商函〔2023〕3号")
    assert close(right_gap(number), 0, 0.4) and number.y > rules[1].y
    numbered = {line.page for line in reading.lines(pdf) if line.text.startswith("—")}
    assert numbered == set(range(2, len(reading.reader(pdf).pages) + 1))
    assert not [rule for rule in reading.rules(pdf, 2) if close(rule.length, 170)]


@pytest.mark.parametrize("filler", range(1, 40, 3))
def test_copies_of_a_letter_stand_at_the_foot_of_the_last_page_and_never_alone(filler: int) -> None:
    given = replace(samples.letter(Paragraph("镇" * 28 * filler)), copies="县委办")
    pdf = layout.letter(given)
    lines = reading.lines(pdf)
    foot = next(line for line in lines if line.text.startswith("抄送"))
    assert foot.page == len(reading.reader(pdf).pages) and BOTTOM - 4 < foot.y <= BOTTOM
    assert [line for line in body(lines, foot.page) if line.text == "2023年5月31日"]
