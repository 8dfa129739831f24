"""Passwords that are given out once."""

import secrets

# Without letters and digits that look alike on paper: 16 of these 31 signs are 79 bits.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def single_use() -> str:
    """A random password in four groups, to be handed over on paper and replaced at the first sign-in."""
    return "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
