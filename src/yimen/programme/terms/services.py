"""The verb by which a county sets its terms."""

from datetime import time

from yimen.common.errors import Refused
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may
from yimen.programme.terms.models import ProgrammeTerms
from yimen.programme.terms.rules import DAYS


@ledger.mutation("programme.terms_set")
def set_terms(
    *, by: User, region: Region, soon_days: int, answer_days: int, quiet_from: time, quiet_to: time, days_off: bool
) -> ProgrammeTerms:
    """The county's terms as they hold from now on; deadlines that were given stay as they are.

    Errors: Refused without the right, for another county, and for days out of their range.
    """
    if not (may(by, "programme.keep") and by.region_id == region.pk):
        raise Refused("只有本县营商局业务人员可以设定督办参数。")
    days = {"soon_days": soon_days, "answer_days": answer_days}
    for name, value in days.items():
        label, _, least, most = DAYS[name]
        if not least <= value <= most:
            raise Refused(f"“{label}”应为 {least} 至 {most}，请更正。")
    quiet = {"quiet_from": quiet_from, "quiet_to": quiet_to, "days_off": days_off}
    row, _ = ProgrammeTerms.objects.update_or_create(region=region, defaults={**days, **quiet, "set_by": by})
    facts = {**days, "quiet": f"{quiet_from:%H:%M}-{quiet_to:%H:%M}", "days_off": days_off}
    ledger.record(chain=region.pk, kind="programme.terms_set", by=by, changed=[row], facts=facts)
    return row
