"""A plugin of pytest: prints the figures that passed tests told, for a point to read.

A test tells one with pytest's own `record_property(name, (number, words))`.
"""

from __future__ import annotations

from typing import Any

from benchmarks.showing.costs import print_figures


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line of JSON; nothing where no test told anything."""
    figures = {name: told for report in terminalreporter.getreports("passed") for name, told in report.user_properties}
    if figures:
        terminalreporter.ensure_newline()
        print_figures(figures)
