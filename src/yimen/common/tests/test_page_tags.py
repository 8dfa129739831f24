"""What the filters and tags of the pages make of values."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.http import HttpRequest
from django.template import RequestContext, Template
from django.test import RequestFactory

from yimen.common.page import Page
from yimen.common.templatetags import yimen as tags


def drawn(source: str, request: HttpRequest | None = None, **context: Any) -> str:
    return Template("{% load yimen %}" + source).render(RequestContext(request or HttpRequest(), context))


def test_a_figure_that_is_not_known_is_a_dash_and_never_zero() -> None:
    assert [tags.count(None), tags.percent(None), tags.moment(None), tags.day(None)] == ["—"] * 4
    assert tags.count(0) == "0"
    assert tags.percent(0) == "0.0%"


@pytest.mark.parametrize(
    ("share", "shown"),
    [(1, "100.0%"), (0.9999, "99.9%"), (0.00001, "0.1%"), (0.7321, "73.2%"), (0.5, "50.0%")],
)
def test_only_all_is_a_hundred_percent_and_only_none_is_zero(share: float, shown: str) -> None:
    assert tags.percent(share) == shown


def test_times_are_shown_in_shanghai_even_across_midnight() -> None:
    late = datetime(2023, 5, 31, 16, 20, tzinfo=UTC)
    assert tags.moment(late) == "2023-06-01 00:20"
    assert tags.day(late) == "2023-06-01"
    assert tags.moment(date(2023, 5, 31)) == "2023-05-31"


def test_a_bar_is_never_longer_than_its_frame() -> None:
    assert tags.width(tags.of(7, 5)) == "100.00"
    assert tags.width(tags.of(3, 4)) == "75.00"
    assert tags.of(3, 0) == 0.0
    assert tags.width(-1) == "0.00"


def test_a_verdict_says_its_words_and_draws_its_own_shape() -> None:
    for code, words in tags.VERDICTS.items():
        shown = tags.verdict(code)
        assert words in shown
        assert f"#verdict-{code}" in shown


def test_what_stands_in_a_note_cannot_become_markup() -> None:
    assert "<script>" not in tags.verdict("runs", "<script>")
    assert "<script>" not in tags.status("<script>", "good")
    assert "<script>" not in drawn('{% include "common/parts/message.html" with body=body %}', body="<script>")


def test_a_head_sorts_up_then_down_keeps_filters_and_leaves_the_page() -> None:
    def head(query: str) -> str:
        request = RequestFactory().get(f"/x/?{query}")
        return drawn('{% sort_head "期限" "due" %}', request=request)

    assert 'href="?q=%E5%85%AC&amp;sort=due"' in head("q=公&page=7")
    assert 'aria-sort="none"' in head("")
    assert 'href="?sort=-due"' in head("sort=due")
    assert 'aria-sort="ascending"' in head("sort=due")
    assert 'aria-sort="descending"' in head("sort=-due")
    assert 'aria-sort="none"' in head("sort=other")


def test_a_field_names_its_help_and_its_error_to_listeners() -> None:
    class Asked(forms.Form):
        name = forms.CharField(label="名称", help_text="写全称")

    shown = drawn('{% include "common/parts/field.html" %}', field=Asked({})["name"])
    assert 'aria-describedby="id_name_help id_name_error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="id_name_help"' in shown
    assert 'id="id_name_error"' in shown
    clean = drawn('{% include "common/parts/field.html" %}', field=Asked()["name"])
    assert "aria-invalid" not in clean
    assert 'aria-describedby="id_name_help"' in clean


def test_page_links_show_the_ends_the_neighbours_and_the_gaps() -> None:
    def window(number: int, pages: int) -> list[int | None]:
        return tags.window(Page([], number, 10, pages * 10, False))

    assert window(1, 1) == [1]
    assert window(5, 20) == [1, None, 3, 4, 5, 6, 7, None, 20]
    assert window(3, 5) == [1, 2, 3, 4, 5]


def test_a_count_that_stopped_is_not_given_as_the_total() -> None:
    request = RequestFactory().get("/x/")
    source = '{% include "common/parts/pages.html" %}'
    assert "超过 10,000 条" in drawn(source, request=request, page=Page([1], 1, 1, 10_000, True))
    assert "共 10,000 条" in drawn(source, request=request, page=Page([1], 1, 1, 10_000, False))
    alone = drawn(source, request=request, page=Page([1], 1, 10, 1, False))
    assert "共 1 条" in alone and "第 1" not in alone  # one page of one row needs no range


def test_the_table_under_a_chart_holds_the_same_figures_and_links() -> None:
    chart = {
        "title": "结论",
        "categories": ["公安局", "税务局"],
        "series": [
            {"name": "实质运行", "values": [31, 1200], "urls": ["/a", "/b"]},
            {"name": "证据不足", "values": [None, 4]},
        ],
    }
    shown = drawn('{% include "common/parts/chart.html" with kind="stacked" id="c" %}', chart=chart)
    assert '<a href="/a">31</a>' in shown
    assert '<a href="/b">1,200</a>' in shown
    assert '<td class="number">—</td>' in shown
    assert '<td class="number">4</td>' in shown


def test_a_rate_without_evidence_shows_the_reason_and_no_bar() -> None:
    rates = [{"code": "staffed", "label": "人员到位", "part": 5, "whole": 9, "missing": "没有考勤数据"}]
    shown = drawn('{% include "common/parts/rates.html" %}', rates=rates)
    assert "没有考勤数据" in shown
    assert "—" in shown
    assert "<rect" not in shown
