"""Questions about certificates: who may see which, who can sign now, and the list of those revoked."""

from datetime import datetime

from cryptography import x509
from django.db.models import QuerySet

from yimen.common.errors import Refused
from yimen.documents.signing import authority, sealing
from yimen.documents.signing.models import Certificate, SigningAuthority
from yimen.people.models import Region, User
from yimen.people.queries import Somebody, may, of_regions


def visible_to(user: Somebody) -> QuerySet[Certificate]:
    """The certificates of the user's own county and those below it, for whoever may see certificates at all."""
    if not may(user, "certificate.read") or not isinstance(user, User):
        return Certificate.objects.none()
    return Certificate.objects.filter(of_regions(user)).select_related("holder__department", "region")


def in_use(holder: User, at: datetime) -> Certificate | None:
    """The certificate with which the account can sign at that time."""
    rows = Certificate.objects.filter(holder=holder, revoked_at__isnull=True, valid_from__lte=at, valid_to__gt=at)
    return rows.first()


def authority_of(region: Region) -> SigningAuthority:
    """The county's authority. Errors: Refused while it has none."""
    found = SigningAuthority.objects.filter(region=region).first()
    if found is None:
        raise Refused("本县还没有签名机构：请安全管理员先在“签名证书”中建立。")
    return found


def root_of(region: Region) -> x509.Certificate:
    """The county's root certificate. Errors as `authority_of`."""
    return x509.load_pem_x509_certificate(authority_of(region).certificate.encode())


def revocations(region: Region, at: datetime) -> x509.CertificateRevocationList:
    """The county's list of revoked certificates as of that time, signed. Errors as `authority_of`."""
    found = authority_of(region)
    rows = Certificate.objects.filter(region=region, revoked_at__isnull=False, revoked_at__lte=at).order_by("pk")
    return authority.revocations(
        root=x509.load_pem_x509_certificate(found.certificate.encode()),
        root_key=sealing.unseal(found.sealed_key, root_label(region)),
        revoked=[(int(row.serial, 16), row.revoked_at) for row in rows if row.revoked_at],
        at=at,
    )


def root_label(region: Region) -> str:
    """What the root's key is bound to."""
    return f"root|{region.pk}"


def key_label(region_code: str, holder: int) -> str:
    """What a person's key is bound to."""
    return f"person|{region_code}|{holder}"
