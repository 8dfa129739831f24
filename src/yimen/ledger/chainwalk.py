"""The walk along the chains: recomputes every hash from the stored bytes and gathers what each row should be."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from . import hashing, seals
from .canonical import from_utc_text
from .models import BatchPart, Event, Head, Schema, Seal
from .reading import readable
from .seals import Note

TAMPERED, INCOMPLETE = 1, 2


@dataclass(frozen=True)
class Problem:
    """One thing that is not as it should be: where, and a sentence for people."""

    grade: int  # TAMPERED or INCOMPLETE
    table: str
    key: str
    chain: str
    seq: int | None
    text: str


@dataclass(frozen=True)
class Said:
    """The event that last spoke of a row."""

    at: str
    chain: str
    seq: int
    schema: str  # "" when the row was removed


Newest = dict[str, dict[str, tuple[Said, bytes]]]
"""label of the table -> key as text -> (event, digest)."""


@dataclass
class ChainState:
    """How far a chain was found good."""

    chain: str
    events: int = 0
    good: int = 0
    last_at: str = ""
    sealed: Note | None = None
    broken: bool = False


@dataclass
class Walk:
    """What a walk over all chains has found."""

    using: str
    tick: Callable[[], object]
    problems: list[Problem] = field(default_factory=list)
    chains: dict[str, ChainState] = field(default_factory=dict)
    newest: Newest = field(default_factory=dict)
    schemas: dict[str, dict[str, Any]] = field(default_factory=dict)
    used_schemas: set[str] = field(default_factory=set)
    used_parts: int = 0
    notes: dict[str, list[Note]] = field(default_factory=dict)
    lost: dict[str, list[tuple[int, int, str]]] = field(default_factory=dict)  # chain -> (epoch, from, note digest)

    def problem(self, grade: int, table: str, key: object, chain: str, seq: int | None, text: str) -> None:
        """Keep a problem; of a chain's own faults only the first is told, all that follows is its consequence."""
        self.problems.append(Problem(grade, table, str(key), chain, seq, text))

    def run(self) -> None:
        """Walk schemas, seals, events, parts and heads."""
        self._read_schemas()
        self._read_notes()
        chain, state = "", ChainState("")
        for event in self._events():
            if event[0] != chain:
                self._finish(state)
                chain = event[0]
                state = self.chains.setdefault(chain, ChainState(chain))
                self._begin(chain)
            self._step(state, event)
            self.tick()
        self._finish(state)
        self._compare_heads()
        self._compare_seals()
        self._leftovers()

    def _events(self) -> Iterator[tuple[Any, ...]]:
        events = Event.objects.using(self.using).order_by("chain", "seq", "place")
        columns = ("chain", "seq", "epoch", "algorithm", "at", "kind", "by", "meta", "prev", "leaf", "hash", "place")
        return readable(events, columns, lambda key: self._unreadable("ledger_event", key))

    def _unreadable(self, table: str, key: str) -> None:
        self.problem(TAMPERED, table, key, "", None, "这一行有无法读取的值：在数据库里被改过")

    def _read_schemas(self) -> None:
        for digest, body in Schema.objects.using(self.using).values_list("digest", "body"):
            content = bytes(body)
            if any(hashing.body_hash(content, number).hex() == digest for number in hashing.available()):
                self.schemas[digest] = json.loads(content)
            else:
                self.problem(TAMPERED, "ledger_schema", digest, "", None, "字段表内容与其编号不符")

    def _read_notes(self) -> None:
        public = seals.public_key() if seals.chains() else b""
        for chain in sorted(seals.chains()):
            texts, rest = seals.split(seals.heads_file(chain).read_text(errors="replace"))
            name = seals.heads_file(chain).name
            if rest:
                self.problem(TAMPERED, name, "末尾", chain, None, "封存文件末尾不完整")
            previous: Note | None = None
            for number, text in enumerate(texts, 1):
                try:
                    note = seals.parse(text)
                    seals.check_signature(note, public)
                    if note.chain != chain:
                        raise seals.BadNote("封存头属于别的链")
                    if note.previous != (previous.digest if previous else "-"):
                        raise seals.BadNote("封存头与前一封存头不相接")
                    if previous and (note.epoch, note.size) <= (previous.epoch, 0 if note.epoch > previous.epoch else
                                                                previous.size):  # fmt: skip
                        raise seals.BadNote("封存头的事件数没有增加")
                except seals.BadNote as error:
                    self.problem(TAMPERED, name, f"第 {number} 个封存头", chain, None, str(error))
                    break
                self.notes.setdefault(chain, []).append(note)
                previous = note

    def _begin(self, chain: str) -> None:
        self._link = hashing.genesis(chain)
        self._tree = hashing.Tree()
        self._epoch = 1
        self._due = {(note.epoch, note.size): note for note in self.notes.get(chain, [])}
        self._peaks = {
            seal["place"]: bytes(seal["peaks"])
            for seal in Seal.objects.using(self.using).filter(chain=chain).values("place", "peaks")
        }

    def _step(self, state: ChainState, event: tuple[Any, ...]) -> None:
        chain, seq, epoch, algorithm, _, _, _, meta, prev, leaf, link, place = event
        meta, prev, leaf, link = bytes(meta), bytes(prev), bytes(leaf), bytes(link)
        state.events += 1
        try:
            said = json.loads(meta)
            said_at = from_utc_text(said["at"])
            fault = self._fault(state, event, said, said_at, leaf, link, prev, meta)
        except (ValueError, KeyError, TypeError, AttributeError):
            said, fault = {}, "事件内容无法读取"
        if fault and not state.broken:
            state.broken = True
            self.problem(TAMPERED, "ledger_event", place, chain, seq, fault)
        if not said:
            return
        self._gather(state, place, seq, algorithm, said)
        if state.broken:
            return
        self._link = link
        self._tree.add(leaf)
        self._epoch = epoch
        state.good, state.last_at = seq, said["at"]
        note = self._due.pop((epoch, seq), None)
        if note is not None:
            self._check_seal(state, note, link)

    def _fault(self, state: ChainState, event: tuple[Any, ...], said: dict[str, Any], said_at: Any, leaf: bytes,
               link: bytes, prev: bytes, meta: bytes) -> str:  # fmt: skip
        chain, seq, epoch, algorithm, at, kind, by, *_, place = event
        if seq != state.good + 1 and not state.broken:
            return f"序号不连续：第 {state.good} 个之后是第 {seq} 个"
        if algorithm not in hashing.ALGORITHMS:
            return "摘要算法不认识"
        if prev != self._link:
            return "与前一事件不相接"
        if leaf != hashing.leaf_hash(meta, algorithm):
            return "事件内容被改"
        if link != hashing.link_hash(prev=prev, chain=chain, seq=seq, epoch=epoch, leaf=leaf, algorithm=algorithm):
            return "链上摘要不符"
        if said_at != at or said["kind"] != kind or said["by"] != by or place != f"{chain}:{seq}":
            return "列与事件内容不符"
        if said["at"] <= state.last_at:
            return "记录时间早于前一事件"
        if epoch != self._epoch and (epoch != self._epoch + 1 or kind != "ledger.epoch_opened"):
            return "纪元改变而没有开启纪元的事件"
        return ""

    def _check_seal(self, state: ChainState, note: Note, link: bytes) -> None:
        if note.head != link or note.root != self._tree.root():
            state.broken = True
            self.problem(
                TAMPERED, "ledger_event", f"{note.chain}:{note.size}", note.chain, note.size,
                "事件链与已签名的封存头不符：封存之后历史被改写",
            )  # fmt: skip
            return
        state.sealed = note
        kept = self._peaks.get(seals.place(note))
        if kept is not None and kept != self._tree.peaks:
            self.problem(TAMPERED, "ledger_seal", seals.place(note), note.chain, note.size, "封存记录的子树根被改")

    def _gather(self, state: ChainState, place: str, seq: int, algorithm: int, said: dict[str, Any]) -> None:
        try:
            if said["kind"] == "ledger.epoch_opened":
                facts = said["facts"]
                self.lost.setdefault(state.chain, []).append((self._epoch, facts["lost_from"], facts["note"]))
            for label, rows in said.get("rows", {}).items():
                who = self._said(said["at"], state.chain, seq, rows["schema"])
                for key, digest in rows["digests"].items():
                    self._newer(label, key, who, bytes.fromhex(digest))
            for label, keys in said.get("removed", {}).items():
                gone = Said(said["at"], state.chain, seq, "")
                for key in keys:
                    self._newer(label, key, gone, b"")
            for label, batch in said.get("batches", {}).items():
                self._gather_batch(place, state.chain, seq, algorithm, said["at"], label, batch)
        except (ValueError, KeyError, TypeError, AttributeError):
            if not state.broken:
                state.broken = True
                self.problem(TAMPERED, "ledger_event", place, state.chain, seq, "事件内容无法读取")

    def _gather_batch(
        self, place: str, chain: str, seq: int, algorithm: int, at: str, label: str, batch: dict[str, Any]
    ) -> None:
        parts = BatchPart.objects.using(self.using).filter(event_id=place, model=label).order_by("number")
        who, digests, count, right = self._said(at, chain, seq, batch["schema"]), [], 0, True
        for expected, (number, key, body) in enumerate(parts.values_list("number", "place", "body").iterator(20)):
            body = bytes(body)
            self.used_parts += 1
            right &= number == expected and key == f"{place}/{label}/{number}"
            digests.append(hashing.part_digest(body, algorithm))
            try:
                for row, digest in hashing.unpack_rows(body):
                    count += 1
                    self._newer(label, row, who, digest)
            except ValueError:
                right = False
        right &= count == batch["count"] and hashing.rows_digest(digests, algorithm).hex() == batch["digest"]
        if not right:
            self.problem(TAMPERED, "ledger_batchpart", f"{place}/{label}", chain, seq, "批量行摘要与事件中的总摘要不符")

    def _said(self, at: str, chain: str, seq: int, schema: str) -> Said:
        if schema not in self.schemas and schema not in self.used_schemas:
            self.problem(TAMPERED, "ledger_schema", schema, chain, seq, "事件引用的字段表不见了")
        self.used_schemas.add(schema)
        return Said(at, chain, seq, schema)

    def _newer(self, label: str, key: str, said: Said, digest: bytes) -> None:
        rows = self.newest.setdefault(label, {})
        known = rows.get(key)
        if known is None or known[0].at < said.at:
            rows[key] = (said, digest)

    def _finish(self, state: ChainState) -> None:
        if not state.chain or state.broken:
            return
        for note in self._due.values():
            self._judge_missing(state, note)

    def _judge_missing(self, state: ChainState, note: Note) -> None:
        declared = [entry for entry in self.lost.get(state.chain, []) if entry[0] >= note.epoch]
        last_of_epoch = [other for other in self.notes[state.chain] if other.epoch == note.epoch][-1]
        if any(note.size >= start and last_of_epoch.digest == digest for _, start, digest in declared):
            text = f"封存过的 {note.size} 个事件中有一段在恢复时丢失，已由开启新纪元的事件声明"
            self.problem(INCOMPLETE, "ledger_event", note.size, state.chain, note.size, text)
        else:
            text = f"{seals.TOO_SHORT}：现有 {state.events} 个事件，已封存 {note.size} 个（{note.time}）"
            self.problem(TAMPERED, "ledger_event", note.size, state.chain, note.size, text)

    def _compare_heads(self) -> None:
        columns = ("chain", "seq", "hash", "last_at", "epoch")
        rows = Head.objects.using(self.using).order_by("chain")
        heads = {
            chain: (seq, bytes(link), last_at, epoch)
            for chain, seq, link, last_at, epoch in readable(
                rows, columns, lambda key: self._unreadable("ledger_head", key)
            )
        }
        for chain in sorted(set(heads) | set(self.chains) | set(self.notes)):
            head, state = heads.get(chain), self.chains.get(chain)
            if state is None:
                if chain in self.notes:
                    size = self.notes[chain][-1].size
                    text = f"{seals.TOO_SHORT}：现有 0 个事件，已封存 {size} 个"
                    self.problem(TAMPERED, "ledger_event", chain, chain, None, text)
                else:
                    self.problem(TAMPERED, "ledger_head", chain, chain, None, "账本头没有对应的事件")
                continue
            if state.broken:
                continue
            link, epoch = self._last_link(chain)
            if head is None:
                self.problem(TAMPERED, "ledger_head", chain, chain, None, "账本头不见了")
            elif head != (state.good, link, from_utc_text(state.last_at), epoch):
                self.problem(TAMPERED, "ledger_head", chain, chain, state.good, "账本头与最后一个事件不符")

    def _last_link(self, chain: str) -> tuple[bytes, int]:
        link, epoch = (
            Event.objects.using(self.using).filter(chain=chain).order_by("-seq").values_list("hash", "epoch")[0]
        )
        return bytes(link), epoch

    def _compare_seals(self) -> None:
        columns = ("place", "chain", "epoch", "size", "note", "at")
        rows = Seal.objects.using(self.using).order_by("place")
        kept = {row[0]: row[1:] for row in readable(rows, columns, lambda key: self._unreadable("ledger_seal", key))}
        noted = {seals.place(note): note for notes in self.notes.values() for note in notes}
        for place in sorted(set(kept) | set(noted)):
            seal, note = kept.get(place), noted.get(place)
            if note is None:
                chain = str(seal[0]) if seal else ""
                self.problem(TAMPERED, "ledger_seal", place, chain, None, "数据库中的封存头在封存文件里没有")
            elif seal is None:
                if not self._declared_lost(note):
                    text = "封存文件中的封存头在数据库里没有（若在封存时断电，启动时会补记）"
                    self.problem(TAMPERED, "ledger_seal", place, note.chain, note.size, text)
            elif seal != (note.chain, note.epoch, note.size, note.text, from_utc_text(note.time)):
                self.problem(TAMPERED, "ledger_seal", place, note.chain, note.size, "封存记录被改")

    def _declared_lost(self, note: Note) -> bool:
        return any(
            problem.grade == INCOMPLETE and problem.chain == note.chain and problem.seq == note.size
            for problem in self.problems
        )

    def _leftovers(self) -> None:
        for digest in sorted(set(self.schemas) - self.used_schemas):
            self.problem(TAMPERED, "ledger_schema", digest, "", None, "没有事件引用的字段表")
        total = BatchPart.objects.using(self.using).count()
        if total != self.used_parts:
            text = f"批量行摘要有 {total} 段，事件引用的有 {self.used_parts} 段"
            self.problem(TAMPERED, "ledger_batchpart", "", "", None, text)
