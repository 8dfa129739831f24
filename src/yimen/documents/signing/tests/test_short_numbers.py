"""An SM2 signature is two numbers of 32 bytes; one in 128 begins with a zero byte and must hold like any other.

The signatures below were made once with gmalg by a key that nobody keeps: waiting for chance would take a minute.
"""

import json

import pytest

from yimen.documents.signing.providers import holds
from yimen.documents.signing.standalone.verify_signed_file import Report, _check_seal
from yimen.documents.signing.statement import Seal

KEY = (
    "04532c219dbc17c742b72fafc84b9b5ea9d60a907152e56f499065207f5cf55448"
    "5aab19ad8f1107e3b3571db22409052c486741832182052103dd40c0750060be"
)
SHORT = {
    "r": (
        "171",
        "00c7dc5c274cacab834bc48750ce8297168965c4b717884579a57d7e17598981"
        "124c8dd492e728f9420a00f0d076828f044b8b135c38cf473ee3ba83e7ab67ad",
    ),
    "s": (
        "392",
        "f5dd6a9b627a9d9a15c3889e1a25783625602cf111293efd6522c18e32d1851d"
        "001497f3a4e44f7339c58388eca070e23ad946abd7c09311c536056cb1e3b5b6",
    ),
}
"""Which number is short -> the challenge of the statement that was signed, and the signature over it."""


def statement(challenge: str, signature: str = "") -> dict[str, object]:
    seal = {"key": KEY, "signature": signature} if signature else None
    return {"challenge": challenge, "place": 1, "seal": seal, "signer": "张三"}


def text(challenge: str) -> bytes:
    return json.dumps(statement(challenge), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def problems(signature: str, challenge: str) -> list[str]:
    """What the tool that runs without the system says."""
    report = Report()
    _check_seal(statement(challenge, signature), report)
    assert not report.unchecked
    return [each.code for each in report.problems]


@pytest.mark.parametrize("number", SHORT)
def test_a_number_that_begins_with_a_zero_byte_holds(number: str) -> None:
    challenge, signature = SHORT[number]
    assert signature[:2] == "00" or signature[64:66] == "00"
    assert holds(Seal(KEY, signature), text(challenge))
    assert problems(signature, challenge) == []


@pytest.mark.parametrize("number", SHORT)
def test_the_same_signature_over_another_statement_does_not(number: str) -> None:
    challenge, signature = SHORT[number]
    assert not holds(Seal(KEY, signature), text(f"{challenge}0"))
    assert problems(signature, f"{challenge}0") == ["seal"]


@pytest.mark.parametrize("number", SHORT)
def test_a_signature_whose_zero_byte_was_left_away_is_refused_rather_than_guessed_at(number: str) -> None:
    challenge, signature = SHORT[number]
    at = 0 if number == "r" else 64
    cut = signature[:at] + signature[at + 2 :]
    assert not holds(Seal(KEY, cut), text(challenge))
    assert problems(cut, challenge) == ["seal"]
