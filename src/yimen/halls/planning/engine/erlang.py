"""排队论公式: waiting in a queue of one kind, exactly. Times are in one unit throughout; rates are per that unit.

The simulation is held against these, and the number of windows is first guessed by them. A. K. Erlang (1917) for
M/M/c and M/M/c/c; A. O. Allen and A. A. Cunneen's approximation for service that is not exponential.
"""

import math


def blocking(load: float, windows: int) -> float:
    """Erlang B: the share of arrivals that find all windows busy and go away; load = arrivals × service time.

    By the recursion, since factorials overflow beyond 170 windows.
    """
    share = 1.0
    for n in range(1, windows + 1):
        share = load * share / (n + load * share)
    return share


def waiting(load: float, windows: int) -> float:
    """Erlang C: the share of arrivals that must wait; 1 where the windows cannot keep up."""
    if windows <= load:
        return 1.0
    lost = blocking(load, windows)
    return windows * lost / (windows - load * (1 - lost))


def mean_wait(arrivals: float, service: float, windows: int, variation: float = 1.0) -> float:
    """Mean wait before service; infinite where the windows cannot keep up.

    variation: the square of the coefficient of variation of service times, 1 for exponential ones (then exact).
    """
    load = arrivals * service
    if windows <= load:
        return math.inf
    return waiting(load, windows) * service / (windows - load) * (1 + variation) / 2


def within(limit: float, arrivals: float, service: float, windows: int) -> float:
    """The share of arrivals that wait at most so long, in M/M/c; nought where the windows cannot keep up."""
    load = arrivals * service
    if windows <= load:
        return 0.0
    return 1 - waiting(load, windows) * math.exp(-(windows - load) * limit / service)


def limited(arrivals: float, service: float, windows: int, room: int) -> tuple[float, float]:
    """M/M/c/K: (share turned away, mean wait of those let in), `room` being windows and waiting places together."""
    load = arrivals * service
    weights = [1.0]
    for n in range(1, room + 1):
        weights.append(weights[-1] * load / min(n, windows))
    total = sum(weights)
    away = weights[room] / total
    queue = sum((n - windows) * weights[n] for n in range(windows + 1, room + 1)) / total
    return away, queue / (arrivals * (1 - away))


def windows_for(arrivals: float, service: float, limit: float, share: float = 0.8, most: int = 200) -> int:
    """The fewest windows by which at least that share of arrivals waits at most so long; `most` where none suffice."""
    for windows in range(max(1, math.ceil(arrivals * service)), most):
        if within(limit, arrivals, service, windows) >= share:
            return windows
    return most
