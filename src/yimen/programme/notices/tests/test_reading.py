"""The notice of 友谊县 and twenty-five more of its genre, read: what was found is what a person reads in them."""

from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from yimen.programme.notices.lines import lines
from yimen.programme.notices.reading import Draft, read

FOLDER = Path(__file__).parent / "notices"
Told = tuple[str, str, str, str]
"""Number of a measure, its deadline (empty for none), who leads, who cooperates."""


class Expected(NamedTuple):
    """What stands in a notice: number, day, issuer, measures, and the lines that a person must look at."""

    number: str
    day: str
    issuer: str
    measures: list[Told]
    doubts: set[int]


UNITS = "各政务服务单位"
EXPECTED = {
    "00": Expected("友政办发〔2023〕15号", "2023-05-31", "友谊县人民政府办公室", [
        ("1", "2023-05-13", "县营商局", UNITS), ("2", "2023-05-13", "县营商局", UNITS),
        ("2.1", "2023-04-28", "县营商局", UNITS),
        ("3", "2023-05-13", "县营商局", f"公安局、司法局、烟草局、税务局、{UNITS}"),
    ], {30}),
    "01": Expected("宝清市营商办发〔2023〕21号", "2023-06-01", "宝清市营商环境建设领导小组办公室", [
        ("1", "2023-06-30", "市营商环境局", "市直各有关单位"),
        ("2", "2023-07-15", "市司法局", "市营商环境局、市委编办"),
    ], set()),
    "02": Expected("饶山政办发〔2024〕7号", "2024-03-04", "饶山县人民政府办公室", [
        ("1", "2024-03-20", "县营商局", "各有分厅的部门"), ("2", "2024-04-30", "县营商局", "县公安局、县税务局"),
        ("3", "2024-05-31", "县政务服务中心", "县财政局、县住建局"), ("4", "2024-06-20", "县纪委监委机关", "县营商局"),
    ], set()),
    "03": Expected("虎林办〔2024〕3号", "2024-03-12", "虎林县优化营商环境领导小组", [
        ("1", "2024-04-20", "县营商局", "县市场监管局、县人社局、县医保局"),
        ("2", "2024-05-10", "县政务服务中心", "各进驻部门"),
    ], {14}),
    "04": Expected("友营商发〔2023〕9号", "2023-06-26", "友谊县营商环境建设监督局", [
        ("1", "2023-07-10", "县营商局", UNITS), ("2", "2023-07-20", "县政务服务中心", UNITS),
    ], set()),
    "05": Expected("集贤政办函〔2023〕40号", "2023-05-08", "集贤县人民政府办公室", [
        ("1", "2023-06-30", "县市场监管局", "县消防救援大队、县城管局"),
        ("2", "2023-07-31", "县卫健局", "县公安局、县医保局"), ("3", "2023-09-15", "县人社局", "县医保局、县税务局"),
    ], set()),
    "06": Expected("桦南营商〔2023〕18号", "2023-07-28", "桦南县营商局", [
        ("1", "2023-08-05", "县营商局", "各窗口单位"), ("2", "2023-08-05", "县政务服务中心", "各窗口单位"),
        ("3", "2023-08-10", "县营商局", "各窗口单位"), ("4", "2023-08-10", "县营商局", "各窗口单位"),
    ], {7, 8, 10}),
    # Ten working days after 6 May 2024, a Saturday worked (11 May) among them; thirty natural days.
    "07": Expected("勃利政务〔2024〕11号", "2024-05-06", "勃利县营商环境建设监督局", [
        ("1", "2024-05-17", "县营商局", "各有关单位"), ("2", "2024-06-05", "县政务服务中心", "各有关单位"),
    ], set()),
    "08": Expected("汤原政办发〔2023〕26号", "2023-05-22", "汤原县人民政府办公室", [
        ("1", "2023-06-20", "县营商局", "县司法局、县委编办"),
    ], set()),
    "09": Expected("绥滨政办发〔2023〕12号", "2023-04-03", "绥滨县人民政府办公室", [
        ("1", "", "县政务服务中心", "各进驻单位"), ("2", "2023-05-31", "县营商局", "各进驻单位"),
        ("3", "", "县纪委监委", ""),
    ], {5, 7}),
    "10": Expected("", "2023-08-25", "逊克县人民政府", [
        ("1", "2023-09-10", "县营商局", "各相关单位"), ("2", "2023-10-20", "县营商局", "县司法局、各相关单位"),
    ], {0}),
    "11": Expected("嫩江营环发〔2023〕5号", "2023-03-10", "嫩江市营商环境建设监督局", [
        ("1", "2023-03-31", "市营商局", "各评价单位"), ("2", "2023-04-15", "市政务服务中心", "各评价单位"),
    ], set()),
    "12": Expected("穆棱政办发〔2024〕2号", "2024-01-16", "穆棱市人民政府办公室", [
        ("1", "2024-02-29", "市自然资源局", "市住建局、市营商局"), ("2", "2024-03-15", "市人社局", ""),
    ], set()),
    "13": Expected("密山营商函〔2023〕33号", "2023-05-29", "密山市营商环境局", [
        ("1", "2023-06-09", "市营商环境局", "市直各单位"), ("2", "2023-06-23", "市政务服务中心", "市营商环境局"),
    ], set()),
    "14": Expected("东宁政办发〔2023〕19号", "2023-05-17", "东宁市人民政府办公室", [
        ("1", "2023-06-15", "市营商局", "市直各部门"), ("2", "2023-09-30", "市营商局", "市直各部门"),
        ("3", "2023-12-31", "市公安局", "市大数据中心"),
    ], set()),
    "15": Expected("", "2023-05-09", "县政务服务中心", [("1", "2023-05-20", "县政务服务中心", UNITS)], {0}),
    "16": Expected("讷河政办发〔2023〕31号", "2023-10-24", "讷河市人民政府办公室", [
        ("1", "2023-11-10", "市营商局", "市司法局、市委编办"),
    ], set()),
    "17": Expected("海林政办发〔2023〕44号", "2023-12-01", "海林市人民政府办公室", [
        ("1", "2023-12-31", "市营商局", "市直各单位"), ("2", "2024-01-20", "市营商局", "市直各单位"),
        ("2.1", "2024-01-10", "市营商局", "市直各单位"),
    ], set()),
    "18": Expected("延寿政发〔2024〕6号", "2024-04-02", "延寿县人民政府", [
        ("1", "2024-04-30", "县营商局", "县委编办、县司法局"),
    ], set()),
    "19": Expected("木兰营专办〔2023〕2号", "2023-09-26", "木兰县政务服务专项整治办公室", [
        ("1", "2023-10-12", "县自然资源局", "县营商局"), ("2", "2023-10-12", "县人社局", "县营商局"),
    ], set()),
    "20": Expected("依安政办发〔2023〕17号", "2023-05-25", "依安县人民政府办公室", [
        ("1", "2023-06-15", "县营商局", "各进驻单位"),
        ("2", "2023-08-31", "县政务服务中心", "县市场监管局、县人社局、县卫健局"),
        ("3", "2023-12-20", "县营商局", "各进驻单位"),
    ], set()),
    "21": Expected("集营商发〔2024〕7号", "2024-03-18", "集贤县营商环境建设监督局、集贤县政务服务中心", [
        ("1", "2024-04-15", "县营商局", "县直各部门"), ("1.1", "2024-04-10", "县营商局", "县直各部门"),
        ("2", "", "县政务服务中心", "县公安局、自然资源局、住建局"),
        ("3", "2024-04-16", "县人社局、县政务服务中心", "各进驻单位"), ("4", "", "各进驻单位", ""),
    ], {25, 29, 30, 33, 39}),
    "22": Expected("宝政办规〔2023〕12号", "2023-07-06", "宝清县人民政府办公室", [
        ("1", "2023-08-31", "县发改局", "县教育局"), ("2", "2023-08-20", "各进驻部门", ""),
        ("3", "", "县公安局交警大队", "县税务局、县烟草专卖局"),
    ], {10, 12}),
    "23": Expected("饶政办函〔2022〕31号", "2022-05-20", "饶河县人民政府办公室", [
        ("1", "2022-06-30", "县营商局", "各政务服务单位"), ("2", "2022-07-15", "县自然资源局", "县住建局、县税务局"),
        ("3", "2022-06-30", "各政务服务单位", ""),
    ], set()),
    "24": Expected("友营商组办发〔2023〕3号", "2023-07-28", "友谊县优化营商环境工作领导小组办公室", [
        ("1", "2023-09-30", "营商局", "全体成员单位"), ("2", "2023-10-15", "政务服务中心", "有委托事项的单位"),
        ("3", "2023-12-31", "各部门", ""),
    ], {11}),
    "25": Expected("友营商转〔2023〕5号", "2023-05-29", "友谊县营商局", [
        ("1", "2023-06-05", "各进驻单位", ""), ("2", "2023-06-20", "县营商局", "县政务服务中心"),
        ("3", "2023-06-30", "", ""),
    ], {6, 8}),
}  # fmt: skip


def notice(turn: str) -> str:
    return next(FOLDER.glob(f"{turn}-*.txt")).read_text("utf-8")


def found(draft: Draft) -> Expected:
    measures = [
        (row.number, str(row.due or ""), "、".join(row.lead), "、".join(row.cooperating)) for row in draft.measures
    ]
    lines = {doubt.line for doubt in draft.doubts}
    return Expected(draft.number, str(draft.issued_on), draft.issuer, measures, lines)


@pytest.mark.parametrize("turn", EXPECTED)
def test_what_is_read_is_what_stands_there(turn: str) -> None:
    assert found(read(notice(turn))) == EXPECTED[turn]


def test_every_notice_has_its_expectation() -> None:
    assert {path.name[:2] for path in FOLDER.glob("*.txt")} == set(EXPECTED)


@pytest.mark.parametrize("turn", EXPECTED)
def test_no_measure_holds_the_signature_or_the_imprint(turn: str) -> None:
    draft = read(notice(turn))
    assert not [row for row in draft.measures if "印发" in row.content or draft.issuer == row.content.split("\n")[0]]


def test_the_leading_group_has_positions_and_no_names() -> None:
    places = [(row.place, row.position) for row in read(notice("08")).group]
    assert places == [
        ("leader", "县委常委、副县长"), ("deputy", "县营商局局长"), ("deputy", "县政府办公室副主任"),
        ("member", "县公安局副局长"), ("member", "县税务局副局长"), ("member", "县司法局党组成员、副局长"),
    ]  # fmt: skip
    told = {row.place: row.position for row in read(notice("00")).group}
    assert told["leader"] == "分管营商工作的县委常委" and told["deputy"] == "县营商局局长"
    assert [row.position for row in read(notice("20")).group] == [
        "常务副县长", "县营商局局长", "县政务服务中心主任", "各进驻单位分管负责人",
    ]  # fmt: skip


def test_basis_addressees_and_copies_are_told_apart() -> None:
    draft = read(notice("01"))
    assert draft.basis == [
        "《优化营商环境条例》",
        "《关于加快推进政务服务标准化规范化便利化的指导意见》（国发〔2022〕5号）",
    ]
    assert draft.to == "各县（区）人民政府，市直各有关单位"
    assert read(notice("16")).copies == [
        "市委办公室", "市人大常委会办公室", "市政协办公室", "市法院", "市检察院", "市人武部",
    ]  # fmt: skip


def test_titles_are_found_above_the_number_and_before_addressees_on_two_lines() -> None:
    split = read(notice("21"))
    assert (split.title, split.to) == (
        "集贤县政务服务“一窗受理”改革攻坚行动实施方案", "各乡镇人民政府、县直各部门，中省直驻集各单位",
    )  # fmt: skip
    assert [row.position for row in split.group][:3] == ["县委常委、常务副县长", "县政府办主任", "县营商局局长"]
    assert read(notice("23")).title == "饶河县“应进必进”整改任务分工表"
    assert read(notice("24")).title == "友谊县政务大厅进驻提质增效“百日攻坚”行动方案"


def test_a_step_with_a_day_of_its_own_says_what_is_to_be_handed_in() -> None:
    step = next(row for row in read(notice("00")).measures if row.number == "2.1")
    assert (step.product, step.due) == ("自查报告", date(2023, 4, 28))


def test_without_a_day_of_issue_no_year_is_guessed() -> None:
    text = "关于自查的通知\n各单位：\n（一）自查。（牵头部门：县营商局 完成时限：5月13日前）"
    draft = read(text)
    assert draft.measures[0].due is None
    assert "没有年份" in "".join(doubt.says for doubt in draft.doubts)


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "\u200b"])
def test_nothing_to_read_is_said(text: str) -> None:
    with pytest.raises(ValueError, match="没有可读的文字"):
        read(text)


@pytest.mark.parametrize("turn", EXPECTED)
def test_every_doubt_names_a_line_that_is_there(turn: str) -> None:
    text = notice(turn)
    assert all(0 <= doubt.line <= len(text.split("\n")) for doubt in read(text).doubts)


def test_what_nobody_sees_is_no_part_of_a_line() -> None:
    text = "\r\n\u3000\u3000一、\u00a0工\u200b作\u3000\u3000任务\x0c２０２３"
    assert [(row.number, row.text) for row in lines(text)] == [(2, "一、 工作  任务"), (3, "2023")]
