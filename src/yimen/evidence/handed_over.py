"""What a referral's file holds of the evidence: the verdict's own file, and the rules that convicted as they stood."""

import io
import zipfile

from yimen.evidence import verdict_files
from yimen.evidence.models import Clue, Verdict
from yimen.people.models import Region
from yimen.verify.rulebook import RULES_FOLDER


def files_for(region: Region, source: str, code: str) -> dict[str, bytes]:
    """Name -> content for a finding of a verification of the county; nothing for one from elsewhere."""
    room, _, run = source.partition(":run:")
    if room != "evidence" or not run.isdecimal():
        return {}
    verdict = Verdict.objects.filter(run=int(run), run__region=region, item_code=code).first()
    if verdict is None:
        return {}
    with zipfile.ZipFile(io.BytesIO(verdict_files.write(verdict))) as archive:
        found = {f"evidence/{name}": archive.read(name) for name in archive.namelist()}
    rules = Clue.objects.filter(run=verdict.run_id, item_code=code).order_by().values_list("rule", flat=True).distinct()
    paths = [path for path in sorted(RULES_FOLDER.glob("*.sql")) if path.stem.split("_")[0] in set(rules)]
    return found | {f"rules/{path.name}": path.read_bytes() for path in paths}
