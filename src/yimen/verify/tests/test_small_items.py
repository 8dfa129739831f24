"""Small items answer for themselves: not for other items' wrong codes, and not for last year's applications."""

from __future__ import annotations

from datetime import date

import pytest

from yimen.verify import Result
from yimen.verify.tests.small_set import Row, answer, case, county, item, record, weekdays

STRAYED = range(1, 3)
"""People whose case is one of I1, and whose record bears the code of a small item; it is all that this item has."""

OWN_WORDS = "友谊县交通运输局道路运输许可"
"""What a clerk calls item M1 or M2 beside its code: not the catalogue's words."""


def honest() -> tuple[list[Row], list[Row]]:
    """Four honest cases a day and their records; a third of these say in words of their own what they are about."""
    days = [day for day in weekdays() if date(2023, 1, 9) <= day <= date(2023, 2, 15)]
    cases = [case(100 + n, f"{days[n // 4]} 09:00:00") for n in range(4 * len(days))]
    for n, row in enumerate(cases):
        row["item_code"] = "M0" if n % 3 == 0 else "I1"
    records = []
    for n, row in enumerate(cases):
        changes = {"applied_on": str(row["received_at"])[:10], "item_code": row["item_code"]}
        words = OWN_WORDS.replace("道路", "水路") if n % 3 == 0 else ""
        records.append(record(100 + n, str(row["decided_at"])[:10], item_name=words, **changes))
    return cases, records


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Result:
    """An honest county with small items beside it."""
    tables = county()
    names = {"M0": "水路运输许可（县级权限）", "M1": "道路运输许可（县级权限）", "M2": "小船登记"}
    names |= {"S1": "小事项", "S2": "另一小事项", "S3": "第三小事项"}
    tables["items"] += [item(code, item_name=name, handling="instant") for code, name in names.items()]
    tables["cases"], tables["register"] = honest()
    for n in STRAYED:
        name = f"诸葛{'明亮瑾瞻恪诞均'[n]}"
        tables["cases"].append(case(n, applicant_name=name))
        # Half a name, last digits and a day of issue: enough to know whose it is, had it the right code.
        written = {"holder_name": name[:2] + "*", "holder_id": "*" * 14 + str(case(n)["applicant_id"])[-4:]}
        tables["register"].append(record(n, item_code="S1", applied_on="", **written))
    lone = record(800, "2023-02-08", applied_on="2023-02-06")
    late = {"issued_on": "2023-02-08", "applied_on": "2023-02-06"}
    tables["register"] += [
        # Two lone records each: of M1 in words of its own, of M2 by nothing but the code.
        *(lone | record(810 + n, "2023-02-08", applied_on="2023-02-06", item_code="M1") for n in range(2)),
        *(lone | record(820 + n, "2023-02-08", applied_on="2023-02-06", item_code="M2") for n in range(2)),
        # Last year's, as most of them say; one does not.
        *(record(830 + n, "2023-01-09", applied_on="2022-12-20", item_code="S2") for n in range(2)),
        record(840, "2023-01-09", applied_on="", item_code="S2"),
        # The code says S3, the words, in a clerk's own way, M1: of which of the two they are nobody can say.
        *(lone | record(850 + n, **late, item_code="S3", item_name=OWN_WORDS) for n in range(8)),
    ]
    for row in tables["register"]:
        if row["item_code"] == "M1":
            row["item_name"] = OWN_WORDS
    return answer(tables, tmp_path_factory.mktemp("set"))


def verdict(result: Result, code: str) -> str:
    return next(one.verdict for one in result.verdicts if one.item_code == code)


def test_records_of_a_small_item_find_their_cases_under_the_item_that_they_are_of(result: Result) -> None:
    found = {link.record_no: link.case_no for link in result.links}
    assert {n: found.get(f"R{n:04}") for n in STRAYED} == {n: f"C{n:04}" for n in STRAYED}
    assert verdict(result, "S1") == "idle"


def test_an_undated_record_of_january_is_last_years_where_the_items_other_ones_are(result: Result) -> None:
    assert verdict(result, "S2") == "idle"
    assert not [one for one in result.findings if one.subject == "R0840"]


def test_words_of_its_own_beside_a_code_are_told_from_the_catalogues(result: Result) -> None:
    words = dict(result.connection.execute("SELECT record_no, item_words FROM entry WHERE NOT item_is_read").fetchall())
    assert words["R0100"] == words["R0810"] == "own"
    assert words["R0101"] == "none"


def test_a_code_that_the_words_contradict_convicts_nobody(result: Result) -> None:
    words = "SELECT DISTINCT item_words, is_disputed FROM entry WHERE item_code = 'S3'"
    assert result.connection.execute(words).fetchall() == [("another", False)]
    assert verdict(result, "S3") not in ("hollow", "bypassed")


def test_words_of_its_own_make_a_wrong_code_less_likely(result: Result) -> None:
    asked = "SELECT item_code, min(belief) FROM trust WHERE item_code IN ('M1', 'M2') GROUP BY item_code"
    belief = dict(result.connection.execute(asked).fetchall())
    assert belief["M1"] > belief["M2"]
