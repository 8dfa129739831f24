"""The verb by which a year's counts are released."""

import hashlib

from yimen.common.errors import Refused
from yimen.common.services import keep_file
from yimen.evidence.opening import packaging
from yimen.evidence.opening.counting import counted
from yimen.evidence.opening.models import OpenRelease
from yimen.evidence.opening.queries import earlier, released_of, run_for
from yimen.evidence.opening.suppression import suppressed
from yimen.ledger import services as ledger
from yimen.ledger.recording import locked_head
from yimen.people.models import Department, Region, User
from yimen.people.queries import may

THRESHOLD = 5
"""Counts below it are not published, where no law sets another."""


@ledger.mutation("evidence.data_released")
def release(*, by: User | None, region: Region, year: int, threshold: int = THRESHOLD) -> OpenRelease:
    """The counts of a whole year, released as its next version; the ledger names their digest.

    Errors: Refused without a verification of the whole year, for one that was released already, for a threshold below
    the house's, and when the verification's set is kept no longer.
    """
    if by is not None and (not may(by, "data.publish") or by.region_id != region.pk):
        raise Refused("只有本县营商局业务人员可以发布开放数据。")
    if threshold < THRESHOLD:
        raise Refused(f"小数阈值不得低于 {THRESHOLD}。")
    run = run_for(region, year)
    if run is None:
        raise Refused(f"还没有覆盖 {year} 年全年的核验。开放数据按整年发布，请先核验全年的数据。")
    head = locked_head(region.pk, "default")  # so that two people who press at once make two versions, not one twice
    if released_of(region).filter(run=run, year=year).exists():
        raise Refused(f"核验批次 {run.pk} 的 {year} 年数据已经发布。数据有更新的，请重新核验后再发布新的版本。")
    version = released_of(region).filter(year=year).count() + 1
    found = counted(run, year)
    hidden = suppressed(found.cells, threshold, earlier(region, year, version))
    facts = packaging.Facts(
        region.pk, region.name, year, version, threshold, run.pk, found.digest, head.seq, bytes(head.hash).hex()
    )
    departments = dict(Department.objects.filter(region=region).values_list("code", "name"))
    used = {code: departments.get(code, "") for code, _ in found.names}
    files = packaging.files_of(packaging.counts_rows(found.cells, hidden), used, found.names, facts)
    content = packaging.packed(files)
    row = OpenRelease.objects.create(
        region=region, run=run, year=year, version=version, threshold=threshold, hidden_cells=len(hidden),
        published_cells=len(found.cells) - len(hidden), source_digest=found.digest,
        counts_digest=hashlib.sha256(files["counts.csv"]).hexdigest(), digest=keep_file(content), size=len(content),
        ledger_size=head.seq, ledger_head=facts.ledger_head, published_by=by,
    )  # fmt: skip
    ledger.record(
        chain=region.pk, kind="evidence.data_released", by=by, changed=[row],
        facts={"year": year, "version": version, "digest": row.digest},
    )  # fmt: skip
    return row
