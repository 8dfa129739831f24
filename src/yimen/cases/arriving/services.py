"""Verbs on what the platform sends of cases: applications become cases, steps and results are written beside them."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from yimen.cases.arriving import queries
from yimen.cases.arriving.models import PlatformRecord
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import AcceptanceException, Dossier
from yimen.cases.handling.services.receiving import Application
from yimen.cases.models import Case
from yimen.cases.numbers import services as numbers
from yimen.cases.numbers.models import SerialNumber
from yimen.cases.numbers.queries import case_in
from yimen.catalog.models import ItemVersion
from yimen.common.codes import classify_organisation_code, classify_resident_id
from yimen.common.errors import Refused
from yimen.common.text import code_key, id_key
from yimen.exchange.platform.receivers import NotYet
from yimen.ledger import services as ledger
from yimen.people.models import Region

LATE = "省平台推送的网上申请，申请时间为省平台所记"


def take_application(*, region: Region, fields: dict[str, Any]) -> Case:
    """The case of an application made on the platform, received now or before; it keeps the platform's number.

    Errors: Refused for an item that is unknown, suspended or takes no application, and for an applicant without number.
    """
    before = queries.applied_under(region, fields["application_number"])
    return before or take_new(region=region, fields=fields)


@ledger.mutation("cases.received", composed=True)
def take_new(*, region: Region, fields: dict[str, Any]) -> Case:
    """The new case with its further number, in one transaction. Errors: as `take_application`."""
    applied_at = datetime.fromisoformat(fields["applied_at"])
    application = Application(
        version=_version(region, fields["item_code"]),
        applicant=_applicant(fields),
        declared_at=applied_at,
        reasons={AcceptanceException.Kind.LATE_ENTRY: LATE},
    )
    # Its applicant asks on the platform, so the secret goes to nobody.
    case = handling.receive(by=None, application=application, channel=Case.Channel.ONLINE).dossier.case
    applied = SerialNumber.Sort.APPLIED
    numbers.note(by=None, case=case, sort=applied, number=fields["application_number"], declared_at=applied_at)
    return case


def _version(region: Region, code: str) -> ItemVersion:
    version = queries.open_version(region, code)
    if version is None:
        raise Refused(f"本县事项清单没有实施编码 {code}：请省平台核对编码，或先更新本县清单再处理。")
    if version.state != ItemVersion.State.IN_USE:
        raise Refused(f"“{version.name}”已{version.get_state_display()}，不能受理：请省平台退回申请人并说明。")
    return version


def _applicant(fields: dict[str, Any]) -> handling.Applicant:
    """Who applies; whether it is a person or a firm, the number tells."""
    number = fields.get("applicant_id", "")
    if not number:
        raise Refused("申请没有申请人的证件号，无法收件：请省平台补全后重新推送。")
    kind = Dossier.Applicant.OTHER
    if classify_resident_id(id_key(number), today=timezone.localdate()).valid:
        kind = Dossier.Applicant.PERSON
    elif classify_organisation_code(code_key(number)).valid:
        kind = Dossier.Applicant.FIRM
    return handling.Applicant(kind, fields["applicant_name"], number, fields.get("phone", ""))


def take_record(*, region: Region, sort: str, number: str, case_number: str, words: str, at: datetime) -> None:
    """Nothing; what the platform says of the case stands beside it, once. Errors: NotYet for a case not here yet."""
    case = case_in(region, case_number)
    if case is None:
        raise NotYet(f"还没有办件 {case_number}：先留存，办件到了自动处理。")
    if not PlatformRecord.objects.filter(case=case, sort=sort, words=words, at=at).exists():
        write(case=case, sort=sort, number=number, words=words, at=at)


@ledger.mutation("cases.platform_record")
def write(*, case: Case, sort: str, number: str, words: str, at: datetime) -> PlatformRecord:
    """What the platform says of the case, written beside it."""
    made = PlatformRecord.objects.create(case=case, sort=sort, words=words, at=at, message=number)
    facts = {"case": case.pk, "sort": sort}
    ledger.record(chain=case.region_id, kind="cases.platform_record", changed=[made], facts=facts, declared_at=at)
    return made
