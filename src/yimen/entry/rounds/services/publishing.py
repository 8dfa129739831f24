"""公布清单: the frozen list of a round, or one of before there were rounds, each chained to the one before."""

from datetime import date

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.entry.authorisation.subjects import subjects_of
from yimen.entry.models import Exemption
from yimen.entry.queries import holds_on, state_on
from yimen.entry.readiness.conditions import lacking_on, newest, wanting
from yimen.entry.rounds.models import ListPublication, PublishedLine, Round, Sheet, SheetLine
from yimen.entry.rounds.services.opening import ROWS_PER_QUERY, allow_bureau, check_open
from yimen.entry.rounds.states import CONFIRMED, ROUND
from yimen.entry.rounds.texts import posts_of, powers_of, publication_digest
from yimen.halls.models import Hall
from yimen.ledger import services as ledger
from yimen.people.lifecycle import advance
from yimen.people.models import Region, User

REASONS = dict(Exemption.Reason.choices)


@ledger.mutation(ROUND.event("publish"))
def publish_list(*, by: User | None, round: Round) -> ListPublication:
    """The list of the round as it is made public, item by item, with its digest; the round is over then.

    Once the deadline has passed the list does not wait for a department that is late: its items stand there as not
    gone through. Errors: Refused before the deadline while a sheet is not confirmed; Conflict as `advance`.
    """
    allow_bureau(by, round.region_id)
    round = Round.objects.select_for_update(of=("self",)).select_related("region").get(pk=round.pk)
    check_open(round)
    today = timezone.localdate()
    owed = Sheet.objects.filter(round=round).exclude(status=CONFIRMED).select_related("department")
    if owed and today <= round.deadline:
        names = "、".join(each.department.short_name for each in owed[:5])
        raise Refused(
            f"还有 {len(owed)} 个部门的梳理表没有确认（{names}{'等' if len(owed) > 5 else ''}），截止日期之前不能公布。"
        )
    said, reasons = _lines(round), _listed(round.region, today)
    conditions = _conditions(said, today)
    lines = [_of_line(line, reasons, conditions) for line in said]
    publication = _keep(region=round.region, title=round.title, day=today, round=round, lines=lines)
    advance(
        round, "publish", by=by, chain=round.region_id,
        facts={"publication": publication.number, "digest": publication.digest, "items": len(lines)},
    )  # fmt: skip
    _record(publication, by)
    return publication


@ledger.mutation("entry.list_published")
def load_publication(*, by: None, region: Region, title: str, day: date) -> ListPublication:
    """The list as declarations and negative list had it on a past day, published before there were rounds.

    Only the system itself takes such a list in. Errors: Refused for a day to come or before the last publication.
    """
    last = ListPublication.objects.filter(region=region).order_by("-number").first()
    if day > timezone.localdate() or (last is not None and day <= last.published_on):
        raise Refused(f"公布日期 {day} 应在上一期之后、今天之前。")
    halls = dict(Hall.objects.filter(region=region).values_list("pk", "name"))
    rows = state_on(day, region).select_related("department").order_by("code")
    lines = [
        PublishedLine(
            item_id=row.item_id, code=row.code, name=row.name, department=row.department.name, mode=row.mode or "",
            place=halls.get(row.hall_id, ""), windows=row.windows or "", reason=row.said_reason or "",
            listed=REASONS.get(row.exempt_for, ""), search_text=row.search_text,
        )
        for row in rows
    ]  # fmt: skip
    publication = _keep(region=region, title=tidy(title), day=day, round=None, lines=lines)
    _record(publication, by)
    return publication


def _lines(round: Round) -> list[SheetLine]:
    rows = SheetLine.objects.filter(sheet__round=round).order_by("item__code")
    return list(rows.select_related("item", "version", "hall", "sheet__department").prefetch_related("powers"))


def _listed(region: Region, day: date) -> dict[int, str]:
    """Item -> the reason for which it is on the negative list in force on the day."""
    return dict(Exemption.objects.filter(holds_on(day), region=region).order_by().values_list("item_id", "reason"))


def _conditions(lines: list[SheetLine], day: date) -> dict[int, str]:
    """Item -> until when it must be ready and what it lacks, of those that were confirmed under a condition."""
    lacking = {each.subject.item_id: each for each in lacking_on(day, subjects_of(lines))}
    return {
        item: f"{row.due_on} 前补齐{wanting(lacking[item])}：{row.reason}"[:300]
        for item, row in newest(lacking).items()
    }


def _of_line(line: SheetLine, listed: dict[int, str], conditions: dict[int, str]) -> PublishedLine:
    """The public row of a line; what was not confirmed by the bureau is not published as said."""
    row = PublishedLine(
        item_id=line.item_id, code=line.item.code, name=line.version.name, department=line.sheet.department.name,
        listed=REASONS.get(listed.get(line.item_id, ""), ""), search_text=line.version.search_text,
    )  # fmt: skip
    if line.sheet.status == CONFIRMED:
        row.mode, row.windows, row.reason = line.mode, line.windows, line.reason
        row.place = line.hall.name if line.hall else ""
        row.posts = posts_of(line)
        row.condition = conditions.get(line.item_id, "")
        row.powers, row.kept_back = powers_of(line)
    return row


def _keep(*, region: Region, title: str, day: date, round: Round | None, lines: list[PublishedLine]) -> ListPublication:
    """The list and its lines, stored under their digest; nothing recorded yet."""
    previous = ListPublication.objects.filter(region=region).order_by("-number").first()
    number = previous.number + 1 if previous else 1
    publication = ListPublication(
        region=region, number=number, title=title, round=round, previous=previous, published_on=day
    )
    publication.digest = publication_digest(publication, lines)
    publication.save()
    for line in lines:
        line.publication = publication
    PublishedLine.objects.bulk_create(lines, batch_size=ROWS_PER_QUERY)
    return publication


def _record(publication: ListPublication, by: User | None) -> None:
    rows = PublishedLine.objects.filter(publication=publication)
    ledger.record(
        chain=publication.region_id, kind="entry.list_published", by=by, changed=[publication, *rows],
        facts={"number": publication.number, "digest": publication.digest},
    )  # fmt: skip
