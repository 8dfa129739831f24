"""窗口数测算: how many windows a department needs so that waits keep a limit, first by formula, then by simulation."""

from dataclasses import dataclass

from yimen.halls.planning.engine.erlang import mean_wait, windows_for, within
from yimen.halls.planning.engine.simulating import Stream


@dataclass(frozen=True)
class Limit:
    """等候目标: at least that share of people waits at most so many minutes, in the busiest half hour."""

    minutes: float
    share: float = 0.8


@dataclass(frozen=True)
class Size:
    """How many windows are needed, and what waiting the formula expects with them in the busiest half hour."""

    windows: int
    mean_wait: float
    within: float


def size(stream: Stream, limit: Limit) -> Size:
    """The windows needed in the busiest half hour, as if it lasted: not too few for the day, at times one too many."""
    if not stream.a_day:
        return Size(0, 0.0, 1.0)
    windows = windows_for(stream.busiest, stream.service, limit.minutes, limit.share)
    return Size(
        windows,
        mean_wait(stream.busiest, stream.service, windows, stream.variation),
        within(limit.minutes, stream.busiest, stream.service, windows),
    )
