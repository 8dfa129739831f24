"""Verbs on foreign sets: opened, filled, checked, verified, cleared. The only writers of this room."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.evidence.handing_in import archives, places, queries
from yimen.evidence.handing_in.models import ForeignSet, SetFile, SetTable
from yimen.evidence.handing_in.states import OPEN, SET
from yimen.evidence.models import Run
from yimen.evidence.states import RUN
from yimen.exchange.models import ImportBatch
from yimen.exchange.sheets import shown_name
from yimen.exchange.states import APPLIED, BATCH
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Region, User
from yimen.people.queries import may

FILES = 60
"""Files of one set at most."""


@dataclass(frozen=True)
class Checked:
    """What the check found: the set's own words, digests of its files, and its tables (not saved yet)."""

    region: str
    period_from: date
    period_to: date
    digest: str
    digests: dict[int, str]
    tables: list[SetTable]


@ledger.mutation("evidence.set_opened")
def open_set(*, by: User, title: str) -> ForeignSet:
    """A set without files yet. Errors: Refused without the right or a title."""
    if not may(by, "evidence.run"):
        raise Refused("只有本县（区）营商局业务人员可以交入外来证据集。")
    title = " ".join(title.split())[:100]
    if len(title) < 2:
        raise Refused("请写明证据集的名称，例如“集贤县2023年取证数据集”。")
    opened = ForeignSet.objects.create(region=by.region, title=title, opened_by=by, **begin(SET, by=by))
    places.forget(opened)  # what a transaction that was rolled back may have left under the same number
    ledger.record(chain=by.region_id, kind="evidence.set_opened", by=by, changed=[opened])
    return opened


@ledger.mutation("evidence.set_file_added")
def announce(*, by: User, the_set: ForeignSet, name: str, size: int) -> SetFile:
    """A file of the set, of which no byte has come yet.

    Errors: Refused for a name or size that is not taken, and when the disk has no room; Conflict for a second file of
    the name, and once the set was submitted.
    """
    _may_fill(by, the_set)
    name = unicodedata.normalize("NFC", shown_name(name))
    if len(name) > 100 or not archives.acceptable(name):
        raise Refused(
            f"“{name[:60]}”不是取证数据集的文件：请上传 meta.json，以及 cases、items 等数据表"
            "（csv、csv.gz、parquet），或把它们放在 zip 里。"
        )
    if size <= 0:
        raise Refused(f"文件“{name}”是空的，请核对后重新上传。")
    others = list(the_set.files.all())
    if len(others) >= FILES:
        raise Refused(f"一个证据集最多 {FILES} 个文件。")
    if sum(file.size for file in others) + size > settings.FOREIGN_SET_LARGEST:
        limit = places.amount(settings.FOREIGN_SET_LARGEST)
        raise Refused(f"一个证据集合计不超过 {limit}，“{name}”放不下了。请改用 parquet，或分期间交入。")
    places.check_room(size)
    try:
        with transaction.atomic():
            file = SetFile.objects.create(set=the_set, name=name, size=size)
    except IntegrityError as error:
        raise Conflict(f"已经有文件“{name}”。没有传完的请接着传，要替换的请先移除。") from error
    facts = {"set": the_set.pk, "name": name, "size": size}
    ledger.record(chain=the_set.region_id, kind="evidence.set_file_added", by=by, changed=[file], facts=facts)
    return file


@ledger.mutation("evidence.set_file_removed")
def remove(*, by: User, file: SetFile) -> None:
    """Takes a file out of its set, whole or not. Errors: Conflict once the set was submitted."""
    _may_fill(by, file.set)
    gone = (SetFile, file.pk)
    places.forget_file(file)
    facts = {"set": file.set_id, "name": file.name}
    file.delete()
    ledger.record(chain=file.set.region_id, kind="evidence.set_file_removed", by=by, removed=[gone], facts=facts)


def _may_fill(by: User, the_set: ForeignSet) -> None:
    _may(by, the_set)
    if the_set.status not in OPEN:
        raise Conflict(f"证据集{the_set.status_label}，文件不能再改动。")


def _may(by: User, the_set: ForeignSet) -> None:
    if not (may(by, "evidence.run") and by.region_id == the_set.region_id):
        raise Refused("只有本县（区）营商局业务人员可以办理外来证据集。")


@ledger.mutation(SET.event("submit"))
def submit(*, by: User, the_set: ForeignSet) -> ForeignSet:
    """The set, to be checked. Whoever calls hands it to `tasks.check`. Errors: Refused while a file is not whole."""
    _may(by, the_set)
    if not the_set.files.exists():
        raise Refused("还没有文件，请先上传证据集的文件。")
    if lacking := queries.lacking(the_set):
        raise Refused(f"还没有传完：{'、'.join(lacking[:5])}。请接着传完，或移除后再提交。")
    return advance(
        the_set,
        "submit",
        by=by,
        chain=the_set.region_id,
        submitted_at=timezone.now(),
        failure="",
        progress=0,
        progress_text="排队中",
        seen_at=None,
    )


def renew(*, the_set: ForeignSet, progress: int, words: str) -> None:
    """A sign of life of the check, and how far it is."""
    mine = ForeignSet.objects.filter(pk=the_set.pk)
    mine.update(seen_at=timezone.now(), progress=min(progress, 99), progress_text=words[:100])


@ledger.mutation(SET.event("return"))
def send_back(*, the_set: ForeignSet, failure: str) -> ForeignSet:
    """The set, to be put right by whoever handed it in."""
    return advance(the_set, "return", by=None, chain=the_set.region_id, failure=failure[:2_000])


@ledger.mutation(SET.event("accept"), composed=True)
def accept(*, the_set: ForeignSet, checked: Checked) -> Run:
    """The run over the set, queued. Whoever calls hands it to `tasks.execute`. It answers; nothing follows from it."""
    by = the_set.opened_by
    files = list(the_set.files.all())
    for file in files:
        file.digest = checked.digests[file.pk]
    SetFile.objects.bulk_update(files, ["digest"])
    SetTable.objects.filter(set=the_set).delete()
    tables = SetTable.objects.bulk_create(checked.tables)
    batch = ImportBatch.objects.create(
        region=the_set.region,
        kind=ImportBatch.Kind.EVIDENCE_SET,
        file_name=the_set.title,
        digest=checked.digest,
        size=sum(file.size for file in files),
        uploaded_by=by,
        **begin(BATCH, by=by, status=APPLIED),
    )
    run = Run.objects.create(
        region=the_set.region,
        purpose=Run.Purpose.FOREIGN,
        period_from=checked.period_from,
        period_to=checked.period_to,
        requested_by=by,
        handed_in=batch,
        **begin(RUN, by=by),
    )
    facts = {"set": checked.digest, "region": checked.region}
    kind = "evidence.set_handed_in"
    ledger.record(chain=the_set.region_id, kind=kind, changed=[*files, *tables, batch, run], facts=facts)
    advance(
        the_set, "accept", by=None, chain=the_set.region_id, digest=checked.digest, batch=batch, progress=100,
        progress_text="检查完成",
    )  # fmt: skip
    return run


@ledger.mutation(SET.event("discard"))
def discard(*, by: User | None, the_set: ForeignSet) -> ForeignSet:
    """The set, given up; its bytes are gone. `by` is None where the keeping rule says so."""
    if by is not None:
        _may(by, the_set)
    the_set = advance(the_set, "discard", by=by, chain=the_set.region_id)
    transaction.on_commit(lambda: places.forget(the_set))
    return the_set


@ledger.mutation(SET.event("clear"))
def clear(*, the_set: ForeignSet) -> ForeignSet:
    """The set without its bytes; what its run answered stays."""
    the_set = advance(the_set, "clear", by=None, chain=the_set.region_id)
    transaction.on_commit(lambda: places.forget(the_set))
    return the_set


def tidy(*, region: Region, now: datetime) -> list[ForeignSet]:
    """The sets whose bytes the keeping rule had removed: the oldest verified ones, and those left lying unfinished."""
    old = [clear(the_set=each) for each in queries.to_clear(region, settings.FOREIGN_SETS_KEPT)]
    before = now - timedelta(days=settings.FOREIGN_SET_DAYS)
    return old + [discard(by=None, the_set=each) for each in queries.left_lying(region, before)]
