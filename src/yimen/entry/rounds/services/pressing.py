"""催报与延期: the bureau presses the departments that are late, or gives all of them more time."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from yimen.common.errors import Refused
from yimen.common.text import tidy
from yimen.entry.rounds.models import Round, RoundExtension, Sheet, SheetReminder
from yimen.entry.rounds.services.opening import allow_bureau, check_open
from yimen.entry.rounds.states import OWED
from yimen.ledger import services as ledger
from yimen.people.models import User

REMIND_AGAIN = timedelta(hours=20)
"""A department is not reminded twice within a day."""
SHORTEST_REASON = 4  # characters


@ledger.mutation("entry.sheets_reminded")
def remind_late(*, by: User | None, round: Round, at: datetime | None = None) -> int:
    """How many departments were reminded: those late with their sheet and not reminded within the day.

    Errors: Refused when there is none; Conflict when the round is over.
    """
    allow_bureau(by, round.region_id)
    check_open(round)
    moment = at or timezone.now()
    late = Sheet.objects.filter(round=round, status__in=OWED)
    if timezone.localdate(moment) <= round.deadline:
        late = late.none()
    fresh = SheetReminder.objects.filter(sheet__round=round, recorded_at__gt=moment - REMIND_AGAIN)
    sheets = late.exclude(pk__in=fresh.values("sheet"))
    rows = SheetReminder.objects.bulk_create(
        SheetReminder(sheet=sheet, reminded_by=by, recorded_at=moment) for sheet in sheets
    )
    if not rows:
        raise Refused("没有要催报的部门：没有部门逾期，或今天已经催过。")
    facts = {"sheets": len(rows)}
    ledger.record(chain=round.region_id, kind="entry.sheets_reminded", by=by, changed=rows, facts=facts)
    return len(rows)


@ledger.mutation("entry.round_extended")
def extend(*, by: User | None, round: Round, deadline: date, reason: str) -> RoundExtension:
    """The extension of a round's deadline, which holds for every department from now on.

    Errors: Refused without a reason, and for a day that is not after today and after the present deadline; Conflict
    when the round is over.
    """
    allow_bureau(by, round.region_id)
    round = Round.objects.select_for_update(of=("self",)).get(pk=round.pk)
    check_open(round)
    reason, former = tidy(reason), round.deadline
    if len(reason) < SHORTEST_REASON:
        raise Refused("请写明延期的原因，至少四个字。")
    if deadline <= max(former, timezone.localdate()):
        raise Refused(f"新的截止日期应在今天和现在的截止日期（{former}）之后。")
    made = RoundExtension.objects.create(round=round, former=former, deadline=deadline, reason=reason, extended_by=by)
    round.deadline = deadline
    round.save(update_fields=["deadline"])
    facts = {"former": former.isoformat(), "deadline": deadline.isoformat()}
    ledger.record(chain=round.region_id, kind="entry.round_extended", by=by, changed=[round, made], facts=facts)
    return made
