"""计时经过: what a clock is made of, as plain values. Nothing here knows a database or the time of day."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from yimen.cases.clocks.laws import FIRST_DAY, Unit


class Kind(StrEnum):
    """时限种类."""

    NOTICE = "notice"
    STATUTORY = "statutory"
    PROMISED = "promised"
    STEP = "step"
    CONSULTATION = "consultation"
    PROCEDURE = "procedure"
    DELIVERY = "delivery"
    HANDOVER = "handover"
    DEPARTMENT = "department"

    @property
    def label(self) -> str:
        """The official term."""
        return _LABELS[self]


_LABELS = {
    Kind.NOTICE: "一次性告知时限",
    Kind.STATUTORY: "法定办结时限",
    Kind.PROMISED: "承诺办结时限",
    Kind.STEP: "环节时限",
    Kind.CONSULTATION: "会办答复时限",
    Kind.PROCEDURE: "特别程序时间",
    Kind.DELIVERY: "送达时限",
    Kind.HANDOVER: "交接接收时限",
    Kind.DEPARTMENT: "部门办理时限",
}


@dataclass(frozen=True, slots=True)
class Clock:
    """时限: so many days of a unit; `article` gives the days, `unit_article` says how they are counted."""

    kind: Kind
    days: int
    unit: Unit
    article: str
    unit_article: str
    name: str = ""
    begins: str = "受理"  # what happens on the first day, which is not counted

    def __post_init__(self) -> None:
        if self.days < 0:
            raise ValueError(f"天数不能为负：{self.days}。")

    @property
    def label(self) -> str:
        """What the clock is called on pages."""
        return f"{self.kind.label}（{self.name}）" if self.name else self.kind.label


@dataclass(frozen=True, slots=True)
class Pause:
    """特别程序期间: after the manner of 民法典 201 the day it starts still counts, the day it ends does not."""

    start: date
    end: date | None = None
    needed_days: int = 0  # as the applicant was told in writing
    name: str = "特别程序"

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"特别程序结束日{self.end}早于开始日{self.start}，请核对。")

    def covers(self, day: date) -> bool:
        """Whether the day is not counted."""
        return self.start < day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Extension:
    """延长期限: so many days more, in the unit of the clock, approved by somebody on a day."""

    days: int
    approved_on: date
    approved_by: str
    article: str


@dataclass(frozen=True, slots=True)
class History:
    """计时经过: one clock with all that happened to it; `done` is the day its work was done, `holder` who has it."""

    clock: Clock
    start: date
    pauses: tuple[Pause, ...] = ()
    extensions: tuple[Extension, ...] = ()
    done: date | None = None
    holder: str = ""
    start_article: str = FIRST_DAY

    def known_on(self, day: date) -> "History":
        """What had happened by the day: later events are left out, and what ended later still ran."""
        return replace(
            self,
            pauses=tuple(_open_on(each, day) for each in self.pauses if each.start <= day),
            extensions=tuple(
                sorted((each for each in self.extensions if each.approved_on <= day), key=lambda each: each.approved_on)
            ),
            done=self.done if self.done is not None and self.done <= day else None,
        )


def _open_on(pause: Pause, day: date) -> Pause:
    return replace(pause, end=None) if pause.end is not None and pause.end > day else pause
