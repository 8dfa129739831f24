"""The rules in words: as rows for a page, and as the Markdown of docs/rules.md."""

from __future__ import annotations

from yimen.verify.contract import CLASS_TITLES
from yimen.verify.rulebook import Rule, rules, rules_not_from_data

GRADE_TITLES = {"A": "A 硬证据", "B": "B 强线索", "C": "C 弱线索"}


def rules_table() -> list[dict[str, str]]:
    """One row of text for each rule: id, title, class, grade, article, needs, says, innocent, remedy, parameters."""
    return [
        {
            "id": rule.id,
            "title": rule.title,
            "class": f"{rule.finding_class} {CLASS_TITLES[rule.finding_class]}",
            "grade": GRADE_TITLES[rule.grade],
            "article": rule.article,
            "needs": "、".join(rule.needs),
            "says": rule.says,
            "innocent": rule.innocent,
            "remedy": rule.remedy,
            "parameters": "；".join(f"{p.name} = {p.value}（{p.meaning}）" for p in rule.parameters) or "无",
        }
        for rule in rules()
    ]


def rules_markdown() -> str:
    """The page docs/rules.md, whole."""
    lines = [
        "# 核验规则",
        "",
        "本页由 `yimen rules --markdown` 从 `src/yimen/verify/rules/*.sql` 打印，测试保证不过时。",
        "要改规则请改那里的文件。",
        "",
        "证据等级：A 硬证据，单独即可立疑点；B 强线索，需另有来源佐证；C 弱线索，只用于安排检查。",
        "",
        "| 编号 | 名称 | 类别 | 等级 |",
        "| --- | --- | --- | --- |",
    ]
    for row in rules_table():
        lines.append(f"| [{row['id']}](#{row['id'].lower()}) | {row['title']} | {row['class']} | {row['grade']} |")
    for rule in rules():
        lines += ["", *_section(rule)]
    return "\n".join([*lines, "", *_not_from_data()]) + "\n"


def _not_from_data() -> list[str]:
    lines = [
        "## 不能由数据得出的规则",
        "",
        "下列规则所需的表或列不在证据集之内，引擎不猜；逐条写明缺什么、平台可从何处取得。",
        "",
        "| 编号 | 名称 | 等级 | 为什么得不出 |",
        "| --- | --- | --- | --- |",
    ]
    return lines + [
        f"| {absent.id} | {absent.title} | {GRADE_TITLES[absent.grade]} | {absent.reason} |"
        for absent in rules_not_from_data()
    ]


def _section(rule: Rule) -> list[str]:
    lines = [
        f"## {rule.id}",
        "",
        f"**{rule.title}** · {rule.finding_class} {CLASS_TITLES[rule.finding_class]} · {GRADE_TITLES[rule.grade]}",
        "",
        f"- 依据：{rule.article}",
        f"- 需要：{'、'.join(f'`{need}`' for need in rule.needs)}",
        f"- 说法：{rule.says}",
        f"- 可能的正常解释：{rule.innocent}",
        f"- 处理：{rule.remedy}",
    ]
    return lines + [f"- 参数 `{p.name}` = {p.value}：{p.meaning}" for p in rule.parameters]
