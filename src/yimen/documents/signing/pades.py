"""PAdES: a typeset document made ready for its signers, and one signature after the other put into it.

Each signature is one revision of the file that covers it from the first byte to its own last; the last one covers all.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import core, keys
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils import content, generic, layout
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.ades.asn1_util import register_cms_attribute
from pyhanko.sign.attributes import CMSAttributeProvider
from pyhanko.sign.signers.pdf_cms import CAdESSignedAttributeProviderSpec, PdfCMSSignedAttributes
from pyhanko.stamp.static import StaticStampStyle
from pyhanko_certvalidator.registry import SimpleCertificateStore

from yimen.documents.layout import Printed
from yimen.documents.signing.mark import code_drawing, signature_mark
from yimen.documents.signing.statement import OBJECT_IDENTIFIER, Statement

ATTRIBUTE = "yimen_statement"
register_cms_attribute(OBJECT_IDENTIFIER, ATTRIBUTE, core.UTF8String)

MILLIMETRE = 72 / 25.4
CODE_LEFT, CODE_BOTTOM, CODE_SIZE = 28.0, 6.0, 16.0
ROOM_FOR_SIGNATURE = 6000
"""Bytes kept for one CMS object: certificate, statement and a UKey's signature need less than half of it."""


@dataclass(frozen=True)
class Signer:
    """签署人: certificate and key of who signs, with the root that the file carries along for whoever checks it."""

    certificate: x509.Certificate
    key: EllipticCurvePrivateKey
    root: x509.Certificate


def field_name(place: int) -> str:
    """The name of the signature field of the signer at that place, counted from 1."""
    return f"signature{place}"


def prepare(printed: Printed, *, address: str) -> bytes:
    """The typeset paper with the code to its check page on every page, and an empty field at each place of signature.

    Without an address no code is drawn: the paper has one of its own.
    The places are named as `field_name` says. With the fields there from the beginning signing adds nothing to a page,
    so that whoever checks can refuse every change of a page after the first signature.
    """
    writer = IncrementalPdfFileWriter(io.BytesIO(printed.pdf))
    if address:
        _draw_code(writer, address)
    for place in range(1, len(printed.boxes) + 1):
        box = printed.boxes[field_name(place)]
        edges: Any = tuple(round(edge, 2) for edge in (box.left, box.bottom, box.right, box.top))
        shown = f"第{place}签署人"
        spec = fields.SigFieldSpec(field_name(place), on_page=box.page - 1, box=edges, readable_field_name=shown)
        fields.append_signature_field(writer, spec)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _draw_code(writer: IncrementalPdfFileWriter, address: str) -> None:
    """Nothing; the code stands at the foot of every page."""
    drawing = (
        b"q\n1 0 0 1 %.3f %.3f cm\n" % (CODE_LEFT * MILLIMETRE, CODE_BOTTOM * MILLIMETRE)
        + code_drawing(address, CODE_SIZE * MILLIMETRE)
        + b"Q\n"
    )
    stream = writer.add_object(generic.StreamObject(stream_data=drawing))
    for number in range(int(writer.root["/Pages"]["/Count"])):
        writer.add_stream_to_page(number, stream)


def sign(pdf: bytes, *, statement: Statement, by: Signer, title: str, lines: Sequence[str]) -> bytes:
    """The file with one more signature at the statement's place; title and lines stand in its visible mark."""
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf))
    metadata = signers.PdfSignatureMetadata(
        field_name=field_name(statement.place),
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=f"签署{statement.document.number}（挑战码{statement.challenge}）",
        name=statement.signer,
    )
    style = StaticStampStyle(
        border_width=0,
        background=_Page(signature_mark(title, list(lines))),
        background_layout=layout.SimpleBoxLayoutRule(
            x_align=layout.AxisAlignment.ALIGN_MID,
            y_align=layout.AxisAlignment.ALIGN_MID,
            margins=layout.Margins.uniform(0),
        ),
    )
    signer = signers.PdfSigner(metadata, signer=_simple_signer(by, statement), stamp_style=style)
    output = io.BytesIO()
    signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=2 * ROOM_FOR_SIGNATURE, output=output)
    return output.getvalue()


class _Page(content.PdfContent):
    """The first page of a PDF in memory as content of another; pyHanko's own reads only from a path."""

    def __init__(self, pdf: bytes) -> None:
        super().__init__()
        self._pdf = pdf

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._pdf)), page_ix=0)
        self.resources.xobject["/Mark"] = page
        x1, y1, x2, y2 = page.get_object()["/BBox"]
        self.box = layout.BoxConstraints(width=abs(x1 - x2), height=abs(y1 - y2))
        return b"/Mark Do"


class _StatementProvider(CMSAttributeProvider):
    attribute_type = ATTRIBUTE

    def __init__(self, text: str) -> None:
        self.text = text

    async def build_attr_value(self, dry_run: bool = False) -> core.UTF8String:
        return core.UTF8String(self.text)


class _Attributes(CAdESSignedAttributeProviderSpec):
    """What PAdES signs, and our statement."""

    def __init__(self, certificate: asn1_x509.Certificate, text: str) -> None:
        super().__init__(PdfCMSSignedAttributes(), certificate, is_pades=True, timestamper=None)
        self.text = text

    def signed_attr_providers(self, data_digest: bytes, digest_algorithm: str) -> Iterable[CMSAttributeProvider]:
        yield from super().signed_attr_providers(data_digest, digest_algorithm)
        yield _StatementProvider(self.text)


def _simple_signer(by: Signer, statement: Statement) -> signers.SimpleSigner:
    store = SimpleCertificateStore()
    store.register(_asn1(by.root))
    plain = by.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    certificate = _asn1(by.certificate)
    signer = signers.SimpleSigner(certificate, keys.PrivateKeyInfo.load(plain), store)
    signer.signed_attr_prov_spec = _Attributes(certificate, statement.text)
    return signer


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
