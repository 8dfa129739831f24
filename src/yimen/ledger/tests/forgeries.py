"""Ways to falsify an evidence bundle, the manifest's digests always put right afterwards."""

import base64
import hashlib
import json
import random
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from yimen.ledger import hashing, seals

Bundle = dict[str, bytes]


class Nothing(Exception):
    """This choice changes nothing."""


def lines(bundle: Bundle, name: str) -> list[dict]:
    """The JSON lines of a file."""
    return [json.loads(line) for line in bundle[name].splitlines()]


def put(bundle: Bundle, name: str, rows: list[dict]) -> None:
    """Write the JSON lines of a file."""
    bundle[name] = b"".join(dump(row) for row in rows)


def dump(value: object) -> bytes:
    """One line of canonical JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def fix_manifest(bundle: Bundle, **changes: object) -> None:
    """Make the manifest agree with the files, as a careful forger would."""
    manifest = json.loads(bundle["manifest.json"])
    manifest["files"] = {name: hashlib.sha256(bundle[name]).hexdigest() for name in manifest["files"] if name in bundle}
    for chain, entry in manifest["chains"].items():
        events = lines(bundle, f"events-{chain}.jsonl")
        entry |= {"events": len(events), "head": events[-1]["hash"] if events else ""}
    bundle["manifest.json"] = dump(manifest | changes)


def chain_of(bundle: Bundle, dice: random.Random) -> str:
    """One of the chains."""
    return dice.choice(sorted(json.loads(bundle["manifest.json"])["chains"]))


def rehash(rows: list[dict], chain: str) -> None:
    """Recompute every link, so that the chain is right in itself."""
    link = hashing.genesis(chain)
    for row in rows:
        leaf = hashing.leaf_hash(base64.b64decode(row["meta"]))
        link = hashing.link_hash(prev=link, chain=chain, seq=row["seq"], epoch=row["epoch"], leaf=leaf)
        row["hash"] = link.hex()


def raw_bytes(bundle: Bundle, dice: random.Random) -> None:
    """One byte of one file changed, lost or doubled, and the manifest left as it was."""
    name = dice.choice(sorted(name for name, content in bundle.items() if content and name != "verify_evidence.py"))
    content, place = bundle[name], dice.randrange(len(bundle[name]))
    bundle[name] = dice.choice([
        content[:place] + bytes([content[place] ^ (1 << dice.randrange(8))]) + content[place + 1 :],
        content[:place] + content[place + 1 :],
        content[:place] + content[place : place + 1] * 2 + content[place + 1 :],
        content[:place],
    ])  # fmt: skip


def lost_file(bundle: Bundle, dice: random.Random) -> None:
    """A file is gone."""
    del bundle[dice.choice(sorted(set(bundle) - {"verify_evidence.py", "manifest.json"}))]


def edited_event(bundle: Bundle, dice: random.Random) -> None:
    """One field of one event has another value; half the time all hashes behind it are recomputed."""
    chain = chain_of(bundle, dice)
    rows = lines(bundle, f"events-{chain}.jsonl")
    row = dice.choice(rows)
    name = dice.choice(["seq", "epoch", "alg", "meta", "hash", "extra"])
    if name == "meta":
        meta = bytearray(base64.b64decode(row["meta"]))
        meta[dice.randrange(len(meta))] ^= 1 << dice.randrange(5)
        row["meta"] = base64.b64encode(bytes(meta)).decode()
    elif name == "hash":
        row["hash"] = dice.randbytes(32).hex()
    else:
        row[name] = dice.choice([-1, 0, 10**30, "1", None, True, [], row.get(name, 7) + 1])
    if dice.random() < 0.5 and name == "meta":
        rehash(rows, chain)
    put(bundle, f"events-{chain}.jsonl", rows)
    fix_manifest(bundle)


def rewritten_history(bundle: Bundle, dice: random.Random) -> None:
    """What an officer noted says something else, and every hash behind it is right: only the signed heads disagree."""
    chain = chain_of(bundle, dice)
    rows = lines(bundle, f"events-{chain}.jsonl")
    noted = [row for row in rows if b"ledger.noted" in base64.b64decode(row["meta"])]
    row = dice.choice(noted)
    meta = base64.b64decode(row["meta"]).replace(b'"text":"', b'"text":"' + "不".encode())
    row["meta"] = base64.b64encode(meta).decode()
    rehash(rows, chain)
    put(bundle, f"events-{chain}.jsonl", rows)
    fix_manifest(bundle)


def moved_events(bundle: Bundle, dice: random.Random) -> None:
    """Events lost, doubled or exchanged, numbered anew and rehashed half the time."""
    chain = chain_of(bundle, dice)
    rows = lines(bundle, f"events-{chain}.jsonl")
    one, two = dice.randrange(len(rows)), dice.randrange(len(rows))
    how = dice.choice(["lost", "doubled", "exchanged"])
    if how == "lost":
        del rows[one]
    elif how == "doubled":
        rows.insert(two, rows[one])
    elif one == two:
        raise Nothing
    else:
        rows[one], rows[two] = rows[two], rows[one]
    if dice.random() < 0.5:
        for seq, row in enumerate(rows, 1):
            row["seq"] = seq
        rehash(rows, chain)
    put(bundle, f"events-{chain}.jsonl", rows)
    fix_manifest(bundle)


def older_state(bundle: Bundle, dice: random.Random) -> None:
    """An older, once valid state: the last seal and what lies behind the one before it are gone."""
    chain = chain_of(bundle, dice)
    notes, _ = seals.split(bundle[f"seals-{chain}.notes"].decode())
    keep = dice.randrange(len(notes))
    size = seals.parse(notes[keep - 1]).size if keep else 0
    bundle[f"seals-{chain}.notes"] = "".join(notes[:keep]).encode()
    put(bundle, f"events-{chain}.jsonl", lines(bundle, f"events-{chain}.jsonl")[:size])
    fix_manifest(bundle)


def edited_note(bundle: Bundle, dice: random.Random) -> None:
    """A number or a hash of a seal changed, seals lost, exchanged or taken from the other chain."""
    chain = chain_of(bundle, dice)
    name = f"seals-{chain}.notes"
    notes, _ = seals.split(bundle[name].decode())
    place = dice.randrange(len(notes))
    how = dice.choice(["byte", "lost", "reversed", "other", "size", "signature"])
    if how == "byte":
        at = dice.randrange(len(notes[place]))
        notes[place] = notes[place][:at] + dice.choice("0123456789abcA+/= \n") + notes[place][at + 1 :]
    elif how == "lost":
        del notes[place]
    elif how == "reversed":
        notes.reverse()
    elif how == "size":
        notes[place] = notes[place].replace("epoch 1", "epoch " + dice.choice(["0", "2", "01", "99999999999999999999"]))
    elif how == "signature":
        note = seals.parse(notes[place])
        scalar = int.from_bytes(note.signature[36:], "little") + 2**252 + 27742317777372353535851937790883648493
        forged = note.signature[:36] + scalar.to_bytes(33, "little")[:32]
        notes[place] = notes[place].replace(_text(note.signature), _text(forged))
    else:
        other = next(each for each in json.loads(bundle["manifest.json"])["chains"] if each != chain)
        notes = seals.split(bundle[f"seals-{other}.notes"].decode())[0]
    content = "".join(notes).encode()
    if content == bundle[name]:
        raise Nothing
    bundle[name] = content
    fix_manifest(bundle)


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def other_key(bundle: Bundle, dice: random.Random) -> None:
    """The whole history written anew and signed with the forger's own key."""
    key = Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    for chain in json.loads(bundle["manifest.json"])["chains"]:
        notes, previous = [], "-"
        for text in seals.split(bundle[f"seals-{chain}.notes"].decode())[0]:
            old = seals.parse(text)
            body = text[: text.rindex("\n—")].replace(f"previous {old.previous}", f"previous {previous}")
            signature = seals.key_id(chain, public) + key.sign(body.encode())
            notes.append(f"{body}\n— yimen/{chain} {_text(signature)}\n")
            previous = seals.parse(notes[-1]).digest
        bundle[f"seals-{chain}.notes"] = "".join(notes).encode()
    fix_manifest(
        bundle, public_key=public.hex() if dice.random() < 0.5 else json.loads(bundle["manifest.json"])["public_key"]
    )


def edited_disclosure(bundle: Bundle, dice: random.Random) -> None:
    """A disclosed row says something else, or hangs on another event, schema or part."""
    rows = lines(bundle, "disclosed.jsonl")
    row = dice.choice(rows)
    before = dump(row)
    name = dice.choice(["chain", "seq", "model", "key", "schema", "fields", "personal", "part", "parts"])
    if name == "fields":
        column = dice.choice(sorted(row["fields"]))
        if dice.random() < 0.3:
            del row["fields"][column]
        else:
            row["fields"][column] = _text(b"S\x00\x00\x00\x03" + "改".encode())
    elif name == "personal" and row["personal"]:
        column = dice.choice(sorted(row["personal"]))
        row["personal"][column] = dice.choice([
            {"commitment": dice.randbytes(32).hex()},
            {"salt": dice.randbytes(32).hex(), "value": _text(b"S\x00\x00\x00\x03" + "李".encode())},
            {"salt": "", "value": ""}, {}, {"commitment": "0"},
        ])  # fmt: skip
    elif name in {"part", "parts"} and row["parts"]:
        row["parts"] = row["parts"] + [dice.randbytes(32).hex()] if name == "parts" else row["parts"]
        row["part"] = _text(hashing.pack_row(row["key"], dice.randbytes(32))) if name == "part" else row["part"]
    else:
        other = dice.choice(rows)
        row[name] = dice.choice([other[name], "x", 10**30, None]) if name != "personal" else {"x": {}}
    if dump(row) == before:
        raise Nothing
    put(bundle, "disclosed.jsonl", rows)
    fix_manifest(bundle)


def edited_schema(bundle: Bundle, dice: random.Random) -> None:
    """A list of fields that names other columns or hides one."""
    rows = lines(bundle, "schemas.jsonl")
    row = dice.choice(rows)
    body = json.loads(base64.b64decode(row["body"]))
    if dice.random() < 0.5:
        body["fields"].append(body["fields"].pop(0))
    else:
        body["personal"] = []
    content = dump(body)[:-1]
    if content == base64.b64decode(row["body"]):
        raise Nothing
    row["body"] = _text(content)
    if dice.random() < 0.5:
        row["digest"] = hashing.body_hash(content).hex()
    put(bundle, "schemas.jsonl", rows)
    fix_manifest(bundle)


def doubled_key(bundle: Bundle, dice: random.Random) -> None:
    """The same JSON field twice: parsers differ in which one they believe."""
    name = dice.choice(sorted(name for name in bundle if name.endswith(".jsonl") and bundle[name]))
    first = bundle[name].split(b"\n")[0]
    key = sorted(json.loads(first))[0]
    doubled = b"{" + json.dumps(key).encode() + b":0," + first[1:]
    bundle[name] = bundle[name].replace(first, doubled, 1)
    fix_manifest(bundle)


def loose_encoding(bundle: Bundle, dice: random.Random) -> None:
    """Another spelling of the same bytes: what is not the one form may hide a second meaning."""
    chain = chain_of(bundle, dice)
    rows = lines(bundle, f"events-{chain}.jsonl")
    row = dice.choice(rows)
    how = dice.choice(["blank", "upper", "newline"])
    if how == "upper":
        row["hash"] = row["hash"].upper()
    else:
        row["meta"] = row["meta"] + (" " if how == "blank" else "\n")
    put(bundle, f"events-{chain}.jsonl", rows)
    fix_manifest(bundle)


FORGERIES: list[Callable[[Bundle, random.Random], None]] = [
    raw_bytes, lost_file, edited_event, rewritten_history, moved_events, older_state, edited_note, other_key,
    edited_disclosure, edited_schema, doubled_key, loose_encoding,
]  # fmt: skip
