"""存证摘录: some events of a chain with their paths to a signed root, and the rows and files that they name.

A whole bundle (`export`) shows every event of a county; an extract shows those of one matter and nothing else, and
holds as much: each event's digest is a leaf of the Merkle tree whose root the seal signed. `verify_evidence.py` checks
it without this system.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from yimen.common.errors import Refused

from . import hashing, seals
from .canonical import json_bytes
from .export import as_text, disclose, schemas
from .inclusion import sealed_by
from .models import Event
from .standalone import verify_evidence

FORMAT = "yimen-extract/1"


def events_about(rows: Iterable[str], *, chain: str, using: str = DEFAULT_DB_ALIAS) -> list[Event]:
    """Return the events of the rows' own rooms that name any of them (`app.model:key`), oldest first."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        label, _, key = row.partition(":")
        wanted.setdefault(label, set()).add(key)
    found: dict[int, Event] = {}
    for room in sorted({label.split(".")[0] for label in wanted}):
        events = Event.objects.using(using).filter(chain=chain, kind__startswith=f"{room}.")
        for event in events.iterator(chunk_size=500):
            named = json.loads(bytes(event.meta)).get("rows", {})
            if any(keys & set(named.get(label, {}).get("digests", {})) for label, keys in wanted.items()):
                found[event.seq] = event
    return [found[seq] for seq in sorted(found)]


def extract(rows: Sequence[str], *, chain: str, upto: Event, using: str = DEFAULT_DB_ALIAS) -> dict[str, bytes]:
    """Return name -> content: ledger.json, schemas.jsonl, disclosed.jsonl and the verifier.

    rows: what is disclosed, `app.model:key` each, with all that happened to them until the event `upto`; personal
    fields stay commitments. Equal for an equal ledger. Raises Refused before that event is sealed.
    """
    seal = sealed_by(upto, using)
    if seal is None:
        raise Refused("封存事件还没有由账本头签名，请过几分钟再试。")
    disclosed = [disclose(row, set(), {chain: seal}, using) for row in rows]
    seqs = {upto.seq, *(line["seq"] for line in disclosed)}
    events = {each.seq: each for each in events_about(rows, chain=chain, using=using) if each.seq <= upto.seq}
    events |= {each.seq: each for each in Event.objects.using(using).filter(chain=chain, seq__in=seqs)}
    leaves = Event.objects.using(using).filter(chain=chain, seq__lte=seal.size).order_by("seq")
    paths = audit_paths([bytes(leaf) for leaf in leaves.values_list("leaf", flat=True)], events)
    shown = {
        "format": FORMAT, "chain": chain, "note": seal.note, "public_key": seals.public_key().hex(),
        "events": [_shown(events[seq], paths[seq]) for seq in sorted(events)],
    }  # fmt: skip
    lines = sorted({line["schema"] for line in disclosed})
    return {
        "ledger.json": json_bytes(shown) + b"\n",
        "schemas.jsonl": _lines(schemas(set(lines), using)),
        "disclosed.jsonl": _lines(disclosed),
        "verify_evidence.py": _verifier(),
    }


def audit_paths(leaves: list[bytes], seqs: Iterable[int]) -> dict[int, list[bytes]]:
    """Return for each sequence number, from 1, the hashes beside its way to the root (RFC 9162, section 2.1.3.1)."""
    paths: dict[int, list[bytes]] = {seq: [] for seq in seqs}
    places, level = {seq: seq - 1 for seq in paths}, leaves
    while len(level) > 1:
        for seq, place in places.items():
            if (beside := place ^ 1) < len(level):
                paths[seq].append(level[beside])
            places[seq] = place // 2
        above = [hashing.node_hash(*level[at : at + 2]) for at in range(0, len(level) - 1, 2)]
        level = above + level[len(above) * 2 :]  # an odd last one goes up as it is
    return paths


def _shown(event: Event, path: list[bytes]) -> dict[str, Any]:
    return {
        "seq": event.seq,
        "alg": event.algorithm,
        "meta": as_text(bytes(event.meta)),
        "path": [p.hex() for p in path],
    }


def _lines(lines: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(json_bytes(line) + b"\n" for line in lines)


def _verifier() -> bytes:
    return Path(str(verify_evidence.__file__)).read_bytes()
