"""Windows, opening days and assets from tables: new ones come in, what is wrong goes back with a reason."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.halls.models import Asset, Hall, HallDay, Window
from yimen.people.models import User

WINDOWS = """窗口编号,窗口名称,窗口类别,终端地址,启用日期
A01,,综合窗口,10.1.1.1,2023-01-01
B01,社保专窗,潮汐窗口,10.1.1.2,2023/5/1
b-01,,综合窗口,10.1.1.3,2023-05-01
C01,,没有这种,10.1.1.4,2023-05-01
D01,,,10.1.1.5,2023-05-01
"""
DAYS = """日期,开门时间,关门时间,类别
2023-05-06,9:00,12:00,周末服务
2023-05-08,08:30,18:30:00,延时服务
2023-05-08,08:30,17:00,
2023-05-09,17:00,08:30,
2023-05-10,早上,17:00,
"""
ASSETS = """资产编号,类别,名称型号,产权部门,启用日期,窗口,保管岗位
A-1,评价器,双屏型,,2023-05-01,A01,综窗组长
A-2,印章,行政审批专用章,公安局,2023-05-01,,首席代表
a1,评价器,双屏型,,2023-05-01,,
A-4,评价器,双屏型,没有这个局,2023-05-01,,
A-5,评价器,双屏型,,2022-05-01,A01,
"""


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("halls.windows", WINDOWS, "已导入 2 行，退回 3 行"),
        ("halls.days", DAYS, "已导入 2 行，退回 3 行"),
        ("halls.assets", ASSETS, "已导入 2 行，退回 3 行"),
    ],
)
def test_a_table_comes_in_step_by_step(
    kind: str, text: str, said: str, hall: Hall, windows: list[Window], hall_manager: User, client_of: Any
) -> None:
    client = client_of(hall_manager)
    file = SimpleUploadedFile("a.csv", text.encode(), "text/csv")
    plan = client.post("/halls/space/import/", {"kind": kind, "file": file}).url
    assert "将退回的行" in client.get(plan).content.decode()
    assert said in client.post(f"{plan}apply/", {}, follow=True).content.decode()
    written = {
        "halls.windows": list(Window.objects.filter(code__in=("B01", "D01")).values_list("code", "kind")),
        "halls.days": [(day.date.day, day.kind) for day in HallDay.objects.order_by("date")],
        "halls.assets": [(row.number, row.places.get().window) for row in Asset.objects.order_by("number")],
    }[kind]
    assert (
        written
        == {
            "halls.windows": [("B01", "tide"), ("D01", "")],
            "halls.days": [(6, "weekend"), (8, "overtime")],
            "halls.assets": [("A-1", "A01"), ("A-2", "")],
        }[kind]
    )
    name = kind.removeprefix("halls.")
    assert client.get(f"/halls/space/import/{name}.csv").status_code == 200
