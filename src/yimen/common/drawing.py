"""抽取的共用部分: a secret committed to before a draw and shown afterwards, and numbers that anybody can draw again.

Only SHA-256 and whole numbers: the same in every language.
"""

import hashlib


def commitment(secret: str) -> str:
    """SHA-256 of the secret, hexadecimal: what the ledger holds before the draw."""
    return hashlib.sha256(secret.encode()).hexdigest()


def number(seed: str, label: str) -> int:
    """A whole number of 256 bits that the seed gives under a label."""
    return int(hashlib.sha256(f"{seed}:{label}".encode()).hexdigest(), 16)
