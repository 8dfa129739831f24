"""纸质签署: the scan of a signed paper, a witness, and its annex held against the list line by line."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import normalise, tidy
from yimen.documents.signing.checking import digests
from yimen.entry.agreements.models import Agreement, PaperScan, ScanLine
from yimen.entry.agreements.services import register
from yimen.entry.agreements.services.shared import allow_keeping
from yimen.entry.agreements.services.signing import replace_prior
from yimen.entry.agreements.states import AGREEMENT
from yimen.exchange import services as exchange
from yimen.exchange.sheets import shown_name
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User

SCAN_LIMIT = 20 * 1024 * 1024
KINDS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG": ".png"}
Match = ScanLine.Match


@dataclass(frozen=True)
class PaperLine:
    """纸质附件的一行, as it was typed in or read from a CSV file."""

    code: str
    name: str


@ledger.mutation(AGREEMENT.event("register_paper"))
def register_paper(
    *,
    by: User | None,
    agreement: Agreement,
    scan: UploadedFile,
    signed_on: date,
    witness: User,
    lines: Sequence[PaperLine],
    day: date | None = None,
) -> Agreement:
    """The agreement, signed on paper: its scan kept under both digests, its annex compared with the list.

    Differences do not stop it, they are kept and shown: what the paper lacks it does not cover. Errors: Refused for a
    date to come, a witness who is no officer of the county or registers it himself, a scan that is neither PDF nor
    picture, and a paper annex without lines.
    """
    allow_keeping(by, agreement.region_id)
    if signed_on > (day or timezone.localdate()):
        raise Refused("签署日期在今天之后：请照纸质文件填写。")
    if witness.region_id != agreement.region_id or not witness.is_active:
        raise Refused("见证人须是本县在用的账号。")
    if by is not None and witness.pk == by.pk:
        raise Refused("见证人须是登记人以外的人：由两人核对纸质原件。")
    compared = compare(agreement, lines)
    kept = _keep(by, agreement, scan, witness)
    rows = ScanLine.objects.bulk_create(
        ScanLine(scan=kept, place=place, code=line.code, name=line.name, match=match)
        for place, (line, match) in enumerate(compared, start=1)
    )
    Agreement.objects.filter(pk=agreement.pk).update(track=Agreement.Track.PAPER)
    ledger.record(
        chain=agreement.region_id,
        kind="entry.paper_compared",
        by=by,
        changed=[kept, *rows],
        facts={"digest": kept.digest, "sm3": kept.digest_sm3, "differences": sum(m != Match.SAME for _, m in compared)},
        declared_at=signed_on,
    )
    done = advance(agreement, "register_paper", by=by, chain=agreement.region_id, signed_on=signed_on)
    register.issue(by, done)
    replace_prior(done)
    return done


def compare(agreement: Agreement, lines: Sequence[PaperLine]) -> list[tuple[PaperLine, str]]:
    """Each line of the paper with how it agrees with the annex, then the lines of the annex that the paper lacks."""
    typed = [PaperLine(tidy(line.code), tidy(line.name)) for line in lines if tidy(line.code) or tidy(line.name)]
    if not typed:
        raise Refused("请录入纸质附件的事项清单：逐行填写“编码，名称”，或上传 CSV 文件。")
    listed = list(agreement.lines.all())
    by_code = {line.code: line for line in listed}
    by_name = {normalise(line.name): line for line in listed}
    seen: set[int] = set()
    found: list[tuple[PaperLine, str]] = []
    for line in typed:
        known = by_code.get(line.code) or (by_name.get(normalise(line.name)) if not line.code else None)
        if known is None or known.pk in seen:
            found.append((line, Match.EXTRA))
            continue
        seen.add(known.pk)
        same = normalise(line.name) == normalise(known.name)
        found.append((line, Match.SAME if same else Match.OTHER_NAME))
    found += [(PaperLine(line.code, line.name), Match.MISSING) for line in listed if line.pk not in seen]
    return found


def _keep(by: User | None, agreement: Agreement, scan: UploadedFile, witness: User) -> PaperScan:
    content = scan.read()
    if len(content) > SCAN_LIMIT:
        raise Refused("扫描件超过 20 MB：请降低分辨率或压缩后重新上传。")
    kind = next((ending for start, ending in KINDS.items() if content.startswith(start)), "")
    if not kind:
        raise Refused("扫描件须是 PDF、JPG 或 PNG 文件。")
    found = digests(content)
    exchange.keep_file(content)
    return PaperScan.objects.create(
        agreement=agreement,
        file_name=shown_name(scan.name or f"扫描件{kind}"),
        digest=found.sha256,
        digest_sm3=found.sm3,
        size=len(content),
        media_type=mimetypes.types_map[kind],
        witness=witness,
        registered_by=by,
    )
