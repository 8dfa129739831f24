"""Twelve ways to pass a file off for the signed agreement, and some more: each is refused, and says why (T21).

Each attack is one function: what a cheat would hand in for an agreement. The honest file is checked beside them, or a
check that refuses everything would pass.
"""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils import timezone
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pypdf import PdfReader, PdfWriter

from yimen.documents.layout import Printed
from yimen.documents.signing import authority, pades, sealing
from yimen.documents.signing import queries as certificates
from yimen.documents.signing import services as issuing
from yimen.documents.signing.authority import Subject
from yimen.documents.signing.models import Certificate
from yimen.documents.signing.standalone import verify_signed_file as offline
from yimen.documents.signing.statement import Document, Statement
from yimen.documents.typesetting import Box
from yimen.entry.agreements import checking, services, writing
from yimen.entry.agreements.models import Agreement
from yimen.entry.agreements.services.signing import document_of
from yimen.entry.agreements.tests.conftest import TERM, content, sign_next, wording
from yimen.exchange import services as exchange
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
CODES = ("AAAA22222222", "BBBB33333333", "CCCC44444444")


@dataclass
class Stage:
    """What an attack can take hold of: the signed agreement, its bytes, and everybody's keys."""

    agreement: Agreement
    good: bytes
    make_signed: Callable[..., Agreement]
    make_sent: Callable[..., Agreement]
    make_item: Callable[..., Any]
    certified: dict[str, Certificate]
    county: Region
    police: Department
    tax: Department
    users: dict[str, User]

    def signer(self, name: str) -> pades.Signer:
        """The key of one account, as if it had been stolen."""
        row = self.certified[name]
        label = certificates.key_label(row.region_id, row.holder_id)
        root = certificates.root_of(self.county)
        key = sealing.unseal(row.sealed_key, label)
        return pades.Signer(x509.load_pem_x509_certificate(row.certificate.encode()), key, root)

    def steps(self) -> list[tuple[str, str]]:
        """Role and challenge of each step, as registered."""
        return [(step.role, step.challenge) for step in self.agreement.steps.all()]


def signed_by(
    stage: Stage, base: bytes, document: Document, signers: list[pades.Signer], *, codes: Any = None, at: Any = None
) -> bytes:
    """The base signed outside the system by whoever holds the keys."""
    moment = at or datetime.now(UTC).replace(microsecond=0)
    for place, (signer, (role, challenge)) in enumerate(zip(signers, stage.steps(), strict=True), start=1):
        statement = Statement(
            document, role, place, 3, "审批人员", codes[place - 1] if codes else challenge,
            moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        )  # fmt: skip
        base = pades.sign(base, statement=statement, by=signer, title="电子签名", lines=["审批人员"])
    return base


def all_signers(stage: Stage) -> list[pades.Signer]:
    return [stage.signer(name) for name in ("approver", "hall_manager", "leader")]


def fresh_document(stage: Stage, base: bytes, **changes: str) -> Document:
    """What the signers would say of other bytes."""
    digests = checking.signatures.digests(base)
    document = replace(
        document_of(stage.agreement), base_size=len(base), base_sha256=digests.sha256, base_sm3=digests.sm3
    )
    return replace(document, **changes)


def base_of(stage: Stage) -> bytes:
    return stage.good[: stage.agreement.files.get(place=0).size]


def old_file_for_new_items(stage: Stage) -> bytes:
    """The old signed PDF for an agreement that was made anew after an item had been added."""
    services.terminate(by=None, agreement=stage.agreement, reason="清单调整，重新签订")
    stage.make_item("P9", "居住证签发")
    stage.agreement = stage.make_signed()
    return stage.good


def other_department(stage: Stage) -> bytes:
    """The tax office's signed PDF for the police's agreement."""
    stage.make_item("T1", "发票领用", department=stage.tax)
    signers = services.Signers(None, stage.users["hall_manager"], stage.users["leader"])
    other = stage.make_sent(department=stage.tax, signers=signers)
    services.delegate(by=stage.users["officer"], agreement=other, to=stage.users["tax_head"], reason="指定签署人")
    issuing.issue(by=None, holder=stage.users["tax_head"])
    for _ in range(3):
        other = sign_next(other)
    return content(other)


def other_year(stage: Stage) -> bytes:
    """This year's signed PDF for next year's agreement."""
    later = TERM.valid_to + timedelta(days=1)
    stage.agreement = stage.make_signed(prior=stage.agreement, term=services.Term(later, later + timedelta(days=364)))
    return stage.good


def appended_page(stage: Stage) -> bytes:
    """A page added behind the signatures."""
    writer = IncrementalPdfFileWriter(io.BytesIO(stage.good))
    page = generic.DictionaryObject({generic.NameObject("/Type"): generic.NameObject("/Page"),
        generic.NameObject("/MediaBox"): generic.ArrayObject(map(generic.NumberObject, (0, 0, 595, 842)))})  # fmt: skip
    writer.insert_page(writer.add_object(page).get_object())
    return written(writer)


def signed_by_somebody_else(stage: Stage) -> bytes:
    """The same text, signed at the first place by a colleague with a good certificate of the county."""
    stage.certified["head"] = issuing.issue(by=None, holder=stage.users["head"])
    signers = [stage.signer(name) for name in ("head", "hall_manager", "leader")]
    return signed_by(stage, base_of(stage), document_of(stage.agreement), signers)


def visual_twin(stage: Stage) -> bytes:
    """What looks the same to the eye, signed under a home-made authority of the same names."""
    now = timezone.now().replace(microsecond=0) - timedelta(days=1)
    root_key = authority.fresh_key()
    root = authority.root(root_key, Subject("友谊县", "县级签名机构", "友谊县签名根证书"), now)
    twins = []
    for name in ("approver", "hall_manager", "leader"):
        key, real = authority.fresh_key(), stage.signer(name).certificate
        subject = Subject(*(real.subject.rdns[place].rfc4514_string().split("=")[1] for place in (1, 2, 3)))
        made = authority.certificate(root=root, root_key=root_key, public=key.public_key(), subject=subject, at=now)
        twins.append(pades.Signer(made, key, root))
    return signed_by(stage, base_of(stage), document_of(stage.agreement), twins)


def change_after_signing(stage: Stage) -> bytes:
    """An incremental update behind the signatures that alters only what describes the file."""
    writer = IncrementalPdfFileWriter(io.BytesIO(stage.good))
    writer.set_info(generic.DictionaryObject({generic.NameObject("/Title"): generic.TextStringObject("另一份")}))
    return written(writer)


def splice(stage: Stage) -> bytes:
    """The third signature's value put in the place of the first's."""
    first, _, third = re.findall(rb"/Contents <([0-9a-fA-F]+)>", stage.good)
    return stage.good.replace(first, third, 1)


def revoked_certificate(stage: Stage) -> bytes:
    """Signed with a certificate that had been revoked before."""
    row = stage.certified["approver"]
    issuing.revoke(by=None, certificate=row, reason="岗位调整", at=timezone.now() - timedelta(hours=1))
    return signed_by(stage, base_of(stage), document_of(stage.agreement), all_signers(stage))


def changed_byte(stage: Stage) -> bytes:
    """One byte of the text altered."""
    altered = bytearray(stage.good)
    altered[len(base_of(stage)) // 2] ^= 1
    return bytes(altered)


def other_template(stage: Stage) -> bytes:
    """The same annex under softer words: made of another version of the template and signed by the right keys."""
    template = stage.agreement.version.template
    kept = wording("commitment").promises[:1]
    version = services.revise_template(by=None, template=template, wording=wording("commitment", promises=kept))
    softer = stage.agreement
    softer.version = version
    base = checking_base(softer, list(softer.lines.all()))
    stage.agreement = Agreement.objects.get(pk=softer.pk)
    document = fresh_document(stage, base, template=version.digest)
    return signed_by(stage, base, document, all_signers(stage))


def other_text_under_the_right_words(stage: Stage) -> bytes:
    """Another text, of which the signers' statement says that it is the registered one."""
    reader, writer = PdfReader(io.BytesIO(base_of(stage))), PdfWriter()
    writer.append(reader, pages=(0, 1))
    output = io.BytesIO()
    writer.write(output)
    boxes = {pades.field_name(place): Box(1, 80, 100 * place, 200, 100 * place + 60) for place in (1, 2, 3)}
    base = pades.prepare(Printed(output.getvalue(), boxes), address="https://example.gov.cn/x/")
    return signed_by(stage, base, document_of(stage.agreement), all_signers(stage))


def replayed_challenge(stage: Stage) -> bytes:
    """The same text signed again by the right keys with challenges that the system never gave for it."""
    return signed_by(stage, base_of(stage), document_of(stage.agreement), all_signers(stage), codes=CODES)


def one_challenge_for_all(stage: Stage) -> bytes:
    """One confirmation used for all three places."""
    return signed_by(stage, base_of(stage), document_of(stage.agreement), all_signers(stage), codes=CODES[:1] * 3)


def signed_again_with_the_same_words(stage: Stage) -> bytes:
    """Right keys, right challenges, right text, but not the signing that was registered."""
    return signed_by(stage, base_of(stage), document_of(stage.agreement), all_signers(stage))


def signatures_missing(stage: Stage) -> bytes:
    """The file as it was when two had signed."""
    return kept_at(stage, 2)


def narrowed_range(stage: Stage) -> bytes:
    """A signature that says it covers less than the file, so that the rest could be altered."""
    found = list(re.finditer(rb"/ByteRange \[0 (\d+) (\d+) (\d+)\]", stage.good))[-1]
    less = str(int(found.group(3)) - 20).encode().ljust(len(found.group(3)))
    return stage.good[: found.start(3)] + less + stage.good[found.end(3) :]


def printed_again(stage: Stage) -> bytes:
    """The pages printed into a new PDF: everything to be seen, nothing signed."""
    writer = PdfWriter()
    for page in PdfReader(io.BytesIO(stage.good)).pages:
        writer.add_page(page)
    output = io.BytesIO()
    writer.write(output)
    return re.sub(rb"/ByteRange", rb"/ByteRanjg", output.getvalue())


def expired_certificate(stage: Stage) -> bytes:
    """Signed at a time when the certificates had run out."""
    late = datetime.now(UTC).replace(microsecond=0) + timedelta(days=authority.PERSON_DAYS + 1)
    return signed_by(stage, base_of(stage), document_of(stage.agreement), all_signers(stage), at=late)


def page_altered_by_the_second_signer(stage: Stage) -> bytes:
    """A signer whose own software paints over the first page in the same revision as his signature."""
    first = kept_at(stage, 1)
    writer = IncrementalPdfFileWriter(io.BytesIO(first))
    writer.add_stream_to_page(0, writer.add_object(generic.StreamObject(stream_data=b"1 g 0 0 400 400 re f")))
    document, steps = document_of(stage.agreement), stage.steps()
    altered = written(writer)
    moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for place, signer in ((2, "hall_manager"), (3, "leader")):
        role, challenge = steps[place - 1]
        statement = Statement(document, role, place, 3, "领导", challenge, moment)
        altered = pades.sign(altered, statement=statement, by=stage.signer(signer), title="签名", lines=[])
    return altered


def kept_at(stage: Stage, place: int) -> bytes:
    return exchange.kept_file(stage.agreement.files.get(place=place).digest)


def checking_base(agreement: Agreement, lines: Any) -> bytes:
    return writing.unsigned(agreement, lines, "https://example.gov.cn/x/")


def written(writer: IncrementalPdfFileWriter) -> bytes:
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


ATTACKS: dict[Callable[[Stage], bytes], str] = {
    old_file_for_new_items: "other_document",
    other_department: "other_document",
    other_year: "other_document",
    appended_page: "appended",
    signed_by_somebody_else: "other_signer",
    visual_twin: "chain",
    change_after_signing: "appended",
    splice: "changed",
    revoked_certificate: "revoked",
    changed_byte: "changed",
    other_template: "other_document",
    other_text_under_the_right_words: "base_changed",
    replayed_challenge: "challenge",
    one_challenge_for_all: "challenge",
    signed_again_with_the_same_words: "not_registered",
    signatures_missing: "unfinished",
    narrowed_range: "range",
    printed_again: "unsigned",
    expired_certificate: "expired",
    page_altered_by_the_second_signer: "appended",
}
SEEN_OFFLINE = {"appended", "chain", "changed", "revoked", "base_changed", "unfinished", "range", "unsigned", "expired"}
"""Reasons that need no register: also the offline check must give them."""


@pytest.fixture
def stage(
    make_signed: Any, make_sent: Any, make_item: Any, certified: Any, county: Region, police: Department,
    tax: Department, head: User, officer: User, tax_head: User, hall_manager: User, leader: User,
) -> Stage:  # fmt: skip
    agreement = make_signed()
    users = {user.username: user for user in (head, officer, tax_head, hall_manager, leader)}
    return Stage(
        agreement, content(agreement), make_signed, make_sent, make_item, certified, county, police, tax, users
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__)
def test_it_is_refused_with_its_reason(
    attack: Callable[[Stage], bytes], stage: Stage, record_property: Callable[[str, tuple[int, str]], None]
) -> None:
    record_property("kinds", (len(ATTACKS), f"{len(ATTACKS)} 种"))
    forged = attack(stage)
    outcome = checking.check(forged, timezone.now(), stage.agreement)
    assert ATTACKS[attack] in {each.code for each in outcome.problems}
    assert all(len(each.text) > 8 and each.text.endswith("。") for each in outcome.problems)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda each: each.__name__)
def test_what_needs_no_register_is_also_seen_offline(
    attack: Callable[[Stage], bytes], stage: Stage, tmp_path: Path
) -> None:
    code = offline_code(attack(stage), stage, tmp_path)
    assert code == (1 if ATTACKS[attack] in SEEN_OFFLINE else code)
    assert code in (0, 1)


def test_the_honest_file_is_good_in_both_checks(stage: Stage, tmp_path: Path) -> None:
    assert checking.check(stage.good, timezone.now(), stage.agreement).good
    assert offline_code(stage.good, stage, tmp_path) == 0


def test_without_a_list_of_revocations_the_offline_check_says_that_it_is_incomplete(
    stage: Stage, tmp_path: Path
) -> None:
    (tmp_path / "file.pdf").write_bytes(stage.good)
    (tmp_path / "root.pem").write_text(authority.pem(certificates.root_of(stage.county)))
    assert offline.main([str(tmp_path / "file.pdf"), "--root", str(tmp_path / "root.pem")]) == 2


def test_a_certificate_revoked_after_signing_leaves_the_signature_good(stage: Stage, tmp_path: Path) -> None:
    later = timezone.now() + timedelta(hours=1)
    issuing.revoke(by=None, certificate=stage.certified["approver"], reason="岗位调整", at=later)
    assert checking.check(stage.good, later + timedelta(hours=1), stage.agreement).good


@pytest.mark.parametrize("attack", [appended_page, changed_byte, splice, visual_twin], ids=lambda each: each.__name__)
def test_the_second_opinion_alone_also_sees_what_was_altered(attack: Callable[[Stage], bytes], stage: Stage) -> None:
    root = certificates.root_of(stage.county)
    assert checking.signatures.second_opinion(stage.good, root) == []
    if attack is not visual_twin:  # whose signatures are intact: trust is not its matter
        assert checking.signatures.second_opinion(attack(stage), root) != []


def test_a_check_that_compares_no_signers_would_let_another_signer_pass(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    forged = signed_by_somebody_else(stage)
    monkeypatch.setattr(checking, "_check_step", lambda step, signature: [])
    codes = {each.code for each in checking.check(forged, timezone.now(), stage.agreement).problems}
    assert codes == {"not_registered"}  # only the register's digest still stands in the way


def offline_code(data: bytes, stage: Stage, folder: Path) -> int:
    """The exit code of the stand-alone check with the county's root and its list of revocations."""
    (folder / "file.pdf").write_bytes(data)
    (folder / "root.pem").write_text(authority.pem(certificates.root_of(stage.county)))
    crl = certificates.revocations(stage.county, timezone.now())
    (folder / "county.crl").write_bytes(crl.public_bytes(Encoding.DER))
    names = [str(folder / name) for name in ("file.pdf", "root.pem", "county.crl")]
    return int(offline.main([names[0], "--root", names[1], "--crl", names[2]]))
