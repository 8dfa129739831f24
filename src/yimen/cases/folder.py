"""监测文件夹: files that departments' systems put down are taken in by themselves, each once, and nothing is lost.

    YIMEN_DATA/feeds/<department code>/in        put down by the department
                                      /taking    taken, its work not yet ended
                                      /done      taken in, a .txt beside it with what became of the rows
                                      /refused   not taken in, a .txt beside it with why and what to do

A file goes on by atomic renames alone and carries the name of its handing-in from the moment it is taken. The batch
carries the same name, so whoever is killed between the two is found out by the next, who only finishes the renames.
"""

from __future__ import annotations

import fcntl
import logging
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import OperationalError
from django.utils import timezone

from yimen.cases import intake, services
from yimen.common.errors import Conflict, Refused
from yimen.common.services import digest_of
from yimen.exchange import queries, streaming
from yimen.exchange.models import ImportBatch, Way
from yimen.exchange.states import APPLIED, PLANNED, STOPPED
from yimen.people.models import Department

log = logging.getLogger(__name__)
IN, TAKING, DONE, REFUSED = "in", "taking", "done", "refused"
NOT_YET = (".part", ".tmp", ".crdownload", ".filepart", ".done")
_SAFE = re.compile(r"[0-9A-Za-z_-][0-9A-Za-z_.-]*")


@dataclass(frozen=True)
class Seen:
    """A file in the inbox as it was found: its size in bytes and the time of its last change in nanoseconds."""

    path: Path
    size: int
    changed: int


class Busy(Exception):
    """Somebody else is collecting at this moment."""


def root() -> Path:
    """Where the departments' folders lie."""
    return Path(settings.YIMEN_DATA) / "feeds"


def folders() -> list[tuple[Department, Path]]:
    """Each department with its folder: its code; of two counties' departments with one code, county and code."""
    rows = list(Department.objects.select_related("region").order_by("region", "code"))
    codes = [row.code for row in rows]
    return [
        (row, root() / (row.code if codes.count(row.code) == 1 else f"{row.region_id}-{row.code}"))
        for row in rows
        if _SAFE.fullmatch(row.code)
    ]


def prepare() -> int:
    """How many departments have their folders now; those that were wanting are made."""
    made = 0
    for _, folder in folders():
        for name in (IN, TAKING, DONE, REFUSED):
            (folder / name).mkdir(parents=True, exist_ok=True)
        made += 1
    return made


@contextmanager
def alone() -> Iterator[None]:
    """Holds the lock of the folders, which the system takes back from whoever is killed. Raises Busy."""
    root().mkdir(parents=True, exist_ok=True)
    with (root() / ".lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy from error
        yield


def look() -> dict[Path, Seen]:
    """The files that wait in the inboxes, as they are at this moment."""
    found = {}
    for _, folder in folders():
        for path in sorted((folder / IN).glob("*")):
            if path.name.startswith((".", "~$")) or path.name.lower().endswith(NOT_YET):
                continue
            status = path.lstat()
            if not stat.S_ISDIR(status.st_mode):
                found[path] = Seen(path, status.st_size, status.st_mtime_ns)
    return found


def complete(before: dict[Path, Seen], now: dict[Path, Seen]) -> list[Path]:
    """The files that nobody writes any more: the same twice, or with an empty `NAME.done` beside them."""
    return [path for path, seen in now.items() if before.get(path) == seen or _marker(path).exists()]


def collect(ready: list[Path]) -> list[str]:
    """One Chinese sentence for each file that was dealt with; first those that a killed collector had left behind."""
    said = []
    for department, folder in folders():
        said += [_deal_with(department, folder, path) for path in sorted((folder / TAKING).glob("*"))]
        for path in ready:
            if path.parent == folder / IN:
                said.append(_deal_with(department, folder, _take(folder, path)))
    return said


def _marker(path: Path) -> Path:
    return path.with_name(f"{path.name}.done")


def _take(folder: Path, path: Path) -> Path:
    """The file in `taking`, under the name of its handing-in and its own."""
    (folder / TAKING).mkdir(exist_ok=True)
    taken = folder / TAKING / f"{secrets.token_hex(8)}~{path.name}"
    path.rename(taken)
    _marker(path).unlink(missing_ok=True)
    return taken


def _deal_with(department: Department, folder: Path, taken: Path) -> str:
    handing_in, _, name = taken.name.partition("~")
    try:
        batch, repeated = _bring_in(department, taken, f"folder:{handing_in}", name or taken.name)
    except Conflict as conflict:
        return f"{folder.name}/{name}：{conflict}下一轮再收。"
    except Refused as refused:
        return _put(folder / REFUSED, taken, name, f"没有导入：{refused}\n改正后把文件重新放进 in 文件夹。")
    except OperationalError:
        raise
    except Exception:
        # One file that breaks us must not keep all the others waiting.
        log.exception("%s", taken)
        words = "系统处理这份文件时出错，没有写入任何行。请把文件和这段话交给系统管理员，日志里有原因。"
        return _put(folder / REFUSED, taken, name, words)
    where = DONE if batch.status == APPLIED else REFUSED
    return _put(folder / where, taken, name, _receipt(batch, repeated))


def _bring_in(department: Department, taken: Path, handing_in: str, name: str) -> tuple[ImportBatch, bool]:
    """The batch of the file, and whether the very same file had come before. Errors: Refused."""
    before = ImportBatch.objects.filter(department=department, handed_in_as=handing_in).first()
    if before is not None:
        return services.carry_on(before), False
    with _plain_file(taken) as file:
        kind, opened = _opened(department, name, file)
        digest = digest_of(file)
        same = queries.same_file(department, services.KINDS[kind], digest, opened.layout)
        if same is not None:
            return same, True
        arrival = services.Arrival(way=Way.FOLDER, department=department, name=handing_in)
        batch = services.import_opened(by=None, kind=kind, name=name, content=file, opened=opened, arrival=arrival)
    return batch, False


def _plain_file(taken: Path) -> File:
    """The file, open to be read; it must be a plain one: a link could lead to anything on this machine."""
    try:
        descriptor = os.open(taken, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise Refused("这不是普通文件（可能是快捷方式或链接），请放入文件本身。") from error
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise Refused("这不是普通文件，请放入 xlsx、xls 或 csv 文件。")
    return File(os.fdopen(descriptor, "rb"), str(taken))


def _opened(department: Department, name: str, file: File) -> tuple[str, intake.OpenedFile]:
    """Whether it is 办件 or 部门台账, by its headings or else by a word in its name, and the file opened as that."""
    shapes = intake.SHAPES.items()
    layouts = {kind: queries.layouts(department.region, department, services.KINDS[kind]) for kind, _ in shapes}
    known = set().union(*(intake.hoped_for(shape, layouts[kind]) for kind, shape in shapes))
    found = streaming.head(name, file, file.size, known=known)
    tried = {kind: intake.choose(shape, found, layouts[kind], sole=True) for kind, shape in shapes}
    sure = [kind for kind, opened in tried.items() if opened.layout is not None]
    words = {"cases": ("办件", "cases"), "register": ("台账", "台帐", "register")}
    named = [kind for kind, known in words.items() if any(word in name.lower() for word in known)]
    chosen = [kind for kind in named if kind in sure] or sure or named
    if len(chosen) != 1:
        raise Refused("看不出是办件还是部门台账：请在文件名里写上“办件”或“台账”，或使用系统认识的表头。")
    return chosen[0], tried[chosen[0]]


def _receipt(batch: ImportBatch, repeated: bool) -> str:
    at = timezone.localtime(batch.recorded_at).strftime("%Y-%m-%d %H:%M")
    if batch.status == PLANNED:
        question = services.reopened(batch).question or "列对应等待核对。"
        return (
            f"{question}\n文件已留存为导入批次 {batch.pk}（{at}）。请部门联络员登录系统，打开“导入批次”里的这一批，"
            "核对列对应并确认，即可导入，不必重新放入；以后同样表头的文件会自动导入。"
        )
    if batch.status == STOPPED:
        return (
            f"读入中断：{batch.failure}\n导入批次 {batch.pk}（{at}）已接收 {batch.rows_accepted} 行。"
            "请部门联络员登录系统，打开“导入批次”里的这一批继续读入；一行也没有读入的，改正文件后重新放进 in 文件夹。"
        )
    counts = "，".join(f"{label} {batch.plan[key]} 行" for key, label in services.COUNTED.items())
    if repeated:
        return f"这份文件与 {at} 报送的批次 {batch.pk} 完全相同，没有重复导入（当时{counts}）。"
    more = "\n退回的行请登录系统，在这一批的页面下载、改正后再报。" if batch.rows_refused else ""
    return f"已导入为批次 {batch.pk}（{at}）：读入 {batch.rows_read} 行，{counts}。{more}"


def _put(target: Path, taken: Path, name: str, text: str) -> str:
    """The sentence, after the file was moved to the target with the words beside it; nothing there is replaced."""
    target.mkdir(exist_ok=True)
    stamp = timezone.localtime().strftime("%Y%m%d-%H%M%S")
    plain = name or taken.name
    final, number = target / f"{stamp}-{plain}", 1
    while final.exists() or final.is_symlink():
        number += 1
        final = target / f"{stamp}-{number}-{plain}"
    # The words first: a file in `done` or `refused` is never without them.
    note = final.with_name(f"{final.name}.txt")
    part = note.with_name(f".{note.name}.part")
    part.write_text(text + "\n", "utf-8-sig")
    part.rename(note)
    taken.rename(final)
    return f"{target.parent.name}/{plain}：{text.splitlines()[0]}"
