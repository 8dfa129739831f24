"""What the documents say is what the code says."""

import re

import pytest
from django.conf import settings

from yimen.config import describe
from yimen.people.models import Region


def test_no_printed_page_is_stale() -> None:
    assert describe.stale() == [], "run: make docs"


def test_a_changed_name_would_make_pages_stale(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Region._meta, "verbose_name", "别的名称")
    assert {"glossary.md", "data-dictionary.md"} <= set(describe.stale())


def test_every_link_between_documents_leads_somewhere() -> None:
    broken = []
    for page in [*settings.ROOT.glob("*.md"), *settings.ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
            if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists():
                broken.append(f"{page.relative_to(settings.ROOT)} -> {target}")
    assert broken == []
