"""The printed page of rules is what the rules say now."""

from __future__ import annotations

from pathlib import Path

from yimen.verify.describe import rules_markdown

PAGE = Path(__file__).parents[4] / "docs" / "rules.md"


def test_the_page_of_rules_is_fresh() -> None:
    assert PAGE.read_text(encoding="utf-8") == rules_markdown(), "run: yimen rules --markdown > docs/rules.md"
