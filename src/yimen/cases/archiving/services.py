"""Verbs on archives: close a file with its list of contents, and hand the whole of it on with checksums."""

from yimen.cases.archiving.contents import Entry, entries_of
from yimen.cases.archiving.models import Archive, ArchivedFile
from yimen.cases.archiving.packing import packed
from yimen.cases.handling.models import Dossier
from yimen.cases.handling.services.shared import allow, move
from yimen.cases.handling.states import DOSSIER
from yimen.cases.papers.queries import unwritten
from yimen.cases.plans.services import RETENTIONS
from yimen.common.errors import Refused
from yimen.ledger import services as ledger
from yimen.people.models import User


@ledger.mutation(DOSSIER.event("archive"))
def archive(*, by: User, dossier: Dossier, retention_years: int) -> Dossier:
    """The closed dossier, archived with its list of contents; kept `retention_years`, 0 for ever."""
    allow(by, "cases.deliver", dossier)
    if retention_years not in RETENTIONS:
        raise Refused("保管期限应为 10 年、30 年或永久（机关档案管理规定）。")
    if unwritten(dossier).exists():
        raise Refused("还有文书没有制发，请先在“文书”里制发，再归档。")
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
    content = packed(kept)
    facts = {"number": kept.dossier.number, "files": kept.files.exclude(digest="").count()}
    ledger.record(chain=kept.dossier.region_id, kind="cases.archive_taken", by=by, facts=facts)
    return content
