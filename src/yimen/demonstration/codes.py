"""Codes that are rightly built and can belong to nobody: their region, 999999, does not exist.

Rules: GB 11643-1999 (resident id), GB 32100-2015 (unified social credit code), GB 11714-1997 (organisation code).
"""

import random
from datetime import date

IMPOSSIBLE_REGION = "999999"
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUE = {symbol: place for place, symbol in enumerate(CREDIT_ALPHABET)}
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_RESIDENT_CHECKS = "10X98765432"


def resident_id(born: date, sequence: int) -> str:
    """An 18-character resident id of the impossible region; `sequence` is 0 to 999, odd for men."""
    body = f"{IMPOSSIBLE_REGION}{born:%Y%m%d}{sequence:03d}"
    return body + resident_check(body)


def resident_check(body: str) -> str:
    """The check character of the first 17 digits (GB 11643)."""
    total = sum(weight * int(digit) for weight, digit in zip(_RESIDENT_WEIGHTS, body, strict=True))
    return _RESIDENT_CHECKS[total % 11]


def organisation_check(body: str) -> str:
    """The check character of an 8-character organisation code (GB 11714): 10 is X, 11 is 0."""
    total = sum(weight * int(symbol, 36) for weight, symbol in zip(_ORGANISATION_WEIGHTS, body, strict=True))
    rest = 11 - total % 11
    return "X" if rest == 10 else "0" if rest == 11 else str(rest)


def credit_check(body: str) -> str:
    """The check character of the first 17 characters of a credit code (GB 32100)."""
    total = sum(weight * _CREDIT_VALUE[symbol] for weight, symbol in zip(_CREDIT_WEIGHTS, body, strict=True))
    return CREDIT_ALPHABET[(31 - total % 31) % 31]


def credit_code(kind: str, organisation: str) -> str:
    """An 18-character credit code of the impossible region.

    `kind` is the first two characters (11 government organ, 12 public institution, 91 enterprise, 92 sole trader,
    93 farmers' cooperative, N2 village collective), `organisation` the 8 characters of the organisation code.
    """
    body = f"{kind}{IMPOSSIBLE_REGION}{organisation}{organisation_check(organisation)}"
    return body + credit_check(body)


def drawn_organisation(rng: random.Random) -> str:
    """Eight random characters for an organisation code."""
    return "".join(rng.choices(CREDIT_ALPHABET, k=8))


def case_number_check(body: str) -> str:
    """One digit over all characters before it, weights 1, 3, 7, 1, ... modulo 10."""
    return str(sum(int(symbol, 36) * (1, 3, 7)[place % 3] for place, symbol in enumerate(body)) % 10)
