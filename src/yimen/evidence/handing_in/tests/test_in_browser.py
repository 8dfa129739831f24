"""The pages of foreign sets in headless Chromium: pieces by script, on after a broken line, and nothing in the way."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect

from yimen.common.tests.browsing import WIDTHS
from yimen.evidence import tasks
from yimen.evidence.handing_in import places, services, views
from yimen.evidence.handing_in.models import ForeignSet, SetFile
from yimen.evidence.handing_in.tests.conftest import Files, hand_in, whole
from yimen.evidence.models import Run
from yimen.people.models import User
from yimen.people.tests.test_in_browser import address, enter, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def chosen(tmp_path: Path, foreign: Files) -> list[Path]:
    """The files of a set as they lie on the officer's machine."""
    folder = tmp_path / "chosen"
    folder.mkdir()
    for name, content in foreign.items():
        (folder / name).write_bytes(bytes(content))  # type: ignore[arg-type]
    return sorted(folder.iterdir())


def test_several_files_go_up_in_pieces_and_on_where_the_line_broke(
    page: Page, address: str, officer: User, client_of: Any, chosen: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "PIECE", 2_000)
    enter(page.context, client_of(officer), address)
    page.goto(f"{address}/evidence/sets/")
    page.get_by_label("证据集名称").fill("集贤县2024年取证数据集")
    page.get_by_role("button", name="下一步：上传文件").click()
    expect(page.get_by_text("还没有文件")).to_be_visible()
    sealed: list[bool] = []
    broken: list[str] = []

    def pieces(route: Route) -> None:
        """The third piece is lost on the way; every one is to have its digest."""
        if route.request.method == "PATCH":
            sealed.append(route.request.headers.get("upload-checksum", "").startswith("sha256 "))
            if len(sealed) == 3:
                broken.append(route.request.url)
                route.abort("connectionreset")
                return
        route.continue_()

    page.route("**/evidence/sets/files/*/", pieces)
    page.get_by_label("证据集的文件").set_input_files(chosen)
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text(f"{len(chosen)} 个，共")).to_be_visible(timeout=60_000)
    expect(page.get_by_text("已传完")).to_have_count(len(chosen))
    assert len(broken) == 1 and all(sealed) and len(sealed) > len(chosen)
    for path in chosen:
        assert places.path_of(SetFile.objects.get(name=path.name)).read_bytes() == path.read_bytes()
    page.get_by_role("button", name="提交检查并核验").click()
    expect(page.get_by_text("正在检查")).to_be_visible()


def test_the_same_file_chosen_again_goes_on_where_it_stood(
    page: Page, address: str, officer: User, client_of: Any, chosen: list[Path]
) -> None:
    opened = services.open_set(by=officer, title="集贤县2024年")
    path = next(each for each in chosen if each.name == "cases.csv")
    body = path.read_bytes()
    file = services.announce(by=officer, the_set=opened, name=path.name, size=len(body))
    places.take_piece(file, 0, body[:1_000], None)
    enter(page.context, client_of(officer), address)
    page.goto(f"{address}/evidence/sets/{opened.pk}/")
    expect(page.get_by_text("再选这个文件接着传")).to_be_visible()
    with page.expect_request(lambda request: request.method == "PATCH") as sent:
        page.get_by_label("证据集的文件").set_input_files(path)
        page.get_by_role("button", name="上传", exact=True).click()
    assert sent.value.headers["upload-offset"] == "1000"
    expect(page.get_by_text("已传完")).to_be_visible()
    assert places.path_of(file).read_bytes() == body


def test_a_file_that_is_not_taken_says_why_and_the_others_go_up(
    page: Page, address: str, officer: User, client_of: Any, chosen: list[Path], tmp_path: Path
) -> None:
    opened = services.open_set(by=officer, title="集贤县2024年")
    strange = tmp_path / "readme.txt"
    strange.write_text("读我")
    enter(page.context, client_of(officer), address)
    page.goto(f"{address}/evidence/sets/{opened.pk}/")
    page.get_by_label("证据集的文件").set_input_files([strange, chosen[0]])
    page.get_by_role("button", name="上传", exact=True).click()
    expect(page.get_by_text("不是取证数据集的文件")).to_be_visible()
    expect(page.get_by_text("有 1 个文件没有传完")).to_be_visible()
    assert [file.name for file in SetFile.objects.all()] == [chosen[0].name]


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_hinders_a_reader(
    page: Page, address: str, officer: User, client_of: Any, foreign: Files, width: int
) -> None:
    done = hand_in(officer, foreign, "集贤县2024年取证数据集")
    tasks.check.func(done.pk)
    tasks.execute.func(Run.objects.get().pk)
    returned = hand_in(officer, whole(**{"meta.json": "{"}), "宝清县2024年取证数据集")
    tasks.check.func(returned.pk)
    checking = hand_in(officer, whole(), "饶河县2024年取证数据集")
    half = services.open_set(by=officer, title="尖山区2024年取证数据集")
    file = services.announce(by=officer, the_set=half, name="cases.parquet", size=9_000)
    places.take_piece(file, 0, b"x" * 4_000, None)
    enter(page.context, client_of(officer), address)
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    for each in ("", *(f"{the_set.pk}/" for the_set in (done, returned, checking, half))):
        page.goto(f"{address}/evidence/sets/{each}")
        expect(page.locator("h1")).to_be_visible()
        assert hindrances(page) == [], each
        if folder := os.environ.get("YIMEN_PICTURES"):
            page.screenshot(path=f"{folder}/set-{width}-{each.strip('/') or 'list'}.png", full_page=True)
    assert ForeignSet.objects.count() == 4
