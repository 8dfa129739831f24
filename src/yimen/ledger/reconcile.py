"""对账: every row of every attested table against the newest digest that the ledger holds of it.

This, not the chain, finds who edits only a business table.
"""

from collections.abc import Callable
from typing import Any

from django.db import connections, models

from .attest import Digester, attested_models, digester, make_digester
from .chainwalk import INCOMPLETE, TAMPERED, Said, Walk
from .hashing import ALGORITHMS
from .reading import readable

MOST_PER_TABLE = 200
"""So many wrong rows of one table are named; the rest is counted."""


def reconcile(walk: Walk, tick: Callable[[], object]) -> dict[str, int]:
    """Return how many rows of each table agree with the ledger; what does not goes into the walk's problems."""
    agreed: dict[str, int] = {}
    known = set()
    for model in attested_models():
        label = model._meta.label_lower
        known.add(label)
        agreed[label] = _Table(walk, model, tick).compare()
    for label in sorted(set(walk.newest) - known):
        rows = sum(1 for said, _ in walk.newest[label].values() if said.schema)
        if rows:
            walk.problem(INCOMPLETE, label, "", "", None, f"账本记有 {rows} 行，但程序里已没有这张表")
    return agreed


class _Table:
    """The comparison of one table."""

    def __init__(self, walk: Walk, model: type[models.Model], tick: Callable[[], object]) -> None:
        self.walk, self.model, self.tick = walk, model, tick
        self.label = model._meta.label_lower
        self.table = model._meta.db_table
        self.expected = dict(walk.newest.get(self.label, {}))
        self.current = digester(model)
        self.columns = tuple(field.attname for field in model._meta.concrete_fields)
        self.digesters: dict[str, tuple[Digester, list[int]] | None] = {}
        self.wrong = 0

    def compare(self) -> int:
        """Return the number of rows that agree."""
        if not self.expected and not self._has_rows():
            return 0
        agreed = 0
        rows = self.model._base_manager.using(self.walk.using).order_by("pk")
        for key, *row in readable(rows, ("pk", *self.columns), self._unreadable):
            self.tick()
            said, digest = self.expected.pop(str(key), (None, b""))
            if said is None:
                self._wrong(str(key), None, "这一行没有任何存证事件：未经系统登记就写入了数据库")
            elif not said.schema:
                self._wrong(str(key), said, "这一行已登记为删除，却仍在数据库里")
            elif (now := self._digest(said, row)) == digest:
                agreed += 1
            elif now is not None:
                self._wrong(str(key), said, "这一行的内容与账本不符：登记之后在数据库里被改过")
        for key, (said, _) in sorted(self.expected.items()):
            if said.schema:
                self._wrong(key, said, "账本记有这一行，数据库里却没有：未经系统登记就被删除")
        if self.wrong > MOST_PER_TABLE:
            text = f"另有 {self.wrong - MOST_PER_TABLE} 行不符，未逐行列出"
            self.walk.problem(TAMPERED, self.table, "", "", None, text)
        return agreed

    def _has_rows(self) -> bool:
        """Return whether the table has any row: of hundreds of tables many are empty, and this is soon asked."""
        with connections[self.walk.using].cursor() as cursor:
            cursor.execute(f'SELECT EXISTS (SELECT 1 FROM "{self.table}")')
            return bool(cursor.fetchone()[0])

    def _unreadable(self, key: str) -> None:
        said, _ = self.expected.pop(key, (None, b""))
        self._wrong(key, said, "这一行有无法读取的值：在数据库里被改过")

    def _wrong(self, key: str, said: Said | None, text: str) -> None:
        self.wrong += 1
        if self.wrong <= MOST_PER_TABLE:
            chain, seq = (said.chain, said.seq) if said else ("", None)
            self.walk.problem(TAMPERED, self.table, key, chain, seq, text)

    def _digest(self, said: Said, row: list[Any]) -> bytes | None:
        """Return the digest under the schema of the event; None when that cannot be computed any more."""
        if said.schema not in self.digesters:
            self.digesters[said.schema] = self._digester(said.schema)
        how = self.digesters[said.schema]
        if how is None:
            return None
        return how[0].digest([row[place] for place in how[1]])

    def _digester(self, schema: str) -> tuple[Digester, list[int]] | None:
        if schema == self.current.schema.hex():
            how = self.current
        else:
            content = self.walk.schemas.get(schema)
            if content is None:
                return None
            made = (make_digester(self.label, content["fields"], content["personal"], number) for number in ALGORITHMS)
            how = next(made_one for made_one in made if made_one.schema.hex() == schema)
            gone = sorted(set(how.columns) - set(self.columns))
            if gone:
                text = f"列 {'、'.join(gone)} 已从程序中删去，按旧字段表登记的行无法核对"
                self.walk.problem(INCOMPLETE, self.table, "", "", None, text)
                return None
        return how, [self.columns.index(name) for name in how.columns]
