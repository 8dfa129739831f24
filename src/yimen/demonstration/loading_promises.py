"""Letters of commitment on paper of May 2023, so that the verification of that year says which promises were kept.

The departments are chosen so that there is something of each: promises kept, not kept, and 证据不足.
"""

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.demonstration.loading_county import Loading
from yimen.entry.agreements import services as agreements
from yimen.entry.agreements.models import AgreementTemplate, Kind, TemplateVersion
from yimen.entry.agreements.services import PaperLine, Signers, Term
from yimen.people.models import Department, User

SIGNED_ON = date(2023, 5, 12)
TERM = Term(date(2023, 5, 15), date(2024, 5, 14))
DEPARTMENTS = ("D03", "D04", "D05", "D06", "D07", "D08", "D12", "D20")
SCAN = b"%PDF-1.4\n% a scan of the demonstration\n"


def sign_on_paper(county: Loading, witness: User) -> None:
    """Letters of some departments, registered with their annex as it stood then."""
    template = AgreementTemplate.objects.get(region=county.region, kind=Kind.COMMITMENT)
    version = template.versions.latest("number")
    for code in DEPARTMENTS:
        _sign(county.department(code), version, witness)


def _sign(department: Department, version: TemplateVersion, witness: User) -> None:
    nobody = Signers(None, None, None)  # it was signed by hand, by people whom this system did not know then
    agreement = agreements.draft(
        by=None, department=department, version=version, term=TERM, signers=nobody, day=SIGNED_ON
    )
    agreements.register_paper(
        by=None,
        agreement=agreement,
        scan=SimpleUploadedFile(f"{department.short_name}承诺书扫描件.pdf", SCAN + department.code.encode()),
        signed_on=SIGNED_ON,
        witness=witness,
        lines=[PaperLine(line.code, line.name) for line in agreement.lines.all()],
    )
