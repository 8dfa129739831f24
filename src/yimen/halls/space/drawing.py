"""平面图 as a drawing: where on the picture of its floor each thing stands, in centimetres.

A floor that nobody has drawn is shown with its stations row by row, in the order of their codes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yimen.halls.space.models import Fixture, Floor, Station, Zone
from yimen.halls.space.queries import FREE, Place, Space

IN_A_ROW, WIDTH, DEPTH, GAP = 6, 180, 130, 20
LETTERS_ACROSS = 58
"""So many letters fit side by side into a picture: by it their size follows the floor's."""


@dataclass(frozen=True)
class Drawn:
    """A station on the picture: where it stands, in which zone, and the short words written into it."""

    place: Place
    x: int
    y: int
    width: int
    depth: int
    text: int
    zone: Zone | None = None
    marked: bool = False

    @property
    def words(self) -> str:
        """The departments whose people stand there, or how the station stands."""
        return "、".join(self.place.departments) or self.place.words

    @property
    def short(self) -> str:
        """The words as far as they fit into the picture; none where not even three letters do."""
        fit = self.width // self.text
        if fit < 3 or self.depth < 2 * self.text:
            return ""
        return self.words if len(self.words) <= fit else f"{self.words[: fit - 1]}…"

    @property
    def middle(self) -> int:
        """The line down its middle."""
        return self.x + self.width // 2

    @property
    def window_size(self) -> int:
        """The height of letters at which the window's code fits into the station."""
        return fitting(self.place.station.window, self.width, self.text)

    @property
    def code_size(self) -> int:
        """The height of letters at which the station's code fits into it."""
        return fitting(self.place.station.code, self.width, self.text)

    @property
    def label_y(self) -> int:
        """The line of its code."""
        return self.y + self.depth // 2 + (0 if self.short else self.text // 3)

    @property
    def words_y(self) -> int:
        """The line of its words."""
        return self.label_y + self.text + self.text // 5


@dataclass(frozen=True)
class Labelled:
    """A fixture with the place of its words, which stay on the paper even where the thing itself is at its edge."""

    fixture: Fixture
    x: int
    y: int


@dataclass(frozen=True)
class Picture:
    """One floor drawn: its stations, and where somebody has drawn it its zones, walls, doors and seats."""

    floor: Floor
    width: int
    height: int
    stations: tuple[Drawn, ...]
    unplaced: tuple[Place, ...] = ()
    zones: tuple[Zone, ...] = ()
    fixtures: tuple[Fixture, ...] = ()

    @property
    def text(self) -> int:
        """The height of letters."""
        return text_of(self.width)

    @property
    def free(self) -> int:
        """How many of its stations are free."""
        places = [*(each.place for each in self.stations), *self.unplaced]
        return sum(place.state == FREE for place in places)

    @property
    def count(self) -> int:
        """How many stations it has, those without a place on the drawing among them."""
        return len(self.stations) + len(self.unplaced)

    @property
    def seats(self) -> int:
        """How many people can sit and wait."""
        return sum(fixture.seats or 0 for fixture in self.fixtures)

    @property
    def is_drawn(self) -> bool:
        """False for a floor of which only the register of stations is known."""
        return self.floor.width is not None

    @property
    def labelled(self) -> list[Labelled]:
        """The fixtures with the places of their words: beside those too thin to hold a line, towards the middle."""
        found, text = [], self.text
        for each in self.fixtures:
            half = len(str(each)) * text // 2
            x, y = each.x + each.width // 2, each.y + each.depth // 2 + text // 3
            if each.depth < text * 1.2:
                y = each.y - text // 3 if each.y > self.height // 2 else each.y + each.depth + text
            elif each.width < text * 1.2:
                x = each.x - half if each.x > self.width // 2 else each.x + each.width + half
            x = min(max(x, half), max(half, self.width - half))
            found.append(Labelled(each, x, min(max(y, text), self.height - text // 4)))
        return found

    @property
    def marked(self) -> list[Drawn]:
        """The stations that somebody is sent to."""
        return [each for each in self.stations if each.marked]


def text_of(width: int) -> int:
    """The height of letters on a picture so wide."""
    return max(24, width // LETTERS_ACROSS)


def fitting(words: str, width: int, text: int) -> int:
    """The height of letters, at most `text`, at which a code fits into so much width: a digit is 0.6 of it wide."""
    return min(text, int(width * 1.5 / max(1, len(words))))


def zone_of(station: Station, zones: Iterable[Zone]) -> Zone | None:
    """The smallest zone in whose lines the middle of the station lies; None for none or for a station not drawn."""
    if station.x is None or station.y is None or station.width is None or station.depth is None:
        return None
    x, y = station.x + station.width / 2, station.y + station.depth / 2
    around = [z for z in zones if z.x <= x < z.x + z.width and z.y <= y < z.y + z.depth]
    return min(around, key=lambda zone: zone.width * zone.depth, default=None)


def pictures(space: Space, marked: Iterable[str] = ()) -> Iterator[Picture]:
    """Each floor of the plan, drawn; marked: the codes of windows that somebody is sent to. Three queries."""
    wanted = frozenset(marked)
    standing: dict[int, list[Place]] = defaultdict(list)
    for place in space.places:
        standing[place.station.floor_id].append(place)
    for floor in space.plan.floors.prefetch_related("zones", "fixtures"):
        if floor.width is None:
            yield _in_rows(floor, standing[floor.pk], wanted)
        else:
            yield _as_drawn(floor, standing[floor.pk], wanted)


def in_rows(number: int) -> tuple[int, int]:
    """The corner of the station of that number, counted from nought, on a floor that nobody has drawn."""
    return GAP + number % IN_A_ROW * (WIDTH + GAP), GAP + number // IN_A_ROW * (DEPTH + GAP)


def ground(stations: int) -> tuple[int, int]:
    """Width and depth of the picture of so many stations in rows."""
    return IN_A_ROW * (WIDTH + GAP) + GAP, max(1, -(-stations // IN_A_ROW)) * (DEPTH + GAP) + GAP


def _in_rows(floor: Floor, places: list[Place], marked: frozenset[str]) -> Picture:
    width, height = ground(len(places))
    drawn = tuple(
        Drawn(place, *in_rows(n), WIDTH, DEPTH, text_of(width), marked=place.station.window in marked)
        for n, place in enumerate(places)
    )
    return Picture(floor, width, height, drawn)


def _as_drawn(floor: Floor, places: list[Place], marked: frozenset[str]) -> Picture:
    width, depth = floor.width or 0, floor.depth or 0
    zones = tuple(floor.zones.all())
    drawn = tuple(
        Drawn(
            place, each.x or 0, each.y or 0, each.width or 0, each.depth or 0, text_of(width), zone_of(each, zones),
            each.window in marked,
        )
        for place in places
        for each in [place.station]
        if each.is_placed
    )  # fmt: skip
    unplaced = tuple(place for place in places if not place.station.is_placed)
    return Picture(floor, width, depth, drawn, unplaced, zones, tuple(floor.fixtures.all()))
