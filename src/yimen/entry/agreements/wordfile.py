"""Word 范本: a template edited in Word or WPS, its placeholders filled, and its text read out for typesetting.

What somebody uploads is filled in a sandbox: a template may name its placeholders and do nothing else.
"""

import io
import zipfile
from collections.abc import Mapping

from docx import Document
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from yimen.common.errors import Refused
from yimen.entry.agreements.rules import PLACEHOLDERS

MOST_BYTES = 2 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
UNREADABLE = "这不是可以读取的 Word 文件：请在 Word 或 WPS 中另存为“Word 文档（*.docx）”后重新上传。"


def checked(content: bytes) -> str:
    """The file's text with its placeholders. Errors: Refused for no Word file, one too large, unknown placeholders."""
    if len(content) > MOST_BYTES:
        raise Refused("Word 范本不能超过 2 MB：请去掉图片后重新上传。")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(each.file_size for each in packed.infolist()) > MOST_UNPACKED:
                raise Refused("Word 范本展开后过大，没有接收。")
            if any("vbaProject" in each.filename for each in packed.infolist()):
                raise Refused("Word 范本带有宏，没有接收：请另存为不带宏的文档。")
        named = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(_sandbox())
    except (zipfile.BadZipFile, KeyError, ValueError, TemplateError) as error:
        raise Refused(UNREADABLE) from error
    unknown = sorted(named - PLACEHOLDERS.keys())
    if unknown:
        raise Refused(f"Word 范本里有不能识别的占位符：{'、'.join(unknown)}。可用的占位符：{'、'.join(PLACEHOLDERS)}。")
    return text_of(content)


def filled(content: bytes, values: Mapping[str, str]) -> bytes:
    """The Word file with every placeholder replaced by its value, which is text and never markup."""
    template = DocxTemplate(io.BytesIO(content))
    try:
        template.render(dict(values), _sandbox(), autoescape=True)
    except TemplateError as error:
        raise Refused(f"Word 范本不能套用：{error}。请修改范本后重新上传。") from error
    output = io.BytesIO()
    template.docx.save(output)
    return output.getvalue()


def text_of(content: bytes) -> str:
    """The paragraphs one a line, headings marked with `# ` as in `words`."""
    lines = []
    for paragraph in Document(io.BytesIO(content)).paragraphs:
        for line in paragraph.text.split("\n"):
            if line.strip():
                heading = ((paragraph.style and paragraph.style.name) or "").startswith(("Heading", "标题"))
                lines.append(f"# {line.strip()}" if heading else line.strip())
    return "\n".join(lines)


def _sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)
