"""Usual terms (督办参数) of a county, and the range of each."""

from datetime import time

from yimen.programme.rules import SOON

# Field -> its name, the usual value, the least and the most that may be set.
DAYS: dict[str, tuple[str, int, int, int]] = {
    "soon_days": ("到期前几天亮“即将到期”（自然日）", SOON, 1, 30),
    "answer_days": ("督办函的答复期限（工作日）", 5, 1, 30),
}
QUIET_FROM, QUIET_TO = time(18), time(8)


def is_quiet(now: time, begins: time, ends: time) -> bool:
    """Whether a time of day lies in the quiet hours (免打扰时段), which may go over midnight; none if both are one."""
    if begins <= ends:
        return begins <= now < ends
    return now >= begins or now < ends
