"""What a set teaches: the names its clerks use, how dirty its ledgers are, and how far a lone record is believed."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from yimen.verify import Result, engine
from yimen.verify.tests.small_set import Row, Tables, answer, case, county, item, record

SAME_ITEM = [
    ("网吧备案", "网吧备案（民政局0050）"),
    ("友谊县交通局出租汽车核发（县级权限）", "出租汽车核发（县级权限）"),
    ("办理旅馆业特种行业转移", "旅馆业特种行业转移"),
    ("机动车注册登记复审", "机动车登记复审（公安局0313）"),
    ("粮食收购年度检验", "粮食收购年检"),
    ("对外贸易换证", "对外贸易延续"),
    ("木材运输许可", "木材运输审批（林草局0347）"),
    ("单用途卡注销手续(非首次)", "单用途卡注销（非首次）"),
    ("二手车补发", "二手车补办"),
]
OTHER_ITEM = [
    ("出租汽车变更", "出租汽车延续"),
    ("单用途卡核准（个人）", "单用途卡核准（企业）"),
    ("律师执业登记", "律师执业注销"),
    ("身份证核发", "居住证核发"),
]


def folded(name: str) -> str:
    connection = duckdb.connect()
    connection.execute(engine.macros())
    return str(
        connection.execute("SELECT item_fold_of(item_trimmed_of(item_plain_of(squeezed(?))))", [name]).fetchall()[0][0]
    )


@pytest.mark.parametrize(("told", "listed"), SAME_ITEM)
def test_what_clerks_call_an_item_reads_as_the_lists_name(told: str, listed: str) -> None:
    assert folded(told) == folded(listed)


@pytest.mark.parametrize(("told", "listed"), OTHER_ITEM)
def test_another_act_or_another_kind_of_applicant_is_another_item(told: str, listed: str) -> None:
    assert folded(told) != folded(listed)


def year(count: int, **changes: object) -> tuple[list[Row], list[Row]]:
    """So many honest cases over the two months, and their records changed as given."""
    cases, records = [], []
    for n in range(count):
        day = date(2023, 1, 3) + timedelta(days=n % 45)
        number = {
            "applicant_id": f"9999991970{n:08}",
            "applicant_name": f"{'赵钱孙李周吴郑王'[n % 8]}{chr(0x4E00 + n)}",
        }
        cases.append(case(n, f"{day} 09:00:00", **number))
        told = {"holder_id": number["applicant_id"], "holder_name": number["applicant_name"], "applied_on": day}
        records.append(record(n, str(day + timedelta(days=6)), **{**told, **changes}))
    return cases, records


def verified(cases: list[Row], records: list[Row], tmp_path: Path, items: list[Row] | None = None) -> Result:
    tables: Tables = county()
    tables["items"] += items or []
    tables["cases"], tables["register"] = cases, records
    return answer(tables, tmp_path)


def test_a_ledger_without_numbers_teaches_nothing_of_numbers_and_one_with_days_off_teaches_that(tmp_path: Path) -> None:
    cases, records = year(300)
    plain = verified(cases, records, tmp_path / "plain").report["link_model"]["weights"]["stranger"]["applied"]
    for row in records[::3]:
        row["applied_on"] = row["applied_on"] + timedelta(days=1)
    late = verified(cases, records, tmp_path / "late").report["link_model"]["weights"]["stranger"]["applied"]
    assert late["1"] > plain["1"] + 1


def test_weights_are_the_same_for_the_same_rows_in_another_order(tmp_path: Path) -> None:
    cases, records = year(200)
    first = verified(cases, records, tmp_path / "a")
    second = verified(cases[::-1], records[::-1], tmp_path / "b")
    assert first.report["link_model"] == second.report["link_model"]
    assert first.links == second.links


def lone(tmp_path: Path, losses: int, strangers: int = 1, **kept: object) -> tuple[float, str]:
    """Probability of one lone record of a small item, in a county whose big item loses so many records, and verdict."""
    cases, records = year(400)
    for row in records[:losses]:  # nobody could find these again, and they are of the hall
        row |= {"holder_name": "某某", "holder_id": "", "applied_on": ""}
    small_cases, small_records = [], []
    for n in range(500, 507):
        day = date(2023, 2, 1) + timedelta(days=n - 500)
        small_cases.append(case(n, f"{day} 11:00:00", item_code="S1"))
        small_records.append(record(n, str(day + timedelta(days=6)), item_code="S1", applied_on=day))
    stranger = {"record_no": "R9999", "item_code": "S1", "holder_name": "冯独行", "applied_on": "2023-02-09"} | kept
    for n in range(strangers):
        small_records.append(record(999 - n, "2023-02-15", **stranger | {"record_no": f"R{9999 - n}"}))
    result = verified(cases + small_cases, records + small_records, tmp_path, [item("S1")])
    probability = next((f.probability for f in result.findings if f.subject == "R9999"), 0.0)
    return probability, next(v.verdict for v in result.verdicts if v.item_code == "S1")


def test_well_kept_lone_records_of_a_small_item_convict(tmp_path: Path) -> None:
    probability, verdict = lone(tmp_path, 0, 3)
    assert probability >= 0.85
    assert verdict == "bypassed"


def test_a_single_one_may_bear_a_wrong_code_and_convicts_no_item(tmp_path: Path) -> None:
    probability, verdict = lone(tmp_path, 0)
    assert 0.5 < probability < 0.97
    assert verdict == "runs"


def test_a_badly_kept_one_does_not_where_such_records_get_lost_anyway(tmp_path: Path) -> None:
    probability, verdict = lone(tmp_path, 25, holder_id="", applied_on="")
    assert probability < 0.85
    assert verdict == "runs"
