"""Verbs on archives: close a file with its list of contents, and hand the whole of it on with checksums."""

from datetime import date

from django.utils import timezone

from yimen.cases.archiving.contents import Entry, entries_of
from yimen.cases.archiving.models import Archive, ArchivedFile, Disposal, Hold
from yimen.cases.archiving.packing import packed
from yimen.cases.archiving.queries import against_disposal
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.shared import allow, move, words
from yimen.cases.handling.states import DOSSIER
from yimen.cases.papers.queries import unwritten
from yimen.cases.plans.services import RETENTIONS
from yimen.cases.posting.queries import under_way
from yimen.common.errors import Conflict, Refused
from yimen.ledger import services as ledger
from yimen.people.models import User


@ledger.mutation(DOSSIER.event("archive"))
def archive(*, by: User, dossier: Dossier, retention_years: int) -> Dossier:
    """The closed dossier, archived with its list of contents; kept `retention_years`, 0 for ever.

    Errors: Refused while a paper is not made out or a letter is under way.
    """
    allow(by, "cases.deliver", dossier)
    if retention_years not in RETENTIONS:
        raise Refused("保管期限应为 10 年、30 年或永久（机关档案管理规定）。")
    if unwritten(dossier).exists():
        raise Refused("还有文书没有制发，请先在“文书”里制发，再归档。")
    if numbers := under_way(dossier, timezone.now()):
        raise Refused(
            f"邮件 {'、'.join(numbers)} 还在途中，签收以后送达日期才能入卷；请等签收，或在“邮寄”里再查一次，然后归档。"
        )
    entries = entries_of(dossier)
    contents = "\n".join(f"{place}　{each.line}" for place, each in enumerate(entries, start=1))
    kept = Archive.objects.create(dossier=dossier, contents=contents, retention_years=retention_years, by=by)
    files = [_written(kept, place, each) for place, each in enumerate(entries, start=1)]
    facts = {"years": retention_years, "pages": sum(each.pages for each in entries)}
    return move(dossier, "archive", by=by, also=[kept, *files], facts=facts, holder=None)


def _written(kept: Archive, place: int, entry: Entry) -> ArchivedFile:
    return ArchivedFile.objects.create(
        archive=kept, place=place, sort=entry.sort, title=entry.title[:300], number=entry.number, on=entry.on,
        pages=entry.pages, file_name=entry.file_name, digest=entry.digest,
    )  # fmt: skip


@ledger.mutation("cases.archive_taken")
def take(*, by: User, kept: Archive) -> bytes:
    """The whole file as one ZIP for the archive (档案馆); it names people, so who took it stands in the ledger."""
    allow(by, "cases.reveal", kept.dossier)
    if Disposal.objects.filter(archive=kept).exists():
        raise Refused("这卷已登记销毁，不再提供。需要查证的看销毁登记和存证。")
    content = packed(kept)
    facts = {"number": kept.dossier.number, "files": kept.files.exclude(digest="").count()}
    ledger.record(chain=kept.dossier.region_id, kind="cases.archive_taken", by=by, facts=facts)
    return content


@ledger.mutation("cases.file_held")
def hold(*, by: User, kept: Archive, reason: str, until: date | None, today: date) -> Hold:
    """The hold on an archived file (保全): it is not disposed of before it is lifted, or before the day is over.

    Errors: Refused without a reason, for a day that is over, or for a file that was disposed of.
    """
    allow(by, "cases.hold", kept.dossier)
    reason = words(reason, "保全的理由和依据", 5, 300)
    if until is not None and until < today:
        raise Refused("保全的截止日期已经过去，请改填今后的日期，或者留空表示至解除为止。")
    if Disposal.objects.filter(archive=kept).exists():
        raise Refused("这卷已登记销毁，不能再保全。")
    made = Hold.objects.create(archive=kept, reason=reason, until=until, by=by)
    facts = {"number": kept.dossier.number, "until": until.isoformat() if until else ""}
    ledger.record(chain=kept.dossier.region_id, kind="cases.file_held", by=by, changed=[made], facts=facts)
    return made


@ledger.mutation("cases.hold_lifted")
def lift(*, by: User, held: Hold, reason: str) -> Hold:
    """The hold, lifted before its day, with why. Errors: Refused without a reason; Conflict when it was lifted."""
    allow(by, "cases.hold", held.archive.dossier)
    changes = {"lifted_at": timezone.now(), "lifted_by": by, "lifted_why": words(reason, "解除保全的理由", 5, 300)}
    if Hold.objects.filter(pk=held.pk, lifted_at__isnull=True).update(**changes) != 1:
        raise Conflict("这项保全已经解除。请刷新页面查看。")
    held.refresh_from_db()
    chain, facts = held.archive.dossier.region_id, {"number": held.archive.dossier.number}
    ledger.record(chain=chain, kind="cases.hold_lifted", by=by, changed=[held], facts=facts)
    return held


@ledger.mutation("cases.file_disposed")
def dispose(*, by: User, kept: Archive, reason: str, today: date) -> Disposal:
    """The file, put down for destruction: its package is not given out any more, its list of contents stays.

    Errors: Refused before its time is over, while anything holds it, or by who archived it; Conflict a second time.
    """
    allow(by, "cases.hold", kept.dossier)
    reason = words(reason, "鉴定意见", 5, 300)
    if kept.by_id == by.pk:
        raise Refused("归档的人不能登记销毁，请由另一人鉴定。")
    if against := against_disposal(kept, today):
        raise Refused("不能销毁：" + "".join(against))
    made, new = Disposal.objects.get_or_create(archive=kept, defaults={"reason": reason, "by": by})
    if not new:
        raise Conflict("这卷已登记销毁。请刷新页面查看。")
    facts = {"number": kept.dossier.number, "files": kept.files.count()}
    ledger.record(chain=kept.dossier.region_id, kind="cases.file_disposed", by=by, changed=[made], facts=facts)
    return made
