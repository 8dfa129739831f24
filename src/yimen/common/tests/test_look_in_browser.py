"""The style page in headless Chromium: every component, both themes, three widths, with and without a script."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from yimen.common.tests.browsing import hindrances

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def look(live_server: Any, settings: Any) -> str:
    """The address of the style page."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    return f"{live_server.url}/look/"


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the console says while the page is used; refusals of the content policy are said there."""
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield said


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440, 2560])
def test_nothing_hinders_a_reader_at_any_width_in_either_theme(
    page: Page, look: str, complaints: list[str], theme: Any, width: int
) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(look)
    expect(page.locator("[data-chart] svg").first).to_be_visible()
    assert hindrances(page) == []
    # Chromium remarks on the sample's wrong date; everything else would be a refusal or a fault.
    assert [each for each in complaints if "2023-13-45" not in each] == []


def test_what_hinders_a_reader_would_be_seen(page: Page, look: str) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(look)
    page.evaluate("""document.querySelector("main").insertAdjacentHTML("afterbegin", `<img src="/static/none.png">
        <p id="pale">浅色的字</p><p id="wide">宽</p>`)
        document.getElementById("pale").style.cssText = "color: #ddd; background: #fff"
        document.getElementById("wide").style.cssText = "width: 2000px"
    """)
    found = hindrances(page)
    assert {each[0] for each in found[:-1]} == {"image-alt", "color-contrast"}
    assert any("pale" in node for name, nodes in found[:-1] for node in nodes if name == "color-contrast")
    assert found[-1] > 1000


def test_every_chart_is_drawn_and_its_bars_open_their_rows(page: Page, look: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(look)
    for chart in page.locator("[data-chart]").all():
        # the first path of a chart is a pattern or an axis; the last is drawn
        expect(chart.locator("svg > g > path").last).to_be_visible()
        expect(chart.locator("details")).not_to_have_attribute("open", "")
    late = page.locator("[data-source='late-orders-data'] svg path[fill='#b3221c']").first
    late.scroll_into_view_if_needed()
    place = late.bounding_box()
    assert place is not None
    # By place: the bar's pattern lies over the bar, so Playwright would wait for the bar in vain.
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    expect(page).to_have_url(re.compile(r"\?late=1$"))


def test_an_axis_of_shares_ends_above_its_highest_line(page: Page, look: str) -> None:
    page.emulate_media(reduced_motion="reduce")
    page.goto(look)
    for chart, last in (("by-month", "100%"), ("off-hall", "10%")):
        labels = page.locator(f"[data-source='{chart}-data'] svg text", has_text="%")
        expect(labels.first).to_be_visible()
        ends = [int(each.rstrip("%")) for each in labels.all_text_contents()]
        assert (min(ends), f"{max(ends)}%") == (0, last)


def test_charts_follow_the_theme(page: Page, look: str) -> None:
    page.goto(look)
    bars = "[data-source='late-orders-data'] svg path[fill='%s']"
    expect(page.locator(bars % "#b3221c").first).to_be_visible()
    page.locator("[data-theme-switch]").click()  # light
    page.locator("[data-theme-switch]").click()  # dark
    expect(page.locator(bars % "#d9534b").first).to_be_visible()


def test_the_chosen_theme_is_remembered_and_there_before_the_first_paint(page: Page, look: str) -> None:
    page.emulate_media(color_scheme="light")
    page.goto(look)
    page.locator("[data-theme-switch]").click()
    page.locator("[data-theme-switch]").click()
    expect(page.locator("[data-theme-switch]")).to_have_attribute("aria-label", "显示主题：深色")
    # Asked at the moment the parser reaches the body: nothing has been painted yet.
    page.add_init_script(
        "new MutationObserver((_, watch) => { if (document.body) { watch.disconnect();"
        " window.firstGround = getComputedStyle(document.documentElement).getPropertyValue('--ground').trim(); } })"
        ".observe(document, {childList: true, subtree: true});"
    )
    page.reload()
    assert page.evaluate("window.firstGround") == "#0d141d"


def test_the_keyboard_reaches_the_content_and_the_search(page: Page, look: str) -> None:
    page.goto(look)
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()
    page.keyboard.press("/")
    expect(page.locator("input[type=search]").first).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#shortcuts")).to_be_hidden()


def test_without_a_script_the_tables_stand_open_and_the_filters_work(browser: Browser, look: str) -> None:
    page = browser.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    page.goto(look)
    expect(page.locator("[data-chart] table").first).to_be_visible()
    expect(page.locator("[data-theme-switch]")).to_be_hidden()
    page.locator(".filters input[name=q]").fill("驾驶证")
    page.locator(".filters button[type=submit]").click()
    expect(page).to_have_url(re.compile(r"q=%E9%A9%BE"))
    page.get_by_role("link", name="下一页").click()
    expect(page).to_have_url(re.compile(r"q=%E9%A9%BE.*page=4"))


def test_filters_and_pages_swap_only_the_rows(page: Page, look: str) -> None:
    page.goto(look)
    page.evaluate("window.same = true")
    page.locator(".filters select[name=status]").select_option("late")
    expect(page).to_have_url(re.compile(r"status=late"))
    page.get_by_role("link", name="下一页").click()
    expect(page).to_have_url(re.compile(r"page=4"))
    assert page.evaluate("window.same") is True
    expect(page.locator("#rows #rows")).to_have_count(0)


def test_a_dropped_file_is_listed_and_lands_in_the_plain_input(page: Page, look: str) -> None:
    page.goto(look)
    page.set_input_files("[data-drop] input", {"name": "清单.csv", "mimeType": "text/csv", "buffer": b"a" * 3000})
    expect(page.locator(".drop-chosen")).to_have_text("清单.csv（3 KB）")
    page.evaluate(
        "() => { const carried = new DataTransfer(); carried.items.add(new File(['x'], '换成这个.xlsx'));"
        " document.querySelector('[data-drop]').dispatchEvent("
        "new DragEvent('drop', {dataTransfer: carried, bubbles: true, cancelable: true})); }"
    )
    expect(page.locator(".drop-chosen")).to_have_text("换成这个.xlsx（1 KB）")
    assert page.evaluate("document.querySelector('[data-drop] input').files[0].name") == "换成这个.xlsx"


def test_on_paper_the_shell_is_gone_and_tables_are_whole(page: Page, look: str) -> None:
    page.emulate_media(media="print", color_scheme="dark")
    page.goto(look)
    for gone in (".bar", ".filters", ".page-head .actions"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator("#rows table")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    ink = page.evaluate("getComputedStyle(document.querySelector('#rows td')).color")
    assert ink in {"rgb(0, 0, 0)", "rgb(22, 32, 44)"}


def test_on_paper_what_is_folded_away_is_there(page: Page, look: str) -> None:
    page.goto(look)
    page.locator("main").evaluate("each => each.insertAdjacentHTML('beforeend', '<details><p>怎么算的</p></details>')")
    inside, folded = page.get_by_text("怎么算的"), page.locator("details:has-text('怎么算的')")
    expect(inside).to_be_hidden()
    page.emulate_media(media="print")
    expect(inside).to_be_visible()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(folded).to_have_attribute("open", "")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(folded).not_to_have_attribute("open", "")
