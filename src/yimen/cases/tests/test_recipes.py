"""A department's own headings are asked about once, remembered, and asked about again when they change."""

from typing import Any

import pytest

from yimen.cases import intake, services
from yimen.cases.models import Case, RegisterRecord
from yimen.common.errors import Conflict, Refused
from yimen.exchange import queries
from yimen.exchange import services as exchange
from yimen.exchange.layout import Layout, Taken
from yimen.exchange.models import ImportBatch, MappingRecipe, RefusedRow

FOREIGN = """证照台帐（2023年）
序号,流水号,业务名称,姓名,身份证号,受理日期,办结时间,文号,登记类型
1,G001,户口迁移,董义之,230522197905182014,03/01/2023,07/01/2023,友公许字〔2023〕7号,首发
2,G002,户口迁移,陈二,230522197905182014,04/01/2023,08/01/2023,友公许字〔2023〕8号,变更
3,G003,户口迁移,陈二,230522197905182014,05/01/2023,31/02/2023,友公许字〔2023〕9号,不详
"""
CHOSEN = {
    "序号": Taken("序号"),
    "登记类型": Taken("登记类型", "origin", "", {"首发": "issued"}),
    "受理日期": Taken("受理日期", "applied_on", "day_first"),
    "办结时间": Taken("办结时间", "issued_on", "day_first"),
}


def hand_in(by: Any, text: str = FOREIGN, **arrival: Any) -> ImportBatch:
    return services.import_file(
        by=by, kind="register", name="台账.csv", content=text.encode("gb18030"), arrival=services.Arrival(**arrival)
    )


def settle(by: Any, batch: ImportBatch) -> ImportBatch:
    """The batch taken in as a liaison would settle it."""
    opened = services.reopened(batch)
    layout = Layout(tuple(CHOSEN.get(each.heading, each) for each in opened.proposal.columns))
    return services.take_in(by=by, batch=batch, opened=opened, layout=layout)


def test_foreign_headings_wait_with_a_proposal_and_nothing_is_written(liaison: Any) -> None:
    batch = hand_in(liaison)
    opened = services.reopened(batch)
    assert (batch.status, batch.department) == ("planned", liaison.department)
    assert {name: taken.heading for name, taken in opened.proposal.fields.items()} == {
        "record_no": "流水号", "item_name": "业务名称", "holder_name": "姓名", "holder_id": "身份证号",
        "applied_on": "受理日期", "issued_on": "办结时间", "document_no": "文号", "origin": "登记类型",
    }  # fmt: skip
    assert "不是系统的用语" in opened.question and "“序号”" in opened.question
    assert not RegisterRecord.objects.exists()


def test_what_was_settled_takes_the_file_in_with_its_dates_and_words(liaison: Any) -> None:
    batch = settle(liaison, hand_in(liaison))
    assert batch.status == "applied"
    assert (batch.rows_read, batch.rows_accepted, batch.rows_refused) == (3, 2, 1)
    first = RegisterRecord.objects.get(record_number="G001")
    assert (first.department, first.origin) == (liaison.department, "issued")
    assert (str(first.applied_on), str(first.issued_on)) == ("2023-01-03", "2023-01-07")
    refused = RefusedRow.objects.get()
    assert (refused.line, refused.column) == (5, "办结时间（发证日期）")
    assert refused.cells["序号"] == "3"
    assert refused.cells["办结时间"] == "31/02/2023"


def test_the_next_file_with_the_same_headings_needs_no_question(liaison: Any) -> None:
    recipe = settle(liaison, hand_in(liaison)).recipe
    again = hand_in(liaison, FOREIGN.replace("G00", "H00").replace("31/02/2023", "09/01/2023"))
    assert (again.status, again.recipe) == ("applied", recipe)
    assert again.plan["new"] == 2  # 不详 is no word of ours
    assert RegisterRecord.objects.get(record_number="H001").origin == "issued"
    assert queries.visible_recipes(liaison).get().uses == 2


def test_columns_in_another_order_are_the_same_headings(liaison: Any) -> None:
    settle(liaison, hand_in(liaison))
    turned = "流水号,序号,业务名称,姓名,身份证号,受理日期,文号,办结时间,登记类型\nK1,1,,,,,,09/01/2023,\n"
    assert hand_in(liaison, turned).status == "applied"


def test_changed_headings_stop_the_file_and_say_what_changed(liaison: Any) -> None:
    settle(liaison, hand_in(liaison))
    batch = hand_in(liaison, FOREIGN.replace("办结时间", "出证时间").replace("G00", "H00"))
    opened = services.reopened(batch)
    assert batch.status == "planned"
    assert "少了“办结时间”，多了“出证时间”" in opened.question
    assert opened.proposal.fields["applied_on"].dates == "day_first"  # what is still there is as it was remembered
    assert not RegisterRecord.objects.filter(record_number__startswith="H").exists()


def test_a_recipe_is_its_departments_own(liaison: Any, tax_liaison: Any, officer: Any) -> None:
    settle(liaison, hand_in(liaison))
    assert hand_in(tax_liaison).status == "planned"
    assert not queries.visible_recipes(tax_liaison).exists()
    assert queries.visible_recipes(officer).count() == 1


def test_a_retired_recipe_is_asked_about_again(liaison: Any, tax_liaison: Any, clerk: Any) -> None:
    recipe = settle(liaison, hand_in(liaison)).recipe
    with pytest.raises(Refused, match="不能停用"):
        exchange.retire_recipe(by=clerk, recipe=recipe)
    exchange.retire_recipe(by=liaison, recipe=recipe)
    assert hand_in(liaison).status == "planned"
    with pytest.raises(Refused, match="已经停用"):
        exchange.retire_recipe(by=liaison, recipe=recipe)


def test_settling_the_same_headings_again_replaces_the_recipe(liaison: Any) -> None:
    first = settle(liaison, hand_in(liaison)).recipe
    exchange.retire_recipe(by=liaison, recipe=first)
    second = settle(liaison, hand_in(liaison)).recipe
    layout = queries.layout_of(second)
    exchange.remember_recipe(
        by=liaison, region=liaison.region, department=liaison.department, kind="cases.register", layout=layout
    )
    assert MappingRecipe.objects.count() == 3
    assert MappingRecipe.objects.filter(retired_at__isnull=True).count() == 1


def test_two_who_settle_one_file_at_once_take_it_in_once(liaison: Any) -> None:
    batch = hand_in(liaison)
    same = ImportBatch.objects.get(pk=batch.pk)
    settle(liaison, batch)
    with pytest.raises(Conflict):
        settle(liaison, same)
    assert RegisterRecord.objects.count() == 2


def test_without_the_number_nothing_is_taken_in(liaison: Any) -> None:
    batch = hand_in(liaison)
    opened = services.reopened(batch)
    with pytest.raises(Refused, match="“台账编号”"):
        services.take_in(by=liaison, batch=batch, opened=opened, layout=Layout((Taken("姓名", "holder_name"),)))
    assert not RegisterRecord.objects.exists()


def test_a_file_of_the_whole_county_needs_the_department_in_each_row(officer: Any, police: Any) -> None:
    assert "“台账部门”" in services.reopened(hand_in(officer)).question
    batch = settle(officer, hand_in(officer, department=police))
    assert (batch.department, batch.rows_accepted) == (police, 2)


def test_corrected_rows_settle_the_refused_ones_and_no_others(liaison: Any) -> None:
    first = settle(liaison, hand_in(liaison))
    table = queries.as_table(first)
    [line] = list(table.rows)
    fixed = ["09/01/2023" if cell == "31/02/2023" else "新办" if cell == "不详" else cell for cell in line]
    text = "\n".join(",".join(map(str, cells)) for cells in (table.headings, fixed))
    batch = hand_in(liaison, text, corrects=first)
    assert (batch.status, batch.corrects, batch.recipe) == ("applied", first, first.recipe)
    assert RefusedRow.objects.get(batch=first).corrected_in == batch
    assert RegisterRecord.objects.get(record_number="G003").origin == "issued"


def test_a_row_that_is_wrong_again_stays_to_be_corrected(liaison: Any) -> None:
    first = settle(liaison, hand_in(liaison))
    table = queries.as_table(first)
    text = "\n".join(",".join(map(str, cells)) for cells in (table.headings, *table.rows))
    assert hand_in(liaison, text, corrects=first).rows_refused == 1
    assert RefusedRow.objects.get(batch=first).corrected_in is None
    with pytest.raises(Refused, match="没有“原行号”列"):
        hand_in(liaison, corrects=first)


def test_an_empty_sheet_is_a_report_that_there_was_nothing(liaison: Any) -> None:
    batch = hand_in(liaison, "台账编号,事项名称,发证日期\n")
    assert (batch.status, batch.rows_read) == ("applied", 0)


def test_a_number_that_a_spreadsheet_rounded_is_refused_and_not_taken_for_another(liaison: Any) -> None:
    batch = hand_in(liaison, "台账编号,持证人证件号\nA1,2.30522197905182E+17\nA2,230522197905182014\n")
    assert (batch.rows_accepted, batch.rows_refused) == (1, 1)
    assert "已经丢失" in RefusedRow.objects.get().reason


def test_a_broken_line_is_refused_and_not_shifted(liaison: Any) -> None:
    batch = hand_in(liaison, "台账编号,持证人\nA1,董义\nA2,甲,乙\n")
    assert batch.rows_refused == 1
    assert "本行有3列" in RefusedRow.objects.get().reason


def test_two_headings_for_one_field_are_asked_about(liaison: Any) -> None:
    assert hand_in(liaison, "台账编号,record_no\nA1,A2\n").status == "planned"


def test_samples_of_a_person_are_masked(liaison: Any) -> None:
    opened = services.reopened(hand_in(liaison))
    shown = {each.heading: intake.samples(opened.sheet, each) for each in opened.proposal.columns}
    assert shown["姓名"][0] == "董＊＊" or shown["姓名"][0].startswith("董＊")
    assert "230522197905182014" not in str(shown)
    assert shown["文号"][0] == "友公许字〔2023〕7号"


def test_cases_come_in_by_foreign_headings_too(liaison: Any, make_item: Any) -> None:
    make_item("I1", "户口迁移")
    text = "办件号,事项代码,申请人姓名,受理方式,收件日期,办件状态\nB1,I1,董义之,大厅,20230103105341,已办结\n"
    batch = services.import_file(by=liaison, kind="cases", name="办件.csv", content=text.encode())
    opened = services.reopened(batch)
    settled = {
        "收件日期": Taken("收件日期", "received_at", "compact"),
        "受理方式": Taken("受理方式", "channel", "", {"大厅": "window"}),
        "办件状态": Taken("办件状态", "result", "", {"已办结": "granted"}),
    }
    layout = Layout(tuple(settled.get(each.heading, each) for each in opened.proposal.columns))
    assert services.take_in(by=liaison, batch=batch, opened=opened, layout=layout).rows_accepted == 1
    case = Case.objects.get()
    assert (case.channel, case.result, case.received_at.isoformat()) == (
        "window", "granted", "2023-01-03T02:53:41+00:00",
    )  # fmt: skip
