"""A plugin of pytest: prints the figures that passed tests told, for a point to read.

A test tells one with pytest's own `record_property(name, (number, words))`, or with the number alone.
"""

from __future__ import annotations

from typing import Any

from benchmarks.showing.costs import print_figures


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line of JSON; nothing where no test told anything."""
    told = dict(pair for report in terminalreporter.getreports("passed") for pair in report.user_properties)
    figures = {name: each if isinstance(each, tuple) else (each, f"{each:,}") for name, each in told.items()}
    if figures:
        terminalreporter.ensure_newline()
        print_figures(figures)
