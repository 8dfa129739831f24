"""The monthly report and the notice to rectify: figures, words that accuse nobody, what is not proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yimen.documents import layout, orders, reports
from yimen.documents.reports import DepartmentVerdicts, LedgerHead, Rate
from yimen.documents.tests import reading, samples


def test_the_report_shows_the_three_rates_with_what_they_are_made_of() -> None:
    text = reading.text(layout.monthly_report(samples.REPORT))
    assert "申报进驻率79.1%（318/402），实际派驻率62.4%（251/402），实质运行率76.2%（163/214）" in text
    assert "实质运行率16321476.2%结论为实质运行的事项÷有结论的进驻事项" in text


def test_lack_of_evidence_is_told_apart_and_counts_neither_way() -> None:
    report = samples.REPORT
    assert report.departments[0].rate.fraction == "90.9%（30/33）"
    assert report.departments[1].rate.fraction == "证据不足"
    text = reading.text(layout.monthly_report(report))
    assert "证据不足的事项共10项：县公安局6项、县烟草专卖局4项" in text
    assert "县烟草专卖局000431证据不足" in text
    assert "合计301210103" in text


def test_the_report_says_what_the_ledger_cannot_prove_and_prints_its_head() -> None:
    text = reading.text(layout.monthly_report(samples.REPORT))
    assert "账本只能证明何时何人记录了什么，不能证明所记为真。" in text
    assert "事件数104233" in text and "尚无县外见证" in text
    assert "2023年7月2日00:30:05（北京时间）" in text  # sealed at 16:30:05 UTC, already the next day here
    lines = [line.text for line in reading.lines(layout.monthly_report(samples.REPORT))]
    assert "9f86 d081 884c 7d65 9a2f eaa0 c55a d015" in lines
    assert "a3bf 4f1b 2b0b 822c d15d 6c15 b0f0 0a08" in lines


def test_a_report_without_seal_or_rows_says_so_everywhere() -> None:
    empty = replace(
        samples.REPORT,
        departments=(),
        trend=(),
        findings=(),
        orders=replace(samples.REPORT.orders, late=()),
        sources=(),
        ledger=None,
        running=Rate("实质运行率", 0, 0),
    )
    text = reading.text(layout.monthly_report(empty))
    for words in (
        "账本尚未封存",
        "此前没有可比的核验",
        "本期没有新增疑点",
        "月末没有逾期的整改单",
        "本期没有收到数据",
        "实质运行率证据不足",
        "图1各部门实质运行率：本期无数据",
    ):
        assert words in text, words


def test_a_feed_that_was_not_handed_in_is_never_shown_as_clean() -> None:
    text = reading.text(layout.monthly_report(samples.REPORT))
    assert "县烟草专卖局未报送—证据不足：相关事项不作结论" in text


def test_findings_come_with_their_innocent_explanation() -> None:
    text = reading.text(layout.monthly_report(samples.REPORT))
    for words in ("邮政网点代办的换证不经大厅受理", "待核实", "认定之前不作为对部门或者个人的结论"):
        assert words in text


@given(st.integers(0, 5000), st.integers(0, 5000))
@example(4999, 5000)
@example(1, 5000)
@example(0, 0)
def test_a_percentage_is_rounded_to_a_tenth_but_never_to_all_or_nothing(one: int, other: int) -> None:
    rate = Rate("率", min(one, other), max(one, other))
    if not rate.denominator:
        assert rate.percent == "证据不足" and rate.share is None
        return
    shown = float(rate.percent.rstrip("%"))
    assert rate.share is not None and abs(shown - rate.share * 100) <= 0.1
    assert (shown == 100) == (rate.numerator == rate.denominator)
    assert (shown == 0) == (rate.numerator == 0)


def test_figures_that_contradict_themselves_are_refused() -> None:
    with pytest.raises(ValueError, match="分子 3"):
        Rate("率", 3, 2)
    with pytest.raises(ValueError, match="64 位"):
        LedgerHead(1, "AB" * 32, samples.REPORT.ledger.sealed_at)  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="时区"):
        LedgerHead(1, "ab" * 32, datetime(2023, 7, 1, 8))
    with pytest.raises(ValueError, match="1 至 12"):
        replace(samples.REPORT, month=13)
    with pytest.raises(ValueError, match="早于起始日期"):
        replace(samples.REPORT, data_to=date(2020, 1, 1))


def test_sixty_departments_fit_their_table_and_their_figure() -> None:
    many = tuple(DepartmentVerdicts(f"县第{number}个承担政务服务的局", 5, 1, 1, 1, 1) for number in range(1, 61))
    lines = reading.lines(layout.monthly_report(replace(samples.REPORT, departments=many)))
    names = reading.squeezed("".join(line.text for line in lines))
    assert all(names.count(f"县第{number}个承担政务服务的局") >= 2 for number in range(1, 61))
    assert all(line.y <= 262.1 for line in lines if not line.text.startswith("—"))


def test_the_report_is_the_same_bytes_each_time() -> None:
    assert layout.monthly_report(samples.REPORT) == layout.monthly_report(samples.REPORT)


def test_the_notice_to_rectify_says_facts_explanation_deadline_and_the_way_to_object() -> None:
    text = reading.text(layout.order_letter(samples.ORDER))
    order = samples.ORDER
    for words in (
        "责令整改通知书",
        "友营商改〔2023〕7号",
        order.seen,
        order.innocent,
        order.demand,
        "请于2023年7月31日前完成整改并答复",
        order.how_to_answer,
        order.how_to_object,
        *order.bases,
        "不是对任何个人的处理结论",
        "2023年7月3日",
        order.item_code,
    ):
        assert reading.squeezed(words) in text, words


def test_a_notice_without_innocent_explanation_says_that_none_was_found() -> None:
    assert "未发现可能的正当解释" in reading.text(layout.order_letter(replace(samples.ORDER, innocent=" ")))


def test_a_notice_that_asks_for_the_impossible_or_hides_the_way_to_object_is_refused() -> None:
    with pytest.raises(ValueError, match="早于通知书日期"):
        replace(samples.ORDER, deadline=date(2023, 5, 13))
    with pytest.raises(ValueError, match="提出异议的途径"):
        replace(samples.ORDER, how_to_object="  ")
    with pytest.raises(ValueError, match="缺少依据"):
        replace(samples.ORDER, bases=())


def test_both_are_plain_documents_that_others_may_alter_before_printing() -> None:
    assert reports.as_document(samples.REPORT).number == "友营商发〔2023〕21号"
    assert orders.as_letter(samples.ORDER).recipients == "友谊县公安局"
