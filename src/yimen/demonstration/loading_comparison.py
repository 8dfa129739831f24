"""与省级清单比对 in the demonstration: two versions of a stand-in for the province's list, and what an officer decided.

The province's real list is not part of this project. Its stand-in is the county's own with what real lists differ in:
other wordings, other promised days, items that either side lacks, rows that cannot be taken in.
"""

import csv
import io
import random
from collections.abc import Iterator
from datetime import date

from yimen.catalog.comparison import services
from yimen.catalog.comparison.states import DOUBTFUL
from yimen.catalog.models import ComparedLine, ListComparison
from yimen.demonstration.loading_county import Loading, rows_of
from yimen.people.models import User

VERSIONS = (("2022年版（演示）", date(2022, 12, 31), 2022), ("2023年版（演示）", date(2023, 12, 31), 2023))
SOURCE = "演示数据：由县级清单改写，不是省里公布的清单"
HEADINGS = (
    "序号",
    "基本编码",
    "事项名称",
    "主项名称",
    "事项类型",
    "实施主体",
    "行使层级",
    "办件类型",
    "承诺办结时限",
    "承诺办结时限单位",
)
LACKING, WITHOUT_CODE, REWORDED, DOUBTFUL_NAMES, FASTER = 0.03, 0.12, 0.5, 0.1, 0.06
"""Shares of the county's items: those the province has not; without a code there, of which so many are worded
otherwise, and so many doubtfully; promised there in fewer days.
"""
WORDINGS = (
    ("核发", "颁发"), ("设立", "开办"), ("变更", "更改"), ("审批", "许可"), ("登记", "注册"), ("补办", "补发"),
    ("注销", "终止"), ("（", " ("), ("申领", "领取"), ("确认", "认定"),
)  # fmt: skip
ONLY_THE_PROVINCE = (
    ("边境管理区通行证核发", "公安厅"), ("养老机构备案", "民政厅"), ("公共场所卫生许可复核", "卫生健康委员会"),
    ("农机维修点备案", "农业农村厅"), ("户外广告临时设置审批", "住房和城乡建设厅"),
    ("职业技能等级认定机构备案", "人力资源和社会保障厅"),
)  # fmt: skip
DECIDED = 4
"""So many doubtful items the officer has decided; the rest is left for whoever tries the page."""


def load_comparison(county: Loading, officer: User) -> None:
    """Both versions taken in and compared; after the first the officer decided a few doubtful items."""
    for version, day, seed in VERSIONS:
        name = f"省级政务服务事项清单{version}.csv"
        batch = services.read_list(by=officer, name=name, content=_list(county, seed))
        taken = services.apply_list(by=officer, batch=batch, version=version, source=SOURCE)
        compared = services.compare(by=officer, province_list=taken, day=day)
        if seed == VERSIONS[0][2]:
            _decide(officer, compared)


def _decide(officer: User, compared: ListComparison) -> None:
    lines = ComparedLine.objects.filter(comparison=compared, status=DOUBTFUL).select_related("region", "theirs")
    for place, line in enumerate(lines.order_by("pk")[:DECIDED]):
        first = line.candidates.select_related("ours").order_by("place")[0].ours
        paired = ComparedLine.objects.filter(comparison=compared, ours=first).exists()
        services.decide(by=officer, line=line, same=[] if paired or place == DECIDED - 1 else [first])


def _list(county: Loading, seed: int) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows([number, *row] for number, row in enumerate(_rows(county, seed), start=1))
    return file.getvalue().encode("utf-8-sig")


def _rows(county: Loading, seed: int) -> Iterator[list[str]]:
    chance, later = random.Random(7), seed == VERSIONS[-1][2]
    for row in rows_of(county.folder, "item_list"):
        lots = [chance.random() for _ in range(4)]
        if lots[0] < LACKING:
            continue
        coded = lots[1] >= WITHOUT_CODE
        reworded = not coded and lots[2] < REWORDED
        fewer = lots[3] < (FASTER if later else FASTER / 2)
        days = row["承诺办结时限"]
        yield [
            row["基本编码"] if coded else "",
            _worded(row["事项名称"], doubtful=lots[2] < DOUBTFUL_NAMES) if reworded else row["事项名称"],
            row["主项名称"],
            row["事项类型"],
            _body(row["实施主体"].replace(county.region.name, "")),
            "县级",
            row["办件类型"],
            str(max(1, int(days) // 2)) if fewer and days.isdecimal() else days,
            row["承诺办结时限单位"],
        ]
    for name, body in ONLY_THE_PROVINCE[: None if later else 4]:
        yield ["", name, "", "行政许可", f"省{body}", "县级", "承诺件", "10", "工作日"]
    yield ["", "省级重大项目核准", "", "行政许可", "省发展和改革委员会", "省级", "承诺件", "20", "工作日"]
    yield ["", "类型写错的事项", "", "许可类", "省民政厅", "县级", "承诺件", "20", "工作日"]


def _body(name: str) -> str:
    """The province's body of the same line; those under the centre's own administration keep their names."""
    kept = name.endswith("管理局") or name.startswith("国家")
    return name if kept or not name.endswith("局") else f"省{name.removesuffix('局')}厅"


def _worded(name: str, *, doubtful: bool) -> str:
    """The name as another list might have it; doubtful: so that it may as well be another item's."""
    if doubtful:
        return f"{name}（变更）"
    for one, other in WORDINGS:
        if one in name:
            return name.replace(one, other, 1)
    return name.removesuffix("办理") if name.endswith("办理") else f"{name}办理"
