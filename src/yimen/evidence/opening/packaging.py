"""数据包: the files of a release, as bytes that depend on nothing but what is counted; readable without us."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from yimen.evidence.opening.suppression import ALL, Cell

LICENCE = {
    "name": "CC-BY-4.0",
    "title": "知识共享 署名 4.0 国际",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}
LEVELS = {(False, False): "county", (True, False): "department", (True, True): "item"}
WHOLE_YEAR = "all"

# 数据字典: file -> its columns: name, type, what it means.
DICTIONARY: dict[str, tuple[tuple[str, str, str], ...]] = {
    "counts.csv": (
        ("level", "string", "汇总层级：county 全县，department 部门，item 事项"),
        ("department_code", "string", "部门编号；全县的行为空"),
        ("item_code", "string", "事项编码；全县和部门的行为空；unlisted 表示未列入清单的事项"),
        ("month", "string", "收件月份（2023-05），没有收件时间的按受理月份；all 为全年"),
        ("cases", "integer", "办件数；空表示不公布，不是零"),
        ("status", "string", "published 已公布；suppressed 为保护小数不公布"),
    ),
    "names.csv": (
        ("department_code", "string", "部门编号"),
        ("department_name", "string", "部门名称（发布时）"),
        ("item_code", "string", "事项编码；部门的行为空"),
        ("item_name", "string", "事项名称；部门的行为空"),
    ),
}
FILES = {
    "counts.csv": "办件数：按事项、部门、月份（CSV）",
    "counts.json": "同样的办件数（JSON）",
    "names.csv": "部门和事项的名称（CSV）",
    "dictionary.csv": "数据字典（CSV）",
    "datapackage.json": "数据包说明：字段、许可、版本、摘要（Data Package）",
    "LICENSE.txt": "许可",
}
"""Every file of a package and what it is."""


@dataclass(frozen=True)
class Facts:
    """What a release says of itself."""

    region: str
    region_name: str
    year: int
    version: int
    threshold: int
    run: int
    source_digest: str
    ledger_size: int
    ledger_head: str


def counts_rows(cells: Mapping[Cell, int], hidden: set[Cell]) -> list[dict[str, Any]]:
    """The rows of the counts, the county first, in order of code and month; of a hidden one no number."""
    rows = []
    for cell in sorted(cells, key=lambda each: (each[0], each[1], each[2] or "~")):
        department, item, month = cell
        rows.append(
            {
                "level": LEVELS[bool(department), bool(item)],
                "department_code": department,
                "item_code": item,
                "month": month or WHOLE_YEAR,
                "cases": None if cell in hidden else cells[cell],
                "status": "suppressed" if cell in hidden else "published",
            }
        )
    return rows


def released(counts: bytes) -> dict[Cell, int | None]:
    """What the counts of a release say of each cell; None for what was not published."""
    rows = csv.DictReader(io.StringIO(counts.decode("utf-8-sig")))
    return {
        (row["department_code"], row["item_code"], ALL if row["month"] == WHOLE_YEAR else row["month"]): (
            int(row["cases"]) if row["cases"] else None
        )
        for row in rows
    }


def files_of(
    rows: list[dict[str, Any]], departments: Mapping[str, str], names: Mapping[tuple[str, str], str], facts: Facts
) -> dict[str, bytes]:
    """Name -> content of every file; equal input gives equal bytes."""
    files = {
        "counts.csv": counts_file(rows),
        "counts.json": _json({"rows": rows}),
        "names.csv": _table(_columns("names.csv"), _names(departments, names)),
        "dictionary.csv": _table(
            ("file", "name", "type", "description"),
            ((file, *column) for file, columns in DICTIONARY.items() for column in columns),
        ),
        "LICENSE.txt": f"{LICENCE['title']}（{LICENCE['name']}）\n{LICENCE['path']}\n".encode(),
    }
    return {**files, "datapackage.json": _json(_described(files, facts))}


def counts_file(rows: list[dict[str, Any]]) -> bytes:
    """The counts as CSV: what is computed anew to prove a release."""
    return _table(_columns("counts.csv"), ([row[name] for name in _columns("counts.csv")] for row in rows))


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip without a clock, in order of name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def file_in(package: bytes, name: str) -> bytes:
    """One file of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return archive.read(name)


def _columns(file: str) -> tuple[str, ...]:
    return tuple(name for name, _, _ in DICTIONARY[file])


def _names(departments: Mapping[str, str], names: Mapping[tuple[str, str], str]) -> Iterable[tuple[str, str, str, str]]:
    yield from ((code, name, "", "") for code, name in sorted(departments.items()))
    for (department, item), name in sorted(names.items()):
        yield department, departments.get(department, ""), item, name


def _described(files: Mapping[str, bytes], facts: Facts) -> dict[str, Any]:
    return {
        "profile": "data-package",
        "name": f"yimen-{facts.region}-{facts.year}",
        "title": f"{facts.region_name}政务服务办件数（{facts.year} 年）",
        "version": str(facts.version),
        "licenses": [LICENCE],
        "suppression": {
            "threshold": facts.threshold,
            "description": "1 到阈值减 1 的数不公布；为防止由合计减出，另有一些数也不公布。零照常公布。",
        },
        "source": {
            "verification": facts.run,
            "cases_sha256": facts.source_digest,
            "ledger": {"chain": facts.region, "size": facts.ledger_size, "head": facts.ledger_head},
        },
        "resources": [_resource(name, content) for name, content in sorted(files.items()) if name in DICTIONARY],
    }


def _resource(name: str, content: bytes) -> dict[str, Any]:
    fields = [{"name": field, "type": kind, "description": says} for field, kind, says in DICTIONARY[name]]
    return {
        "name": name.removesuffix(".csv"),
        "path": name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": {"fields": fields, "missingValues": [""]},
    }


def _table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(["" if cell is None else cell for cell in row] for row in rows)
    return text.getvalue().encode()


def _json(thing: Any) -> bytes:
    return (json.dumps(thing, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
