"""平面图 as a drawing: where on the picture of its floor each station stands. The register holds no coordinates."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from yimen.halls.space.models import Floor
from yimen.halls.space.queries import FREE, Place, Space

IN_A_ROW, WIDTH, HEIGHT, GAP = 6, 100, 68, 6


@dataclass(frozen=True)
class Drawn:
    """A station on the picture: its corner, and the short words written into it."""

    place: Place
    x: int
    y: int

    @property
    def words(self) -> str:
        """The departments whose people stand there, or how the station stands."""
        return "、".join(self.place.departments) or self.place.words

    @property
    def short(self) -> str:
        """The words as far as they fit into the picture."""
        return self.words if len(self.words) <= 6 else f"{self.words[:5]}…"


@dataclass(frozen=True)
class Picture:
    """One floor drawn: its stations row by row in the order of their codes."""

    floor: Floor
    stations: tuple[Drawn, ...]

    @property
    def width(self) -> int:
        """The width of the picture in its own units."""
        return IN_A_ROW * (WIDTH + GAP) + GAP

    @property
    def height(self) -> int:
        """The height of the picture in its own units."""
        return -(-len(self.stations) // IN_A_ROW) * (HEIGHT + GAP) + GAP

    @property
    def free(self) -> int:
        """How many of its stations are free."""
        return sum(each.place.state == FREE for each in self.stations)


def pictures(space: Space) -> Iterator[Picture]:
    """Each floor of the plan, drawn."""
    for floor, places in groupby(space.places, key=lambda place: place.station.floor):
        drawn = tuple(
            Drawn(place, GAP + n % IN_A_ROW * (WIDTH + GAP), GAP + n // IN_A_ROW * (HEIGHT + GAP))
            for n, place in enumerate(places)
        )
        yield Picture(floor, drawn)
