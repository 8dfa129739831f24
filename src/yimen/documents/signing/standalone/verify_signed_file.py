#!/usr/bin/env python3
# mypy: ignore-errors
"""离线核验已签署的文件（不需要本系统；只需要 Python 3.10 以上和 cryptography、asn1crypto 两个库）。

用法：python3 verify_signed_file.py 文件.pdf --root 县级根证书.pem [--crl 吊销列表.crl] [--at 2024-01-31T00:00:00Z]

Exit code: 0 good, 1 refused with reasons, 2 good but incomplete (without a list of revocations that is fresh), 3 usage.
It shows who signed which bytes and when. Whether the file was superseded or ended since, only the check page can say.
"""

import argparse
import hashlib
import json
import re
import sys
from dataclasses import dataclass, field
from datetime import datetime, timezone
from itertools import pairwise
from pathlib import Path

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

STATEMENT = "2.25.190384716523098471652309847165.1"
BYTE_RANGE = re.compile(rb"/ByteRange\s*\[\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
END = re.compile(rb"startxref\s+\d+\s+%%EOF")
OBJECT = re.compile(rb"(?:^|[\r\n])(\d+) 0 obj\b(.*?)endobj", re.DOTALL)
SAME_IN_ALL = "document"
SM2_IDENTITY = b"1234567812345678"  # GM/T 0009: the identity where none was agreed


@dataclass(frozen=True)
class Problem:
    """One reason to refuse the file: a stable code, and a sentence for people."""

    code: str
    text: str


@dataclass
class Signature:
    """签名: who signed, what the statement says, and up to which byte it covers the file."""

    end: int
    subject: str = ""
    serial: int = 0
    statement: dict = field(default_factory=dict)


@dataclass
class Report:
    """核验结果: the signatures in order, the reasons to refuse, and what could not be checked."""

    signatures: list = field(default_factory=list)
    problems: list = field(default_factory=list)
    unchecked: list = field(default_factory=list)

    @property
    def document(self):
        """What the signers say the document is; empty when they say nothing."""
        return self.signatures[0].statement.get(SAME_IN_ALL, {}) if self.signatures else {}

    def refuse(self, code, text):
        self.problems.append(Problem(code, text))


def examine(data, root, revoked=None, at=None):
    """Return the Report on a file. root: x509.Certificate; revoked: CRL or None; at: when it is checked (UTC)."""
    report = Report()
    if not data.startswith(b"%PDF-"):
        report.refuse("not_pdf", "这不是 PDF 文件。")
        return report
    ranges = sorted(tuple(map(int, found.groups())) for found in BYTE_RANGE.finditer(data))
    ranges.sort(key=lambda each: each[2] + each[3])
    if not ranges:
        report.refuse("unsigned", "文件没有电子签名：打印件、截图和另存的副本都不能代替已签署的文件。")
        return report
    _check_ranges(data, ranges, report)
    if report.problems:
        return report
    crl = _usable(revoked, root, at, report)
    for each in ranges:
        report.signatures.append(_check_signature(data, each, root, crl, at, report))
    if not report.problems:
        _check_statements(data, report)
        _check_revisions(data, report)
    return report


def _check_ranges(data, ranges, report):
    """Every signature covers the file from its first byte to the end of its revision, but for its own value."""
    before = 0
    for start, length, second, rest in ranges:
        end = second + rest
        hole = data[length:second]
        whole = start == 0 and length > before and length < second and end <= len(data)
        if not whole or not re.fullmatch(rb"<[0-9A-Fa-f]*>", hole):
            report.refuse("range", "签名没有覆盖整个文件，有一段内容不受签名保护。")
            return
        if len(END.findall(data[before:end])) < 1 or not data[:end].rstrip().endswith(b"%%EOF"):
            report.refuse("range", "签名的范围没有到它所在版本的结尾。")
            return
        before = end
    if data[before:].strip():
        report.refuse("appended", "最后一个签名之后又追加了内容：签署后文件被改动过。")
    for (_, _, one, more), (_, length, _, _) in pairwise(ranges):
        if len(END.findall(data[one + more : length])) or one + more > length:
            report.refuse("appended", "两个签名之间插入了没有人签署的内容。")


def _check_signature(data, byte_range, root, crl, at, report):
    start, length, second, rest = byte_range
    found = Signature(end=second + rest)
    covered = data[start:length] + data[second : second + rest]
    try:
        content = cms.ContentInfo.load(bytes.fromhex(data[length + 1 : second - 1].decode()))
        signed = content["content"]
        info = signed["signer_infos"][0]
        attributes = {each["type"].dotted: each["values"] for each in info["signed_attrs"]}
        certificate = _signing_certificate(signed, info)
        digest = attributes["1.2.840.113549.1.9.4"][0].native
        value, algorithm = info["signature"].native, info["digest_algorithm"]["algorithm"].native
        text = attributes.get(STATEMENT)
        found.subject = certificate.subject.rfc4514_string()
        found.serial = certificate.serial_number
    except (ValueError, KeyError, TypeError, IndexError, StopIteration):
        report.refuse("signature", "签名的结构不完整，读不出来。")
        return found
    if algorithm != "sha256" or hashlib.sha256(covered).digest() != digest:
        report.refuse("changed", "文件内容与签名时不同：至少有一个字节被改动，或签名是从别的文件移来的。")
        return found
    try:
        key = certificate.public_key()
        key.verify(value, info["signed_attrs"].untag().dump(), ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, AttributeError, TypeError, ValueError):
        report.refuse("signature", "签名值与签署人的证书不符。")
        return found
    if text is None:
        report.refuse("statement", "签名里没有本系统的签署声明：不是在本系统中签署的。")
        return found
    try:
        found.statement = json.loads(_text_of(text))
        signed_at = _moment(found.statement["at"])
    except (ValueError, KeyError, TypeError):
        report.refuse("statement", "签署声明的格式不符。")
        return found
    _check_certificate(certificate, root, crl, signed_at, at, report)
    return found


def unverified_document(data):
    """Return what the first readable signature says the file is, true or not; empty when none says anything."""
    for found in BYTE_RANGE.finditer(data):
        _, length, second, _ = map(int, found.groups())
        try:
            content = cms.ContentInfo.load(bytes.fromhex(data[length + 1 : second - 1].decode()))
            attributes = content["content"]["signer_infos"][0]["signed_attrs"]
            values = next(each["values"] for each in attributes if each["type"].dotted == STATEMENT)
            return dict(json.loads(_text_of(values))[SAME_IN_ALL])
        except (ValueError, KeyError, TypeError, IndexError, StopIteration):
            continue
    return {}


def _text_of(values):
    """The text of the statement attribute, however much of its type the library has been told."""
    value = values[0]
    native = value.native
    return native if isinstance(native, str) else value.parsed.native


def _signing_certificate(signed, info):
    serial = info["sid"].chosen["serial_number"].native
    found = next(each for each in signed["certificates"] if each.chosen.serial_number == serial)
    return x509.load_der_x509_certificate(found.chosen.dump())


def _check_certificate(certificate, root, crl, signed_at, at, report):
    who = certificate.subject.rfc4514_string()
    try:
        certificate.verify_directly_issued_by(root)
    except (InvalidSignature, ValueError, TypeError):
        report.refuse("chain", f"签署人的证书（{who}）不是本县签名机构发的。")
        return
    limits = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    if limits.ca or not usage.digital_signature:
        report.refuse("chain", f"签署人的证书（{who}）不能用于签署文件。")
    if not certificate.not_valid_before_utc <= signed_at <= certificate.not_valid_after_utc:
        report.refuse("expired", f"签署时证书（{who}）不在有效期内。")
    if not root.not_valid_before_utc <= signed_at <= root.not_valid_after_utc:
        report.refuse("expired", "签署时县级根证书不在有效期内。")
    if at is not None and signed_at > at:
        report.refuse("times", "签署时间晚于现在，不可信。")
    revoked = crl.get_revoked_certificate_by_serial_number(certificate.serial_number) if crl else None
    if revoked is not None and revoked.revocation_date_utc <= signed_at:
        report.refuse("revoked", f"签署人的证书（{who}）在签署之前已被吊销。")


def _usable(crl, root, at, report):
    """The list of revocations, when the county signed it; that it is missing or old is noted."""
    if crl is None:
        report.unchecked.append("没有证书吊销列表，未查证书是否已被吊销。")
        return None
    if not crl.is_signature_valid(root.public_key()):
        report.refuse("chain", "证书吊销列表不是本县签名机构签发的。")
        return None
    if at is not None and crl.next_update_utc is not None and crl.next_update_utc < at:
        report.unchecked.append("证书吊销列表已过期，请下载新的一份再查。")
    return crl


def _check_statements(data, report):
    """All signers speak of one document, whose first bytes are these, in their order and with fresh challenges."""
    statements = [each.statement for each in report.signatures]
    document = report.document
    if any(each.get(SAME_IN_ALL) != document for each in statements):
        report.refuse("statement_differs", "几位签署人签的不是同一份文件。")
        return
    base = data[: int(document["base_size"])]
    digest = hashlib.sha256(base).hexdigest()
    if len(base) != document["base_size"] or digest != document["base_sha256"] or _sm3(base) != document["base_sm3"]:
        report.refuse("base_changed", "签署前的正文与签署声明所载的摘要不符。")
    places = [each.get("place") for each in statements]
    if places != list(range(1, len(places) + 1)):
        report.refuse("order", "签署的顺序不对：应依次签署。")
    if len(places) != statements[0].get("places"):
        report.refuse("unfinished", f"应有 {statements[0].get('places')} 方签署，文件里只有 {len(places)} 方。")
    challenges = [each.get("challenge") for each in statements]
    if len(set(challenges)) != len(challenges) or not all(challenges):
        report.refuse("challenge", "挑战码重复：同一次确认被用了两次。")
    for each in statements:
        _check_seal(each, report)
    times = [each["at"] for each in statements]
    if times != sorted(times):
        report.refuse("times", "签署时间的先后与签署顺序不符。")


def _check_seal(statement, report):
    """The SM2 signature of a UKey, where there is one, over the statement without it (GM/T 0003.2, SM3)."""
    seal = statement.get("seal")
    if not seal:
        return
    try:
        import gmalg
    except ImportError:
        report.unchecked.append("没有安装 gmalg，未查 UKey 的 SM2 签名。")
        return
    unsealed = json.dumps({**statement, "seal": None}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        value = bytes.fromhex(seal["signature"])
        checker = gmalg.SM2(None, SM2_IDENTITY, bytes.fromhex(seal["key"]))
        good = len(value) == 64 and checker.verify(unsealed.encode(), value[:32], value[32:])
    except (ValueError, KeyError, TypeError, gmalg.errors.GMError):
        good = False
    if not good:
        report.refuse("seal", "UKey 的 SM2 签名与签署声明不符。")


def _sm3(content):
    digest = hashes.Hash(hashes.SM3())
    digest.update(content)
    return digest.finalize().hex()


def _check_revisions(data, report):
    """A signature may add objects and fill its own field; it may not touch a page or anything else that was there."""
    before = int(report.document["base_size"])
    known = _objects(data[:before])
    for place, signature in enumerate(report.signatures, start=1):
        revision = data[before : signature.end]
        added = _objects(revision)
        if b"/ObjStm" in revision:  # objects could hide in it
            report.refuse("redefined", f"第 {place} 个签名所在的版本里有查不清的内容。")
        for number, body in added.items():
            if number in known and not _may_change(known[number], body, place):
                report.refuse("redefined", f"第 {place} 个签名同时改动了文件原有的内容。")
                break
        known.update(added)
        before = signature.end


def _objects(part):
    return {int(found.group(1)): found.group(2) for found in OBJECT.finditer(part)}


def _may_change(was, body, place):
    """Metadata and the signer's own field may change; the catalogue only if it leads to the same pages."""
    if b"/FT /Sig" in body and b"/FT /Sig" in was:
        return b"(signature%d)" % place in body
    if b"/Type /Metadata" in body:
        return b"/Type /Metadata" in was
    if b"/Type /Catalog" in body:
        return re.findall(rb"/Pages \d+ 0 R", body) == re.findall(rb"/Pages \d+ 0 R", was)
    if b"/Fields" in body and b"/Fields" in was:
        return re.findall(rb"/Fields \[[^\]]*\]", body) == re.findall(rb"/Fields \[[^\]]*\]", was)
    return b"/Producer" in body or body.strip() == was.strip()


def _moment(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc)  # noqa: UP017 - for 3.10


def main(arguments=None):
    """Print the result and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--root", type=Path, required=True)
    parser.add_argument("--crl", type=Path)
    parser.add_argument("--at", type=_moment, default=datetime.now(timezone.utc))  # noqa: UP017 - for 3.10
    try:
        given = parser.parse_args(arguments)
        root = x509.load_pem_x509_certificate(given.root.read_bytes())
        crl = x509.load_der_x509_crl(given.crl.read_bytes()) if given.crl else None
        data = given.file.read_bytes()
    except (OSError, ValueError) as error:
        print(f"读不了：{error}")
        return 3
    except SystemExit as end:
        return 3 if end.code else 0
    report = examine(data, root, crl, given.at)
    document = report.document
    print(f"文件 SHA-256 {hashlib.sha256(data).hexdigest()}\n     SM3     {_sm3(data)}")
    if document:
        print(f"文号 {document['number']}　期限 {document['valid_from']} 至 {document['valid_to']}")
    for each in report.signatures:
        print(f"签署人 {each.subject}　{each.statement.get('at', '')}")
    for problem in report.problems:
        print(f"不予认可：{problem.text}")
    for text in report.unchecked:
        print(f"未查：{text}")
    if report.problems:
        return 1
    print("签名有效。是否已被续签替代或终止，请扫描文件上的二维码查看。")
    return 2 if report.unchecked else 0


if __name__ == "__main__":
    sys.exit(main())
