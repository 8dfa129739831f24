"""One set as fifty others might hand it in: `python benchmarks/handed_in.py SET`.

FORMS change how the same rows are written; the answer has to stay the same to the byte. FAULTS take away or falsify
what no department has to answer for: lists numbered otherwise, a clock that is wrong, rows that were not handed in.
There the engine may know less, but nobody innocent may be accused. SET is CSV with its truth, in the contract's folder
`truth`.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import random
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zlib import crc32

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from yimen.verify import TABLES, score, verify  # noqa: E402
from yimen.verify.contract import DATE, MOMENT  # noqa: E402

Row = dict[str, str]
Tables = dict[str, list[Row]]
DECLARED = ("received_at", "accepted_at", "decided_at", "finished_at")
ANSWER = ("links", "findings", "verdicts")
EXCEL = "2.30522E+22"
"""What a spreadsheet makes of a number of 23 digits."""


@dataclass(frozen=True)
class Dress:
    """How a table is written as a file. spoil: of each line behind the heading, what becomes of it."""

    encoding: str = "utf-8"
    newline: str = "\n"
    sign: str = ","
    quoting: int = csv.QUOTE_MINIMAL
    heading: Callable[[str, str], str] = lambda table, column: column
    spoil: Callable[[str, str], bytes | None] = lambda table, line: None


@dataclass(frozen=True)
class Way:
    """A way of handing a set in: what happens to the rows, how they are written, what `meta.json` says otherwise."""

    title: str
    change: Callable[[Tables, random.Random], None] = lambda tables, rng: None
    dress: Dress = Dress()
    meta: tuple[tuple[str, str], ...] = ()


def plainly_dated(change: Callable[[str], str]) -> Callable[[str], str]:
    """Changes a day or moment that is written as the contract has it, and leaves alone whatever else stands there."""
    return lambda cell: change(cell) if re.match(r"\d{4}-\d{2}-\d{2}( |$)", cell) else cell


def days(kinds: tuple[str, ...], change: Callable[[str], str]) -> Callable[[Tables, random.Random], None]:
    """Changes each cell of these kinds that holds a day or a moment as the contract writes it."""

    def do(tables: Tables, rng: random.Random) -> None:
        for name, rows in tables.items():
            wanted = [column.name for column in TABLES[name].columns if column.kind in kinds]
            for row in rows:
                row.update({column: plainly_dated(change)(row[column]) for column in wanted if row.get(column)})

    return do


def column(*names: str, change: Callable[[str], str], share: float = 1.0) -> Callable[[Tables, random.Random], None]:
    """Changes these columns (`table.column`) in a share of the rows that say something there."""

    def do(tables: Tables, rng: random.Random) -> None:
        for table, _, name in (each.partition(".") for each in names):
            for row in tables[table]:
                if row[name] and rng.random() < share:
                    row[name] = change(row[name])

    return do


def without(table: str, lost: Callable[[Row], bool]) -> Callable[[Tables, random.Random], None]:
    """Leaves these rows out."""

    def do(tables: Tables, rng: random.Random) -> None:
        tables[table] = [row for row in tables[table] if not lost(row)]

    return do


def twice(tables: Tables, rng: random.Random) -> None:
    """Every tenth row stands in the file once more."""
    for rows in tables.values():
        rows += [row for row in rows if rng.random() < 0.1]


def mixed(tables: Tables, rng: random.Random) -> None:
    """Rows and columns in whatever order, with a column that nobody knows."""
    for name, rows in tables.items():
        order = [*rows[0], "备注"]
        rng.shuffle(order)
        rng.shuffle(rows)
        tables[name] = [{column: row.get(column, "见附件，已核") for column in order} for row in rows]


def wide(code: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in code)


def loosely_coded(tables: Tables, rng: random.Random) -> None:
    """Codes in small letters, wide letters or with a space behind, everywhere but in the lists that issue them."""
    loose = {
        "cases": ("item", "department", "operator", "window"),
        "register": ("item", "department"),
        "attendance": ("operator",),
        "postings": ("window",),
    }
    for table, kinds in loose.items():
        for row in tables[table]:
            for kind in kinds:
                code = row[f"{kind}_code"]
                row[f"{kind}_code"] = rng.choice((code, code.lower(), wide(code), f"{code}\u3000"))


def is_even(code: str) -> bool:
    return int("".join(filter(str.isdigit, code))) % 2 == 0


def moved(hours: int) -> Callable[[str], str]:
    return lambda moment: str(datetime.fromisoformat(moment) + timedelta(hours=hours))


def next_night(moment: str) -> str:
    return f"{datetime.fromisoformat(moment).date() + timedelta(days=1)} 01:00:00"


def month_end(day: str) -> str:
    following = (date.fromisoformat(day).replace(day=28) + timedelta(days=4)).replace(day=1)
    return str(following - timedelta(days=1))


def issued_when_applied(tables: Tables, rng: random.Random) -> None:
    """The ledger has one day for both."""
    for row in tables["register"]:
        row["applied_on"] = row["issued_on"] if row["applied_on"] else ""


def recorded_when_finished(tables: Tables, rng: random.Random) -> None:
    """What is handed in as the time of entry is that of the last change."""
    for row in tables["cases"]:
        row["recorded_at"] = max(row["finished_at"], row["recorded_at"])


def two_years(tables: Tables, rng: random.Random) -> None:
    """The ledger of the year before as well, of which the hall has no case; `meta.json` says both years."""
    for row in list(tables["register"]):
        before = {name: f"2022{row[name][4:]}".replace("-02-29", "-02-28") for name in ("applied_on", "issued_on")}
        before = {name: day if row[name][:4] == "2023" else "" for name, day in before.items()}
        tables["register"].append({**row, **before, "record_no": f"2022{row['record_no']}", "holder_id": ""})


def is_lost(text: str, of_ten: int = 1) -> bool:
    """Whether what is named so is among those that were lost: so many of ten, always the same."""
    return crc32(text.encode()) % 10 < of_ten


def lossy_and_mixed(tables: Tables, rng: random.Random) -> None:
    """One case in ten was not handed in, and numbers do not run on, so that they leave no gaps."""
    tables["cases"] = [row for row in tables["cases"] if not is_lost(row["case_no"])]
    for row in tables["cases"]:
        row["case_no"] = f"S{crc32(row['case_no'].encode()):010d}"


def without_department(tables: Tables, rng: random.Random) -> None:
    """Nothing that one department did was handed in."""
    lost = sorted({row["department_code"] for row in tables["cases"]})[2]
    tables["cases"] = [row for row in tables["cases"] if row["department_code"] != lost]


def once_each(tables: Tables, rng: random.Random) -> None:
    """Of several matters of one applicant and item only the last was handed in."""
    tables["cases"] = list({(row["applicant_id"], row["item_code"]): row for row in tables["cases"]}.values())


def drafts(tables: Tables, rng: random.Random) -> None:
    """Drafts that nobody handed in took numbers as well, three of a hundred: nothing is lacking."""
    number = 0
    for row in sorted(tables["cases"], key=lambda row: row["case_no"][-9:]):
        number += 1 + (rng.random() < 0.03)
        row["case_no"] = f"{row['case_no'][:-9]}{number:09d}"


def title_of(table: str, name: str) -> str:
    return next((column.title for column in TABLES[table].columns if column.name == name), name)


def comma_in_name(table: str, line: str) -> bytes | None:
    """Of three lines in ten a name with a comma that nobody put in quotes."""
    if table != "cases" or crc32(line.encode()) % 10 > 2:
        return None
    parts = line.split(",")
    parts[3] = f"{parts[3][:1]},{parts[3][1:]}"
    return ",".join(parts).encode()


def cut_name(table: str, line: str) -> bytes | None:
    """Of three lines in ten the name ends in the middle of a character, as a field of so many bytes makes it."""
    if table != "cases" or crc32(line.encode()) % 10 > 2:
        return None
    parts = line.encode().split(b",")
    return b",".join([*parts[:3], parts[3][:-1], *parts[4:]])


def torn(table: str, line: str) -> bytes | None:
    """One line in ten ends in its middle."""
    return line[: len(line) // 2].encode() if table == "cases" and crc32(line.encode()) % 10 == 0 else None


def ends_early(table: str, line: str) -> bytes | None:
    """Empty cells at the end are left out with their commas."""
    return line.rstrip(",").encode()


SLASHED = "/".join
FORMS = {
    "gb18030": Way("GB18030 编码", dress=Dress(encoding="gb18030")),
    "utf16": Way("UTF-16 编码", dress=Dress(encoding="utf-16")),
    "quoted": Way("带 BOM、每格加引号、Windows 换行", dress=Dress("utf-8-sig", "\r\n", quoting=csv.QUOTE_ALL)),
    "tabs": Way("制表符分隔", dress=Dress(sign="\t")),
    "capitals": Way("表头大写、全角", dress=Dress(heading=lambda _, name: wide(name.upper()))),
    "terms": Way("表头写中文术语", dress=Dress(heading=title_of)),
    "slashes": Way(
        "日期写作 2023/1/3",
        days((DATE, MOMENT), lambda cell: SLASHED(str(int(part)) for part in cell[:10].split("-")) + cell[10:]),
    ),
    "digits": Way("日期时间写作 20230103105341", days((DATE, MOMENT), lambda cell: "".join(filter(str.isdigit, cell)))),
    "chinese": Way(
        "日期时间写作 2023年1月3日10时53分41秒",
        days((DATE, MOMENT), lambda cell: "{}年{}月{}日".format(*cell[:10].split("-")) + chinese_time(cell[11:])),
    ),
    "twice": Way("每十行重复一行", twice),
    "mixed": Way("行、列次序打乱，多一列备注", mixed),
    "commas": Way("三成办件的申请人里有没加引号的逗号", dress=Dress(spoil=comma_in_name)),
    "ends": Way("行尾的空格子连逗号一起省略", dress=Dress(spoil=ends_early)),
}
"""The same rows in another dress: the same answer."""

FAULTS = {
    "codes": Way("编码大小写、全角、尾随空格混用", loosely_coded),
    "departments": Way("台账的部门另编一套代码", column("register.department_code", change="局{}".format)),
    "nameless": Way("台账不写部门", column("register.department_code", change=lambda _: "")),
    "cut": Way("三成办件的申请人末字被截断", dress=Dress(spoil=cut_name)),
    "torn": Way("一成办件的行只剩半截", dress=Dress(spoil=torn)),
    "excel": Way("办件编号被表格软件改成科学计数", column("cases.case_no", change=lambda _: EXCEL)),
    "unnumbered": Way("三成办件没有编号", column("cases.case_no", change=lambda _: "", share=0.3)),
    "days": Way(
        "收件、受理、决定、办结只有日期",
        column(*(f"cases.{name}" for name in DECLARED), change=lambda cell: cell[:10]),
    ),
    "ahead": Way("服务器时钟快 8 小时", column("cases.recorded_at", change=moved(8))),
    "behind": Way("服务器时钟慢 8 小时", column("cases.recorded_at", change=moved(-8))),
    "migrated": Way(
        "5 月前的办件迁移时重写了入库时间",
        column("cases.recorded_at", change=lambda cell: max(cell, f"2023-05-04 02:10:0{cell[-1]}")),
    ),
    "nightly": Way("入库时间是次日凌晨推送的时间", column("cases.recorded_at", change=next_night)),
    "staff": Way(
        "进驻名单用另一套人员编号", column("postings.operator_code", "attendance.operator_code", change="人{}".format)
    ),
    "half_staff": Way("进驻名单缺一半人", without("postings", lambda row: is_even(row["operator_code"]))),
    "blank_staff": Way("三成进驻名单没有人员编号", column("postings.operator_code", change=lambda _: "", share=0.3)),
    "machines": Way("窗口终端登记的是网卡地址", column("windows.terminal", change="00-1A-{}".format)),
    "half_windows": Way("窗口表缺一半窗口", without("windows", lambda row: is_even(row["window_code"]))),
    "blank_windows": Way("三成窗口没有编码", column("windows.window_code", change=lambda _: "", share=0.3)),
    "staff_late": Way(
        "进驻名单的起始日写成补录日", column("postings.from_date", change=lambda day: max(day, "2023-06-01"))
    ),
    "months": Way("台账的发证日期一律写月底", column("register.issued_on", change=plainly_dated(month_end))),
    "one_day": Way("台账的申请日期写成发证日期", issued_when_applied),
    "updated": Way("入库时间其实是最后修改时间", recorded_when_finished),
    "two_years": Way("台账连同上年一起交，期间写两年", two_years, meta=(("from", "2022-01-01"),)),
    "cut_off": Way("办件只交到 11 月 15 日", without("cases", lambda row: row["received_at"] > "2023-11-16")),
    "june": Way("办件缺 6 月", without("cases", lambda row: row["received_at"][5:7] == "06")),
    "lossy": Way("一成办件漏交", without("cases", lambda row: is_lost(row["case_no"]))),
    "lossy_mixed": Way("一成办件漏交，编号不连续", lossy_and_mixed),
    "lossy_days": Way("一成的日子漏交", without("cases", lambda row: is_lost(row["received_at"][:10]))),
    "lossy_online": Way(
        "网上办件漏交一半", without("cases", lambda row: row["channel"] == "online" and is_lost(row["case_no"], 5))
    ),
    "lossy_machines": Way(
        "五分之一的窗口终端漏交",
        without("cases", lambda row: row["channel"] == "window" and is_lost(row["terminal"], 2)),
    ),
    "lossy_staff": Way(
        "一成的受理人员漏交",
        without("cases", lambda row: row["channel"] == "window" and is_lost(row["operator_code"])),
    ),
    "lossy_department": Way("一个部门漏交", without_department),
    "pending": Way("11 月 15 日还没办结的漏交", without("cases", lambda row: row["finished_at"] > "2023-11-15")),
    "once_each": Way("同一人同一事项只交一件", once_each),
    "drafts": Way("没有提交的草稿也占编号", drafts),
    "no_online": Way("没有交网上办件", without("cases", lambda row: row["channel"] == "online")),
}
"""What no department has to answer for: nobody innocent may be accused by it."""


def chinese_time(clock: str) -> str:
    return "{}时{}分{}秒".format(*clock.split(":")) if clock else ""


def tables_of(source: Path) -> Tables:
    """The rows of each table of a set in CSV."""
    found = {}
    for name in TABLES:
        if (source / f"{name}.csv").is_file():
            with (source / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
                found[name] = list(csv.DictReader(file))
    return found


def hand_in(source: Path, way: Way, folder: Path, seed: int = 1) -> None:
    """Writes the set into the folder in that way, with its truth."""
    tables = tables_of(source)
    way.change(tables, random.Random(seed))
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        (folder / f"{name}.csv").write_bytes(way_of_writing(name, rows, way.dress))
    meta = json.loads((source / "meta.json").read_text(encoding="utf-8"))
    (folder / "meta.json").write_text(json.dumps(meta | dict(way.meta)), encoding="utf-8")
    shutil.copytree(source / "truth", folder / "truth")


def way_of_writing(table: str, rows: list[Row], dress: Dress) -> bytes:
    """The table as bytes of a file."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=dress.sign, quoting=dress.quoting, lineterminator=dress.newline)  # type: ignore[arg-type]
    writer.writerow([dress.heading(table, name) for name in rows[0]])
    writer.writerows(list(row.values()) for row in rows)
    text = stream.getvalue()
    heading, *lines = text.splitlines()
    spoilt = [dress.spoil(table, line) for line in lines]
    if not any(line is not None for line in spoilt):
        return text.encode(dress.encoding)
    whole = (new if new is not None else line.encode() for line, new in zip(lines, spoilt, strict=True))
    return b"\n".join([heading.encode(), *whole, b""])


def answers(source: Path, names: list[str]) -> Iterator[tuple[str, Way, dict, bool, list[str]]]:
    """Name, way, figures, whether the answer is that of the set itself to the byte, and what the report says of it."""
    with tempfile.TemporaryDirectory(prefix="handed-") as temporary:
        here = Path(temporary)
        plain = verify(source, here / "plain", estimates=False)
        usual = set(plain.report["missing"])
        for name in names:
            way = (FORMS | FAULTS)[name]
            hand_in(source, way, here / name)
            result = verify(here / name, here / name / "answer", estimates=False)
            same = all(
                (here / "plain" / f"{each}.csv").read_bytes() == (here / name / "answer" / f"{each}.csv").read_bytes()
                for each in ANSWER
            )
            said = [line for line in result.report["missing"] if line not in usual]
            yield name, way, score(here / name, here / name / "answer"), same, said
            shutil.rmtree(here / name)


def main() -> int:
    """0 when no form changed the answer and nobody innocent is accused, else 1."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set", type=Path)
    parser.add_argument("--ways", default="", help="names, parted by commas; all of them by default")
    given = parser.parse_args()
    names = given.ways.split(",") if given.ways else [*FORMS, *FAULTS]
    print("| 交法 | 结论与原样 | 比对 F1 | 厅外办理 F1 | 查出 | 误伤 | 报告写明 |")
    print("| --- " * 7 + "|")
    wrong = 0
    for name, way, figures, same, said in answers(given.set, names):
        accused = int(figures["innocent items accused"].split("/")[0])
        wrong += accused > 0 or (name in FORMS and not same)
        print(
            f"| {way.title} | {'逐字节相同' if same else '不同'} | {figures['links']['f1']:.3f} "
            f"| {figures['off_hall records']['f1']:.3f} | {figures['guilty items caught']} "
            f"| {figures['innocent items accused']} | {len(said)} 条 |",
            flush=True,
        )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
