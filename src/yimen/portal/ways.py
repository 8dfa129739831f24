"""去哪里办: the way to a window: its hall, floor and zone, the mark on the plan, and whether the doors are open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from yimen.catalog.models import ItemVersion
from yimen.halls.keeping.queries import Doors, doors
from yimen.halls.models import Hall, Window
from yimen.halls.space.drawing import Picture, pictures
from yimen.halls.space.queries import space_on
from yimen.people.models import in_force
from yimen.portal.queries import Place, place_of


@dataclass(frozen=True)
class Stop:
    """A window in use, with the floor and the zone in which it stands as far as somebody has drawn them."""

    window: Window
    floor: str
    zone: str
    wanted: bool


@dataclass(frozen=True)
class Way:
    """The hall as a visitor needs it: its doors at a moment, its windows, and the floors he has to look at."""

    doors: Doors
    stops: tuple[Stop, ...]
    pictures: tuple[Picture, ...]

    @property
    def legs(self) -> list[tuple[str, str, list[Window]]]:
        """(floor, zone, windows there): the places that he is sent to, each said once."""
        found: dict[tuple[str, str], list[Window]] = {}
        for stop in self.stops:
            if stop.wanted:
                found.setdefault((stop.floor, stop.zone), []).append(stop.window)
        return [(floor, zone, windows) for (floor, zone), windows in found.items()]


def way_to(hall: Hall, moment: datetime, windows: Iterable[str] = ()) -> Way:
    """The way to some windows of the hall, or around the whole of it when none is named; eight queries at most.

    Only floors with a wanted window are drawn, all of them where none of the wanted is drawn anywhere.
    """
    day, wanted = timezone.localdate(moment), frozenset(windows)
    space = space_on(hall, day)
    drawn = tuple(pictures(space, wanted)) if space else ()
    [opened] = doors([hall], moment)
    found: dict[str, tuple[str, str]] = {}
    for picture in drawn:
        for each in picture.stations:
            found[each.place.station.window] = (picture.floor.name, each.zone.name if each.zone else "")
        for place in picture.unplaced:
            found[place.station.window] = (picture.floor.name, "")
    rows = Window.objects.filter(in_force(day), hall=hall).order_by("code")
    stops = tuple(Stop(row, *found.get(row.code, ("", "")), row.code in wanted) for row in rows)
    return Way(opened, stops, tuple(each for each in drawn if each.marked) or drawn)


@dataclass(frozen=True)
class Found:
    """An item that somebody asked for, and where it is handled."""

    version: ItemVersion
    place: Place


def found_places(versions: Iterable[ItemVersion], moment: datetime) -> list[Found]:
    """Each item with the place where it is handled on that day."""
    day = timezone.localdate(moment)
    return [Found(version, place_of(version, day)) for version in versions]
