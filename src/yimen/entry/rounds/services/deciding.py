"""签发、退回与确认: the head signs, the bureau returns or confirms; what a confirmed sheet says becomes the claim."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.entry import services as entry
from yimen.entry.authorisation.subjects import subjects_of
from yimen.entry.models import Declaration
from yimen.entry.readiness.conditions import barred, lacking_on, refusal
from yimen.entry.rounds.models import Sheet, SheetLine
from yimen.entry.rounds.queries import lines_of
from yimen.entry.rounds.services.answering import own_sheet
from yimen.entry.rounds.services.opening import allow_bureau, check_open
from yimen.entry.rounds.states import SHEET
from yimen.entry.rounds.texts import digest_of, said
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import User, in_force


@ledger.mutation(SHEET.event("send_back"))
def send_back(*, by: User | None, sheet: Sheet, words: str) -> Sheet:
    """The sheet back with the liaison, by its head before he signs; Refused without a reason."""
    sheet = own_sheet(by, sheet, "entry.sign_sheet")
    return advance(sheet, "send_back", by=by, chain=sheet.region_id, words=tidy(words))


@ledger.mutation(SHEET.event("sign"))
def sign(*, by: User | None, sheet: Sheet, seen: str) -> Sheet:
    """The sheet signed by the department's head; what he signs is the digest of its lines.

    seen: the digest of the lines that he was shown. Errors: Conflict when they read otherwise by now.
    """
    sheet = own_sheet(by, sheet, "entry.sign_sheet")
    digest = digest_of(lines_of(sheet))
    if seen != digest:
        raise Conflict("梳理表在您查看之后有改动，没有签发。请刷新页面，核对后再签发。")
    return advance(
        sheet, "sign", by=by, chain=sheet.region_id, digest=digest, signed_by=by, signed_at=timezone.now(),
        facts={"digest": digest},
    )  # fmt: skip


@ledger.mutation(SHEET.event("return"))
def return_sheet(*, by: User | None, sheet: Sheet, words: str, lines: Mapping[int, str] | None = None) -> Sheet:
    """The signed sheet back with its department, whole or for some items only; each of these must be answered again.

    lines: line -> why it is returned; then `words` may be empty. Errors: Refused without any reason, and for lines
    that are not of the sheet.
    """
    sheet = _bureau_sheet(by, sheet)
    reasons = {key: tidy(text) for key, text in (lines or {}).items()}
    if not all(reasons.values()):
        raise Refused("请逐项写明退回的原因。")
    rows = list(SheetLine.objects.filter(sheet=sheet, pk__in=reasons))
    if len(rows) != len(reasons):
        raise Refused("所选事项不在这张梳理表内，请刷新页面后重新勾选。")
    for row in rows:
        row.returned = reasons[row.pk]
    SheetLine.objects.bulk_update(rows, ["returned"])
    words = tidy(words) or (f"退回 {len(rows)} 项，请逐项更正后重新签发。" if rows else "")
    sheet = advance(sheet, "return", by=by, chain=sheet.region_id, words=words, facts={"items": len(rows)})
    if rows:
        ledger.record(chain=sheet.region_id, kind="entry.lines_returned", by=by, changed=rows)
    return sheet


@ledger.mutation(SHEET.event("confirm"))
def confirm(*, by: User | None, sheet: Sheet) -> Sheet:
    """The sheet confirmed; what its lines say is declared from today on, or from the later day that they name.

    An item that says what was declared already keeps its declaration; one that is no longer in use gets none.
    Errors: Conflict when the lines are not those that were signed; Refused when somebody declared otherwise since, and
    while an item that would enter lacks a line of its checklist and nobody wrote for it until when (附条件确认).
    """
    sheet = _bureau_sheet(by, sheet)
    lines = list(lines_of(sheet))
    if digest_of(lines) != sheet.digest:
        raise Conflict("梳理表的内容与负责人签发时不一致，不能确认：请退回部门重新签发。")
    claims = _claims(sheet, lines)
    _check_ready(by, lines)
    confirmed = advance(
        sheet, "confirm", by=by, chain=sheet.region_id, facts={"digest": sheet.digest, "declared": len(claims)}
    )  # fmt: skip
    if claims:
        entry.declare_confirmed(by=by, region=sheet.round.region, claims=claims)
    return confirmed


def _check_ready(by: User | None, lines: list[SheetLine]) -> None:
    """The move-in checklist gates entry: a person confirms nothing that lacks a line without a condition for it."""
    today = timezone.localdate()
    if by is not None and (some := barred(today, lacking_on(today, subjects_of(lines)))):
        raise Refused(refusal(some, "请退回部门补齐，或先写明原因和补齐期限（附条件确认）。"))


def _bureau_sheet(by: User | None, sheet: Sheet) -> Sheet:
    allow_bureau(by, sheet.region_id)
    locked = Sheet.objects.select_for_update(of=("self",)).select_related("round__region", "department")
    found = locked.get(pk=sheet.pk)
    check_open(found.round)
    return found


def _claims(sheet: Sheet, lines: list[SheetLine]) -> list[tuple[Item, entry.Claim]]:
    """What the lines say anew, of items that are still in use."""
    today = timezone.localdate()
    items = [line.item_id for line in lines]
    usable = set(
        ItemVersion.objects.filter(
            in_force(today), item__in=items, state=ItemVersion.State.IN_USE,
            initiation=ItemVersion.Initiation.ON_APPLICATION,
        ).values_list("item", flat=True)
    )  # fmt: skip
    present = _present(items)
    moved = [line for line in lines if line.item_id in usable and _key(present.get(line.item_id)) != line.former_id]
    if moved:
        names = "、".join(f"“{line.version.name}”" for line in moved[:3])
        raise Refused(
            f"有 {len(moved)} 项的现行声明在填报之后另有改动（{names}{'等' if len(moved) > 3 else ''}）："
            "请退回这些事项，由部门核对后重新填报。"
        )
    signed_on = timezone.localtime(sheet.signed_at).date() if sheet.signed_at else today
    return [
        (
            line.item,
            entry.Claim(
                mode=line.mode, valid_from=line.starts_on or today, declared_at=signed_on, hall=line.hall,
                windows=line.windows, reason=line.reason, line=line,
            ),
        )
        for line in lines
        if line.item_id in usable and not _unchanged(present.get(line.item_id), line)
    ]  # fmt: skip


def _present(items: list[int]) -> dict[int, Declaration]:
    """The open declaration of each item, with the line behind it and all that this says."""
    rows = Declaration.objects.filter(Q(valid_to__isnull=True), item__in=items)
    behind = ("line__item", "line__hall", "line__staff_a", "line__staff_b")
    rows = rows.select_related("item", "hall", *behind).prefetch_related("line__powers")
    return {row.item_id: row for row in rows}


def _key(row: Declaration | None) -> int | None:
    return row.pk if row else None


def _unchanged(former: Declaration | None, line: SheetLine) -> bool:
    """Whether the declaration in force stems from a round and says the same, posts and powers included."""
    return former is not None and former.line is not None and said(former.line)[:-1] == said(line)[:-1]
