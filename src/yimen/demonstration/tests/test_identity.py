"""Nobody and nothing in the county exists outside it."""

import re

import pytest

from yimen.demonstration import codes
from yimen.demonstration.tests.conftest import Written

OFFICIALS_SURNAMED = re.compile("李少威|郭坤发")
ELSEWHERE = re.compile("广安|四川|成都|县级行使")


def right_resident(identity: str) -> bool:
    """GB 11643: the weighted sum of all 18 places, X as 10, leaves 1 modulo 11."""
    values = [10 if symbol == "X" else int(symbol) for symbol in identity]
    return sum(value * pow(2, 17 - place, 11) for place, value in enumerate(values)) % 11 == 1


def right_credit(identity: str) -> bool:
    """GB 32100: the weighted sum of 17 places and the check character together is divisible by 31."""
    values = ["0123456789ABCDEFGHJKLMNPQRTUWXY".index(symbol) for symbol in identity]
    return (sum(value * pow(3, place, 31) for place, value in enumerate(values[:17])) + values[17]) % 31 == 0


def test_the_check_characters_agree_with_the_standards_own_examples() -> None:
    assert codes.resident_check("11010519491231002") == "X"
    assert codes.resident_check("44052418800101001") == "4"
    assert codes.credit_check("11440000MB2D0164X") == "H"
    assert codes.organisation_check("MB2D0164") == "X"


def test_every_applicant_has_an_impossible_region_and_a_right_check_character(written: Written) -> None:
    persons = firms = 0
    for case in written.table("cases"):
        identity = case["applicant_id"]
        if "*" in identity:
            assert identity[:6] in ("999999", "919999", "929999", "939999", "N29999")
        elif identity.startswith("999999") and identity[6:8] in ("19", "20"):
            assert right_resident(identity), case
            assert "1930" < identity[6:10] < "2006"
            persons += 1
        else:
            assert identity[2:8] == "999999" and right_credit(identity), case
            firms += 1
    assert persons > 1000 and firms > 300


def test_every_department_code_is_impossible_and_right_and_one_changed(written: Written) -> None:
    spans: dict[str, list[dict[str, str]]] = {}
    for row in written.table("department_codes"):
        assert row["credit_code"][2:8] == "999999" and right_credit(row["credit_code"])
        spans.setdefault(row["department_code"], []).append(row)
    changed = [found for found in spans.values() if len(found) > 1]
    assert len(changed) == 1
    first, second = changed[0]
    assert first["to_date"] == "2023-06-30" and second["from_date"] == "2023-07-01" and not second["to_date"]


def test_an_item_code_is_credit_code_level_and_base_code(written: Written) -> None:
    credit = {row["credit_code"] for row in written.table("department_codes")}
    listed = {row["实施编码"]: row for row in written.table("item_list")}
    assert set(listed) == {row["item_code"] for row in written.table("items")}
    bases = set()
    for code, row in listed.items():
        assert re.fullmatch(r"[0-9A-Z]{18}4\d{12}", code) and code[:18] in credit
        assert code[19:] == row["基本编码"] and code[19:21] == "23"
        bases.add(code[19:])
    assert len(bases) == len(listed)


@pytest.mark.parametrize("name", ["staff", "cases", "register", "items", "item_list", "departments", "exemptions"])
def test_no_official_and_no_other_place_is_named(written: Written, name: str) -> None:
    text = (written.folder / f"{name}.csv").read_text(encoding="utf-8")
    assert not OFFICIALS_SURNAMED.search(text)
    assert not ELSEWHERE.search(text)


def test_the_list_keeps_the_rules_between_its_columns(written: Written) -> None:
    for row in written.table("item_list"):
        assert (row["办件类型"] == "即办件") == (row["承诺办结时限"] == "1")
        assert not row["法定办结时限"] or int(row["承诺办结时限"]) <= max(int(row["法定办结时限"]), 2)
        assert (row["到办事现场次数"] == "0") == (row["必须现场办理原因说明"] == "")
        if row["申请方式"] == "依申请" and row["进驻方式"] == "负面清单":
            assert row["未进驻原因"] and row["是否进驻政务大厅"] == "否"
