"""The whole round of 35 departments and 1,135 real items in a browser, by an officer, a liaison and a head."""

import csv
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as configured
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from yimen.catalog.models import Item, ItemVersion
from yimen.entry.models import Declaration
from yimen.entry.rounds import queries, services
from yimen.entry.rounds.models import ListPublication, PublishedLine, Sheet, SheetLine
from yimen.entry.rounds.services import Answer
from yimen.entry.rounds.tests.conftest import ALL_HANDED
from yimen.entry.rounds.texts import digest_of
from yimen.people.models import Department, Region, User
from yimen.people.tests.test_in_browser import address, enter, hindrances

__all__ = ["address"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
REAL = Path(configured.ROOT) / "src/yimen/catalog/tests/data/service_items_real.csv"
LARGEST, SPLIT_OFF = "区行政审批局", "区公共资源交易中心"


@pytest.fixture
def departments(county: Region, make_department: Any) -> dict[str, Department]:
    """The list's 34 departments, and a 35th that takes over every twentieth item of the largest."""
    with REAL.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    names = [*sorted({row["department"] for row in rows}), SPLIT_OFF]
    found = {name: make_department(county, f"X{number:02}", name) for number, name in enumerate(names)}
    whose = [
        SPLIT_OFF if row["department"] == LARGEST and number % 20 == 0 else row["department"]
        for number, row in enumerate(rows)
    ]
    items = Item.objects.bulk_create([Item(region=county, code=row["raw_item_code"]) for row in rows], batch_size=200)
    ItemVersion.objects.bulk_create(
        [
            ItemVersion(
                item=item, region=county, department=found[name], code=item.code, name=row["item_name"],
                kind=row["task_type"], initiation="on_application", valid_from="2022-01-01",
                search_text=f"{row['item_name']} {item.code}".lower(),
            )
            for item, row, name in zip(items, rows, whose, strict=True)
        ],
        batch_size=100,
    )  # fmt: skip
    return found


def person(browser: Browser, address: str, client: Any) -> Page:
    """Somebody at his own browser."""
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    enter(context, client, address)
    return context.new_page()


def test_the_round_of_35_departments_and_1135_items(
    browser: Browser, address: str, departments: dict[str, Department], officer: User, make_user: Any, client_of: Any,
    county: Region, capsys: pytest.CaptureFixture[str], record_property: Any,
) -> None:  # fmt: skip
    largest = departments[LARGEST]
    liaison = make_user("first_liaison", "liaison", county, largest)
    head = make_user("first_head", "head", county, largest)
    roles = {"营商局": officer, "联络员": liaison, "部门负责人": head}
    bureau, clerk, chief = (person(browser, address, client_of(user)) for user in roles.values())

    # 营商局发布
    bureau.goto(f"{address}/entry/rounds/")
    bureau.get_by_label("名称", exact=True).fill("应进必进事项清单梳理")
    bureau.get_by_label("清单基准日").fill(str(timezone.localdate()))
    bureau.get_by_label("截止日期").fill(str(timezone.localdate() + timedelta(days=20)))
    bureau.get_by_role("button", name="发布", exact=True).click()
    expect(bureau.get_by_text("/ 1,135 项")).to_be_visible()
    assert (Sheet.objects.count(), SheetLine.objects.count()) == (35, 1135)
    sheet = Sheet.objects.select_related("round__region").get(department=largest)

    # 联络员：键盘逐项，再按筛选一次填完
    clerk.goto(f"{address}/entry/sheets/{sheet.pk}/")
    for number in (1, 2):
        expect(clerk.get_by_text(f"第 {number} 项 ·")).to_be_visible()
        clerk.keyboard.press("1")
        clerk.keyboard.type("A01")
        clerk.keyboard.press("Enter")
        expect(clerk.get_by_text("已保存“")).to_be_visible()
    expect(clerk.get_by_text("第 3 项 ·")).to_be_visible()
    assert list(sheet.lines.filter(number__lte=3).values_list("mode", "windows")) == [
        ("own_window", "A01"), ("own_window", "A01"), ("", ""),
    ]  # fmt: skip
    clerk.goto(f"{address}/entry/sheets/{sheet.pk}/?standing=open")
    clerk.keyboard.press("1")
    clerk.get_by_label("本次筛选的全部").check()
    clerk.get_by_role("button", name="保存，下一项").click()
    expect(clerk.get_by_text(f"已保存{sheet.lines.count() - 2} 项")).to_be_visible()
    clerk.get_by_role("button", name="提交负责人签发").click()
    expect(clerk.get_by_text("等部门负责人登录签发")).to_be_visible()

    # 负责人签发，营商局退回一项，更正后重新签发、确认
    chief.goto(f"{address}/entry/sheets/{sheet.pk}/")
    chief.get_by_role("button", name="签发并报营商局").click()
    bureau.goto(f"{address}/entry/sheets/{sheet.pk}/")
    bureau.locator("input[name^=return-]").nth(1).fill("窗口写错，请核对")
    bureau.get_by_role("button", name="退回部门").click()
    expect(bureau.get_by_text("1 项须重新填报")).to_be_visible()
    clerk.goto(f"{address}/entry/sheets/{sheet.pk}/?standing=returned")
    expect(clerk.get_by_text("窗口写错，请核对")).to_be_visible()
    clerk.keyboard.press("s")
    expect(clerk.get_by_text("已保存“")).to_be_visible()
    clerk.get_by_role("button", name="提交负责人签发").click()
    chief.reload()
    chief.get_by_role("button", name="签发并报营商局").click()
    expect(chief.get_by_text("已签发并报营商局")).to_be_visible()
    # 没有派驻人员的事项不能确认：营商局一次写明原因和补齐期限，再确认
    bureau.goto(f"{address}/entry/sheets/{sheet.pk}/")
    bureau.get_by_role("button", name="确认", exact=True).click()
    expect(bureau.get_by_text("不能算作进驻")).to_be_visible()
    bureau.goto(f"{address}/entry/sheets/{sheet.pk}/")
    bureau.get_by_label("原因", exact=True).fill("人员下月到岗")
    bureau.get_by_label("补齐期限").fill(str(timezone.localdate() + timedelta(days=30)))
    bureau.get_by_role("button", name="附条件", exact=True).click()
    expect(bureau.get_by_text(f"已为 {sheet.lines.count()} 项附条件")).to_be_visible()
    bureau.get_by_role("button", name="确认", exact=True).click()
    expect(bureau.get_by_text("填报内容自今日起成为现行声明")).to_be_visible()
    assert Declaration.objects.count() == sheet.lines.count()

    # 其余 34 个部门同样办完，清单公布，任何人可看
    answer = Answer(mode="own_window", windows="A01", powers=ALL_HANDED)
    for other in Sheet.objects.exclude(pk=sheet.pk).select_related("round__region"):
        services.answer_lines(by=None, sheet=other, lines=other.lines.all(), answer=answer)
        services.submit(by=None, sheet=other)
        services.sign(by=None, sheet=other, seen=digest_of(queries.lines_of(other)))
        services.confirm(by=None, sheet=other)  # nobody is posted anywhere, and a person would need conditions
    bureau.goto(f"{address}/entry/rounds/{sheet.round_id}/")
    bureau.get_by_role("button", name="公布清单").click()
    expect(bureau.get_by_text("已公布第 1 期清单")).to_be_visible()
    assert PublishedLine.objects.exclude(mode="").count() == Declaration.objects.count() == 1135
    public = browser.new_context(locale="zh-CN").new_page()
    started = time.perf_counter()
    public.goto(f"{address}/entry/lists/{ListPublication.objects.get().pk}/")
    expect(public.get_by_text("内容与摘要相符")).to_be_visible()
    took = time.perf_counter() - started
    with capsys.disabled():
        print(f"\n公开清单 1,135 项：{took:.2f} 秒")  # noqa: T201
    record_property("public", (took, f"{took:.2f} 秒"))
    record_property("departments", (Sheet.objects.count(), f"{Sheet.objects.count()} 个"))
    record_property("items", (Declaration.objects.count(), f"{Declaration.objects.count():,} 项"))
    record_property("roles", (len(roles), "、".join(roles)))
    for width in (390, 1440):
        public.set_viewport_size({"width": width, "height": 900})
        assert hindrances(public) == []
