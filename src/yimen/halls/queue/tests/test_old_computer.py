"""Board and kiosk on an old computer without internet: words of ES5 only, and nothing asked for outside."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from yimen.halls.queue import services
from yimen.halls.queue.tests.conftest import LONG_AGO, Scene

SCRIPTS = ("board.js", "kiosk.js")
NOT_CODE = re.compile(r"""/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|(?<!:)//[^\n]*""", re.S)
NEWER = re.compile(
    r"=>|`|\.\.\.|\?\.|\?\?|\*\*|\b(?:let|const|class|async|await|import|export|yield|of)\b"
    r"|\b(?:fetch|Promise|Map|Set|WeakMap|Symbol|Proxy|URL|URLSearchParams|FormData|Array\.from|Object\.assign|"
    r"Object\.entries|Object\.values)\b"
    r"|\.(?:includes|padStart|padEnd|repeat|startsWith|endsWith|find|findIndex|closest|remove|append|prepend|entries|"
    r"replaceAll|replaceWith|flat|flatMap|toggleAttribute)\("
)
"""What browsers of before 2015 do not know: of the language, and of what a page offers to it."""
OUTSIDE = re.compile(r"""(?:src|href|action|url\()\s*=?\s*["']?(?:https?:)?//""")


def code_of(name: str) -> str:
    """The script without comments and strings."""
    found = finders.find(f"yimen/js/{name}")
    assert isinstance(found, str)
    return NOT_CODE.sub('""', Path(found).read_text("utf-8"))


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_has_no_word_that_an_old_browser_does_not_know(name: str) -> None:
    code = code_of(name)
    assert "XMLHttpRequest" in code
    assert NEWER.findall(code) == []


@pytest.mark.parametrize("newer", ["let a = 1;", "x => x", "`a`", "f(...a)", "a?.b", "fetch(a)", "a.includes(1)"])
def test_newer_words_would_be_seen(newer: str) -> None:
    assert NEWER.search(newer)


@pytest.mark.django_db
def test_the_pages_ask_for_nothing_outside(scene: Scene) -> None:
    client = Client()
    key = services.give_kiosk_key(by=None, hall=scene.hall, day=LONG_AGO)
    base = f"/halls/{scene.hall.pk}"
    for path in (f"{base}/board/", f"{base}/kiosk/?key={key}"):
        page = client.get(path, follow=True).content.decode()
        assert page.count("<script") == 1 and not OUTSIDE.search(page)
    style = finders.find("yimen/css/board.css")
    assert isinstance(style, str) and not OUTSIDE.search(Path(style).read_text("utf-8"))
