"""What holds archived files from outside the room of cases: an open finding on the item that the case was about."""

from yimen.cases.archiving.models import Archive
from yimen.rectification.queries import open_finding


def open_findings(kept: Archive) -> list[str]:
    """One sentence when a finding on the case's item is not judged yet, or its order not settled; else none."""
    dossier = kept.dossier
    found = open_finding(dossier.region, dossier.version.code)
    return [f"疑点“{found.title}”没有了结，有关案卷须留待查证。"] if found else []
