"""What one room asks of another without either knowing the other: tied together here."""

from yimen.cases.handling import gates
from yimen.entry import gate


def test_authorisation_is_asked_for_at_every_counter_once() -> None:
    assert gates.GATES.count(gate.may_accept) == 1
