"""Names in a notice made into the county's departments and sets of departments."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process

from yimen.common.text import name_key
from yimen.people.models import Department, DepartmentSet, Region

Party = Department | DepartmentSet


@dataclass(frozen=True)
class Parties:
    """Who is known: each name as it is compared, and who bears it."""

    known: dict[str, Party]
    prefixes: tuple[str, ...]

    def named(self, names: Iterable[str]) -> tuple[list[Party], list[str]]:
        """Who the names stand for, each once, and a sentence for each name that nobody bears."""
        found: dict[tuple[str, int], Party] = {}
        unknown = []
        for name in names:
            party = self.known.get(self.key(name))
            if party is None:
                unknown.append(self._unknown(name))
            else:
                found[(party._meta.label, party.pk)] = party
        return list(found.values()), unknown

    def _unknown(self, name: str) -> str:
        near = process.extractOne(self.key(name), self.known.keys(), score_cutoff=50)
        hint = f"，是否指“{_shown(self.known[near[0]])}”" if near else self._sets()
        return f"没有部门或部门集合“{name}”{hint}：请改写，或先在“机构”中登记。"

    def _sets(self) -> str:
        names = [party.name for party in self.known.values() if isinstance(party, DepartmentSet)]
        return f"（本县登记的集合：{'、'.join(names[:5])}）" if names else ""

    def key(self, name: str) -> str:
        """A name as it is compared: without the county's name or 县 in front."""
        key = name_key(name)
        for prefix in self.prefixes:
            key = key.removeprefix(prefix)
        return key


def parties_of(region: Region) -> Parties:
    """The departments and sets of a county, by all their names: two queries."""
    plain = name_key(region.name)
    empty = Parties({}, (plain, plain[-1:], "县", "市", "区"))
    known: dict[str, Party] = {}
    for row in DepartmentSet.objects.filter(region=region):
        known[empty.key(row.name)] = row
    for department in Department.objects.filter(region=region):
        for name in (department.name, department.short_name):
            known.setdefault(empty.key(name), department)
    return Parties(known, empty.prefixes)


def _shown(party: Party) -> str:
    return party.short_name if isinstance(party, Department) else party.name
