"""Check characters 校验码 of the three numbering standards that every register carries."""

from __future__ import annotations

CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""The 31 characters of GB 32100-2015: digits and capitals without I, O, S, V, Z."""

_RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def resident_id_check(first: str) -> str:
    """The 18th character of a resident id, from its first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, _RESIDENT_WEIGHTS, strict=True)) % 11]


def credit_code_check(first: str) -> str:
    """The 18th character of a unified social credit code, from its first 17 (GB 32100-2015).

    Raises ValueError for a character outside the standard's alphabet.
    """
    total = sum(CREDIT_ALPHABET.index(sign) * weight for sign, weight in zip(first, _CREDIT_WEIGHTS, strict=True))
    return CREDIT_ALPHABET[-total % 31]


def organisation_code_check(first: str) -> str:
    """The 9th character of an organisation code, from its first 8 (GB 11714-1997).

    Raises ValueError for a character that is neither digit nor capital.
    """
    total = sum(
        _ORGANISATION_ALPHABET.index(sign) * weight for sign, weight in zip(first, _ORGANISATION_WEIGHTS, strict=True)
    )
    return "0123456789X0"[11 - total % 11]


def mod_37_36(body: str) -> str:
    """The check character of a number of digits and capitals (ISO/IEC 7064 MOD 37,36).

    It finds every single wrong character and every swap of neighbours. Raises ValueError for any other character.
    """
    product = 36
    for sign in body:
        total = (product + _ORGANISATION_ALPHABET.index(sign)) % 36 or 36
        product = total * 2 % 37
    return _ORGANISATION_ALPHABET[(37 - product) % 36]
