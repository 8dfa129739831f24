"""Measures the figures of one point, printed as JSON: `python -m benchmarks.showing.figures NAME [ARGUMENT …]`."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from benchmarks import handed_in as ways
from benchmarks import spark_cluster
from benchmarks.counties import dials, schemes
from benchmarks.showing.costs import by_size, print_figures, verifying
from benchmarks.showing.points import ROOT, Figures
from benchmarks.verify_counties import Job, generate, run
from yimen.verify import rules, score
from yimen.verify.rulebook import rules_not_from_data

SEEDS = (61, 62)
"""No constant of the engine was chosen on these."""
MATTERS = 60_000
SAMPLE = ROOT / "src/yimen/verify/tests/sample"
RECOMPUTE = ROOT / "src/yimen/evidence/standalone/recompute.py"
ENCODER = ROOT / "src/yimen/verify/standalone/encode_identities.py"
CLASSES = {"off": "off_hall records", "back": "back_filled cases", "branch": "branch_hall cases"}
CLASSES |= {"unposted": "unposted cases", "links": "links"}
DIRT = {
    "证件号只留前六后四": "id_mask_6_4",
    "只留后四": "id_last_4",
    "证件号空": "id_empty",
    "证件号错一位": "id_digit_wrong",
    "证件号夹空格": "id_spaced",
    "证件号全角": "id_full_width",
    "小写 x": "id_lower",
    "姓名夹空格": "name_space",
    "零宽字符": "name_zero_width",
    "繁体": "name_traditional",
    "星号代字": "name_star",
    "错一字": "name_wrong",
    "少一字": "name_dropped",
    "地名前缀": "name_place",
    "有限责任公司": "name_form",
    "括号两种宽度": "name_brackets",
    "事项编码空": "code_empty",
    "事项名空": "item_name_empty",
    "事项名简写": "item_name_short",
    "文号另种括号": "document_brackets",
    "文号空": "document_absent",
    "申请日期空": "applied_absent",
    "发证晚于决定": "issued_late",
    "代办人": "agents",
    "同人连日相似件": "bursts",
    "台账缺行": "register_gap",
    "年中进驻": "entered_mid_year",
    "全厅停机次晨补写": "outages",
    "顶岗": "stand_in",
    "周六": "saturdays",
    "历史迁移": "migrated",
    "依职权": "of_own_accord",
    "上年结转": "carried_over",
    "零星补录": "drip_fed",
    "装作网办": "dressed_as_online",
    "单位人员用单位电脑": "colleague",
    "借用大厅电脑": "borrowed_machine",
    "窗口账号在单位电脑": "posted_name_at_office",
    "月末成批": "month_end_batch",
}
"""What the task names, and the dial or scheme that makes it."""


def _share(pairs: list[str]) -> tuple[float, str]:
    """Counts written as `3/40`, added up."""
    hits, total = (sum(int(pair.split("/")[place]) for pair in pairs) for place in (0, 1))
    return (hits / total if total else 0.0, f"{hits}/{total}")


def scored(sets: list[dict[str, Any]]) -> Figures:
    """The scorer's figures of several sets: of shares and F1 the worst set counts, counts of items are added up."""
    found: Figures = {}
    for name, values in {
        **{key: [one[title]["f1"] for one in sets] for key, title in CLASSES.items()},
        "verdicts": [one["verdict accuracy"] for one in sets],
    }.items():
        found[name] = (min(values), "、".join(f"{value:.4f}" for value in values))
    found["caught"] = _share([one["guilty items caught"] for one in sets])
    found["accused"] = _share([one["innocent items accused"] for one in sets])
    return found


def county(preset: str, seed: int, matters: int, changes: Mapping[str, float] | None = None) -> Path:
    """The set of a synthetic county, made unless it lies there; changes: dials that differ from the preset's."""
    changes = changes or {}
    folder = Job(preset, seed, matters, tuple(sorted(changes.items()))).folder()
    if not (folder / "truth/schemes.csv").exists():
        part = folder.with_name(f"part-{folder.name}")
        generate(part, seed, matters, dials.dials(preset, dict(changes)))
        part.rename(folder)
    return folder


def sample() -> Figures:
    """The contract's sample through the command line, as an analyst would."""
    with tempfile.TemporaryDirectory() as answer:
        took = verifying(SAMPLE, Path(answer))
        found = scored([score(SAMPLE, answer)])
    return {**found, "seconds": (took.wall, f"{took.wall:.1f} 秒")}


def counties(preset: str, items: str = "0") -> Figures:
    """Synthetic counties of unseen seeds, of so many items (0: by their matters), and how many schemes were planted."""
    outcomes = [run(Job(preset, seed, MATTERS, items=int(items))) for seed in SEEDS]
    found = scored([one.figures for one in outcomes])
    planted = {one.scheme for outcome in outcomes for one in outcome.schemes}
    return {**found, "schemes": (len(planted), f"{len(planted)} 种")}


def million(preset: str, *changes: str) -> Figures:
    """One county of a million matters: the scorer's figures and what the verification cost; changes: `code_wrong=0`."""
    dialled = {name: float(value) for name, _, value in (change.partition("=") for change in changes)}
    folder = county(preset, SEEDS[0], 1_000_000, dialled)
    with tempfile.TemporaryDirectory() as answer:
        took = verifying(folder, Path(answer), "--format", "parquet")
        found = scored([score(folder, answer)])
    return {**found, "peak": (took.peak, f"{took.peak:,.0f} MiB，{took.wall:.0f} 秒（CPU {took.cpu:.0f} 秒）")}


def imported(path: Path) -> set[str]:
    """The packages that a program imports."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found |= {name.split(".")[0] for name in names}
    return found


def generator() -> Figures:
    """What the generator of counties can do, and whether it knows the engine."""
    guilty = sum(scheme.guilty for scheme in schemes.SCHEMES)
    known = {*dials.Dials.__dataclass_fields__, *schemes.BY_NAME}
    absent = [words for words, name in DIRT.items() if name not in known]
    knowing = sum("yimen" in imported(path) for path in (ROOT / "benchmarks/counties").glob("*.py"))
    return {
        "schemes": (guilty, f"{guilty} 种（另有 {len(schemes.SCHEMES) - guilty} 种清白而可疑的）"),
        "dials": (len(absent), f"{len(DIRT) - len(absent)}/{len(DIRT)} 种有刻度或手法，刻度共"
                  f" {len(dials.Dials.__dataclass_fields__)} 个{'；缺 ' + '、'.join(absent) if absent else ''}"),
        "knowing": (knowing, f"{knowing} 个文件"),
    }  # fmt: skip


def rulebook() -> Figures:
    """The rules of the domain that are computed or reasoned away, and headings that lack something."""
    domain = {f"R{number:02}" for number in range(1, 58)}
    computed = domain.intersection(rule.id for rule in rules())
    reasoned = domain.intersection(rule.id for rule in rules_not_from_data()) - computed
    lacking = [
        rule.id
        for rule in rules()
        if not all((rule.article, rule.needs, rule.grade, rule.innocent, rule.says, rule.remedy))
    ]
    both = len(computed) + len(reasoned)
    return {
        "rules": (both, f"{both} 条（由数据得出 {len(computed)} 条，写明原因 {len(reasoned)} 条；另有自加"
                  f" {len(rules()) - len(computed)} 条）"),
        "lacking": (len(lacking), f"{len(lacking)} 条{'：' + '、'.join(lacking) if lacking else ''}"),
    }  # fmt: skip


def said(*command: str) -> str:
    """What one of our programs printed; SystemExit with its last words when it fails."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(command[-4:])}：{' '.join((done.stdout + done.stderr).split())[-200:]}")
    return done.stdout


def calibration() -> Figures:
    """Expected calibration errors on hard counties."""
    sets = [argument for seed in SEEDS for argument in ("--set", str(county("hard", seed, MATTERS)))]
    errors = json.loads(said(sys.executable, "benchmarks/calibration.py", *sets))["error"]
    names = {"links": "links: the record has a case", "off": "off_hall records", "back": "back_filled cases"}
    return {key: (errors[name], f"{errors[name]:.4f}") for key, name in names.items()}


def ablation() -> Figures:
    """How many parts were taken out one at a time, and what the dearest brought."""
    found = json.loads(said(sys.executable, "benchmarks/ablation.py", "--seeds", "61", "--matters", "10000"))
    changes = {part: rows[0] for part, rows in found["changes"].items()}
    links = min(changes, key=lambda part: changes[part]["links F1"])
    accused = max(changes, key=lambda part: changes[part]["innocent accused"])
    told = f"链接 F1 最靠 {links}（{100 * changes[links]['links F1']:+.2f} 点）"
    told += f"，误伤最靠 {accused}（{100 * changes[accused]['innocent accused']:+.2f} 点）"
    return {"parts": (len(changes), f"{len(changes)} 个部分，{len(found['rules'])} 条规则逐条计数；{told}")}


def volume() -> Figures:
    """How often intervals hold the hidden number; changes told where nothing changed, and where one was made."""
    given = ["--seeds", "61", "--presets", "plain,hard", "--matters", "20000"]
    out = said(sys.executable, "benchmarks/volume.py", *given)
    rows = [[cell.strip() for cell in line.strip("| ").split(" | ")] for line in out.splitlines() if line[:2] == "| "]
    found = {
        kind: _share([row[2].replace(" of ", "/") for row in rows if row[1] == kind]) for kind in ("item", "department")
    }
    quiet = [row for row in rows if row[0] in ("plain", "hard") and row[1].isdigit()]
    alarms = sum(int(row[2]) for row in quiet)
    found["alarms"] = (alarms, f"{alarms} 套（共 {len(quiet)} 套，{sum(int(row[3]) for row in quiet)} 条序列）")
    made = [row for row in rows if row[0].startswith("out of the hall") and "under" not in row[1]]
    found["told"] = _share([row[2].replace(" of ", "/") for row in made])
    return found


def standalone() -> Figures:
    """Lines of the program in a verdict's folder; modules beyond the standard library that it and the encoder want."""
    lines = len(RECOMPUTE.read_text(encoding="utf-8").splitlines())
    foreign = imported(RECOMPUTE) - set(sys.stdlib_module_names)
    encoder = imported(ENCODER) - set(sys.stdlib_module_names)
    return {
        "lines": (lines, f"{lines} 行"),
        "foreign": (len(foreign), f"{len(foreign)} 个"),
        "encoder": (len(encoder), f"{len(encoder)} 个"),
    }


def _peers(*arguments: str) -> dict[str, Any]:
    """The figures of peers.py with Splink in it."""
    said("bin/bench-env")
    found: dict[str, Any] = json.loads(said(sys.executable, "benchmarks/peers.py", *arguments))[0]
    if "splink" not in found["runs"]:
        raise SystemExit("没有 Splink 的环境（bin/bench-env）")
    return found


def _beside(found: dict[str, Any]) -> Figures:
    """By how much the engine's F1 lies above Splink's."""
    figures: Figures = {}
    for name in ("links", "off_hall"):
        ours, theirs = (found["score"]["answers"][who][name]["f1"] for who in ("yimen", "splink"))
        figures[name] = (ours - theirs, f"{ours:.4f} 对 {theirs:.4f}")
    return figures


def splink(preset: str) -> Figures:
    """The engine beside the analyst with Splink on one synthetic county."""
    return _beside(_peers("--set", str(county(preset, SEEDS[0], MATTERS))))


def peers() -> Figures:
    """The engine beside Splink on a county of the province, 100,000 matters: speed, misses, F1."""
    found = _peers("--matters", "100000", "--seed", "4")
    runs, ratios, missed = found["runs"], found["ratios"], found["score"]["answers"]
    speed, misses = ratios["splink/yimen wall"], ratios["misses yimen/splink"]
    return {
        **_beside(found),
        "speed": (speed, f"{speed} 倍（{runs['splink']['wall']:.0f} 秒对 {runs['yimen']['wall']:.0f} 秒；"
                  f"CPU {ratios['splink/yimen cpu']} 倍）"),
        "misses": (misses, f"{misses} 倍（{100 * missed['yimen']['missed']:.2f} % 对"
                   f" {100 * missed['splink']['missed']:.2f} %，同一精确率）"),
    }  # fmt: skip


def sizes(*matters: str) -> Figures:
    """Cost by size."""
    return by_size([int(one) for one in matters])


def encoder() -> Figures:
    """What the answer loses when ids and names are encoded, on the sample and the demonstration county."""
    rows = {}
    for line in said(sys.executable, "benchmarks/encoded.py", "--matters", "30000").splitlines()[1:]:
        cells = [cell.strip() for cell in line.strip("| ").split("|")]
        rows[cells[0]] = cells
    losses: dict[str, list[float]] = {"links": [], "verdicts": []}
    for name in [name for name in rows if f"{name}, encoded" in rows]:
        plain, encoded = rows[name], rows[f"{name}, encoded"]
        losses["links"].append(float(plain[1].split("/")[1]) - float(encoded[1].split("/")[1]))
        losses["verdicts"].append(float(plain[4]) - float(encoded[4]))
    accused = _share([cells[5] for name, cells in rows.items() if name.endswith(", encoded")])
    found = {name: (max(all_), "、".join(f"{loss:.4f}" for loss in all_)) for name, all_ in losses.items()}
    return {**found, "accused": accused}


def item_matching() -> Figures:
    """Matching a county's items with the province's by name: precision, recall, F1 beside two baselines, seconds."""
    rows = {}
    for line in said(sys.executable, "benchmarks/item_matching.py").splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" | ")]
        if len(cells) == 4 and "±" in cells[1]:
            rows[cells[0]] = [float(cell.split(" ±")[0]) / 100 for cell in cells[1:]]
    (sure, looked), baselines = list(rows.values())[:2], list(rows.items())[2:]
    name, best = max(baselines, key=lambda row: row[1][2])
    large = said(sys.executable, "benchmarks/item_matching.py", "--size", "5000")
    size, seconds = re.findall(r"(\d+ × \d+) items in ([\d.]+) s", large)[0]
    return {
        "precision": (sure[0], f"{sure[0]:.3f}"),
        "recall": (looked[1], f"{looked[1]:.3f}"),
        "above": (sure[2] - best[2], f"{sure[2]:.3f} 对 {best[2]:.3f}（{name}，{len(baselines)} 种基线中较好的）"),
        "seconds": (float(seconds), f"{seconds} 秒（{size} 项）"),
    }


def pages(matters: str) -> Figures:
    """Pages and writes while a verification is under way: their 95th percentiles, alone and beside."""
    out = said(sys.executable, "benchmarks/run_beside_pages.py", "--matters", matters)
    line = r"^(\S.*?)\s+\d+\s+\d+ ms\s+(\d+) ms\s+\d+ ms\s+(\d+) ms\s+(\d+) ms\s+([\d.]+)$"
    rows = {name: times for name, *times in re.findall(line, out, re.MULTILINE)}
    written = rows.pop("a write by another process", None)
    if not rows or not written:
        raise SystemExit(out[-200:])
    worst, slowest = max(rows, key=lambda name: float(rows[name][3])), max(rows, key=lambda name: int(rows[name][1]))
    read = re.findall(r"([\d,]+) cases and records read, ([\d,]+) rows stored, in (\d+) s", out)[0]
    return {
        "ratio": (float(rows[worst][3]), f"{rows[worst][3]} 倍（{worst}）"),
        "p95": (int(rows[slowest][1]),
                f"{rows[slowest][1]} 毫秒（{slowest}；{read[2]} 秒读 {read[0]} 行、写 {read[1]} 行）"),
        "write": (int(written[1]), f"{written[1]} 毫秒（平时 {written[0]}，最久一次 {written[2]}）"),
    }  # fmt: skip


def web_set(matters: str) -> Figures:
    """A whole set by the web: the worst page beside its upload, check and verification, and what the worker holds."""
    out = said(sys.executable, "benchmarks/web_set.py", "--matters", matters)
    handed = re.findall(r"([\d,]+) handed in, ([\d,]+) MiB", out)
    memory = re.findall(r"web ([\d,]+) MiB, worker ([\d,]+) MiB", out)
    line = r"^(\w+)\s+([\d.]+)\s+(\S+)\s+\d+\s+\d+ ms\s+(\d+) ms\s+\d+ ms\s+([\d.]+)$"
    rows = [row for row in re.findall(line, out, re.MULTILINE) if row[0] != "idle"]
    if not (handed and memory and rows):
        raise SystemExit(out[-200:])
    worst, slowest = max(rows, key=lambda row: float(row[4])), max(rows, key=lambda row: int(row[3]))
    seconds = {phase: took for phase, took, *_ in rows}
    took = "、".join(f"{word} {seconds[name]} 秒" for name, word in PHASES.items() if name in seconds)
    total, worker = handed[0][0], memory[0][1]
    return {
        "rows": (int(total.replace(",", "")), f"{total} 行（{handed[0][1]} MiB；{took}）"),
        "ratio": (float(worst[4]), f"{worst[4]} 倍（{worst[2]}，{PHASES[worst[0]]}时）"),
        "p95": (int(slowest[3]), f"{slowest[3]} 毫秒（{slowest[2]}，{PHASES[slowest[0]]}时）"),
        "memory": (int(worker.replace(",", "")), f"{worker} MiB（网站 {memory[0][0]} MiB）"),
    }


PHASES = {"upload": "上传", "check": "检查", "verify": "核验"}


def cluster(matters: str) -> Figures:
    """Kinds of rows that Spark, with executors of their own, answers unlike DuckDB; counties of a million at most."""
    return spark_cluster.figures(int(matters))


def handed_in() -> Figures:
    """The sample as others might hand it in: forms that changed the answer, and innocent items accused for faults."""
    changed, accused, asked = [], [], [*ways.FORMS, *ways.FAULTS]
    for name, way, found, same, _ in ways.answers(SAMPLE, asked):
        changed += [way.title] if name in ways.FORMS and not same else []
        accused += [way.title] * int(found["innocent items accused"].split("/")[0])
    return {
        "forms": (len(changed), f"{'、'.join(changed) or 0}（{len(ways.FORMS)} 种写法）"),
        "accused": (len(accused), f"{'、'.join(accused) or 0}（{len(ways.FAULTS)} 种错漏，每种清白事项 116 项）"),
    }


MEASURES: dict[str, Callable[..., Figures]] = {
    each.__name__: each
    for each in (sample, counties, million, generator, rulebook, calibration, ablation, volume, standalone, splink,
                 peers, sizes, encoder, item_matching, pages, web_set, cluster, handed_in)
}  # fmt: skip


if __name__ == "__main__":
    print_figures(MEASURES[sys.argv[1]](*sys.argv[2:]))
