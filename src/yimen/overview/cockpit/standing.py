"""进驻状态的变化: which items came into and left the figures of the declared and the staffed rate, item by item."""

from dataclasses import dataclass
from datetime import date

from yimen.entry.modes import AT_A_COUNTER
from yimen.entry.queries import IS_ENTERED, IS_EXEMPT, state_on
from yimen.people.models import Region


@dataclass(frozen=True)
class Standing:
    """The keys of the items behind each figure on one day."""

    must: frozenset[int]
    entered: frozenset[int]
    counter: frozenset[int]
    staffed: frozenset[int]

    def keys(self, name: str) -> frozenset[int]:
        """Those of one figure."""
        found: frozenset[int] = getattr(self, name)
        return found


FIGURES = {"entered": "已声明进驻", "must": "应进事项", "staffed": "有人值守", "counter": "须设窗口"}


def standing_on(region: Region, day: date) -> Standing:
    """The county's items as they stood on a day; one query."""
    sets: dict[str, set[int]] = {name: set() for name in FIGURES}
    rows = state_on(day, region).order_by().values_list("item_id", "entry_state", "mode", "lapsed", "is_staffed")
    for item, state, mode, lapsed, staffed in rows:
        counter = mode in AT_A_COUNTER and not lapsed
        held = {
            "must": state != IS_EXEMPT,
            "entered": state == IS_ENTERED,
            "counter": counter,
            "staffed": counter and staffed,
        }
        for name, is_so in held.items():
            if is_so:
                sets[name].add(item)
    return Standing(**{name: frozenset(keys) for name, keys in sets.items()})


def came(name: str, then: Standing, now: Standing) -> frozenset[int]:
    """The items that are in a figure now and were not then."""
    return now.keys(name) - then.keys(name)


def went(name: str, then: Standing, now: Standing) -> frozenset[int]:
    """The items that were in a figure then and are not now."""
    return then.keys(name) - now.keys(name)
