"""检查: goes through the files of a set in the background before a run may rest on them.

From file to file by pieces: digests, archives, headings, footers, rows. It may be killed anywhere; whoever comes next
begins anew from the files as they were handed in, and the set is accepted or sent back exactly once.
"""

import hashlib
import json
import logging
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import OperationalError

from yimen.common.errors import Conflict, Refused
from yimen.common.locks import held
from yimen.evidence.handing_in import archives, places, queries, services
from yimen.evidence.handing_in.models import ForeignSet, SetFile, SetTable
from yimen.evidence.handing_in.services import Checked
from yimen.evidence.handing_in.states import CHECKING
from yimen.evidence.models import Run
from yimen.verify import TABLES, InputError
from yimen.verify.contract import REQUIRED
from yimen.verify.converting import Looked, look_through, to_parquet
from yimen.verify.reading import Inventory, told
from yimen.verify.refusals import Refusals

log = logging.getLogger(__name__)

SAMPLE = '{"region": "230522", "from": "2023-01-01", "to": "2023-12-31"}'
BROKEN = "检查程序出错，文件都在。请把证据集编号告诉系统管理员查看日志，修复后再次提交检查。"
_CHUNK = 2**22
_ASK_ROOM = 2**26

Tell = Callable[[int, str], None]


def check(the_set: ForeignSet) -> Run | None:
    """The run over the set, to be handed to `tasks.execute`; None when it was sent back, or is not to be checked.

    Errors: Conflict while another process of this machine checks it.
    """
    with held(places.place_of(the_set) / places.LOCK) as stream:
        if stream is None:
            raise Conflict("这个证据集正由另一个进程检查。")
        the_set = ForeignSet.objects.select_related("region", "opened_by").get(pk=the_set.pk)
        if the_set.status != CHECKING:
            return None
        try:
            checked = _look(the_set, _teller(the_set))
        except (Refused, InputError) as refused:
            services.send_back(the_set=the_set, failure=str(refused))
            return None
        except OperationalError:
            raise
        except Exception:
            log.exception("foreign set %s", the_set.pk)
            services.send_back(the_set=the_set, failure=BROKEN)
            return None
        return services.accept(the_set=the_set, checked=checked)


def abandoned() -> list[ForeignSet]:
    """The sets being checked that nobody checks any more: silent, and on this machine nobody holds their lock."""
    found = []
    for each in queries.silent():
        with held(places.place_of(each) / places.LOCK) as stream:
            if stream is not None:
                found.append(each)
    return found


def _teller(the_set: ForeignSet) -> Tell:
    def tell(progress: int, words: str) -> None:
        try:
            services.renew(the_set=the_set, progress=progress, words=words)
        except OperationalError:
            log.info("foreign set %s: progress not kept: %s", the_set.pk, words)

    return tell


def _look(the_set: ForeignSet, tell: Tell) -> Checked:
    files = list(the_set.files.select_related("set"))
    place = places.place_of(the_set)
    digests = {file.pk: _digest(file, tell) for file in files}
    tell(30, "展开压缩包")
    unpacked = archives.emptied(place / places.UNPACKED)
    given = archives.gather([(file.name, places.path_of(file)) for file in files], unpacked, _room())
    for name in REQUIRED:
        if name not in {archives.table_of(each) for each in given}:
            raise Refused(f"没有 {name}.csv 或 {name}.parquet（{TABLES[name].title}），请补上后再次提交。")
    region, first, last = _meta(unpacked / archives.META)
    tables = _tables(the_set, unpacked, given, tell)
    lines = sorted(f"{file.name} {digests[file.pk]}\n" for file in files)
    return Checked(region, first, last, hashlib.sha256("".join(lines).encode()).hexdigest(), digests, tables)


def _digest(file: SetFile, tell: Tell) -> str:
    """SHA-256 of a file as it was handed in. Errors: Refused when it has not come whole."""
    if places.received(file) != file.size:
        raise Refused(f"文件“{file.name}”没有传完，请接着传完后再次提交。")
    total, done = hashlib.sha256(), 0
    with places.path_of(file).open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            total.update(chunk)
            done += len(chunk)
            if done % (_CHUNK * 64) == 0 or done == file.size:
                tell(5, f"核对 {file.name}：{places.amount(done)}，共 {places.amount(file.size)}")
    return total.hexdigest()


def _room() -> archives.Tell:
    """Counts what comes out of archives, and asks the disk now and then."""
    out = 0

    def count(more: int) -> None:
        nonlocal out
        if out // _ASK_ROOM != (out + more) // _ASK_ROOM and shutil.disk_usage(settings.YIMEN_DATA).free < (
            settings.FOREIGN_SET_RESERVE
        ):
            raise Refused("展开压缩包时服务器磁盘空间不足。请告知系统管理员清理磁盘后再次提交。")
        out += more
        if out > 4 * settings.FOREIGN_SET_LARGEST:
            limit = places.amount(4 * settings.FOREIGN_SET_LARGEST)
            raise Refused(f"压缩包展开后超过 {limit}，请分期间交入。")

    return count


def _meta(path: Path) -> tuple[str, date, date]:
    """(region, first day, last day) as the set says itself."""
    if not path.exists():
        raise Refused(f"没有 meta.json，请加上，例如 {SAMPLE}。")
    if path.stat().st_size > 2**16:
        raise Refused("meta.json 过大，请核对后再次提交。")
    try:
        meta = json.loads(path.read_text(encoding="utf-8-sig"))
        found = str(meta["region"])[:12], date.fromisoformat(meta["from"]), date.fromisoformat(meta["to"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Refused(f"meta.json 读不懂，请写成 {SAMPLE} 的样子。") from error
    if found[1] > found[2]:
        raise Refused("meta.json 的起始日晚于截止日，请核对后再次提交。")
    return found


def _tables(the_set: ForeignSet, unpacked: Path, given: dict[str, str], tell: Tell) -> list[SetTable]:
    """What each table holds; the folder `ready` holds them all now, and `torn.csv` the lines that are no rows."""
    place, refused, found, read = places.place_of(the_set), Refusals(), [], Inventory()
    ready = archives.emptied(place / places.READY)
    (unpacked / archives.META).rename(ready / archives.META)
    names = [name for name in given if name != archives.META]
    for turn, name in enumerate(sorted(names)):
        title = TABLES[archives.table_of(name)].title
        tell(40 + 55 * turn // len(names), f"清点{title}（{given[name]}）")
        before = len(refused)
        looked = _table(unpacked / name, ready, refused)
        places.keep_shifts(the_set, archives.table_of(name), looked.shifts)
        read.missing += looked.notes
        if looked.shifts:
            read.unread[archives.table_of(name)] = len(looked.shifts) / (len(looked.shifts) + looked.rows)
        found.append(
            SetTable(
                set=the_set,
                name=archives.table_of(name),
                file_name=given[name][:100],
                rows=looked.rows,
                aside=len(refused) - before,
                missing="、".join(looked.lacks)[:500],
            )
        )
    refused.write(place / places.TORN)
    meta = json.loads((ready / archives.META).read_text(encoding="utf-8-sig"))
    (ready / archives.META).write_text(json.dumps(told(read, meta), ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(unpacked)
    return found


def _table(path: Path, ready: Path, refused: Refusals) -> Looked:
    table = TABLES[archives.table_of(path.name)]
    place = ready / f"{table.name}.parquet"
    if path.suffix != ".parquet":
        return to_parquet(table, path, place, refused)
    with path.open("rb") as stream:
        first = stream.read(4)
        stream.seek(-min(4, path.stat().st_size), 2)
        if not first == stream.read(4) == b"PAR1":
            raise Refused(f"{path.name} 不是 Parquet 文件，请重新导出。")
    path.rename(place)
    return look_through(table, place)
