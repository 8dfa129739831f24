"""What tests in a browser share: who is signed in, and what hinders a reader."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

AXE = Path(__file__).parents[4] / "tests" / "vendor" / "axe.min.js"
# Not "best-practice" alone: the levels that the law asks of government sites, and 2.2 on top.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Of all else that axe reports it then works out no selectors and hands nothing over.
RUN = """async rules => (await axe.run(document, {runOnly: rules, resultTypes: ["violations"]})).violations
    .map(({id, nodes}) => ({id, nodes: nodes.map(({html}) => ({html}))}))"""
# A room's pages are seen in each width and each theme once; every combination is seen on the style page.
LOOKS = [(390, "light"), (1440, "dark")]
WIDTHS = [390, pytest.param(1440, marks=pytest.mark.long)]
"""Widths of window, where one theme is enough; the wide one by `make test-browser`."""


def enter(context: BrowserContext, client: Client, address: str) -> None:
    """The browser takes over the test client's session."""
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def hindrances(page: Page) -> list[Any]:
    """What axe finds, and whether the page is wider than the window.

    Waits for the page that a click has begun to open: axe on a half-read one finds nothing or breaks off.
    """
    page.wait_for_load_state()
    # A script element would be refused by the content policy; evaluating is not.
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate(RUN, RULES)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] + ([wide] if wide > 0 else [])
