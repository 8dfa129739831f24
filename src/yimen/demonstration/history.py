"""A county once its year is over: all that is then written down."""

from dataclasses import dataclass, field

from yimen.demonstration.flow import Case, Outside
from yimen.demonstration.footprints import Rating, Ticket
from yimen.demonstration.items import Item
from yimen.demonstration.placements import Declaration, Exemption
from yimen.demonstration.places import Places
from yimen.demonstration.registers import Record
from yimen.demonstration.schemes import Planted
from yimen.demonstration.staffing import Staffing
from yimen.demonstration.truth import ItemTruth


@dataclass(slots=True)
class County:
    """演示县 with its places, people, declarations, what happened, what was written, and the truth."""

    places: Places
    staffing: Staffing
    catalogue: list[Item]
    planted: list[Planted]
    exemptions: list[Exemption]
    declarations: list[Declaration]
    cases: list[Case]
    records: list[Record]
    unseen: list[Outside]
    tickets: list[Ticket]
    ratings: list[Rating]
    truths: list[ItemTruth]
    shown_ids: dict[int, str] = field(default_factory=dict)
    """Applicants' ids that are masked in the case register, by matter."""
