"""The scenes of certificates and of agreements; see `mutation_scenes`."""

from datetime import date
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.documents.signing import services as signing
from yimen.documents.signing.models import Certificate
from yimen.entry.agreements import services as agreements
from yimen.entry.agreements.models import Agreement, AgreementTemplate, BulkDrafting
from yimen.entry.agreements.rules import PROMISES, TITLES, starting_text
from yimen.entry.agreements.services import PaperLine, Signers, Term, Wording
from yimen.ledger import services as ledger

TERM = Term(date(2026, 1, 1), date(2026, 12, 31))


def issuing(the: Cast) -> Arguments:
    signing.open_authority(by=None, region=the.county)
    return given(by=the.security_administrator, holder=the.head)


def certificate(the: Cast) -> Certificate:
    return signing.issue(**issuing(the))


def wording(**changes: Any) -> Wording:
    words = {"title": TITLES["commitment"], "text": starting_text("commitment"), "promises": list(PROMISES.items())}
    return Wording(**{**words, **changes})


def adding(the: Cast) -> Arguments:
    return given(by=the.officer, region=the.county, kind="commitment", name="承诺书范本", wording=wording())


def template(the: Cast) -> AgreementTemplate:
    return agreements.add_template(**adding(the))


@ledger.mutation("test.listed")
def an_item(the: Cast) -> None:
    """An item of the police, in the ledger."""
    made = the.make_item("P1", "户口迁移")
    version = ItemVersion.objects.get(item=made)
    ledger.record(chain=the.county.pk, kind="test.listed", changed=[made, version])


def drafting(the: Cast) -> Arguments:
    an_item(the)
    signers = Signers(the.head, the.hall_manager, the.leader)
    version = template(the).versions.get()
    return given(by=the.officer, department=the.police, version=version, term=TERM, signers=signers)


def drafted(the: Cast) -> Agreement:
    return agreements.draft(**drafting(the))


def sent(the: Cast) -> Agreement:
    return agreements.send(by=the.officer, agreement=drafted(the))


def sent_to_certified(the: Cast) -> Agreement:
    certificate(the)
    return sent(the)


def to_sign(the: Cast) -> Arguments:
    agreement = sent_to_certified(the)
    shown = agreements.challenge(by=the.head, agreement=agreement)
    return given(by=the.head, agreement=agreement, code=shown.code)


def on_paper(the: Cast) -> Arguments:
    scan = SimpleUploadedFile("扫描件.pdf", b"%PDF-1.7 scan")
    lines = [PaperLine("P1", "户口迁移")]
    return given(
        by=the.officer,
        agreement=drafted(the),
        scan=scan,
        signed_on=date(2026, 1, 1),
        witness=the.inspector,
        lines=lines,
    )


def starting(the: Cast) -> Arguments:
    an_item(the)
    return given(
        by=the.officer, version=template(the).versions.get(), departments=[the.police], term=TERM,
        centre=the.hall_manager, leading_group=the.leader,
    )  # fmt: skip


def started(the: Cast) -> BulkDrafting:
    return agreements.start_bulk(**starting(the))


def ended(the: Cast) -> BulkDrafting:
    run = started(the)
    agreements.draft_member(member=run.members.get())
    return run


def signed(the: Cast) -> Agreement:
    return agreements.register_paper(**on_paper(the))


scene(signing.open_authority, lambda the: given(by=the.security_administrator, region=the.county))
scene(signing.issue, issuing)
scene(
    signing.revoke,
    lambda the: given(by=the.security_administrator, certificate=certificate(the), reason="岗位调整"),
)
scene(agreements.add_template, adding)
scene(
    agreements.revise_template,
    lambda the: given(by=the.officer, template=template(the), wording=wording(title="进驻承诺书（修订）")),
)
scene(agreements.draft, drafting)
scene(agreements.send, lambda the: given(by=the.officer, agreement=drafted(the)))
scene(agreements.start_bulk, starting)
scene(
    agreements.note_failure,
    lambda the: given(member=started(the).members.get(), reason="服务器磁盘已满。"),
)
scene(agreements.draft_member, lambda the: given(member=started(the).members.get()))
scene(agreements.finish_bulk, lambda the: given(run=ended(the)))
scene(agreements.challenge, lambda the: given(by=the.head, agreement=sent_to_certified(the)))
scene(agreements.sign, to_sign)
scene(agreements.decline, lambda the: given(by=the.head, agreement=sent(the), reason="清单有误"))
scene(
    agreements.delegate,
    lambda the: given(by=the.head, agreement=sent(the), to=the.approver, reason="本人出差"),
)
scene(agreements.remind, lambda the: given(by=the.officer, agreement=sent(the)))
scene(agreements.remind_all, lambda the: given(by=the.officer, region=sent(the).region))
scene(agreements.register_paper, on_paper)
scene(
    agreements.terminate,
    lambda the: given(
        by=the.officer, agreement=signed(the), reason="职能划转", ended_on=timezone.localdate(),
    ),
)  # fmt: skip
scene(agreements.void, lambda the: given(by=the.officer, agreement=drafted(the), reason="清单有误"))
