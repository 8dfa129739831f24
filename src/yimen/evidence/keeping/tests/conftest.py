"""The small county with signed letters of the police (D01), whose items run or do not, and of the tax bureau (D02)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from yimen.catalog.models import Item, ItemVersion
from yimen.entry.agreements.models import (
    Agreement,
    AgreementLine,
    AgreementTemplate,
    TemplatePromise,
    TemplateVersion,
)
from yimen.entry.agreements.rules import PROMISES
from yimen.entry.agreements.states import AGREEMENT, SIGNED
from yimen.evidence.keeping.models import PromiseCheck
from yimen.evidence.models import Run
from yimen.evidence.tests.conftest import done, filled, make_run, own_folder, set_folder
from yimen.people.lifecycle import begin
from yimen.people.models import Department, Region

__all__ = ["done", "filled", "make_run", "own_folder", "set_folder"]
POLICE_ITEMS = ("I1", "I2", "I3", "I4", "I5")


@pytest.fixture
def version(county: Region) -> TemplateVersion:
    """A template with the four promises, and one that no data can speak of."""
    template = AgreementTemplate.objects.create(region=county, kind="commitment", name="承诺书")
    made = TemplateVersion.objects.create(template=template, number=1, title="承诺书", text="〔承诺条款〕")
    texts = {**PROMISES, "polite": "文明服务，热情接待。"}
    TemplatePromise.objects.bulk_create(
        TemplatePromise(version=made, place=place, code=code, text=text)
        for place, (code, text) in enumerate(texts.items())
    )
    return made


@pytest.fixture
def make_letter(version: TemplateVersion, filled: Region) -> Callable[..., Agreement]:
    """A signed letter of a department with some items in its annex; what is named replaces what stands here."""

    def make(department: Department, items: Sequence[str] = POLICE_ITEMS, **changes: Any) -> Agreement:
        number = Agreement.objects.count() + 1
        plain: dict[str, Any] = {
            "region": filled, "department": department, "kind": "commitment", "version": version,
            "number": f"友营商承〔2023〕{number}号", "check_code": f"C{number}", "annex_digest": "0" * 64,
            "valid_from": date(2023, 6, 1), "valid_to": date(2025, 5, 31), "signed_on": date(2023, 6, 1),
        }  # fmt: skip
        made = Agreement.objects.create(**{**plain, **begin(AGREEMENT, by=None), "status": SIGNED, **changes})
        AgreementLine.objects.bulk_create(
            AgreementLine(
                agreement=made, place=place, item=item, code=item.code, name=item.code,
                version=ItemVersion.objects.filter(item=item).latest("valid_from"),
            )
            for place, item in enumerate(Item.objects.filter(region=filled, code__in=items).order_by("code"))
        )  # fmt: skip
        return made

    return make


def checks_of(run: Run, agreement: Agreement) -> dict[str, PromiseCheck]:
    """Code of a promise -> what the run said of it."""
    return {each.code: each for each in PromiseCheck.objects.filter(run=run, agreement=agreement)}
