"""A hundred thousand rows of twenty columns get their digests in a few seconds."""

import time
from typing import Any

import pytest
from django.apps import apps

from yimen.ledger.attest import digester

SECONDS = 10.0  # of processor time, on a machine that does other things as well


def test_digests_of_a_hundred_thousand_rows_are_quick() -> None:
    case = apps.get_model("cases.Case")
    how = digester(case)
    rows: list[list[Any]] = [
        [*(f"值{number}-{column}" for column in range(len(how.fields))), "王五", "证件", b"\x01" * 32]
        for number in range(10_000)
    ]
    started = time.process_time()
    made = {how.digest(row) for row in rows}
    seconds = (time.process_time() - started) * 10
    assert len(made) == len(rows)
    assert seconds < SECONDS


@pytest.mark.django_db
def test_a_batch_asks_the_database_in_blocks(django_assert_max_num_queries: Any) -> None:
    from yimen.ledger import services as ledger
    from yimen.ledger.tests.conftest import CHAIN

    region = apps.get_model("people.Region")
    rows = [region(code=f"9999{number:08}", name=f"区{number}", level="county") for number in range(3_000)]
    region.objects.bulk_create(rows)
    with django_assert_max_num_queries(20):
        ledger.record_batch(chain=CHAIN, kind="ledger.test_batch", model=region, rows=rows)
