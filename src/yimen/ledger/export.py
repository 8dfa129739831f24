"""证据包: a folder that proves itself to anybody with Python and the public key."""

import base64
import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator
from itertools import chain as in_turn
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, models

from yimen.common.errors import Refused

from . import hashing, queries, seals
from .attest import digester
from .canonical import json_bytes, value_bytes
from .models import BatchPart, Event, Schema
from .reading import snapshot
from .standalone import verify_evidence

FORMAT = "yimen-evidence/1"


def write_bundle(
    out: Path,
    *,
    chain: str | None = None,
    rows: Iterable[str] = (),
    opened: Iterable[str] = (),
    using: str = DEFAULT_DB_ALIAS,
) -> Path:
    """Return the folder, filled: events, seals, schemas, disclosed rows, manifest and the verifier itself.

    rows: `app.model:key` each; opened: names of personal fields that are shown, all others stay commitments.
    Events behind the last seal are left out, since nobody has signed them; seal first. Raises Refused.
    """
    if out.exists() and any(out.iterdir()):
        raise Refused(f"{out} 已有内容：请指定一个空文件夹")
    chosen = [chain] if chain else queries.chains()
    lasts = {one: seals.latest(one) for one in chosen}
    if unsealed := [one for one, note in lasts.items() if note is None]:
        raise Refused(f"链 {'、'.join(unsealed)} 还没有封存过：请先运行 manage.py ledger seal")
    out.mkdir(parents=True, exist_ok=True)
    chains: dict[str, Any] = {}
    with snapshot(using):
        for one, last in lasts.items():
            size = last.size if last else 0
            lines = _events(one, size, using)
            chains[one] = {"events": _write_lines(out / f"events-{one}.jsonl", lines), "head": last and last.head.hex()}
            shutil.copyfile(seals.heads_file(one), out / f"seals-{one}.notes")
        disclosed = [disclose(row, set(opened), lasts, using) for row in rows]
        wanted = {line["schema"] for line in disclosed}
        _write_lines(out / "schemas.jsonl", schemas(wanted, using))
        _write_lines(out / "disclosed.jsonl", disclosed)
    files = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}
    manifest = {"format": FORMAT, "chains": chains, "files": files, "public_key": seals.public_key().hex()}
    (out / "manifest.json").write_bytes(json_bytes(manifest) + b"\n")
    shutil.copyfile(str(verify_evidence.__file__), out / "verify_evidence.py")
    return out


def _write_lines(path: Path, lines: Iterable[dict[str, Any]]) -> int:
    count = 0
    with path.open("wb") as file:
        for count, line in enumerate(lines, 1):  # noqa: B007 - the last value is the answer
            file.write(json_bytes(line) + b"\n")
    return count


def as_text(content: bytes) -> str:
    """Return bytes as base64."""
    return base64.b64encode(content).decode()


def _events(chain: str, size: int, using: str) -> Iterator[dict[str, Any]]:
    events = Event.objects.using(using).filter(chain=chain, seq__lte=size).order_by("seq")
    for seq, epoch, algorithm, meta, link in events.values_list("seq", "epoch", "algorithm", "meta", "hash").iterator(
        chunk_size=2000
    ):
        yield {"seq": seq, "epoch": epoch, "alg": algorithm, "meta": as_text(bytes(meta)), "hash": bytes(link).hex()}


def schemas(wanted: set[str], using: str) -> Iterator[dict[str, Any]]:
    """Return the lines of schemas.jsonl for the schemas of these digests."""
    for schema in Schema.objects.using(using).filter(digest__in=wanted).order_by("digest"):
        body = bytes(schema.body)
        number = next(one for one in hashing.available() if hashing.body_hash(body, one).hex() == schema.digest)
        yield {"digest": schema.digest, "body": as_text(body), "alg": number}


def disclose(row: str, opened: set[str], lasts: dict[str, Any], using: str) -> dict[str, Any]:
    """Return a row as it stands now, with the event that attests it. lasts: chain -> what has the `size` of its seal.

    Raises Refused when no sealed event agrees with it.
    """
    label, _, key = row.partition(":")
    try:
        model: type[models.Model] = apps.get_model(label)
        how = digester(model)
        thing = model._base_manager.using(using).values_list(*how.columns).filter(pk=key).first()
    except (LookupError, ValueError, TypeError) as error:
        raise Refused(f"不能披露 {row}：应写作 表:主键，且该表须为存证表") from error
    if thing is None:
        raise Refused(f"不能披露 {row}：没有这一行")
    key, digest = str(model._meta.pk.to_python(key)), how.digest(thing)
    event, part, parts = _find(how.label, key, digest, lasts, using, row)
    salt = bytes(thing[-1]) if how.personal else b""
    personal: dict[str, Any] = {}
    for name, value in zip(how.personal, thing[len(how.fields) :], strict=False):
        field_salt = hashing.field_salt(salt, name, event.algorithm)
        if name in opened:
            personal[name] = {"salt": field_salt.hex(), "value": as_text(value_bytes(value))}
        else:
            personal[name] = {"commitment": hashing.commitment(field_salt, value, event.algorithm).hex()}
    return {
        "chain": event.chain, "seq": event.seq, "model": how.label, "key": key, "schema": how.schema.hex(),
        "fields": {name: as_text(value_bytes(value)) for name, value in zip(how.fields, thing, strict=False)},
        "personal": personal, "part": part and as_text(part), "parts": parts,
    }  # fmt: skip


def _find(
    label: str, key: str, digest: bytes, lasts: dict[str, Any], using: str, row: str
) -> tuple[Event, bytes | None, list[str] | None]:
    """Return the newest sealed event that names this digest, and the part of the batch where it stands."""
    events = Event.objects.using(using).filter(chain__in=lasts).order_by("-at")
    room = f"{label.split('.')[0]}."  # nearly always its own room's event names a row: those first, they are few
    own, others = events.filter(kind__startswith=room), events.exclude(kind__startswith=room)
    for event in in_turn(own.iterator(chunk_size=500), others.iterator(chunk_size=500)):
        if event.seq > lasts[event.chain].size or label.encode() not in bytes(event.meta):
            continue
        said = json.loads(bytes(event.meta))
        if said.get("rows", {}).get(label, {}).get("digests", {}).get(key) == digest.hex():
            return event, None, None
        if label in said.get("batches", {}):
            bodies = [bytes(part.body) for part in _parts(event, label, using)]
            packed = hashing.pack_row(key, digest)
            for body in bodies:
                if packed in body and (key, digest) in hashing.unpack_rows(body):
                    return event, body, [hashing.part_digest(one, event.algorithm).hex() for one in bodies]
    raise Refused(f"不能披露 {row}：所选的链里没有与它现状相符、且已封存的事件")


def _parts(event: Event, label: str, using: str) -> models.QuerySet[BatchPart]:
    return BatchPart.objects.using(using).filter(event=event, model=label).order_by("number")
