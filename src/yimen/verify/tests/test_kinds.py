"""Pairs of one kind are compared once: an agency's millions of pairs agree as each of them would by itself."""

from __future__ import annotations

import re

import duckdb
import pytest

from yimen.verify import engine, linking, reading
from yimen.verify.blocking import BLOCKS, HEAVY_BLOCKS
from yimen.verify.tests.rule_examples import at
from yimen.verify.tests.small_set import Tables, case, county, record, weekdays, write

DAYS = [str(day) for day in weekdays() if day.month == 1]
AGENCY, NUMBER = "友谊县万通代办服务有限公司", "91999999MA00000000"
WAYS: list[dict[str, object]] = [
    {},
    {"holder_id": "919999********0000"},
    {"holder_name": "万通代办服务公司"},
    {"holder_name": "友谊县万通代力服务有限公司"},
    {"applied_on": ""},
    {"item_code": "", "item_name": "事项I1"},
    {"document_no": "友民许字〔2023〕{n}号"},
    {"document_no": "〔2023〕{n}号"},
]


def filed(matters: int) -> Tables:
    """So many like matters of one agency on few days, and its ledger, kept in each of WAYS in turn."""
    tables = county()
    for n in range(matters):
        day, way = DAYS[n % 5], WAYS[n % len(WAYS)]
        decided = at(DAYS[n % 5 + n % 3][5:], "11:00:00")
        document = f"友民许字〔2023〕{n + 1}号" if n % 2 else ""
        tables["cases"].append(
            case(
                n,
                f"{day} 09:00:00",
                decided_at=decided,
                document_no=document,
                applicant_name=AGENCY,
                applicant_id=NUMBER,
            )
        )
        told = {"applied_on": day, "holder_name": AGENCY, "holder_id": NUMBER} | way
        told["document_no"] = str(told.get("document_no", "")).format(n=n + 1)
        tables["register"].append(record(n, str(decided.date()), **told))
    return tables


@pytest.fixture(scope="module")
def brought_together(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    """The pairs of an agency's county in near_pair, each looked at; before any is compared."""
    connection = duckdb.connect()
    connection.execute(engine.macros())
    reading.read(connection, write(filed(240), tmp_path_factory.mktemp("set")))
    connection.execute(engine._sql("canonical"))
    linking._pools(connection)
    connection.execute(
        f"""CREATE TABLE pool_record AS FROM every_record; CREATE TABLE pool_case AS FROM every_case;
        CREATE TABLE brought AS ({" UNION ".join(BLOCKS)}) UNION ALL {" UNION ALL ".join(HEAVY_BLOCKS)};
        CREATE TABLE near_pair AS FROM brought"""
    )
    linking._compare(connection)
    return connection


def rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[tuple[object, ...]]:
    return connection.execute(sql).fetchall()


def test_each_pair_agrees_as_it_does_by_itself(brought_together: duckdb.DuckDBPyConnection) -> None:
    connection = brought_together
    connection.execute("CREATE OR REPLACE TABLE near_pair AS SELECT r, c FROM brought")
    by_kind = "SELECT candidate.r, candidate.c, level.* EXCLUDE (p, r, c) FROM candidate JOIN level USING (p)"
    assert rows(connection, f"({by_kind}) EXCEPT ({linking.COMPARISON})") == []
    assert rows(connection, f"({linking.COMPARISON}) EXCEPT ({by_kind})") == []


def test_far_fewer_kinds_are_compared_than_pairs(brought_together: duckdb.DuckDBPyConnection) -> None:
    ((pairs,),) = rows(brought_together, "SELECT count(*) FROM candidate")
    ((kinds,),) = rows(brought_together, "SELECT count(*) FROM level")
    assert pairs > 10_000
    assert pairs > 4 * kinds


def test_no_pair_is_brought_together_twice(brought_together: duckdb.DuckDBPyConnection) -> None:
    twice = "SELECT r, c FROM brought GROUP BY r, c HAVING count(*) > 1"
    assert rows(brought_together, twice) == []


def test_what_is_clean_at_a_glance_is_read_as_the_whole_cleaning_reads_it() -> None:
    connection = duckdb.connect()
    connection.execute(engine.macros())
    signs, brackets, numbers = (
        ["友民许字", "友号字", "第一字", "A字", ""],
        ["〔〕", "（）", "()", "[]", "【】"],
        ["1", "012", "第7"],
    )
    documents = [
        f"{sign}{pair[0]}{year}{pair[1]}{number}{end}"
        for sign in signs
        for pair in brackets
        for year in ("2023", "0023")
        for number in numbers
        for end in ("号", "", "号之2")
    ]
    names = ["李建国", "李建國", "李某", "等三人", "张三等三人", "欧阳建国", "李", "李建国(代)"]
    for text in documents:
        told = "SELECT document_key($1) IS NOT DISTINCT FROM nullif(document_key_of(document_text($1)), '')"
        assert connection.execute(told, [text]).fetchall() == [(True,)], text
    found = [connection.execute("SELECT name_key($1)", [name]).fetchall()[0][0] for name in names]
    assert found == ["李建国", "李建国", "李*", None, "张三", "欧阳建国", "李", "李建国"]


OF_DOCUMENT = {"document_key", "document_serial", "document_end", "document_share"}
"""They are a part of each kind themselves."""
TOLD_BY = {
    "core": "name_key", "surname": "name_key", "name_share": "name_key", "surname_share": "name_key",
    "id_head": "id_key", "id_tail": "id_key", "is_agency": "id_key", "item_share": "item_code",
    "crowd": "name_key", "crowd_received": "received_on", "crowd_decided": "decided_on", "twin_weight": "name_key",
    "department_cases": "department_code",
}  # fmt: skip
"""Column of the comparison -> that of the kind which settles it, with the others of the kind."""


OF_CASE = {"item_base": "item_code"}
"""A case always has a code; a record that has none stands by what its item is called."""


@pytest.mark.parametrize(
    ("side", "kind", "told_by"),
    [("k", linking.CASE_ALIKE, TOLD_BY | OF_CASE), ("e", linking.RECORD_ALIKE, TOLD_BY)],
)
def test_the_columns_that_make_a_kind_are_all_that_the_comparison_reads(
    side: str, kind: tuple[str, ...], told_by: dict[str, str]
) -> None:
    read = set(re.findall(rf"\b{side}\.(\w+)", linking.COMPARISON)) - OF_DOCUMENT
    assert len(read) > 8
    assert {told_by.get(column, column) for column in read} <= set(kind)
