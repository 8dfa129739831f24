"""Whatever happens to a file on its way, it is read or refused in Chinese; nothing breaks.

`YIMEN_DAMAGED_FILES=1000` runs more of them; the seed is fixed, so a failure can be had again.
"""

from __future__ import annotations

import os
import random

import pytest

from yimen.common.errors import Refused
from yimen.exchange import sheets
from yimen.exchange.tests.files import HEADINGS, ROWS, text, xls, xlsx

TABLE = (HEADINGS, *ROWS)
SEEDS = {
    "清单.xlsx": [xlsx(TABLE), xlsx([["身份证号"], [999923199001012345]])],
    "清单.xls": [xls(TABLE)],
    "清单.csv": [
        text(rows, delimiter).encode(codec)
        for rows, delimiter in ((TABLE, ","), ([HEADINGS * 500, ["1"] * 2_000], ","), (TABLE, "\t"))
        for codec in ("utf-8", "utf-8-sig", "gb18030", "utf-16")
    ],
}
NUMBER = int(os.environ.get("YIMEN_DAMAGED_FILES", "300"))
BATCHES = 10


def damaged(chance: random.Random, content: bytes, other: bytes) -> bytes:
    """The content after one to three accidents."""
    for _ in range(chance.randint(1, 3)):
        data = bytearray(content)
        place = chance.randrange(len(data) + 1)
        accident = chance.randrange(7)
        if accident == 0:
            for _flip in range(chance.randint(1, 30)):
                if data:
                    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        elif accident == 1:
            del data[place:]
        elif accident == 2:
            data[place:] = other[chance.randrange(len(other)) :]
        elif accident == 3:
            data[:8] = other[:8]
        elif accident == 4:
            data[place:place] = chance.randbytes(chance.randint(1, 200))
        elif accident == 5:
            data[place : place + chance.randint(1, 500)] = b""
        else:
            data[place : place + 40] = bytes(40)
        content = bytes(data)
    return content


@pytest.mark.parametrize("batch", range(BATCHES))
def test_a_damaged_file_is_read_or_refused(batch: int) -> None:
    chance = random.Random(batch)
    everything = [content for contents in SEEDS.values() for content in contents]
    outcomes = {"read": 0, "refused": 0}
    for _ in range(-(-NUMBER // BATCHES)):
        name = chance.choice(list(SEEDS))
        content = damaged(chance, chance.choice(SEEDS[name]), chance.choice(everything))
        try:
            found = sheets.read(name, content)
        except Refused as refused:
            assert "清单" in str(refused) and "请" in str(refused)
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
            for sheet in found:
                assert len(set(sheet.headings)) == len(sheet.headings)
                assert all(len(row.cells) == len(sheet.headings) for row in sheet.rows)
    assert outcomes["read"] and outcomes["refused"]
