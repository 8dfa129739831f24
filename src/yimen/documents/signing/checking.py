"""核验已签署的文件: the offline check, and pyHanko's own validation as a second opinion from another hand."""

import io
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import ValidationInfoReadingError
from pyhanko_certvalidator import ValidationContext

from yimen.documents.signing import queries
from yimen.documents.signing.standalone.verify_signed_file import Problem, Report, examine, unverified_document
from yimen.people.models import Region

MOST_BYTES = 20 * 1024 * 1024
HARMLESS = (ModificationLevel.NONE, ModificationLevel.LTA_UPDATES, ModificationLevel.FORM_FILLING)


@dataclass(frozen=True)
class Digests:
    """文件摘要: of the same bytes, both as hexadecimal."""

    sha256: str
    sm3: str


def digests(content: bytes) -> Digests:
    """SHA-256 and SM3 of the bytes."""
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(content)
    return Digests(sha256(content).hexdigest(), sm3.finalize().hex())


def check(content: bytes, region: Region, at: datetime) -> Report:
    """The report on a file that claims to be signed in the county; a file without problems passed both checks."""
    root = queries.root_of(region)
    report: Report = examine(content, root, queries.revocations(region, at), at)
    if not report.problems:
        report.problems += second_opinion(content, root)
    return report


def second_opinion(content: bytes, root: x509.Certificate) -> list[Problem]:
    """What pyHanko has against the file: each signature intact, and nothing changed after it but further signatures.

    Trust, times and revocation are the offline check's, which compares them with the time of signing; pyHanko asks
    about now, and would take what was revoked or ran out later for invalid from the beginning.
    """
    trusted = asn1_x509.Certificate.load(root.public_bytes(Encoding.DER))
    try:
        embedded = PdfFileReader(io.BytesIO(content)).embedded_signatures
        statuses = [_status(each, trusted) for each in embedded]
    except (PdfError, SigningError, ValidationInfoReadingError, ValueError, KeyError, TypeError, AttributeError):
        return [Problem("unreadable", "文件的结构与 PDF 规范不符，不能认可。")]
    found = []
    for status in statuses:
        if not (status.intact and status.valid):
            found.append(Problem("signature", "签名值或内容摘要不符（第二种核验程序的结论）。"))
        if status.modification_level not in HARMLESS:
            found.append(Problem("redefined", "签名之后的改动超出了后续签署的范围（第二种核验程序的结论）。"))
    return found


def _status(embedded: Any, root: asn1_x509.Certificate) -> Any:
    return validate_pdf_signature(embedded, ValidationContext(trust_roots=[root], allow_fetching=False))


def claimed(content: bytes) -> dict[str, Any]:
    """What a file says of itself, unverified: only to find what it has to be held against. Empty when it says nothing.

    Read without regard to whether any of it is true, also from a file that was altered.
    """
    return dict(unverified_document(content))
