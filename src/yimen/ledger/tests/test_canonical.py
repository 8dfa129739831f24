"""The one form of each value: no two different values share one, and it never changes."""

import datetime
import uuid
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yimen.ledger import hashing
from yimen.ledger.canonical import NotCanonical, from_utc_text, json_bytes, utc_text, value_bytes

values = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(), st.binary(), st.dates(), st.times(), st.uuids(),
    st.datetimes(timezones=st.just(datetime.UTC)), st.timedeltas(),
    st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12),
)  # fmt: skip


@given(st.lists(values, max_size=4), st.lists(values, max_size=4))
def test_different_rows_never_read_the_same(left: list[object], right: list[object]) -> None:
    typed = [[(type(value), value) for value in row] for row in (left, right)]
    same = b"".join(map(value_bytes, left)) == b"".join(map(value_bytes, right))
    assert same == (typed[0] == typed[1])


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("一门", b"S\x00\x00\x00\x06\xe4\xb8\x80\xe9\x97\xa8"),
        (1, b"I\x00\x00\x00\x011"),
        (True, b"B\x00\x00\x00\x011"),
        ("1", b"S\x00\x00\x00\x011"),
        (None, b"N\x00\x00\x00\x00"),
        ("", b"S\x00\x00\x00\x00"),
        (Decimal("10.00"), b"F\x00\x00\x00\x0210"),
        (Decimal("-0"), b"F\x00\x00\x00\x010"),
        (datetime.date(2023, 5, 31), b"D\x00\x00\x00\x0a2023-05-31"),
        (
            datetime.datetime(2023, 5, 31, 8, tzinfo=datetime.timezone(datetime.timedelta(hours=8))),
            b"T\x00\x00\x00\x1b2023-05-31T00:00:00.000000Z",
        ),
        (uuid.UUID(int=255), b"U\x00\x00\x00\x20000000000000000000000000000000ff"),
        ({"乙": 1, "甲": [1.5]}, '{"乙":1,"甲":[1.5]}'.encode()),
    ],
)
def test_the_form_of_a_value_stays_as_it_was(value: object, form: bytes) -> None:
    made = value_bytes(value)
    assert made == form or (isinstance(value, dict) and made[5:] == form)


def test_a_type_nobody_has_decided_on_is_refused() -> None:
    with pytest.raises(NotCanonical, match="complex"):
        value_bytes(1j)


def test_subclasses_of_text_read_as_text() -> None:
    class Choice(str):
        __slots__ = ()

    assert value_bytes(Choice("hall")) == value_bytes("hall")


@given(st.datetimes(timezones=st.just(datetime.UTC)))
def test_times_come_back_as_they_were(moment: datetime.datetime) -> None:
    assert from_utc_text(utc_text(moment)) == moment


def test_json_is_sorted_and_without_blanks() -> None:
    assert json_bytes({"b": [1, None, True], "a": "甲"}) == '{"a":"甲","b":[1,null,true]}'.encode()


GOLDEN = [
    "47707845acea8e65",
    "59538c937de33f29",
    "1f1f4ad78cda0842",
    "79793b8e3e5e658f",
    "0c59dd95784f21df",
    "c84387a1507ec5b6",
    "ec412914a5fd8de8",
]


def test_the_hashes_stay_as_they_were() -> None:
    """Whoever changes one of these makes all older evidence worthless."""
    leaf = hashing.leaf_hash(b"{}")
    link = hashing.link_hash(prev=hashing.genesis("230522000000"), chain="230522000000", seq=1, epoch=1, leaf=leaf)
    schema, _ = hashing.schema_hash("cases.case", ["id"], ["name"])
    salt = hashing.field_salt(b"\x07" * 32, "name")
    row = hashing.row_digest(hashing.row_prefix(schema), value_bytes(1) + hashing.commitment(salt, "王五"))
    part = hashing.part_digest(hashing.pack_row("1", row))
    assert [
        digest.hex()[:16] for digest in (leaf, link, schema, salt, row, part, hashing.rows_digest([part]))
    ] == GOLDEN


@given(st.integers(0, 70), st.integers(0, 70))
def test_a_tree_taken_up_again_has_the_same_root(first: int, more: int) -> None:
    leaves = [hashing.leaf_hash(str(number).encode()) for number in range(first + more)]
    whole, begun = hashing.Tree(), hashing.Tree()
    for leaf in leaves:
        whole.add(leaf)
    for leaf in leaves[:first]:
        begun.add(leaf)
    again = hashing.Tree(begun.size, begun.peaks)
    for leaf in leaves[first:]:
        again.add(leaf)
    assert again.root() == whole.root() == plain_root(leaves)


def plain_root(leaves: list[bytes]) -> bytes:
    """RFC 9162, 2.1.1, word for word."""
    import hashlib

    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    half = 1 << ((len(leaves) - 1).bit_length() - 1)
    return hashlib.sha256(b"\x01" + plain_root(leaves[:half]) + plain_root(leaves[half:])).digest()


def test_sm3_gives_other_hashes_than_sha256() -> None:
    if 2 not in hashing.available():
        pytest.skip("this machine's OpenSSL has no SM3")
    assert hashing.leaf_hash(b"{}", 2) != hashing.leaf_hash(b"{}", 1)
    assert len(hashing.leaf_hash(b"{}", 2)) == 32
