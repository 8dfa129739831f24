"""Titles are broken between words, in the fewest lines of like length."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.documents import titles

NOTICE = "友谊县人民政府办公室关于印发友谊县落实省委巡视反馈意见开展政务服务问题整改专项行动工作方案的通知"


def test_the_title_of_the_notice_is_broken_between_words() -> None:
    lines = titles.broken(NOTICE)
    assert lines == (
        "友谊县人民政府办公室关于印发",
        "友谊县落实省委巡视反馈意见开展",
        "政务服务问题整改专项行动工作方案的通知",
    )


@pytest.mark.parametrize(
    "title",
    [
        NOTICE,
        "友谊县落实省委巡视反馈意见开展政务服务问题整改专项行动工作方案",
        "关于成立政务服务事项进驻政务服务大厅整改工作领导小组的通知",
        "友谊县营商环境建设监督局关于《政务服务事项进驻负面清单》公布和调整的通告",
        "关于公安局司法局税务局烟草局事项进驻政务服务大厅的函",
        "关于建设监督局应进必进反馈意见公安局政务服务核验工作专项行动的通知",
        "关于政务服务审批服务巡视反馈意见烟草局运行情况的通知",
    ],
)
def test_no_break_splits_a_word_or_a_bracket_or_begins_a_line_with_a_particle(title: str) -> None:
    lines = titles.broken(title)
    assert len(lines) >= 2 and "".join(lines) == title
    for line in lines[1:]:
        assert line[0] not in titles.NOT_FIRST
    ends = {sum(map(len, lines[: count + 1])) for count in range(len(lines) - 1)}
    for word in titles.WORDS:
        start = title.find(word)
        assert not any(start < end < start + len(word) for end in ends if start >= 0), word


def test_the_authors_own_breaks_are_kept() -> None:
    assert titles.broken("月报\n\n（2023年6月）") == ("月报", "（2023年6月）")


def test_a_short_title_stays_on_one_line() -> None:
    assert titles.broken("责令整改通知书") == ("责令整改通知书",)


@given(st.text(alphabet="关于印发政务服务整改的通知、（）《》2023年abc", min_size=1, max_size=90))
def test_nothing_is_lost_and_no_line_is_too_long(title: str) -> None:
    lines = titles.broken(title)
    assert "".join(lines) == title
    assert all(line and titles.width(line) <= titles.LINE for line in lines)
