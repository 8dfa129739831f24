"""Every code of the real list is called what it is, and no wrong character passes."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import yimen
from yimen.common import codes
from yimen.common.check_characters import CREDIT_ALPHABET, credit_code_check, resident_id_check
from yimen.common.codes import CodeKind

TODAY = date(2023, 5, 31)
REAL_ITEMS = Path(yimen.__path__[0]) / "catalog" / "tests" / "data" / "service_items_real.csv"
KIND_OF_CLASS = {
    "uscc18_ok": CodeKind.CREDIT_CODE,
    "public_example": CodeKind.CREDIT_CODE,
    "uscc_17chars": CodeKind.CREDIT_CODE_SHORT,
    "uscc18_lowercase": CodeKind.CREDIT_CODE_MISWRITTEN,
    "old_orgcode9": CodeKind.ORGANISATION_CODE,
    "placeholder_repeated_digit": CodeKind.PLACEHOLDER,
    "vertical_system_code": CodeKind.VERTICAL_SYSTEM_CODE,
    "unparsed": CodeKind.MISSING,
    "other": CodeKind.OTHER,
}


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def vectors(name: str) -> list[dict[str, str]]:
    return rows(Path(__file__).parent / "data" / name)


@pytest.mark.parametrize("row", vectors("uscc_vectors.csv"), ids=lambda row: row["code"])
def test_credit_code_vectors(row: dict[str, str]) -> None:
    found = codes.classify_organisation_code(row["code"])
    assert found.kind == KIND_OF_CLASS[row["class"]]
    assert found.valid == (row["gb32100_valid"] == "1")


@pytest.mark.parametrize("row", vectors("impl_code_vectors.csv"), ids=lambda row: row["impl_code_31"])
def test_implementation_code_vectors(row: dict[str, str]) -> None:
    found = codes.classify_item_code(row["impl_code_31"])
    assert (found.kind, found.valid) == (CodeKind.IMPLEMENTATION_31, True)
    assert found.parts["organisation"] == row["uscc18"]
    assert found.parts["level"] == row["level_digit"]
    assert found.parts["base"] == row["base_code_12"]


@pytest.mark.parametrize("row", vectors("resident_id_vectors.csv"), ids=lambda row: row["note"])
def test_resident_id_vectors(row: dict[str, str]) -> None:
    found = codes.classify_resident_id(row["id"], today=TODAY)
    assert found.valid == (row["checksum_ok"] == "1" and "impossible date" not in row["note"])
    assert found.valid or (found.reason and found.remedy)


def test_every_real_row_is_called_what_it_is() -> None:
    items = rows(REAL_ITEMS)
    assert len(items) == 1135
    for item in items:
        organisation = codes.classify_organisation_code(item["org_code"])
        assert organisation.kind == KIND_OF_CLASS[item["org_code_class"]], item
        assert organisation.valid or (organisation.reason and organisation.remedy)
        code = codes.classify_item_code(item["raw_item_code"])
        assert code.valid == organisation.valid
        if item["base_code"]:
            columns = ("base_code", "impl_area_code", "org_code", "level_digit", "suffix")
            parts = ("base", "area", "organisation", "level", "suffix")
            assert [code.parts[part] for part in parts] == [item[column] for column in columns]
        else:
            assert code.kind == CodeKind.OTHER


@st.composite
def credit_codes(draw: st.DrawFn) -> str:
    first = draw(st.sampled_from("159NY")) + draw(st.sampled_from("1239")) + "999999"
    first += draw(st.text(alphabet=CREDIT_ALPHABET, min_size=9, max_size=9))
    return first + credit_code_check(first)


@given(code=credit_codes(), place=st.integers(0, 17), sign=st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_of_a_credit_code_is_found(code: str, place: int, sign: str) -> None:
    assert codes.classify_organisation_code(code, typed=True).valid
    changed = code[:place] + sign + code[place + 1 :]
    if changed != code:
        assert not codes.classify_organisation_code(changed, typed=True).valid


@given(
    first=st.from_regex(r"999999(19[3-9][0-9]|200[0-9])(0[1-9]|1[0-2])(0[1-9]|1[0-9]|2[0-8])[0-9]{3}", fullmatch=True)
)
def test_one_wrong_or_two_swapped_digits_of_a_resident_id_are_found(first: str) -> None:
    number = first + resident_id_check(first)
    assert codes.classify_resident_id(number, today=TODAY, typed=True).valid
    for place in range(17):
        changed = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
        assert not codes.classify_resident_id(changed, today=TODAY, typed=True).valid
        swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
        assert swapped == number or not codes.classify_resident_id(swapped, today=TODAY, typed=True).valid


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("９99923199001011234", CodeKind.RESIDENT_ID_WRONG_CHECK),
        ("11010519491231002×", CodeKind.RESIDENT_ID_MISWRITTEN),
        ("110105 19491231 002X", CodeKind.RESIDENT_ID_MISWRITTEN),
        ("１10105194912310０2X", CodeKind.RESIDENT_ID_MISWRITTEN),
        ("110105491231002", CodeKind.RESIDENT_ID_15),
        ("110105********002X", CodeKind.MASKED),
        ("3.20923E+17", CodeKind.ROUNDED),
        ("9.99923199001012e17", CodeKind.ROUNDED),
        ("999923199001010000", CodeKind.ROUNDED),
        ("111111111111111111", CodeKind.PLACEHOLDER),
        ("暂无", CodeKind.PLACEHOLDER),
        (" \u3000", CodeKind.MISSING),
        ("护照E12345678", CodeKind.OTHER),
        ("110105194902310026", CodeKind.RESIDENT_ID_WRONG_DATE),
        ("99999920990101001" + resident_id_check("99999920990101001"), CodeKind.RESIDENT_ID_WRONG_DATE),
    ],
)
def test_what_is_not_a_resident_id_is_named(text: str, kind: CodeKind) -> None:
    found = codes.classify_resident_id(text, today=TODAY)
    assert (found.kind, found.valid) == (kind, False)
    assert found.reason and found.remedy


def test_a_very_old_person_is_a_warning_not_an_error() -> None:
    found = codes.classify_resident_id("440524188001010014", today=TODAY)
    assert found.valid and "130岁" in found.reason


def test_digits_lost_to_a_spreadsheet_are_refused_unless_the_cell_was_text_and_the_check_character_agrees() -> None:
    first = next(
        f"{area}19900101000" for area in range(999900, 999999) if resident_id_check(f"{area}19900101000") == "0"
    )
    genuine = first + "0"
    assert codes.rounded_number(genuine) is not None
    assert codes.rounded_number(genuine, typed=True) is None
    assert codes.rounded_number(genuine[:14] + "1000", typed=True) is not None
    assert codes.rounded_number("11010519491231002X") is None
    assert codes.rounded_number("000000000000000000") is None


@pytest.mark.parametrize(
    ("text", "kind", "valid"),
    [
        ("440289876000", CodeKind.BASE_12, True),
        ("00010400100Y", CodeKind.BASE_12, True),
        ("990289876000", CodeKind.OTHER, False),
        ("440089876000", CodeKind.OTHER, False),
        ("44028987600Y", CodeKind.BASE_12, True),
        ("44028987601Y", CodeKind.OTHER, False),
        ("XK0010100Y", CodeKind.BASE_10, True),
        ("XK00101001", CodeKind.BASE_10, True),
        ("XK00101001230522000000AB", CodeKind.IMPLEMENTATION_24, True),
        ("11440000MB2D0164XH244028987600001", CodeKind.HANDLING_33, True),
        ("11440000MB2D0164XH24402898760000A", CodeKind.HANDLING_33, False),
        ("11440000MB2D0164XH8440289876000", CodeKind.IMPLEMENTATION_31, False),
        ("11440000MB2D0164XA2440289876000", CodeKind.IMPLEMENTATION_31, False),
        ("11440000mb2d0164xh2440289876000", CodeKind.OTHER, False),
        ("E-000021-001-1111111111111111", CodeKind.OTHER, False),
        ("", CodeKind.MISSING, False),
    ],
)
def test_item_codes_of_every_layout(text: str, kind: CodeKind, valid: bool) -> None:
    found = codes.classify_item_code(text)
    assert (found.kind, found.valid) == (kind, valid)
    assert valid or (found.reason and found.remedy)


@given(text=st.text() | st.text(alphabet="0123456789XANYE+.*-无 Ⅹ", max_size=36))
def test_any_text_is_classified_with_a_reason(text: str) -> None:
    for found in (
        codes.classify_organisation_code(text),
        codes.classify_item_code(text),
        codes.classify_resident_id(text, today=TODAY),
    ):
        assert found.valid or (found.reason and found.remedy)
