"""How long the planner takes for a county's hall, how close to the best its plan is proven, and what a clerk would do.

.venv/bin/python benchmarks/planner.py [--windows 100] [--departments 35] [--floors 3] [--seconds 60] [--seeds 3]
"""

import argparse
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "src"))

from yimen.halls.planning.engine import greedy, solving
from yimen.halls.planning.tests.a_hall import a_hall


def main() -> None:
    """Prints a line for each hall."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name, usual in (("windows", 100), ("departments", 35), ("floors", 3), ("seconds", 60), ("seeds", 3)):
        parser.add_argument(f"--{name}", type=int, default=usual)
    asked = parser.parse_args()
    heads = (("种子", 4), ("席位", 4), ("窗口", 4), ("秒", 7), ("结果", 9), ("代价", 7), ("下界", 7), ("差距", 6))
    heads += (("贪心", 7), ("贪心秒", 6), ("搬动", 4))
    print(" ".join(f"{head:>{width}}" for head, width in heads))
    for seed in range(1, asked.seeds + 1):
        problem = a_hall(asked.windows, asked.departments, asked.floors, seed)
        began = time.monotonic()
        clerk = greedy.plan(problem)
        took = time.monotonic() - began
        answer = solving.solve(problem, seconds=asked.seconds)
        cost = answer.plan.cost / 10 if answer.plan else None
        moved = sum(len(need.today) for need in problem.needs) - len(answer.plan.kept) if answer.plan else None
        gap = "—" if answer.gap is None else f"{answer.gap:.1%}"
        print(
            f"{seed:>4} {problem.stations:>4} {problem.windows:>4} {answer.seconds:>7.1f} {answer.state:>9} "
            f"{cost!s:>7} {answer.bound / 10:>7.1f} {gap:>6} {clerk.cost / 10 if clerk else '—'!s:>7} {took:>6.2f} "
            f"{moved!s:>4}",
            flush=True,
        )


if __name__ == "__main__":
    main()
