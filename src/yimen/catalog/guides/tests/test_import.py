"""A file of guides: whole guides begin; a row that cannot be taken sends its guide back, with a reason for each row."""

import csv
import io
from typing import Any

import pytest

from yimen.catalog.guides import queries, services
from yimen.catalog.guides.imports import FIELDS
from yimen.catalog.models import Guide, ItemVersion
from yimen.common.errors import Refused
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.people.models import User

pytestmark = pytest.mark.django_db
HEADINGS = [field.label for field in FIELDS]


def a_file(*rows: dict[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADINGS, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def element(version: ItemVersion, kind: str, key: str, text: str, **more: str) -> dict[str, str]:
    return {"实施编码": version.code, "要素": kind, "编号": key, "名称或问题": text, **more}


def whole(version: ItemVersion) -> list[dict[str, str]]:
    return [
        element(version, "情形", "q1", "谁来办？"),
        element(version, "选项", "o1", "本人", 上级编号="q1"),
        element(version, "选项", "o2", "委托别人", 上级编号="q1"),
        element(version, "材料", "m1", "身份证", 材料形式="原件", 来源渠道="政府部门核发", 必要性="必要", 份数="1"),
        element(version, "材料", "m2", "委托书", 上级编号="o2", 说明="当面签"),
        element(version, "受理条件", "c1", "成年了吗？", 取值="否", 说明="由监护人申请。"),
        element(version, "表单字段", "f1", "性质", 字段类型="单选", 可选值="甲、乙"),
        element(version, "表单字段", "f2", "乙的数目", 字段类型="数字", 上级编号="f1", 取值="乙", 是否必填="否"),
    ]


def take_in(user: User, *rows: dict[str, str]) -> ImportBatch:
    batch = services.read_file(by=user, name="指南.csv", content=a_file(*rows))
    services.apply_file(by=user, batch=batch)
    batch.refresh_from_db()
    return batch


def refused(batch: ImportBatch) -> dict[int, str]:
    return dict(RefusedRow.objects.filter(batch=batch).values_list("line", "reason"))


def test_a_whole_guide_is_taken_in(officer: User, version: ItemVersion) -> None:
    batch = take_in(officer, *whole(version))
    assert (batch.rows_read, batch.rows_accepted, batch.rows_refused) == (8, 8, 0)
    content = queries.content_of(Guide.objects.get())
    assert content.materials[1].options == ("o2",)
    assert (content.conditions[0].stops_on_yes, content.conditions[0].instead) == (False, "由监护人申请。")
    assert (content.fields[1].shown_by, content.fields[1].shown_for, content.fields[1].needed) == ("f1", "乙", False)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"要素": "材料", "编号": "m1", "名称或问题": "又是身份证"}, "重复"),
        ({"要素": "材料", "编号": "m9", "名称或问题": "照片", "上级编号": "o77"}, "须先列出"),
        ({"要素": "受理条件", "编号": "c9", "名称或问题": "有房吗？", "说明": "租房"}, "答“是”还是答“否”"),
        ({"要素": "受理条件", "编号": "c9", "名称或问题": "有房吗？", "取值": "否"}, "怎么办"),
        ({"要素": "别的", "编号": "x1", "名称或问题": "什么"}, "不在可选值中"),
        ({"要素": "材料", "编号": "m9", "名称或问题": "照片", "份数": "两份"}, "不是0或正整数"),
    ],
)
def test_a_wrong_row_sends_its_guide_back_and_no_other(
    officer: User, version: ItemVersion, other_version: ItemVersion, row: dict[str, str], reason: str
) -> None:
    good = element(other_version, "材料", "m1", "身份证")
    batch = take_in(officer, *whole(version), {"实施编码": version.code, **row}, good)
    assert [guide.item_id for guide in Guide.objects.all()] == [other_version.item_id]
    told = refused(batch)
    assert reason in told[10]
    assert {told[line] for line in range(2, 10)} == {"本事项指南的另一行有误，指南要整份导入，这一行也一并退回。"}
    assert (batch.rows_read, batch.rows_accepted, batch.rows_refused) == (10, 1, 9)


def test_an_item_that_is_not_in_the_list_or_not_ones_own_is_refused(
    liaison: User, version: ItemVersion, other_version: ItemVersion
) -> None:
    unknown = {**element(version, "材料", "m1", "身份证"), "实施编码": "123"}
    batch = take_in(liaison, *whole(version), element(other_version, "材料", "m1", "身份证"), unknown)
    assert {line: "不是您可以编制指南的事项" in reason for line, reason in refused(batch).items()} == {
        10: True,
        11: True,
    }


def test_a_file_without_one_good_row_begins_nothing(officer: User, version: ItemVersion) -> None:
    batch = services.read_file(
        by=officer, name="指南.csv", content=a_file({"实施编码": "9", "要素": "材料", "编号": "m1", "名称或问题": "证"})
    )
    with pytest.raises(Refused, match="没有一行可以导入"):
        services.apply_file(by=officer, batch=batch)


def test_a_batch_is_applied_once(officer: User, version: ItemVersion) -> None:
    batch = take_in(officer, *whole(version))
    with pytest.raises(Refused, match="已经办理过"):
        services.apply_file(by=officer, batch=batch)


def test_the_pages_lead_from_the_file_to_the_guide(liaison: User, version: ItemVersion, client_of: Any) -> None:
    client = client_of(liaison)
    upload = io.BytesIO(a_file(*whole(version)))
    upload.name = "指南.csv"
    planned = client.post("/catalog/guides/files/new/", {"file": upload}, follow=True)
    assert "可启用的指南" in planned.content.decode()
    batch = ImportBatch.objects.get(kind="catalog.guides")
    client.post(f"/catalog/guides/files/{batch.pk}/apply/", {"day": "2023-06-01"})
    shown = client.get(f"/catalog/guides/{version.pk}/").content.decode()
    assert "委托书" in shown
    assert "第 1 版指南" in shown
