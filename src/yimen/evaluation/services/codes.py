"""评价码: printed on a slip at the window or sent to the applicant's phone; good for one service, once."""

import secrets
from datetime import timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.queries import visible_to
from yimen.common.errors import Refused
from yimen.common.slips import ALPHABET, normal
from yimen.evaluation.models import RatingCode
from yimen.evaluation.queries import chances, terms_of
from yimen.evaluation.rules import Channel
from yimen.exchange import sms
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may

CODE_LENGTH = 8  # 40 bits; sixty tries an hour and address find none


def _digest(code: str) -> str:
    return salted_hmac("yimen.evaluation.code", normal(code), algorithm="sha256").hexdigest()


@ledger.mutation("evaluation.code_issued")
def issue_code(*, by: User, dossier: Dossier, service: str, channel: str = Channel.DEVICE) -> str:
    """A fresh code for a service of the case, to be shown this once; older unused ones stay good.

    Errors: Refused when the account does not handle the case, or nothing of that service can be rated now.
    """
    if not may(by, "evaluation.issue_code") or not visible_to(by).filter(pk=dossier.pk).exists():
        raise Refused("这件办件不归您经办，不能发放评价码。")
    now = timezone.now()
    if service not in {each.service for each in chances(dossier, now)}:
        raise Refused("这项服务现在不能评价：尚未完成、已经评价过，或评价期限已过。")
    code = "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))
    kept = RatingCode.objects.create(
        dossier=dossier, service=service, channel=channel, digest=_digest(code), issued_by=by,
        expires_at=now + timedelta(days=terms_of(dossier.region).rate_days),
    )  # fmt: skip
    facts = {"service": service, "channel": channel}
    ledger.record(chain=dossier.region_id, kind="evaluation.code_issued", by=by, changed=[kept], facts=facts)
    return code


def send_code(*, by: User, dossier: Dossier, service: str, address: str) -> None:
    """Nothing; a code was sent to the applicant's phone. Errors: Refused, then nothing of it remains to be used.

    address: where it is typed in. The message goes out after the code is kept, for the gateway may be slow.
    """
    if not dossier.phone:
        raise Refused("办件没有登记联系电话，请打印评价码交给申请人。")
    if not sms.configured():
        raise Refused("本系统没有接通短信网关，请打印评价码交给申请人。")
    code = issue_code(by=by, dossier=dossier, service=service, channel=Channel.SMS)
    sms.send(to=dossier.phone, text=f"【政务服务】请评价这次服务：{address} ，评价码 {code}。不评价不影响办事。")


def opened_by(region: Region, code: str) -> RatingCode | None:
    """The unused code of the county that is still good; None for a wrong, used or expired one alike."""
    rows = RatingCode.objects.filter(dossier__region=region, used_at__isnull=True, expires_at__gt=timezone.now())
    rows = rows.select_related("dossier__case", "dossier__version", "dossier__department", "dossier__region")
    return rows.filter(digest=_digest(code)).first()
