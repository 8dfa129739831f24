"""Equal facts match in whatever spelling they come, different ones never, and a mask shows no more than it may."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yimen.common import text
from yimen.common.check_characters import resident_id_check
from yimen.common.tests import make_disguise_vectors as vectors

KEYS = (
    text.tidy,
    text.normalise,
    text.code_key,
    text.id_key,
    text.name_key,
    text.company_key,
    text.document_number_key,
    text.phone_key,
    text.search_key,
    text.pinyin_initials,
    text.mask_id,
    text.mask_phone,
    text.mask_name,
    text.mask_within,
)
TRICKS = "\u200b\ufeff\u00ad\u202e\ufe0f\u3164 \u3000\t\u0301·•.-×Хx（）〔〕()第号０1٣\ue863\u2ec9⼯鍾锺戶𠮷"

with vectors.VECTORS.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def plain(escaped: str) -> str:
    """The text behind the escapes of the vector file."""
    return "".join(
        part.encode("ascii").decode("unicode_escape") if part.isascii() else part for part in _runs_of_ascii(escaped)
    )


def _runs_of_ascii(value: str) -> list[str]:
    runs: list[str] = []
    for sign in value:
        if runs and runs[-1][-1].isascii() == sign.isascii():
            runs[-1] += sign
        else:
            runs.append(sign)
    return runs


def test_the_vectors_are_many_and_as_the_generator_writes_them() -> None:
    assert vectors.table() == ROWS
    assert len(ROWS) >= 300
    assert len({row["class"] for row in ROWS}) >= 27


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['key']}:{row['class']}")
def test_a_disguise_changes_nothing(row: dict[str, str]) -> None:
    key = getattr(text, row["key"])
    assert row["original"] != row["disguised"]
    assert key(plain(row["disguised"])) == key(plain(row["original"]))


@pytest.mark.parametrize(
    ("key", "one", "other"),
    [
        (text.name_key, "王堃", "王坤"),
        (text.name_key, "毕昇", "毕升"),
        (text.name_key, "甯静", "宁静"),
        (text.name_key, "於明", "于明"),
        (text.name_key, "李未", "李末"),
        (text.name_key, "王小明", "王晓明"),
        (text.name_key, "买买提·吐尔逊", "买买提吐·尔逊"),
        (text.name_key, "王\u4dae", "王\u3473"),
        (text.name_key, "张𠅤", "张㛃"),
        (text.id_key, "99999919900101018X", "999999199001010171"),
        (text.id_key, "**************018X", "018X"),
        (text.id_key, "9999991990010101", "999999199001010"),
        (text.company_key, "友谊粮贸有限公司", "友谊粮贸股份有限公司"),
        (text.company_key, "友谊粮贸第一分公司", "友谊粮贸第十一分公司"),
        (text.company_key, "友谊县（红兴隆）粮贸", "友谊县红兴隆粮贸"),
        (text.document_number_key, "友政办发〔2023〕15号", "友政办发〔2023〕5号"),
        (text.document_number_key, "友政办发〔2023〕15号", "友政办发〔2022〕15号"),
        (text.document_number_key, "友政办发〔2023〕15号", "友政发〔2023〕15号"),
        (text.document_number_key, "友政办发〔2023〕10号", "友政办发〔2023〕1号"),
        (text.phone_key, "13800001234", "13800001235"),
        (text.phone_key, "8613800", "13800"),
        (text.phone_key, "0469-5812345", "5812345"),
    ],
)
def test_different_facts_stay_different(key, one: str, other: str) -> None:
    assert key(one) != key(other)


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.__name__)
@settings(deadline=None)  # the first call loads the dictionary of pinyin
@given(value=st.text() | st.text(alphabet=TRICKS + "王小明有限责任公司2〇二〔友"))
def test_twice_is_once(key, value: str) -> None:
    once = key(value)
    assert key(once) == once


@st.composite
def people(draw: st.DrawFn) -> tuple[str, str]:
    """A name and the id of an impossible region."""
    born = draw(st.dates(min_value=date(1930, 1, 1), max_value=date(2020, 12, 31)))
    first = f"999999{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    name = draw(st.sampled_from("王李张钟欧阳")) + draw(st.text("堃坤昇升未末青金龙龍鍾东東", min_size=1, max_size=2))
    return name, first + resident_id_check(first)


def disguised(draw: st.DrawFn, value: str) -> str:
    """The value in another dress: unseen signs, other widths, other crosses."""
    signs = []
    for sign in value:
        wide = chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign
        signs.append(draw(st.sampled_from([sign, wide, *("xХΧ×" if sign == "X" else "")])))
        signs.append(draw(st.sampled_from(["", "", "", "\u200b", "\ufeff", "\u00ad", " ", "\u3000", "\ufe0f"])))
    return "".join(signs)


@given(data=st.data(), one=people(), other=people())
def test_two_people_are_equal_in_any_dress_exactly_when_they_are_one(data, one, other) -> None:
    def key(person: tuple[str, str]) -> tuple[str, str]:
        name, number = (data.draw(st.composite(lambda draw, value=value: disguised(draw, value))()) for value in person)
        return text.name_key(name), text.id_key(number)

    assert key(one) == key(one)
    if one[1] != other[1]:
        assert key(one) != key(other)


def test_rare_characters_of_names_survive() -> None:
    for name in ("王\u4dae", "张𠅤", "李㛃", "赵\U00030000", "钱\U00031350", "孙\U0002ebf0", "周\ue5e5"):
        assert text.tidy(name) == name
        assert text.name_key(name) == name


def test_tidy_keeps_what_people_wrote() -> None:
    assert text.tidy(" 企业投资项目备案（技术改造）\u200b　（县级）\n") == "企业投资项目备案（技术改造） （县级）"


def test_masks_show_no_more_than_they_may() -> None:
    assert text.mask_id("99999919900101018X") == "**************018X"
    assert text.mask_id("1234567") == "*" * 18
    assert text.mask_phone("13800001234") == "138****1234"
    assert text.mask_phone("04695812345") == "*******2345"
    assert text.mask_phone("12345") == "*****"
    assert text.mask_name("王小明") == "王＊"
    assert text.mask_name("欧阳修") == "欧阳＊"
    assert text.mask_name("买买提·吐尔逊") == "买＊"
    assert text.mask_name("王") == "＊"
    assert text.mask_name("") == text.mask_id("") == text.mask_phone("") == ""


HIDDEN = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f", "\u3164", " ", "\u3000")


@pytest.mark.parametrize("hidden", HIDDEN, ids=ascii)
@pytest.mark.parametrize(
    ("name", "mask"),
    [
        ("欧阳修", "欧阳＊"),
        ("歐陽修", "歐陽＊"),
        ("司馬光", "司馬＊"),
        ("上官婉儿", "上官＊"),
        ("钟离春", "钟离＊"),
        ("欧阳", "欧＊"),
    ],
)
def test_a_surname_of_two_characters_stays_whole_whatever_is_hidden_in_it(hidden: str, name: str, mask: str) -> None:
    written = hidden + hidden.join(name) + hidden
    assert text.name_key(written) == text.name_key(name)
    assert text.search_key(written) == text.search_key(name)
    assert text.pinyin_initials(written) == text.pinyin_initials(name)
    assert text.mask_name(written) == mask


def test_numbers_inside_a_sentence_are_masked_and_codes_are_not() -> None:
    sentence = "申请人99999919900101018X，电话13800001234，单位11511301MB051073XA，编号20230531000012"
    assert text.mask_within(sentence) == (
        "申请人**************018X，电话138****1234，单位11511301MB051073XA，编号20230531000012"
    )


def test_an_id_that_stands_by_itself_in_a_code_is_masked_and_the_digits_of_the_code_are_not() -> None:
    key = "230522000000:230522D032026112900029S:99999919900101018X:13800001234:2:1"
    assert text.mask_in_code(key) == ("230522000000:230522D032026112900029S:**************018X:138****1234:2:1")


def test_search_by_the_first_letters_of_the_pinyin() -> None:
    assert text.pinyin_initials("友谊县营商局") == "yyxysj"
    assert text.pinyin_initials("重庆长春（A级）") == "cqccaj"
    assert text.pinyin_initials("誼縣２０２３") == "yx2023"
