"""范本文字: a template's text with its placeholders filled, as the paragraphs of a document. Nothing is run.

A line that begins with `# ` is a heading; every other line is a paragraph.
"""

import re
from collections.abc import Iterable, Mapping

from yimen.common.errors import Refused
from yimen.documents.content import Block, Heading, Paragraph
from yimen.entry.agreements.rules import PLACEHOLDERS

SLOT = re.compile(r"\{\{\s*([^{}\s]{1,20})\s*\}\}")
LONGEST = 20_000


def checked(text: str) -> str:
    """The text with its line ends tidied. Errors: Refused when empty, too long, or with a placeholder nobody knows."""
    text = "\n".join(line.strip() for line in text.replace("\r\n", "\n").split("\n") if line.strip())
    if not 20 <= len(text) <= LONGEST:
        raise Refused(f"范本正文须有 20 至 {LONGEST} 个字。")
    unknown = sorted(set(SLOT.findall(text)) - PLACEHOLDERS.keys())
    if unknown or "{{" in SLOT.sub("", text) or "{%" in text:
        wrong = "、".join(unknown) or "没有写完整的占位符"
        known = "、".join(PLACEHOLDERS)
        raise Refused(f"范本里的占位符不能识别：{wrong}。可用的占位符：{known}，写作 {{{{部门}}}} 的样子。")
    return text


def filled(text: str, values: Mapping[str, str]) -> str:
    """The text with every placeholder replaced; KeyError for one without a value, which `checked` has refused."""
    return SLOT.sub(lambda found: values[found.group(1)], text)


def blocks(text: str) -> tuple[Block, ...]:
    """The filled text as headings and paragraphs."""
    return tuple(
        Heading(1, line.removeprefix("# ")) if line.startswith("# ") else Paragraph(line)
        for line in text.split("\n")
        if line.strip()
    )


def numbered(promises: Iterable[str]) -> str:
    """The promises one a line, numbered （一）, （二） … as official texts do."""
    signs = "一二三四五六七八九十"
    return "\n".join(f"（{signs[place % 10]}）{text}" for place, text in enumerate(promises))
