"""A county of two departments and a list of the province's that is like and unlike it."""

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from yimen.catalog import services as catalog
from yimen.catalog.comparison import services
from yimen.catalog.models import ComparedLine, ListComparison
from yimen.catalog.tests.test_import import a_list, row
from yimen.people.models import Department, User

DAY = date(2023, 6, 1)
THEIRS = ["事项编码", "事项名称", "实施主体", "事项类型", "行使层级", "办件类型", "承诺办结时限", "承诺办结时限单位"]


def code(number: int) -> str:
    """The base code inside the county's implementation code of that number."""
    return f"2320{number:05}000"


def their(number: int | None, name: str, body: str = "省公安厅", days: int | str = 5, level: str = "县级") -> list[Any]:
    return [code(number) if number else "", name, body, "行政确认", level, "承诺件", days, "工作日"]


def province_file(*rows: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([THEIRS, *rows])
    return text.getvalue().encode()


@pytest.fixture
def take_in(officer: User) -> Callable[..., Any]:
    """Takes in a list of the province's with these rows."""

    def take(*rows: list[Any], version: str = "2023年版") -> Any:
        batch = services.read_list(by=officer, name="省级清单.csv", content=province_file(*rows))
        return services.apply_list(by=officer, batch=batch, version=version, source="省政务服务网")

    return take


@pytest.fixture
def county_list(officer: User, police: Department, tax: Department) -> list[list[Any]]:
    """What the county has: five items of the police and one of the tax office."""
    rows = [
        row(1, "居住证签发"), row(2, "机动车注册登记"), row(3, "户口迁移审批"), row(4, "犬类准养登记"),
        row(5, "发票领用", "税务局"), row(6, "剧毒化学品购买许可证核发"),
    ]  # fmt: skip
    batch = catalog.read_list(by=officer, name="清单.csv", content=a_list(*rows))
    catalog.apply_list(by=officer, batch=batch, effective_on=date(2022, 1, 1))
    return rows


@pytest.fixture
def compared(officer: User, county_list: Any, take_in: Any) -> ListComparison:
    """By code with other days; by name; doubtful; only theirs; only ours."""
    taken = take_in(
        their(1, "居住证签发", days=3),
        their(None, "机动车登记（注册）", "公安厅"),
        their(None, "户口迁移变更审批"),
        their(None, "边境管理区通行证核发"),
        their(None, "发票领用", "国家税务总局黑龙江省税务局"),
        their(None, "剧毒化学品购买许可证发放"),
        their(9, "省里直接办的事项", level="省级"),
    )
    return services.compare(by=officer, province_list=taken, day=DAY)


def standing(comparison: ListComparison) -> dict[str, set[str]]:
    """Status -> names of the lines."""
    found: dict[str, set[str]] = {}
    for line in ComparedLine.objects.filter(comparison=comparison).select_related("ours", "theirs"):
        found.setdefault(line.status, set()).add(str(line.theirs or line.ours))
    return found
