"""Every hash of the ledger, each with its own first byte and the algorithm's number. Pure Python.

| first byte | what is hashed |
| --- | --- |
| 0x00 | leaf: an event's stored bytes |
| 0x01 | node of the Merkle tree (RFC 9162, section 2.1.1) |
| 0x02 | link of the chain |
| 0x03 | commitment to one personal field |
| 0x04 | digest of a row |
| 0x05 | the salt of one field, drawn from the salt of its row |
| 0x06 | digest over all rows of a batch |
| 0x07 | schema: which fields a row digest covers |
| 0x08 | one part (10,000 rows) of a batch |

Without the first byte a leaf could be passed off as a node; without the number a digest could be passed off as one
of a weaker algorithm.
"""

import hashlib
from collections.abc import Iterable

from .canonical import json_bytes, prefixed, value_bytes

ALGORITHMS = {1: "sha256", 2: "sm3"}
"""SHA-256 (FIPS 180-4) and SM3 (GB/T 32905-2016, where the machine's OpenSSL has it)."""

ROWS_PER_PART = 10_000


def available() -> list[int]:
    """Return the numbers of the algorithms that this machine can compute."""
    return [number for number, name in ALGORITHMS.items() if name in hashlib.algorithms_available]


def _hash(algorithm: int, content: bytes) -> bytes:
    if algorithm == 1:
        return hashlib.sha256(content).digest()
    return hashlib.new(ALGORITHMS[algorithm], content).digest()


_NUMBERS = {algorithm: algorithm.to_bytes(2, "big") for algorithm in ALGORITHMS}


def _number(algorithm: int) -> bytes:
    return _NUMBERS[algorithm]


def genesis(chain: str, algorithm: int = 1) -> bytes:
    """Return what the first event of a chain points back to."""
    return _hash(algorithm, b"yimen|ledger|" + prefixed(chain.encode()))


def leaf_hash(meta: bytes, algorithm: int = 1) -> bytes:
    """Return the leaf of an event: its stored bytes, never a re-serialised form of them."""
    return _hash(algorithm, b"\x00" + _number(algorithm) + prefixed(meta))


def link_hash(*, prev: bytes, chain: str, seq: int, epoch: int, leaf: bytes, algorithm: int = 1) -> bytes:
    """Return the hash that ties an event to the one before it and to its place."""
    place = prefixed(chain.encode()) + seq.to_bytes(8, "big") + epoch.to_bytes(4, "big")
    return _hash(algorithm, b"\x02" + _number(algorithm) + prev + place + leaf)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the node above two subtrees. The tree is always SHA-256, whatever its leaves are."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def field_salt(salt: bytes, field: str, algorithm: int = 1) -> bytes:
    """Return the salt of one field, so that one field can be opened while the others of its row stay closed."""
    return _hash(algorithm, b"\x05" + _number(algorithm) + prefixed(salt) + prefixed(field.encode()))


def commitment(salt_of_field: bytes, value: object, algorithm: int = 1) -> bytes:
    """Return the commitment to a personal value. Useless without the salt: an unsalted hash of an id is the id."""
    return _hash(algorithm, b"\x03" + _number(algorithm) + prefixed(salt_of_field) + value_bytes(value))


def schema_hash(label: str, fields: Iterable[str], personal: Iterable[str], algorithm: int = 1) -> tuple[bytes, bytes]:
    """Return (hash, body) of the list of fields that a row digest covers, in their order."""
    body = json_bytes({"model": label, "fields": list(fields), "personal": list(personal)})
    return body_hash(body, algorithm), body


def body_hash(body: bytes, algorithm: int = 1) -> bytes:
    """Return the hash of a schema's body."""
    return _hash(algorithm, b"\x07" + _number(algorithm) + prefixed(body))


def row_prefix(schema: bytes, algorithm: int = 1) -> bytes:
    """Return the bytes that stand before the fields in a row digest."""
    return b"\x04" + _number(algorithm) + schema


def row_digest(prefix: bytes, encoded_fields: bytes, algorithm: int = 1) -> bytes:
    """Return the digest of a row: its fields in the schema's order, then its commitments."""
    return _hash(algorithm, prefix + encoded_fields)


def part_digest(part: bytes, algorithm: int = 1) -> bytes:
    """Return the digest of one part of a batch, a run of `pack_row`."""
    return _hash(algorithm, b"\x08" + _number(algorithm) + part)


def rows_digest(parts: Iterable[bytes], algorithm: int = 1) -> bytes:
    """Return the digest over all parts of a batch, from the digests of its parts."""
    return _hash(algorithm, b"\x06" + _number(algorithm) + b"".join(parts))


def pack_row(key: str, digest: bytes) -> bytes:
    """Return one row of a batch part: length of the key (2 bytes), key, digest (32 bytes)."""
    content = key.encode()
    return len(content).to_bytes(2, "big") + content + digest


def unpack_rows(part: bytes) -> list[tuple[str, bytes]]:
    """Return the (key, digest) pairs of a batch part. Raises ValueError if the part is damaged."""
    rows, place, end = [], 0, len(part)
    while place < end:
        key_end = place + 2 + int.from_bytes(part[place : place + 2], "big")
        digest = part[key_end : key_end + 32]
        if len(digest) != 32:
            raise ValueError("damaged part")
        rows.append((part[place + 2 : key_end].decode(), digest))
        place = key_end + 32
    return rows


class Tree:
    """A Merkle tree that grows leaf by leaf and knows its root at every size (RFC 9162, section 2.1.1)."""

    def __init__(self, size: int = 0, peaks: bytes = b"") -> None:
        """Take up a tree again from its `peaks`, the roots of its full subtrees from left to right."""
        self.size = size
        self._peaks = [peaks[place : place + 32] for place in range(0, len(peaks), 32)]
        if len(self._peaks) != size.bit_count():
            raise ValueError("the peaks do not fit the size")

    @property
    def peaks(self) -> bytes:
        """Return what is needed to go on later."""
        return b"".join(self._peaks)

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        self._peaks.append(leaf)
        self.size += 1
        size = self.size
        while size % 2 == 0:
            right = self._peaks.pop()
            self._peaks[-1] = node_hash(self._peaks[-1], right)
            size //= 2

    def root(self) -> bytes:
        """Return the root over all leaves so far; of an empty tree the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root
