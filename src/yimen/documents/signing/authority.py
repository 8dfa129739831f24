"""县级签名机构 as X.509: the root, a person's certificate, and the list of those revoked. Pure; time is passed in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

ROOT_DAYS, PERSON_DAYS, CRL_DAYS = 3650, 730, 7
FOR_SIGNING = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
FOR_ROOT = x509.KeyUsage(False, False, False, False, False, True, True, False, False)


@dataclass(frozen=True)
class Subject:
    """证书主体: a position of a department of a county; a person's name stands in no certificate."""

    region: str
    unit: str
    position: str

    @property
    def name(self) -> x509.Name:
        """As it stands in the certificate; X.520 lets each part have 64 characters."""
        return x509.Name(
            [
                x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"),
                x509.NameAttribute(NameOID.ORGANIZATION_NAME, self.region[:64]),
                x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, self.unit[:64]),
                x509.NameAttribute(NameOID.COMMON_NAME, self.position[:64]),
            ]
        )


def fresh_key() -> ec.EllipticCurvePrivateKey:
    """A new private key on P-256."""
    return ec.generate_private_key(ec.SECP256R1())


def root(key: ec.EllipticCurvePrivateKey, subject: Subject, at: datetime) -> x509.Certificate:
    """The county's root certificate, signed by itself, good for ten years from then on."""
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject.name)
        .issuer_name(subject.name)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(at + timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(FOR_ROOT, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )


def certificate(
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    public: ec.EllipticCurvePublicKey,
    subject: Subject,
    at: datetime,
) -> x509.Certificate:
    """A person's certificate for signing documents, good for two years but not longer than the root."""
    return (
        x509.CertificateBuilder()
        .subject_name(subject.name)
        .issuer_name(root.subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at)
        .not_valid_after(min(at + timedelta(days=PERSON_DAYS), root.not_valid_after_utc))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(FOR_SIGNING, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(_issuer(root), critical=False)
        .sign(root_key, hashes.SHA256())
    )


def revocations(
    *,
    root: x509.Certificate,
    root_key: ec.EllipticCurvePrivateKey,
    revoked: Iterable[tuple[int, datetime]],
    at: datetime,
) -> x509.CertificateRevocationList:
    """The list of revoked certificates (CRL): their serials, each with its time; to be asked for again in a week."""
    built = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(root.subject)
        .last_update(at)
        .next_update(at + timedelta(days=CRL_DAYS))
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        .add_extension(_issuer(root), critical=False)
    )
    for serial, when in revoked:
        built = built.add_revoked_certificate(
            x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        )
    return built.sign(root_key, hashes.SHA256())


def pem(certificate: x509.Certificate) -> str:
    """The certificate as text."""
    return certificate.public_bytes(Encoding.PEM).decode()


def _issuer(root: x509.Certificate) -> x509.AuthorityKeyIdentifier:
    own = root.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own)
