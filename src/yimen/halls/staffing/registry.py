"""What rooms above know of people at windows, asked without knowing those rooms; `config` registers the questions.

Letters of authority (任命书、授权书) stand in the room of the claim, open cases in that of the fact.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from yimen.halls.models import Window
from yimen.people.models import Staff


@dataclass(frozen=True)
class Letters:
    """一个人的授权: whether he is chief representative, until when his letters hold, and which items he may accept."""

    chief: bool = False
    valid_from: date | None = None
    valid_to: date | None = None
    items: frozenset[int] = frozenset()
    url: str = ""


@dataclass(frozen=True)
class OpenThing:
    """在手的事: something that is open in somebody's hands: its kind (of HandedThing), number and one sentence."""

    kind: str
    reference: str
    words: str


@dataclass(frozen=True)
class Objection:
    """异议: what speaks against a deed of somebody, in one sentence that says what to do; `bars` when it forbids it."""

    words: str
    bars: bool


AskLetters = Callable[[Collection[int], date], dict[int, Letters]]
AskOpen = Callable[[Staff], list[OpenThing]]
Ask = Callable[[Collection[int], date], dict[int, str]]
AskOpening = Callable[[Staff, Window, date], Objection | None]

LETTERS: list[AskLetters] = []
"""Key of staff -> the letters that hold on a day."""
OPEN_THINGS: list[AskOpen] = []
"""What is open in the hands of one person."""
LESSONS: list[Ask] = []
"""Key of staff -> one sentence about training that is wanting on a day."""


OPENINGS: list[AskOpening] = []
"""What speaks against somebody's opening a window on a day."""


def letters_of(staff: Collection[int], day: date) -> dict[int, Letters]:
    """Key of staff -> letters; nobody of whom nothing is known."""
    found: dict[int, Letters] = {}
    for ask in LETTERS:
        found |= ask(staff, day)
    return found


def open_things_of(staff: Staff) -> list[OpenThing]:
    """Everything open in the person's hands, room by room."""
    return [thing for ask in OPEN_THINGS for thing in ask(staff)]


def lessons_of(staff: Collection[int], day: date) -> dict[int, str]:
    """Key of staff -> what training is wanting."""
    found: dict[int, str] = {}
    for ask in LESSONS:
        found |= ask(staff, day)
    return found


def against_opening(staff: Staff | None, window: Window, day: date) -> list[Objection]:
    """What speaks against the person's opening the window on the day; of an account without a person nothing."""
    asked = () if staff is None else (ask(staff, window, day) for ask in OPENINGS)
    return [objection for objection in asked if objection is not None]
