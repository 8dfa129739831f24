"""封存: signed heads, and the file outside the database that keeps them.

A note has the form of C2SP signed notes and checkpoints, so that common tools can read it:

    yimen/230522000000            origin
    128                           number of events
    <base64>                      Merkle root
    head <base64>                 hash of the last event
    epoch 1
    time 2026-01-02T03:04:05.000006Z
    previous <base64 or ->        SHA-256 of the note before
    code <hex>                    digest of the program
    (empty line)
    — yimen/230522000000 <base64 of 4 bytes key id and the Ed25519 signature>
"""

import base64
import contextlib
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from yimen.common.errors import Refused

from .canonical import utc_text
from .models import Event, Head

ED25519 = b"\x01"
TOO_SHORT = "账本短于已封存的账本头"
HASH = "[A-Za-z0-9+/]{43}="
NOTE = re.compile(
    rf"yimen/(?P<chain>[0-9]{{12}})\n(?P<size>[1-9][0-9]*)\n(?P<root>{HASH})\nhead (?P<head>{HASH})\n"
    rf"epoch (?P<epoch>[1-9][0-9]*)\ntime (?P<time>[0-9T:.Z-]{{27}})\nprevious (?P<previous>-|{HASH})\n"
    r"code (?P<code>[0-9a-f]{64})\n\n— yimen/(?P<name>[0-9]{12}) (?P<signature>[A-Za-z0-9+/]{91}=)\n"
)


class BadNote(Refused):
    """A note that is not in the form, or not signed by the key."""


class LedgerTooShort(Refused):
    """账本短于已封存的账本头: events that were sealed are gone or replaced; nothing may be written."""


@dataclass(frozen=True)
class Note:
    """封存头: what was signed, and the signed text itself."""

    chain: str
    size: int
    root: bytes
    head: bytes
    epoch: int
    time: str
    previous: str
    code: str
    signature: bytes
    text: str

    @property
    def digest(self) -> str:
        """Return the SHA-256 (base64) by which the next note names this one."""
        return _base64(hashlib.sha256(self.text.encode()).digest())


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _unbase64(text: str) -> bytes:
    content = base64.b64decode(text)
    if _base64(content) != text:  # several texts decode to the same bytes; one of them is the form
        raise BadNote("封存头格式不符")
    return content


def directory() -> Path:
    """Return the folder of the heads files, made on first use."""
    path = Path(settings.YIMEN_DATA) / "seals"
    if not path.is_dir():
        path.mkdir(parents=True, exist_ok=True)
    return path


def heads_file(chain: str) -> Path:
    """Return the file outside the database that holds every sealed head of a chain, oldest first."""
    return directory() / f"{chain}.notes"


def chains() -> set[str]:
    """Return the chains that have a heads file."""
    return {path.stem for path in directory().glob("*.notes")}


def place(note: Note) -> str:
    """Return the key of the note in the database: chain, epoch, size."""
    return f"{note.chain}:{note.epoch}:{note.size}"


def signing_key() -> Ed25519PrivateKey:
    """Return the installation's key; made on first use, readable by its owner only.

    Raises Refused when others may read it: a key that anybody could have copied proves nothing.
    """
    path = Path(settings.YIMEN_DATA) / "keys" / "ledger.key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"ledger.key.{os.getpid()}.{os.urandom(4).hex()}")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(os.urandom(32).hex() + "\n")
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process was faster: its key counts
            os.link(fresh, path)
        fresh.unlink()
    if path.stat().st_mode & 0o077:
        raise Refused(f"封存密钥 {path.name} 可被他人读取，已拒绝使用：请执行 chmod 600 后重试")
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text().strip()))


def key_id(chain: str, public: bytes) -> bytes:
    """Return the 4 bytes that name a key in a signature line (C2SP signed-note)."""
    return hashlib.sha256(f"yimen/{chain}\n".encode() + ED25519 + public).digest()[:4]


def public_key() -> bytes:
    """Return the installation's public key, 32 bytes; also left in `seals/public-key.hex` for others to take along."""
    public = signing_key().public_key().public_bytes_raw()
    path = directory() / "public-key.hex"
    if not path.exists():
        path.write_text(public.hex() + "\n")
    return public


def write_note(*, head: Head, root: bytes, previous: Note | None, code: str, at: str | None = None) -> Note:
    """Return a signed note over the head; nothing is stored yet."""
    text = (
        f"yimen/{head.chain}\n{head.seq}\n{_base64(root)}\nhead {_base64(bytes(head.hash))}\nepoch {head.epoch}\n"
        f"time {at or utc_text(head.last_at)}\nprevious {previous.digest if previous else '-'}\ncode {code}\n"
    )
    signature = key_id(head.chain, public_key()) + signing_key().sign(text.encode())
    return parse(f"{text}\n— yimen/{head.chain} {_base64(signature)}\n")


def parse(text: str) -> Note:
    """Return the note in the text. Raises BadNote when it is not exactly in the form."""
    match = NOTE.fullmatch(text)
    if match is None or match["name"] != match["chain"]:
        raise BadNote("封存头格式不符")
    root, head, signature = (_unbase64(match[name]) for name in ("root", "head", "signature"))
    return Note(
        chain=match["chain"], size=int(match["size"]), root=root, head=head, epoch=int(match["epoch"]),
        time=match["time"], previous=match["previous"], code=match["code"], signature=signature, text=text,
    )  # fmt: skip


def check_signature(note: Note, public: bytes) -> None:
    """Raise BadNote unless the note was signed by the key."""
    signed = note.text[: note.text.rindex("\n—")].encode()
    if note.signature[:4] != key_id(note.chain, public):
        raise BadNote("封存头由别的密钥签名")
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(note.signature[4:], signed)
    except InvalidSignature as error:
        raise BadNote("封存头签名无效") from error


def split(content: str) -> tuple[list[str], str]:
    """Return (texts of the whole notes, what is left over at the end) of a heads file."""
    texts, lines = [], []
    for line in content.splitlines(keepends=True):
        lines.append(line)
        if line.startswith("— ") and line.endswith("\n"):
            texts.append("".join(lines))
            lines = []
    return texts, "".join(lines)


def append(note: Note) -> None:
    """Write the note behind the others of its chain, on disk before this returns."""
    handle = os.open(heads_file(note.chain), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        os.write(handle, note.text.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    folder = os.open(directory(), os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


_latest: dict[str, tuple[tuple[int, int], Note | None]] = {}
_confirmed: set[tuple[str, str]] = set()


def latest(chain: str) -> Note | None:
    """Return the last note of the heads file, or None. Raises BadNote for a last note that is not in the form."""
    path = heads_file(chain)
    try:
        state = path.stat()
    except FileNotFoundError:
        return None
    mark = (state.st_mtime_ns, state.st_size)
    known = _latest.get(str(path))
    if known is None or known[0] != mark:
        texts, _ = split(path.read_text())
        known = (mark, parse(texts[-1]) if texts else None)
        _latest[str(path)] = known
    return known[1]


def guard(head: Head, using: str) -> None:
    """Raise LedgerTooShort when the chain in the database is not a continuation of its last sealed head.

    Costs one stat() per write, and one query per process and sealed head. A later epoch states what was lost.
    """
    try:
        note = latest(head.chain)
    except BadNote as error:
        raise LedgerTooShort(f"封存文件 {head.chain}.notes 已损坏，暂停写入：请运行 manage.py ledger verify") from error
    if note is None or note.epoch < head.epoch:
        return
    if head.seq < note.size:
        raise LedgerTooShort(
            f"{TOO_SHORT}（{head.chain}：现有 {head.seq} 个事件，已封存 {note.size} 个），暂停写入："
            "可能从旧备份恢复或被截断，请运行 manage.py ledger verify 并由审计管理员处理"
        )
    known = (str(heads_file(head.chain)), note.digest)
    if known in _confirmed:
        return
    stored = Event.objects.using(using).filter(chain=head.chain, seq=note.size).values_list("hash", flat=True).first()
    if stored is None or bytes(stored) != note.head:
        raise LedgerTooShort(f"{TOO_SHORT}不符（{head.chain} 第 {note.size} 个事件已被替换），暂停写入")
    _confirmed.add(known)
