"""The monthly report and the notice to rectify: figures, words that accuse nobody, what is not proven."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from yimen.documents import layout, monthly, orders
from yimen.documents.content import Bars, Table
from yimen.documents.reports import DepartmentVerdicts, LateOrder, LedgerHead, NewFinding, Rate
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


def test_sixty_departments_fit_their_table_and_the_figure_shows_those_with_most_suspected_items() -> None:
    many = tuple(DepartmentVerdicts(f"县第{number}个承担政务服务的局", 5, 1, number, 1, 1) for number in range(1, 61))
    document = replace(samples.REPORT, departments=many)
    lines = reading.lines(layout.monthly_report(document))
    names = reading.squeezed("".join(line.text for line in lines))
    assert all(f"县第{number}个承担政务服务的局" in names for number in range(1, 61))
    (bars,) = [block for block in monthly.as_document(document).blocks if isinstance(block, Bars)]
    assert [bar.label for bar in bars.rows] == [f"县第{number}个承担政务服务的局" for number in range(60, 50, -1)]
    assert "不是比率排名" in bars.note
    assert all(line.y <= 262.1 for line in lines if not line.text.startswith("—"))


def many_findings(count: int) -> tuple[NewFinding, ...]:
    """Findings whose weight grows with their number, all with one explanation."""
    return tuple(
        NewFinding("县公安局", f"第{number}号事项", "疑似体外循环", "看到", "有证照无办件：由上级发证。", "待核实",
                   Rate("厅外办理", number, 1000))
        for number in range(1, count + 1)
    )  # fmt: skip


def test_of_many_findings_the_weightiest_are_listed_and_the_rest_are_counted_and_found() -> None:
    text = reading.text(layout.monthly_report(replace(samples.REPORT, findings=many_findings(80))))
    assert "第80号事项" in text and "第51号事项" in text and "第50号事项" not in text
    assert "厅外办理最多的30件见附件2，其余50件见系统“疑点”页面" in text
    assert "1000件中80件在厅外办理（8.0%）" in text
    assert text.count("由上级发证") == 1


def test_what_somebody_saw_himself_comes_before_what_was_counted() -> None:
    seen = NewFinding("县税务局", "发票领用", "疑似明进暗不进", "窗口无人\n另有照片", "", "待核实")
    document = monthly.as_document(replace(samples.REPORT, findings=(*many_findings(40), seen)))
    table = document.attachments[1].blocks[0]
    assert isinstance(table, Table)
    assert table.rows[0] == ("县税务局", "发票领用", "窗口无人", "—", "疑似明进暗不进\n待核实")
    assert len(table.rows) == monthly.MOST_FINDINGS


def test_a_document_number_stands_on_one_line_of_the_late_orders() -> None:
    late = (LateOrder("友营商改〔2023〕1023号", "县税务局", "发票领用", date(2023, 11, 15), 100),)
    pdf = layout.monthly_report(replace(samples.REPORT, orders=replace(samples.REPORT.orders, late=late)))
    shown = {each.text for each in reading.lines(pdf)}
    assert {"友营商改〔2023〕1023号", "2023年11月15日"} <= shown


def test_of_many_late_orders_those_late_the_longest_are_listed() -> None:
    late = tuple(LateOrder(f"友营商改〔2023〕{n}号", "县税务局", "发票领用", date(2023, 6, 1), n) for n in range(1, 41))
    text = reading.text(
        layout.monthly_report(replace(samples.REPORT, orders=replace(samples.REPORT.orders, late=late)))
    )
    assert "〔2023〕40号" in text and "〔2023〕20号" not in text
    assert "其余20件见系统“整改单”页面" in text


def test_a_county_with_much_to_report_gets_a_handful_of_pages_and_none_ends_early_before_a_figure() -> None:
    many = tuple(DepartmentVerdicts(f"县第{number}局", 5, 1, 1, 1, 1) for number in range(1, 41))
    lines = reading.lines(layout.monthly_report(replace(samples.REPORT, departments=many, findings=many_findings(500))))
    assert max(line.page for line in lines) <= 12
    attached = min(line.page for line in lines if line.text.startswith("附件1"))
    assert attached <= 5
    text_ends = {page: max(line.y for line in lines if line.page == page and not line.text.startswith("—"))
                 for page in range(1, attached - 1)}  # fmt: skip
    assert all(end > 220 for end in text_ends.values()), text_ends  # of 262: at most four lines free


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
    assert monthly.as_document(samples.REPORT).number == "友营商发〔2023〕21号"
    assert orders.as_letter(samples.ORDER).recipients == "友谊县公安局"
