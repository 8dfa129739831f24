"""What the page of a report draws: how many departments have handed in for each task."""

from typing import Any

from yimen.programme.reporting.figures import Figures


def tasks_chart(kept: Figures) -> dict[str, Any]:
    """The parts of each task as stacked bars: handed in, overdue, the others."""
    tasks = kept["tasks"]
    others = [each["departments"] - each["handed_in"] - each["overdue"] for each in tasks]
    series = [
        ("已上报", "good", [each["handed_in"] for each in tasks]),
        ("逾期", "wrong", [each["overdue"] for each in tasks]),
        ("未到期或未送达", "2", others),
    ]
    return {
        "title": "各项任务完成情况",
        "unit": "个次",
        "description": f"截至 {kept['to']}，按送达和上报的日期，据账本第 {kept['ledger']['events']} 个事件时的状态",
        "head": "任务",
        "categories": [f"{each['number']} {each['title'][:14]}" for each in tasks],
        "series": [{"name": name, "tone": tone, "values": values} for name, tone, values in series],
    }
