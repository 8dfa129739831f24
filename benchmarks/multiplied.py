"""A larger set in the style of one that others made: `python benchmarks/multiplied.py SET OUT --people 8 --items 4`.

Every matter of SET happens again to other people, at windows and with staff of their own (`--people` times), and the
whole again in other departments with other items of the same kind (`--items` times). Names, numbers and document
numbers of a copy differ from the original's sign by sign, alike wherever they stand, so that what was masked, misspelt
or left out in SET is so in the copy. Truth is copied too; verdicts follow from the larger counts.
"""

from __future__ import annotations

import argparse
import csv
import random
import re
import shutil
import string
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]

from benchmarks.province import names  # noqa: E402

Row = dict[str, str]
PLACES = "友谊县|友谊农场|双鸭山市|集贤县|黑龙江省|黑龙江"
TRADITIONAL = dict(zip(*names.TRADITIONAL, strict=True))
BRAND = "三世丰伟信兴农北华友和响大宏安完康德恒成昌江泰泽润源瑞盈盛祥福禾稷茂荒诚谊谷达金鑫隆顺黍龙"
TRADES = ["养殖", "粮食贸易", "文化传媒", "米业", "商贸", "劳务服务", "农机", "食品加工", "农业科技", "运输", "烟酒"]
TRADES += ["种业", "房地产开发", "物流", "装饰", "加油站", "建筑工程", "医药连锁", "餐饮管理", "电子商务"]
TRADES += ["有限", "合作社", "经销部", "个体", "分公司"]
FIRM = re.compile(rf"^(\W*(?:{PLACES})?)(.*?)((?:{'|'.join(TRADES)}).*)$")
YEAR_ENDS, SEQUENCE, FIRM_BODY = 9, 14, 8
"""In a number: where the year of birth ends, where a person's turn that day begins, and where a firm's body begins."""


class Copy:
    """What distinguishes one copy: how signs are exchanged, and what is put behind keys."""

    def __init__(self, people: int, items: int, surnames: str, given: str) -> None:
        self.people, self.items = people, items
        self.number = items * 100 + people
        self.draw = random.Random(self.number)
        self.surnames, self.given, self.brand = map(self._exchange, (surnames, given, BRAND))
        self.signs = [self._exchange(string.digits) for _ in range(18)]
        self.letters = [self._exchange("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(18)]

    def _exchange(self, signs: str) -> dict[str, str]:
        signs = "".join(dict.fromkeys(signs))
        others = list(signs)
        if self.number:
            self.draw.shuffle(others)
        told = dict(zip(signs, others, strict=True))
        # A traditional form stays one, where the other sign has one.
        return told | {
            TRADITIONAL[sign]: TRADITIONAL.get(new, new) for sign, new in told.items() if sign in TRADITIONAL
        }

    def person(self, name: str) -> str:
        """Another's name: firms keep their place, trade and kind."""
        if len(name) > 6 and (found := FIRM.match(name)):
            place, brand, rest = found.groups()
            return place + "".join(self.brand.get(sign, sign) for sign in brand) + rest
        return "".join((self.given if at else self.surnames).get(sign, sign) for at, sign in enumerate(name))

    def identity(self, number: str) -> str:
        """Another's number; place and birthday stay, so it is one still."""
        signs = [at for at, sign in enumerate(number) if unicodedata.normalize("NFKC", sign).strip()]
        told, firm = list(number), unicodedata.normalize("NFKC", number).lstrip().startswith("9")
        for place, at in enumerate(signs[:18]):
            plain = unicodedata.normalize("NFKC", number[at])
            if firm and place >= FIRM_BODY:
                new = self.letters[place].get(plain, plain)
            elif not firm and (place == YEAR_ENDS or place >= SEQUENCE):
                new = self.signs[place].get(plain, plain)
            else:
                continue
            told[at] = new if plain == number[at] else chr(ord(new) + 0xFEE0)
        return "".join(told)

    def document(self, number: str) -> str:
        """The number of another document of the same series."""
        return re.sub(r"(\d+)(\D*)$", lambda found: f"{int(found[1]) + 10_000 * self.number}{found[2]}", number)

    def key(self, value: str) -> str:
        """The key of a row, window, machine or operator."""
        return f"{value}{self.number:04}" if value and self.number else value

    def item(self, code: str) -> str:
        """The code of the like item in another department."""
        return f"{code[:-3]}{self.items:03}" if len(code) > 3 and self.items else code

    def item_name(self, name: str) -> str:
        """Its name: a number in it tells like items apart."""
        return re.sub(r"\d{4}", lambda found: f"{int(found[0]) + 1000 * self.items:04}", name)

    def department(self, code: str) -> str:
        """The other department."""
        return f"{code}X{self.items}" if code and self.items else code


COLUMNS: dict[str, Callable[[Copy, str], str]] = {
    **dict.fromkeys(("case_no", "record_no", "operator_code", "window_code", "terminal", "ticket_no"), Copy.key),
    **dict.fromkeys(("applicant_name", "holder_name"), Copy.person),
    **dict.fromkeys(("applicant_id", "holder_id"), Copy.identity),
    "document_no": Copy.document,
    "item_code": Copy.item,
    "item_name": Copy.item_name,
    "department_code": Copy.department,
}
OF_ALL = {"halls", "hall_days"}
"""Tables that stay as they are: all copies share the halls."""
OF_DEPARTMENTS = {"items", "attendance"}
"""Tables that stand once for each department; of the further staff no list of clock-ins is kept."""


def judged(row: Row, times: int) -> Row:
    """The truth of an item that has so many times the matters."""
    matters, off = (int(row[name]) * times for name in ("matters", "off_matters"))
    if row["verdict"] != "exempt":
        share = off / matters if matters else 0.0
        large = "hollow" if share >= 0.8 else "bypassed" if share >= 0.1 else "runs"
        row["verdict"] = "idle" if not matters else "thin" if matters < 5 else large
    return {**row, "matters": str(matters), "off_matters": str(off)}


def multiply(source: Path, out: Path, people: int, items: int) -> dict[str, int]:
    """Writes the larger set; rows by table."""
    tables = {path.relative_to(source): _rows(path) for path in sorted(source.rglob("*.csv"))}
    people_called = [row["applicant_name"] for row in tables[Path("cases.csv")] if len(row["applicant_name"]) < 5]
    whole = zip(*((name[:1], name[1:]) for name in people_called), strict=True)
    surnames, given = ("".join(sorted(set("".join(part)) - set("*（）代"))) for part in whole)
    copies = [Copy(p, i, surnames, given) for i in range(items) for p in range(people)]
    counts = {}
    for path, rows in tables.items():
        truth, name = path.parts[0] == "truth", path.stem
        chosen = copies[:1] if name in OF_ALL else copies
        if name in OF_DEPARTMENTS:
            chosen = [copy for copy in copies if not copy.people]
        made = [
            {column: COLUMNS[column](copy, value) if column in COLUMNS else value for column, value in row.items()}
            for copy in chosen
            for row in rows
        ]
        if truth and name == "items":
            made = [judged(row, people) for row in made]
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        with (out / path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(made)
        counts[str(path)] = len(made)
    shutil.copy(source / "meta.json", out / "meta.json")
    return counts


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def main() -> int:
    """Prints the rows of each table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--items", type=int, default=4)
    given = parser.parse_args()
    for name, rows in multiply(given.set, given.out, given.people, given.items).items():
        sys.stdout.write(f"{name}: {rows:,}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
