"""Taking in a list: every row ends up in, or refused with a true reason; nothing is repaired in silence."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from yimen.catalog import services
from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Refused
from yimen.exchange import services as exchange
from yimen.exchange.models import RefusedRow
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
REAL = Path(settings.ROOT) / "src/yimen/catalog/tests/data/service_items_real.csv"
DAY = date(2023, 1, 1)
HEADINGS = ["实施编码", "事项名称", "实施主体", "事项类型", "办件类型", "承诺办结时限", "承诺办结时限单位"]


def code(number: int) -> str:
    return f"11999999MB2200102B42320{number:05}000"


def a_list(*rows: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def row(number: int, name: str = "户籍登记", department: str = "公安局", days: int = 5) -> list[Any]:
    return [code(number), name, department, "行政确认", "承诺件", days, "工作日"]


def take_in(officer: User, content: bytes, day: date = DAY, **extra: Any) -> Any:
    batch = services.read_list(by=officer, name="清单.csv", content=content)
    services.apply_list(by=officer, batch=batch, effective_on=day, **extra)
    batch.refresh_from_db()
    return batch


def test_every_real_row_ends_up_in_or_refused_with_a_true_reason(
    county: Region, officer: User, make_department: Any
) -> None:
    with REAL.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    for number, name in enumerate(sorted({each["department"] for each in rows})):
        make_department(county, f"X{number:02}", name)
    batch = take_in(officer, REAL.read_bytes())
    assert (batch.rows_read, batch.rows_accepted + batch.rows_refused) == (len(rows), len(rows)) == (1135, 1135)
    refused = {each.line: each for each in RefusedRow.objects.filter(batch=batch)}
    taken = set(Item.objects.values_list("code", flat=True))
    firsts: set[str] = set()
    for line, each in enumerate(rows, start=2):
        broken = each["org_code_class"] != "uscc18_ok"
        again = each["raw_item_code"] in firsts
        if line in refused:
            assert broken or again or not each["raw_item_code"], (each, refused[line].reason)
            assert refused[line].reason and refused[line].remedy
        else:
            assert each["raw_item_code"] in taken, each
            assert not broken
            firsts.add(each["raw_item_code"])
    assert batch.rows_accepted == len(taken)


def test_codes_stand_as_they_were_written(county: Region, police: Department, officer: User) -> None:
    take_in(officer, a_list(row(1)))
    assert ItemVersion.objects.get().code == code(1)
    assert ItemVersion.objects.get().code_layout == "31位实施编码"


def test_a_broken_code_is_refused_with_line_column_and_remedy(
    county: Region, police: Department, officer: User
) -> None:
    broken = row(1)
    broken[0] = broken[0][:18] + "9" + broken[0][19:]
    batch = take_in(officer, a_list(row(2), broken))
    refused = RefusedRow.objects.get(batch=batch)
    assert (refused.line, refused.column, refused.value) == (3, "实施编码", broken[0])
    assert refused.cells["事项名称"] == "户籍登记"


def test_a_changed_item_gets_a_new_version_and_the_old_one_ends_the_day_before(
    county: Region, police: Department, officer: User
) -> None:
    take_in(officer, a_list(*[row(number) for number in range(1, 11)]))
    changed = [row(1, days=3), *[row(number) for number in range(2, 11)]]
    take_in(officer, a_list(*changed), date(2023, 6, 1))
    old, new = ItemVersion.objects.filter(code=code(1)).order_by("number")
    assert (old.valid_to, old.promised_days) == (date(2023, 5, 31), 5)
    assert (new.valid_from, new.promised_days, new.number) == (date(2023, 6, 1), 3, 2)


def test_a_large_change_must_be_confirmed(county: Region, police: Department, officer: User) -> None:
    take_in(officer, a_list(*[row(number) for number in range(1, 11)]))
    shorter = a_list(*[row(number) for number in range(1, 5)])
    with pytest.raises(Refused, match="超过三成"):
        take_in(officer, shorter, date(2023, 6, 1))
    assert ItemVersion.objects.filter(valid_to__isnull=True).count() == 10
    take_in(officer, shorter, date(2023, 6, 1), confirmed=True)
    assert ItemVersion.objects.filter(valid_to__isnull=True).count() == 4


def test_a_list_of_one_department_leaves_the_others_alone(
    county: Region, police: Department, tax: Department, officer: User
) -> None:
    take_in(officer, a_list(row(1), row(2, "完税证明", "税务局")))
    take_in(officer, a_list(row(1)), date(2023, 6, 1))
    assert ItemVersion.objects.filter(valid_to__isnull=True).count() == 2


def test_an_item_that_was_gone_comes_back_as_the_same_item(county: Region, police: Department, officer: User) -> None:
    take_in(officer, a_list(row(1), row(2), row(3), row(4)))
    take_in(officer, a_list(row(1), row(2), row(3)), date(2023, 3, 1))
    take_in(officer, a_list(row(1), row(2), row(3), row(4)), date(2023, 6, 1))
    assert list(ItemVersion.objects.filter(code=code(4)).order_by("number").values_list("number", flat=True)) == [1, 2]
    assert Item.objects.filter(code=code(4)).count() == 1


def test_corrected_rows_can_be_handed_in_again(county: Region, police: Department, officer: User) -> None:
    batch = take_in(officer, a_list(row(1), row(2, department="公安菊")))
    refused = RefusedRow.objects.get(batch=batch)
    assert refused.reason == "机构表中没有这个部门。"
    text = io.StringIO()
    csv.writer(text).writerows([[*HEADINGS, "原行号"], [*row(2), refused.line]])
    again = services.read_list(by=officer, name="更正.csv", content=text.getvalue().encode(), corrects=batch)
    services.apply_list(by=officer, batch=again, effective_on=DAY)
    refused.refresh_from_db()
    assert refused.corrected_in == again
    assert ItemVersion.objects.filter(valid_to__isnull=True).count() == 2


def test_a_pasted_list_is_read_like_a_file(county: Region, police: Department, officer: User) -> None:
    pasted = "\n".join("\t".join(map(str, each)) for each in [HEADINGS, row(1)])
    batch = services.read_pasted_list(by=officer, text=pasted)
    assert batch.plan["new"] == 1


def test_gb18030_is_read(county: Region, police: Department, officer: User) -> None:
    batch = services.read_list(by=officer, name="清单.csv", content=a_list(row(1)).decode().encode("gb18030"))
    assert (batch.encoding.lower(), batch.plan["new"]) == ("gb18030", 1)


def test_a_kept_file_that_was_changed_is_not_used(county: Region, police: Department, officer: User) -> None:
    from django.core.files.storage import default_storage

    batch = services.read_list(by=officer, name="清单.csv", content=a_list(row(1)))
    path = Path(default_storage.path(exchange.kept_at(batch.digest)))
    path.chmod(0o644)
    path.write_bytes(a_list(row(7)))
    with pytest.raises(Refused, match="摘要不符"):
        services.apply_list(by=officer, batch=batch, effective_on=DAY)
    path.unlink()


def test_a_liaison_may_not_import(county: Region, liaison: User) -> None:
    with pytest.raises(Refused, match="营商局"):
        services.read_list(by=liaison, name="清单.csv", content=a_list(row(1)))
