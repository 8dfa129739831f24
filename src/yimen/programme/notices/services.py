"""Verbs on notices that are read in: the text is kept, a person confirms what was read, or drops it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from yimen.common.errors import Refused
from yimen.exchange.services import keep_file
from yimen.ledger import services as ledger
from yimen.people import services as people
from yimen.people.lifecycle import advance, begin
from yimen.people.models import Department, Region, User
from yimen.people.queries import may
from yimen.programme import services as programme
from yimen.programme.models import Notice, NoticeDraft
from yimen.programme.notices.files import words_of
from yimen.programme.notices.lines import lines
from yimen.programme.services import Measure
from yimen.programme.states import NOTICE_DRAFT

LONGEST = 200_000  # characters; the longest plans of the genre have a tenth of it


@dataclass(frozen=True)
class Member:
    """组员 as confirmed: the position's place in the leading group, and its department where it has one."""

    place: str
    position: str
    department: Department | None = None


@dataclass(frozen=True)
class Confirmed:
    """What a person confirms of a notice, heading by heading."""

    number: str
    title: str
    issuer: str
    issued_on: date
    basis: str
    measures: Sequence[Measure]
    group: Sequence[Member] = ()


@ledger.mutation("programme.draft_handed_in")
def hand_in(
    *, by: User, region: Region, text: str = "", file_name: str = "", content: bytes | None = None
) -> NoticeDraft:
    """The draft with the words of a notice, pasted or out of a file, which is kept under its digest.

    Errors: Refused for neither or both, a file that cannot be read, no words at all, and more than LONGEST characters.
    """
    if not (may(by, "programme.register") and by.region_id == region.code):
        raise Refused("只有本县营商局业务人员可以登记和送达通知。")
    if bool(text.strip()) == (content is not None):
        raise Refused("请粘贴通知全文，或上传一个文件，二者择一。")
    words = words_of(file_name, content) if content is not None else text
    if not lines(words):
        raise Refused("没有可读的文字：请粘贴通知全文，或上传可以复制文字的文件。")
    if len(words) > LONGEST:
        raise Refused(f"全文有 {len(words)} 字，超过 {LONGEST} 字：请只保留通知和方案的正文。")
    draft = NoticeDraft.objects.create(
        region=region,
        text=words,
        file_name=file_name[-200:],
        file_digest=keep_file(content) if content is not None else "",
        by=by,
        **begin(NOTICE_DRAFT, by=by),
    )
    ledger.record(chain=region.code, kind="programme.draft_handed_in", by=by, changed=[draft])
    return draft


@ledger.mutation("programme.noticedraft.register")
def register(*, by: User, draft: NoticeDraft, confirmed: Confirmed) -> Notice:
    """The registered notice, with its tasks, and its leading group from the notice's date on.

    Positions that are in the group already stay as they are. Errors: as `programme.register_notice`; Conflict when
    the draft was registered or dropped meanwhile.
    """
    notice = programme.register_notice(
        by=by,
        region=draft.region,
        number=confirmed.number,
        title=confirmed.title,
        issuer=confirmed.issuer,
        issued_on=confirmed.issued_on,
        measures=confirmed.measures,
        basis=confirmed.basis,
    )
    for member in confirmed.group:
        people.appoint(
            by=by,
            region=draft.region,
            position=member.position,
            place=member.place,
            valid_from=notice.issued_on,
            department=member.department,
        )
    advance(draft, "register", by=by, chain=draft.region_id, notice=notice)
    return notice


@ledger.mutation("programme.noticedraft.drop")
def drop(*, by: User, draft: NoticeDraft) -> NoticeDraft:
    """The dropped draft; its words stay. Errors: Conflict when it was registered or dropped already."""
    if by.region_id != draft.region_id:
        raise Refused("只有本县营商局业务人员可以登记和送达通知。")
    return advance(draft, "drop", by=by, chain=draft.region_id)
