"""事项上报: the platform is told of each version that begins, in the transaction of the import."""

from collections.abc import Iterable

from yimen.catalog.models import ItemVersion
from yimen.exchange.platform import services as platform
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.queries import linked
from yimen.people.models import Region, User

LONGEST_CODE = 36


def report(*, by: User | None, region: Region, versions: Iterable[ItemVersion]) -> list[OutboxMessage]:
    """The messages of the versions; none where the county is not linked.

    Left out is what the national table cannot hold: a version of which nobody has said whether it is in the hall.
    """
    if not linked(region.pk):
        return []
    told = [each for each in versions if each.in_hall is not None and len(each.code) <= LONGEST_CODE]
    return [
        platform.put(
            by=by,
            region=region,
            stream=each.code,
            kind="item",
            fields={
                "item_code": each.code,
                "name": each.name,
                "department": each.department.name,
                "version": each.number,
                "statutory_days": each.statutory_days,
                "promised_days": each.promised_days,
                "in_hall": "是" if each.in_hall else "否",
            },
        )
        for each in told
    ]
