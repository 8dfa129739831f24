"""Columns are found by their headings, a person's choice prevails, a refused cell says where, why and what to do."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yimen.common.code_lists import CodeSystem, ItemType
from yimen.common.codes import classify_organisation_code
from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI
from yimen.exchange import mapping, sheets, values
from yimen.exchange.mapping import Field
from yimen.exchange.tests.files import text, xlsx

FIELDS = (
    Field("name", "事项名称", ("业务办理项名称", "项目名称"), required=True, parse=values.words(20)),
    Field("kind", "事项类型", ("权力类型",), parse=values.listed(ItemType, CodeSystem.GBT_39046)),
    Field("department", "实施主体", ("实施部门", "责任单位")),
    Field(
        "code", "实施主体编码", ("统一社会信用代码",), parse=values.classified(classify_organisation_code), number=True
    ),
    Field("days", "法定办结时限", parse=values.whole),
    Field("since", "生效日期", ("计划生效日期",), parse=values.day),
)


def proposed(*headings: str) -> dict[str, str]:
    return mapping.propose(FIELDS, headings).as_choices()


def test_headings_are_matched_exactly_first() -> None:
    found = mapping.propose(FIELDS, ["实施主体编码", "实施主体", "事项名称"])
    assert found.as_choices() == {"name": "事项名称", "department": "实施主体", "code": "实施主体编码"}
    assert all(match.score == 1.0 and match.sure for match in found.matches)
    assert found.missing == () and found.unused == ()


@pytest.mark.parametrize(
    "heading",
    [
        "*事项名称",
        "事项名称（必填）",
        "１、事 项 名 称",
        "三、事项名称：",
        "事項名稱",
        "\ufeff事项名称",
        "【1】事项名称",
    ],
)
def test_dress_does_not_matter(heading: str) -> None:
    [match] = mapping.propose(FIELDS, [heading]).matches
    assert (match.field.name, match.score, match.sure) == ("name", 0.95, True)


def test_similar_headings_are_proposed_but_not_sure() -> None:
    [match] = mapping.propose(FIELDS, ["法定办结时限天数"]).matches
    assert match.field.name == "days"
    assert 0.8 <= match.score < 0.95 and not match.sure
    assert proposed("承诺办结时限") == {}
    assert proposed("备注", "序号", "") == {}


def test_no_column_serves_two_fields_and_the_best_wins() -> None:
    assert proposed("法定办结时限天数", "法定办结时限") == {"days": "法定办结时限"}
    assert proposed("实施部门", "责任单位") == {"department": "实施部门"}
    rivals = (Field("item", "事项名称", ("名称",)), Field("material", "材料名称", ("名称",)))
    assert mapping.propose(rivals, ["名称"]).as_choices() == {"item": "名称"}


def test_a_person_s_choice_prevails() -> None:
    found = mapping.propose(FIELDS, ["事项名称", "主项", "实施部门"])
    chosen = found.choose({"name": "主项", "department": ""})
    assert chosen.as_choices() == {"name": "主项"}
    assert chosen.matches[0].sure and chosen.unused == ("事项名称", "实施部门")
    assert found.choose({"since": "事项名称"}).missing == (FIELDS[0],)
    assert found.choose(found.as_choices()).as_choices() == found.as_choices()


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({"colour": "事项名称"}, "没有名为“colour”的字段"),
        ({"name": "颜色"}, "没有“颜色”这一列"),
        ({"name": "主项", "department": "主项"}, "“主项”列被选给了多个字段"),
    ],
)
def test_an_impossible_choice_is_refused(choices: dict[str, str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        mapping.propose(FIELDS, ["事项名称", "主项"]).choose(choices)


def test_rows_are_read_or_refused_with_every_fault() -> None:
    rows = [
        ("事项名称", "权力类型", "统一社会信用代码", "法定办结时限", "生效日期"),
        ("食品经营许可", "1", "11511301008778175U", "20", "2023年5月1日"),
        ("", "审批", "1.15113010087782E+17", "二十", "2023-02-30"),
        ("长" * 21, "", "115113010833722000", "", "45047"),
    ]
    [sheet] = sheets.read("清单.csv", text(rows).encode(), known=mapping.known_headings(FIELDS))
    columns = mapping.propose(FIELDS, sheet.headings)
    good, bad, other = mapping.read_rows(columns, sheet)
    assert good.faults == ()
    assert good.values == {
        "name": "食品经营许可",
        "kind": ItemType.LICENCE,
        "code": "11511301008778175U",
        "days": 20,
        "since": date(2023, 5, 1),
    }
    assert [(fault.line, fault.column, fault.field) for fault in bad.faults] == [
        (3, "A", "name"),
        (3, "B", "kind"),
        (3, "C", "code"),
        (3, "D", "days"),
        (3, "E", "since"),
    ]
    assert bad.faults[0].reason == "必填，但为空。"
    assert "不在可用的取值中" in bad.faults[1].reason and "行政许可" in bad.faults[1].remedy
    assert "第15位以后的数字已经丢失" in bad.faults[2].reason
    assert [fault.column for fault in other.faults] == ["A", "C", "E"]
    assert "日期序号" in other.faults[2].reason
    assert all(fault.reason and fault.remedy and fault.heading for fault in (*bad.faults, *other.faults))
    assert mapping.preview(columns, sheet, rows=1) == [good]


def test_a_number_cell_too_long_for_a_spreadsheet_is_refused_and_the_same_as_text_is_read() -> None:
    [sheet] = sheets.read(
        "清单.xlsx", xlsx([["事项名称", "统一社会信用代码"], ["甲", 115113010833722043], ["乙", "115113010833722043"]])
    )
    lost, kept = mapping.read_rows(mapping.propose(FIELDS, sheet.headings), sheet)
    assert lost.faults[0].value == "1.15113010833722E+17"
    assert kept.faults == () and kept.values["code"] == "115113010833722043"


def test_a_number_that_lost_its_digits_is_refused_whatever_the_field_does_with_it() -> None:
    [sheet] = sheets.read("清单.csv", "证件号码\n999923199001012000\n99992319900101201X\n".encode())
    lost, kept = mapping.read_rows(mapping.propose([Field("id", "证件号码", number=True)], sheet.headings), sheet)
    assert "已经丢失" in lost.faults[0].reason
    assert kept.faults == ()


def test_a_broken_line_is_refused_whole() -> None:
    [sheet] = sheets.read("清单.csv", "事项名称,实施部门\n甲,乙,丙\n".encode())
    [reading] = mapping.read_rows(mapping.propose(FIELDS, sheet.headings), sheet)
    assert "本行有3列" in reading.faults[0].reason


def test_a_table_without_a_required_column_is_refused() -> None:
    [sheet] = sheets.read("清单.csv", "实施部门,备注\n甲,乙\n".encode())
    with pytest.raises(Refused, match="没有找到必需的列：“事项名称”"):
        list(mapping.read_rows(mapping.propose(FIELDS, sheet.headings), sheet))


@pytest.mark.parametrize(
    "written",
    [
        "2023-05-31",
        "2023/5/31",
        "2023.5.31",
        "2023年5月31日",
        "20230531",
        "２０２３－０５－３１",
        "2023-05-31 09:30:00",
    ],
)
def test_dates_in_the_usual_spellings(written: str) -> None:
    assert values.day(written) == date(2023, 5, 31)


@pytest.mark.parametrize(
    "written", ["31/5/2023", "2023-13-01", "2023-5", "23-05-31", "五月三十一日", "45047", "2023-05-31 25点"]
)
def test_what_is_no_date_is_refused(written: str) -> None:
    with pytest.raises(values.Unfit) as unfit:
        values.day(written)
    assert unfit.value.reason and unfit.value.remedy


def test_the_blank_between_day_and_hour_is_not_lost() -> None:
    assert values.day("2023-5-3 19:30") == date(2023, 5, 3)
    assert values.moment("2023-5-3 19:30") == datetime(2023, 5, 3, 19, 30, tzinfo=SHANGHAI)


def test_moments_numbers_and_truth() -> None:
    assert values.moment("2023/5/31 9:30") == datetime(2023, 5, 31, 9, 30, tzinfo=SHANGHAI)
    assert values.moment("2023-05-31 09:30:15") == datetime(2023, 5, 31, 9, 30, 15, tzinfo=SHANGHAI)
    assert values.whole("1,234") == 1234
    assert values.yes_or_no("是") is True and values.yes_or_no("×") is False
    for parse, written in (
        (values.moment, "2023-05-31"),
        (values.moment, "2023-05-31 25:00"),
        (values.whole, "-1"),
        (values.whole, "20个工作日"),
        (values.whole, "١٢"),
        (values.yes_or_no, "可能"),
    ):
        with pytest.raises(values.Unfit):
            parse(written)
