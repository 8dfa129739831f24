"""Verbs on certificates and signatures: the only writers of this room within the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from django.db import IntegrityError, transaction
from django.utils import timezone

from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.documents.signing import authority, pades, providers, queries, sealing
from yimen.documents.signing.authority import Subject
from yimen.documents.signing.models import Certificate, SigningAuthority
from yimen.documents.signing.statement import Statement
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may


@dataclass(frozen=True)
class Mark:
    """可见标记: the words on the page beside a signature."""

    title: str
    lines: Sequence[str]


def _allow(by: User | None, region: str) -> None:
    if by is not None and not (may(by, "certificate.keep") and by.region_id == region):
        raise Refused("只有本县安全管理员可以办理签名证书。")


@ledger.mutation("documents.authority_opened")
def open_authority(*, by: User | None, region: Region, at: datetime | None = None) -> SigningAuthority:
    """The county's signing authority with a new root key. Errors: Refused when there is one already."""
    _allow(by, region.pk)
    if SigningAuthority.objects.filter(region=region).exists():
        raise Refused("本县已有签名机构，不能重复建立。")
    moment = (at or timezone.now()).replace(microsecond=0)
    key = authority.fresh_key()
    root = authority.root(key, Subject(region.name, "县级签名机构", f"{region.name}签名根证书"), moment)
    row = SigningAuthority.objects.create(
        region=region,
        certificate=authority.pem(root),
        sealed_key=sealing.seal(key, queries.root_label(region)),
        valid_to=root.not_valid_after_utc,
        opened_by=by,
    )
    facts = {"serial": f"{root.serial_number:x}"}
    ledger.record(chain=region.pk, kind="documents.authority_opened", by=by, changed=[row], facts=facts)
    return row


@ledger.mutation("documents.certificate_issued")
def issue(
    *, by: User | None, holder: User, provider: str = Certificate.Provider.SOFTWARE, at: datetime | None = None
) -> Certificate:
    """A certificate for an account that may sign; with a UKey its public key is read and registered.

    Errors: Refused for an account that may sign nothing or is closed, while another certificate of it is in use, and
    when the UKey's service does not answer.
    """
    region = holder.region
    _allow(by, region.pk)
    if not holder.is_active or not may(holder, "agreement.sign"):
        raise Refused(f"账号“{holder}”没有签署的权限，不能发放签名证书。")
    if provider not in Certificate.Provider.values:
        raise Refused("请从列表中选择签名方式。")
    found = queries.authority_of(region)
    root = x509.load_pem_x509_certificate(found.certificate.encode())
    ukey = providers.provider_of(provider).public_key(holder.username)
    if provider == Certificate.Provider.UKEY and len(ukey) != 130:
        raise Refused("UKey 里没有读到 SM2 公钥：请确认 UKey 已初始化并插好。")
    key, moment = authority.fresh_key(), (at or timezone.now()).replace(microsecond=0)
    unit = holder.department.name if holder.department else region.name
    made = authority.certificate(
        root=root,
        root_key=sealing.unseal(found.sealed_key, queries.root_label(region)),
        public=key.public_key(),
        subject=Subject(region.name, unit, holder.display_name),
        at=moment,
    )
    try:
        with transaction.atomic():
            row = Certificate.objects.create(
                region=region,
                holder=holder,
                serial=f"{made.serial_number:x}",
                subject=made.subject.rfc4514_string()[:200],
                certificate=authority.pem(made),
                sealed_key=sealing.seal(key, queries.key_label(region.pk, holder.pk)),
                provider=provider,
                ukey=ukey,
                valid_from=made.not_valid_before_utc,
                valid_to=made.not_valid_after_utc,
                issued_by=by,
            )
    except IntegrityError as error:  # the database lets only one certificate in use in
        raise Refused(f"账号“{holder}”已有使用中的证书：请先吊销原证书，再发放新的。") from error
    facts = {"serial": row.serial, "holder": holder.pk, "provider": provider}
    ledger.record(chain=region.pk, kind="documents.certificate_issued", by=by, changed=[row], facts=facts)
    return row


@ledger.mutation("documents.certificate_revoked")
def revoke(*, by: User | None, certificate: Certificate, reason: str, at: datetime | None = None) -> Certificate:
    """The certificate, revoked from now on; what was signed before stays valid.

    Errors: Refused without a reason; Conflict when it is revoked already.
    """
    _allow(by, certificate.region_id)
    reason = tidy(reason)
    if not 2 <= len(reason) <= 200:
        raise Refused("吊销证书须写明原因，2 至 200 个字，例如“岗位调整”。")
    changes = {"revoked_at": at or timezone.now(), "revoked_by": by, "revoked_reason": reason}
    if Certificate.objects.filter(pk=certificate.pk, revoked_at__isnull=True).update(**changes) != 1:
        raise Conflict("该证书已经吊销。")
    certificate.refresh_from_db()
    ledger.record(
        chain=certificate.region_id,
        kind="documents.certificate_revoked",
        by=by,
        changed=[certificate],
        facts={"serial": certificate.serial, "reason": reason},
    )
    return certificate


def sign(*, pdf: bytes, certificate: Certificate, statement: Statement, mark: Mark, at: datetime) -> bytes:
    """The file with the signature of the certificate's holder; nothing is stored, whoever calls keeps and records it.

    Errors: Refused for a certificate that is revoked or out of its time, and as the provider says.
    """
    if certificate.revoked_at is not None and certificate.revoked_at <= at:
        raise Refused("您的签名证书已被吊销，不能签署：请联系安全管理员。")
    if not certificate.valid_from <= at < certificate.valid_to:
        raise Refused("您的签名证书不在有效期内，不能签署：请安全管理员换发。")
    confirmed = providers.provider_of(certificate.provider).confirm(
        statement, certificate.holder.username, certificate.ukey
    )
    signer = pades.Signer(
        x509.load_pem_x509_certificate(certificate.certificate.encode()),
        sealing.unseal(certificate.sealed_key, queries.key_label(certificate.region_id, certificate.holder_id)),
        queries.root_of(certificate.region),
    )
    return pades.sign(pdf, statement=confirmed, by=signer, title=mark.title, lines=mark.lines)
