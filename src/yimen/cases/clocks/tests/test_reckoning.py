"""A clock says its last day as the law does, says how it came to it, and says the same of any day of the past."""

import csv
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import yimen.common.tests
from yimen.cases.clocks import laws
from yimen.cases.clocks.histories import Clock, Extension, History, Kind, Pause
from yimen.cases.clocks.laws import Law, Unit, counting
from yimen.cases.clocks.reckoning import Derivation, State, deemed, derive, moved
from yimen.cases.clocks.tests import oracle
from yimen.common.tests.amounts import amount
from yimen.common.workdays import china, due, due_in_natural_days

with (Path(yimen.common.tests.__file__).parent / "data" / "deadline_vectors.csv").open(encoding="utf-8") as file:
    VECTORS = list(csv.DictReader(file))
ACCEPTED = date(2023, 5, 31)
EXTENDED = Extension(10, date(2023, 6, 20), "局长张某某", laws.DECISION)


def clock(days: int, unit: Unit = Unit.WORKING, kind: Kind = Kind.STATUTORY) -> Clock:
    return Clock(kind, days, unit, laws.DECISION, counting(Law.LICENSING, days).article)


def history(days: int = 20, start: date = ACCEPTED, unit: Unit = Unit.WORKING, **more: object) -> History:
    return History(clock(days, unit), start, **more)


def on(month: int, day: int, **more: object) -> Derivation:
    """Twenty days from 31 May 2023, as they stood on a day of that year."""
    return derive(history(**more), as_of=date(2023, month, day))


@st.composite
def histories(draw: st.DrawFn) -> tuple[History, date]:
    """Any clock with any pauses and extensions, and a day to look at it."""
    start = draw(st.dates(date(2019, 1, 1), date(2025, 6, 30)))
    after = st.integers(0, 120).map(lambda days: start + timedelta(days=days))
    lengths = st.one_of(st.none(), st.integers(0, 40))
    pauses = [
        Pause(begin, None if length is None else begin + timedelta(days=length), draw(st.integers(0, 30)))
        for begin, length in draw(st.lists(st.tuples(after, lengths), max_size=4))
    ]
    extensions = [
        Extension(draw(st.integers(1, 15)), day, "某某", laws.DECISION) for day in draw(st.lists(after, max_size=2))
    ]
    unit = draw(st.sampled_from(Unit))
    made = history(draw(st.integers(0, 60)), start, unit, pauses=tuple(pauses), extensions=tuple(extensions))
    return made, draw(after)


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: f"{row['accept_date']}+{row['working_days']}")
def test_the_vectors_of_the_county(row: dict[str, str]) -> None:
    start = date.fromisoformat(row["accept_date"])
    found = derive(history(int(row["working_days"]), start), as_of=start)
    assert found.due == date.fromisoformat(row["deadline_start_next_day"])


def test_there_are_fourteen_vectors() -> None:
    assert len(VECTORS) == 14


@pytest.mark.rounds
@settings(max_examples=amount(500, full=3_000))
@given(histories())
def test_every_history_reads_as_the_slow_oracle_tells_it(case: tuple[History, date]) -> None:
    made, today = case
    found = derive(made, as_of=today, calendar=china())
    told = oracle.tell(
        made.start,
        made.clock.days,
        made.clock.unit is Unit.NATURAL,
        [(pause.start, pause.end) for pause in made.pauses],
        [(each.days, each.approved_on) for each in made.extensions],
        today,
    )
    assert found.due == told.due
    if made.clock.unit is Unit.WORKING and made.clock.days:  # a rolled last day is neither counted nor left over
        assert (found.used, found.left) == (told.used, told.left)


@pytest.mark.rounds
@settings(max_examples=amount(250, full=1_000))
@given(histories())
def test_the_lines_cover_every_day_once_and_add_up(case: tuple[History, date]) -> None:
    made, today = case
    found = derive(made, as_of=today)
    days = [day.date for day in found.days]
    assert days == [made.start + timedelta(days=number) for number in range(1, len(days) + 1)]
    counted = sum(line.counted for line in found.lines)
    assert counted == sum(day.counts for day in found.days)
    assert all(line.article and line.words and line.day_from <= line.day_to for line in found.lines)
    if found.due is not None:
        assert counted == found.total
        assert found.days[-1].date == found.due if found.days else found.due == made.start


@pytest.mark.rounds
@settings(max_examples=amount(250, full=1_000))
@given(histories(), st.integers(1, 60))
def test_what_happens_later_does_not_change_what_was_said_before(case: tuple[History, date], later: int) -> None:
    made, today = case
    beyond = today + timedelta(days=later)
    more = replace(
        made,
        pauses=(*made.pauses, Pause(beyond)),
        extensions=(*made.extensions, Extension(10, beyond, "某某", laws.DECISION)),
        done=beyond,
    )
    without = replace(made, done=None)
    assert derive(more, as_of=today) == derive(without, as_of=today)


@given(st.dates(date(2019, 1, 1), date(2025, 6, 30)), st.integers(0, 60))
def test_an_undisturbed_clock_agrees_with_the_working_days_of_the_house(start: date, days: int) -> None:
    assert derive(history(days, start), as_of=start, calendar=china()).due == due(start, days).on
    natural = derive(history(days, start, Unit.NATURAL), as_of=start, calendar=china())
    assert natural.due == due_in_natural_days(start, days).on


def test_the_derivation_is_read_line_by_line_with_articles() -> None:
    told = [(line.counted, line.words, line.article) for line in derive(history(5), as_of=ACCEPTED).lines]
    assert told == [
        (0, "法定办结时限5个工作日", "行政许可法第四十二条第一款"),
        (0, "受理当日不计入，自次日起算", "民法典第二百零一条"),
        (2, "工作日", "行政许可法第八十二条"),
        (0, "周末，不计", "行政许可法第八十二条"),
        (3, "工作日", "行政许可法第八十二条"),
        (0, "计满5个工作日，本日为最后一日", "行政许可法第四十二条第一款"),
    ]


def test_a_sunday_worked_instead_counts_and_is_said_to() -> None:
    found = derive(history(1, date(2023, 6, 21)), as_of=date(2023, 6, 21))
    assert found.due == date(2023, 6, 25)
    assert "调休上班的休息日，按工作日计" in [line.words for line in found.lines]
    assert "节假日放假，不计" in [line.words for line in found.lines]


def test_a_last_natural_day_on_a_holiday_rolls_on_by_article_203() -> None:
    found = derive(history(3, date(2023, 9, 28), Unit.NATURAL), as_of=date(2023, 9, 28))
    assert found.due == date(2023, 10, 7)  # a Saturday that is worked
    rolled = [line for line in found.lines if line.article == laws.LAST_DAY]
    assert [(line.day_from, line.day_to) for line in rolled] == [(date(2023, 10, 2), date(2023, 10, 7))]


def test_overlapping_procedures_stop_the_clock_once_and_both_are_named() -> None:
    apart = (Pause(date(2023, 6, 1), date(2023, 6, 9), name="听证"), Pause(date(2023, 6, 7), date(2023, 6, 14)))
    found = on(7, 31, pauses=apart)
    assert found.due == on(7, 31, pauses=(Pause(date(2023, 6, 1), date(2023, 6, 14)),)).due
    assert "听证、特别程序期间，不计入期限" in [line.words for line in found.lines]


def test_a_procedure_over_a_weekend_only_changes_no_last_day() -> None:
    assert on(6, 5, pauses=(Pause(date(2023, 6, 2), date(2023, 6, 4)),)).due == on(6, 5).due


def test_the_days_left_freeze_while_a_procedure_runs() -> None:
    running = (Pause(date(2023, 6, 6), needed_days=15),)
    early, late = on(6, 7, pauses=running), on(7, 14, pauses=running)
    assert early.state is late.state is State.PAUSED
    assert (early.used, early.left, early.due) == (late.used, late.left, late.due) == (4, 16, None)
    assert early.expected == date(2023, 7, 14)  # on the 21st it ends as told; the 25th is worked, the 22nd is not
    assert late.expected > early.expected


def test_a_clock_that_ran_out_before_the_procedure_stays_overdue() -> None:
    found = on(7, 10, pauses=(Pause(date(2023, 7, 3)),))
    assert (found.state, found.due, found.left) == (State.OVERDUE, date(2023, 6, 29), -7)


def test_an_extension_counts_from_the_day_it_is_approved() -> None:
    assert on(6, 19, extensions=(EXTENDED,)).due == date(2023, 6, 29)
    after = on(6, 20, extensions=(EXTENDED,))
    assert (after.due, after.total) == (date(2023, 7, 13), 30)
    assert "经局长张某某批准，延长10个工作日" in [line.words for line in after.lines]


def test_an_extension_approved_when_time_was_up_cures_nothing() -> None:
    found = on(7, 3, extensions=(replace(EXTENDED, approved_on=date(2023, 6, 30)),))
    assert (found.due, found.state) == (date(2023, 6, 29), State.OVERDUE)
    assert "局长张某某批准时期限已经届满，不再延长" in [line.words for line in found.lines]


def test_the_state_follows_the_days() -> None:
    states = {day: on(6, day).state for day in (20, 26, 29, 30)}
    assert states == {20: State.RUNNING, 26: State.WARNED, 29: State.WARNED, 30: State.OVERDUE}
    assert on(6, 30).left == -1
    assert on(6, 1).warn_on == date(2023, 6, 25)
    assert on(6, 25).state is State.WARNED
    assert [on(6, day).standing for day in (26, 29, 30)] == ["剩余 3 天", "今天到期", "已逾期 1 天"]
    weekend = derive(history(2), as_of=date(2023, 6, 3))  # the last day was a Friday
    assert (weekend.state, weekend.left, weekend.standing) == (State.OVERDUE, 0, "已逾期，不满 1 天")
    done = {"done": date(2023, 6, 29)}
    assert on(6, 28, **done).state is State.WARNED
    assert on(8, 1, **done).state is State.MET
    assert on(8, 1, done=date(2023, 6, 30)).state is State.LATE


def test_a_clock_can_not_be_asked_before_it_starts() -> None:
    with pytest.raises(ValueError, match="早于计时开始"):
        derive(history(), as_of=date(2023, 5, 30))


def test_a_year_not_yet_published_is_provisional_and_says_so() -> None:
    found = derive(history(20, date(2022, 12, 6)), as_of=date(2022, 12, 7))
    assert found.unpublished == (2023,)
    assert any(line.words.startswith("2023年节假日安排尚未公布") for line in found.lines)
    after = derive(history(20, date(2022, 12, 6)), as_of=date(2022, 12, 8))
    assert (found.due, after.due, after.provisional) == (date(2023, 1, 3), date(2023, 1, 4), False)


def test_a_published_calendar_names_the_clocks_that_it_moves() -> None:
    untouched = history(5, date(2026, 11, 2))
    across = history(20, date(2026, 12, 15))
    ended = replace(across, done=date(2026, 12, 20))
    new = china().having([{"date": "2027-01-01", "is_off_day": "1", "arrangement_year": "2027"}])
    today = date(2026, 12, 21)
    changes = moved([untouched, across, ended], as_of=today, before=china(), after=new)
    assert [(each.before.due, each.after.due) for each in changes] == [(date(2027, 1, 12), date(2027, 1, 13))]


@pytest.mark.parametrize(
    ("law", "days", "stated", "unit", "article"),
    [
        (Law.LICENSING, 20, "", Unit.WORKING, "行政许可法第八十二条"),
        (Law.REGISTRATION, 3, "working", Unit.WORKING, "市场主体登记管理条例第十九条"),
        (Law.PENALTY, 7, "", Unit.WORKING, "行政处罚法第八十五条"),
        (Law.PENALTY, 15, "", Unit.NATURAL, "民法典第二百条"),
        (Law.OTHER, 5, "", Unit.NATURAL, "民法典第二百条"),
        (Law.OTHER, 5, "working", Unit.WORKING, "事项清单载明按工作日计算"),
        (Law.LICENSING, 20, "natural", Unit.NATURAL, "事项清单载明按自然日计算"),
    ],
)
def test_each_law_counts_in_its_own_days(law: Law, days: int, stated: str, unit: Unit, article: str) -> None:
    assert counting(law, days, stated) == laws.Rule(unit, article)


def test_silence_for_five_days_accepts_as_of_the_day_the_materials_came() -> None:
    notice = History(clock(5, kind=Kind.NOTICE), ACCEPTED)
    assert deemed(notice, as_of=date(2023, 6, 7)) is None
    assert deemed(notice, as_of=date(2023, 6, 8)) == ACCEPTED
    assert deemed(replace(notice, done=date(2023, 6, 7)), as_of=date(2023, 6, 30)) is None
    assert deemed(replace(notice, done=date(2023, 6, 8)), as_of=date(2023, 6, 30)) == ACCEPTED
