"""归档包: one ZIP with the list of contents (PDF, CSV), every kept file and their checksums; equal for equal rows."""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Sequence
from pathlib import PurePath

from django.utils import timezone

from yimen.cases.archiving.models import Archive, ArchivedFile
from yimen.cases.archiving.queries import retention_words
from yimen.common.services import kept_file
from yimen.documents import case_papers, glyphs, layout, typesetting

MADE = (2000, 1, 1, 0, 0, 0)
"""The time of every part: the clock would make equal packages differ."""
ENDINGS = {".pdf", ".jpg", ".jpeg", ".png", ".docx"}
HEADINGS = ("顺序号", "类别", "题名", "文号", "日期", "页数", "文件", "SHA-256")


def packed(kept: Archive) -> bytes:
    """The ZIP; SHA256SUMS is what `sha256sum -c` reads. Errors: Refused when a kept file is gone or was changed."""
    files = list(kept.files.all())
    parts = {"卷内目录.pdf": contents_pdf(kept, files), "卷内目录.csv": _table(files)}
    if answers := list(kept.dossier.answers.values_list("label", "value")):
        parts["申请表.csv"] = _csv([("字段", "填写内容"), *answers])
    parts |= {name_of(each): kept_file(each.digest) for each in files if each.digest}
    sums = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in parts.items())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, "SHA256SUMS": sums.encode()}.items():
            package.writestr(zipfile.ZipInfo(name, MADE), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def name_of(file: ArchivedFile) -> str:
    """The name of a file in the package: its place and title, with an ending that is known to be harmless."""
    ending = PurePath(file.file_name).suffix.lower()
    title = re.sub(r"[^\w\u4e00-\u9fff（）-]", "", file.title)[:60]
    return f"{file.place:03d}-{title}{ending if ending in ENDINGS else '.bin'}"


def contents_pdf(kept: Archive, files: list[ArchivedFile]) -> bytes:
    """卷内目录 as PDF/A."""
    fallback = typesetting.press().fallback
    dossier = kept.dossier
    rows = tuple(
        (str(each.place), each.number, glyphs.substituted(each.title, fallback), f"{each.on:%Y%m%d}",
         str(each.pages) if each.pages else "—")
        for each in files
    )  # fmt: skip
    paper = case_papers.contents_list(
        office=dossier.department.name, case_number=dossier.number,
        item=glyphs.substituted(dossier.version.name, fallback), retention=retention_words(kept.retention_years),
        rows=rows, pages=sum(each.pages for each in files), on=timezone.localdate(kept.at),
    )  # fmt: skip
    return layout.pdf(paper)


def _table(files: list[ArchivedFile]) -> bytes:
    rows: list[Sequence[object]] = [HEADINGS]
    for each in files:
        name = name_of(each) if each.digest else ""
        rows.append((each.place, each.sort, each.title, each.number, each.on, each.pages, name, each.digest))
    return _csv(rows)


def _csv(rows: Sequence[Sequence[object]]) -> bytes:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return ("\ufeff" + stream.getvalue()).encode()
