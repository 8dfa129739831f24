"""Who applies: persons with a county's few surnames and many namesakes, families, twins, firms with near-same names."""

from __future__ import annotations

import random
from itertools import accumulate

from benchmarks.counties import words
from benchmarks.counties.dials import Dials

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_AREAS = ("230522",) * 76 + ("230521",) * 7 + ("230502",) * 6 + ("230523", "230524", "230811", "230505", "230833") * 2
_LAST_YEARS = 2005


class Applicant:
    """Somebody with a name and an identity number; `firm` tells a firm from a person."""

    __slots__ = ("firm", "identity", "name")

    def __init__(self, name: str, identity: str, firm: bool) -> None:
        self.name, self.identity, self.firm = name, identity, firm


def _table(text: str) -> tuple[list[str], list[int]]:
    parts = text.split()
    return parts[::2], list(accumulate(int(part) for part in parts[1::2]))


_SURNAMES, _SURNAME_WEIGHTS = _table(words.SURNAMES)
_GIVEN, _GIVEN_WEIGHTS = _table(words.GIVEN)
TRADES, SHOPS, AGENCIES, BRANDS = (text.split() for text in (words.TRADES, words.SHOPS, words.AGENCIES, words.BRANDS))
_MINORITY_FIRST = ("买买提", "阿依古丽", "巴特尔", "其其格", "乌日娜", "古丽娜尔")
_MINORITY_LAST = ("吐尔逊", "买买提", "巴雅尔", "额尔敦", "艾山", "苏和")


class Population:
    """The county's people and firms, met one after another."""

    def __init__(self, rng: random.Random, dials: Dials) -> None:
        self.rng, self.dials = rng, dials
        self.persons: list[Applicant] = []
        self.firms: list[Applicant] = []
        self.agents = [self._firm(agency=True) for _ in range(12)]

    def pick(self, firm_share: float) -> Applicant:
        """An applicant: often a new one, now and then somebody who has been here before."""
        firm = self.rng.random() < firm_share
        known = self.firms if firm else self.persons
        if known and self.rng.random() < self.dials.repeats:
            return known[int(self.rng.random() * len(known))]
        return self.new(firm)

    def new(self, firm: bool) -> Applicant:
        """Somebody never seen."""
        if firm:
            one = self._firm()
            self.firms.append(one)
            return one
        known = self.persons and self.rng.random() < 0.06
        one = self.relative_of(self.rng.choice(self.persons)) if known else self._person()
        self.persons.append(one)
        return one

    def _given(self) -> str:
        if self.rng.random() < 0.6:
            return self.rng.choices(_GIVEN, cum_weights=_GIVEN_WEIGHTS)[0]
        return self.rng.choice(words.GIVEN_FIRST) + self.rng.choice(words.GIVEN_LAST)

    def _person(self) -> Applicant:
        rng = self.rng
        if rng.random() < 0.003:
            name = f"{rng.choice(_MINORITY_FIRST)}·{rng.choice(_MINORITY_LAST)}"
        else:
            name = rng.choices(_SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0] + self._given()
        year = int(rng.triangular(1938, _LAST_YEARS, 1975))
        birth = f"{year}{int(rng.random() * 12) + 1:02d}{int(rng.random() * 28) + 1:02d}"
        return Applicant(name, resident(rng.choice(_AREAS) + birth + f"{int(rng.random() * 1000):03d}"), False)

    def relative_of(self, other: Applicant) -> Applicant:
        """A child, brother or twin: the same surname, an identity number that begins alike."""
        rng = self.rng
        if len(other.identity) != 18 or "·" in other.name:
            return self._person()
        twin = rng.random() < self.dials.twins * 20
        year = (
            int(other.identity[6:10]) if twin or rng.random() < 0.3 else int(other.identity[6:10]) + rng.choice(_AGES)
        )
        birth = (
            other.identity[6:14] if twin else f"{year}{int(rng.random() * 12) + 1:02d}{int(rng.random() * 28) + 1:02d}"
        )
        order = (int(other.identity[14:17]) + 1 + int(rng.random() * 2)) % 1000 if twin else int(rng.random() * 1000)
        if twin and len(other.name) == 3:
            name = other.name[:2] + rng.choice(words.GIVEN_LAST)
        else:
            name = other.name[: 2 if other.name.startswith(("欧阳", "司徒")) else 1] + self._given()
        return Applicant(name, resident(f"{other.identity[:6]}{birth}{order:03d}"), False)

    def _firm(self, agency: bool = False) -> Applicant:
        rng = self.rng
        if agency:
            name = f"友谊县{self._brand()}{rng.choice(AGENCIES)}有限公司"
            return Applicant(name, credit_code("91", rng), True)
        if self.firms and rng.random() < self.dials.near_firms:
            return self._namesake_firm()
        if rng.random() < 0.3:
            owner = rng.choices(_SURNAMES, cum_weights=_SURNAME_WEIGHTS)[0]
            lead = f"老{owner}" if rng.random() < 0.3 else self._brand()
            town = rng.choice(words.TOWNS) if rng.random() < 0.6 else ""
            return Applicant(f"友谊县{town}{lead}{rng.choice(SHOPS)}", credit_code("92", rng), True)
        form = rng.choice(words.FORMS)
        place = rng.choice(words.PLACES)
        trade = rng.choice(TRADES)
        name = f"{place}{self._brand()}{trade}"
        if rng.random() < 0.06 and place != "友谊县":
            name += "（友谊）"
        return Applicant(name + form, credit_code("93" if "合作社" in form else "91", rng), True)

    def _namesake_firm(self) -> Applicant:
        """A firm whose name is nearly that of another: another trade, another place, a branch shop."""
        rng = self.rng
        other = self.firms[int(rng.random() * len(self.firms))].name
        draw = rng.random()
        trade = next((one for one in TRADES if one in other), "")
        if draw < 0.4 and trade:
            name = other.replace(trade, {"商贸": "贸易", "贸易": "商贸"}.get(trade) or rng.choice(TRADES))
        elif draw < 0.7:
            name = other + rng.choice(("友谊分公司", "第二分店", "一分店", "二分店", "兴隆分店"))
        else:
            place = next((one for one in words.PLACES if one and other.startswith(one)), "")
            name = rng.choice([one for one in words.PLACES if one != place]) + other[len(place) :]
        return Applicant(name, credit_code("91", rng), True)

    def _brand(self) -> str:
        if self.rng.random() < 0.35:
            return self.rng.choice(BRANDS)
        return "".join(self.rng.choices(words.BRAND_CHARACTERS, k=2 if self.rng.random() < 0.75 else 3))


_AGES = (-27, -25, -3, -2, -1, 1, 2, 3, 24, 26, 29)


def resident(body: str) -> str:
    """The resident identity number with its check character (GB 11643), from its first 17 digits."""
    if not 1930 <= int(body[6:10]) <= _LAST_YEARS:
        body = f"{body[:6]}{min(max(int(body[6:10]), 1930), _LAST_YEARS)}{body[10:]}"
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, body, strict=True))
    return body + "10X98765432"[total % 11]


def credit_code(head: str, rng: random.Random) -> str:
    """A unified social credit code with its check character (GB 32100)."""
    body = f"{head}230522" + "".join(rng.choices(_USCC, k=9))
    total = sum(weight * _USCC.index(sign) for weight, sign in zip(_USCC_WEIGHTS, body, strict=True))
    return body + _USCC[(31 - total % 31) % 31]
