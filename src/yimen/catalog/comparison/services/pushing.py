"""省平台推送的事项: kept as they come, and made into a list of the province's that is taken in as any other."""

import csv
import io
from datetime import date

from yimen.catalog.comparison.models import PushedItem
from yimen.catalog.comparison.queries import pushed_now
from yimen.catalog.comparison.services.taking_in import read_list
from yimen.common.errors import Refused
from yimen.exchange.models import ImportBatch
from yimen.ledger import services as ledger
from yimen.people.models import Region, User

HEADINGS = ("基本编码", "事项名称")


def take_pushed(*, region: Region, number: str, base_code: str, name: str, version: int, state: str) -> None:
    """Nothing; the item is kept in that version. One that is known in it or in a later one changes nothing."""
    if not PushedItem.objects.filter(region=region, base_code=base_code, version__gte=version).exists():
        write_pushed(region=region, number=number, base_code=base_code, name=name, version=version, state=state)


@ledger.mutation("catalog.province_item_pushed")
def write_pushed(*, region: Region, number: str, base_code: str, name: str, version: int, state: str) -> PushedItem:
    """The item as the platform sent it, written; the county's list and those taken in before stay as they are."""
    made = PushedItem.objects.create(
        region=region, base_code=base_code, name=name, version=version, state=state, message=number
    )
    facts = {"code": base_code, "version": version}
    ledger.record(chain=region.pk, kind="catalog.province_item_pushed", changed=[made], facts=facts)
    return made


def list_pushed(*, by: User, day: date) -> ImportBatch:
    """A planned batch of all items in use that the platform pushed, each in its newest version.

    Errors: Refused when there is none, and as reading a list.
    """
    rows = [each for each in pushed_now(by) if each.state == PushedItem.State.IN_USE]
    if not rows:
        raise Refused("省平台还没有推送在用的事项，没有可以整理的。")
    text = io.StringIO()
    csv.writer(text).writerows([HEADINGS, *((each.base_code, each.name) for each in rows)])
    return read_list(by=by, name=f"省平台推送 {day:%Y-%m-%d}.csv", content=text.getvalue().encode())
