"""How well a run over the demonstration county answered, told from the truth that was generated beside the data."""

import csv
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from yimen.evidence.models import Clue, Link, Run, Verdict
from yimen.verify.scoring import score

TITLES = {
    "off_hall records": "体外办理（台账）",
    "back_filled cases": "事后补录（办件）",
    "branch_hall cases": "分厅受理（办件）",
    "unposted cases": "非派驻人员受理（办件）",
    "links": "台账与办件的关联",
    "verdict accuracy": "结论正确率",
    "verdicts scored": "计分事项数",
    "guilty items caught": "有问题的事项查出",
    "innocent items accused": "没有问题的事项误报",
}


def score_run(run: Run, truth: Path) -> dict[str, Any]:
    """The scorer's figures (`verify.scoring.score`) for what the platform says after a run; truth: the set's folder."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        _table(folder, "links", "record_no case_no", Link.objects.filter(run=run), "record_number", "case_number")
        clues = Clue.objects.filter(run=run)
        _table(folder, "findings", "class subject_kind subject", clues, "kind", "subject_kind", "subject")
        _table(folder, "verdicts", "item_code verdict", Verdict.objects.filter(run=run), "item_code", "verdict")
        return score(truth, folder)


def _table(folder: Path, name: str, headings: str, rows: Any, *fields: str) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(headings.split())
        found: Iterable[tuple[Any, ...]] = rows.order_by("pk").values_list(*fields).iterator()
        writer.writerows(found)


def lines(figures: dict[str, Any]) -> list[str]:
    """The figures as lines to print: precision, recall and F1 of each class, then those of the verdicts."""
    found = []
    for name, figure in figures.items():
        if isinstance(figure, dict):
            shares = f"精确率 {figure['precision']:.4f}，召回率 {figure['recall']:.4f}，F1 {figure['f1']:.4f}"
            found.append(f"{TITLES[name]}：{shares}（报出 {figure['said']}，实有 {figure['true']}）")
        else:
            found.append(f"{TITLES[name]}：{figure}")
    return found
