"""A wrong row is named: its table, its key, the event that spoke of it last."""

import random
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from yimen.ledger import guards, verification
from yimen.ledger import services as ledger
from yimen.ledger.attest import make_digester
from yimen.ledger.models import BatchPart, Event, Schema
from yimen.ledger.tests import attacks
from yimen.ledger.tests.conftest import CHAIN
from yimen.ledger.verification import Problem

pytestmark = pytest.mark.django_db
Region = apps.get_model("people.Region")


@pytest.fixture
def regions() -> list[Any]:
    """Three regions recorded one by one, two in a batch, all sealed."""
    rows = [
        Region.objects.create(code=f"99999900000{number}", name=f"县{number}", level="county") for number in "12345"
    ]
    for row in rows[:3]:
        ledger.record(chain=CHAIN, kind="ledger.test_added", changed=[row])
    ledger.record_batch(chain=CHAIN, kind="ledger.test_batch", model=Region, rows=rows[3:])
    ledger.seal(chain=CHAIN)
    return rows


def only_problem() -> Problem:
    (problem,) = verification.verify().problems
    return problem


def test_what_is_as_recorded_passes(regions: list[Any]) -> None:
    result = verification.verify()
    assert (result.exit_code, result.problems, result.rows["people.region"]) == (0, [], 5)


def test_an_edited_row_is_named_with_its_event(regions: list[Any]) -> None:
    Region.objects.filter(code="999999000002").update(name="改过")
    problem = only_problem()
    assert (problem.table, problem.key, problem.chain, problem.seq) == ("people_region", "999999000002", CHAIN, 2)
    assert "内容与账本不符" in problem.text


def test_an_edited_row_of_a_batch_is_named_too(regions: list[Any]) -> None:
    Region.objects.filter(code="999999000005").update(level="city")
    assert (only_problem().key, only_problem().seq) == ("999999000005", 4)


def test_a_deleted_row_is_named(regions: list[Any]) -> None:
    Region.objects.filter(code="999999000004").delete()
    assert (only_problem().key, only_problem().text[:8]) == ("999999000004", "账本记有这一行，")


def test_a_row_without_an_event_is_named(regions: list[Any]) -> None:
    Region.objects.create(code="999999000009", name="暗进", level="county")
    assert "没有任何存证事件" in only_problem().text


def test_a_row_of_a_table_of_which_the_ledger_never_spoke_is_named(regions: list[Any]) -> None:
    apps.get_model("people.Department").objects.create(region=regions[0], code="SECRETLY", name="不在账上的局")
    problem = only_problem()
    assert (problem.table, "未经系统登记" in problem.text) == ("people_department", True)


def test_a_row_that_was_removed_and_is_back_is_named(regions: list[Any]) -> None:
    regions[0].delete()
    ledger.record(chain=CHAIN, kind="ledger.test_removed", removed=[(Region, "999999000001")])
    assert verification.verify().exit_code == 0
    Region.objects.create(code="999999000001", name="县1", level="county")
    assert "已登记为删除" in only_problem().text


def test_of_two_chains_the_later_event_counts(regions: list[Any]) -> None:
    Region.objects.filter(code="999999000001").update(name="更名")
    ledger.record(chain="999998000000", kind="ledger.test_added", changed=[regions[0]])
    ledger.seal(chain="999998000000")
    assert verification.verify().problems == []


def test_rows_recorded_before_a_column_was_added_still_agree(regions: list[Any]) -> None:
    """An older schema lacks a column; its digests are computed without it."""
    event = Event.objects.latest("seq")
    older = make_digester("people.region", ("code", "name"), ())
    digest = older.digest(["999999000001", "县1"])
    guards.remove(connection)
    Schema.objects.create(digest=older.schema.hex(), body=older.body)
    from yimen.ledger import recording

    head = recording.locked_head(CHAIN, "default")
    rows = {"people.region": {"schema": older.schema.hex(), "digests": {"999999000001": digest.hex()}}}
    body = recording.event_body(kind="ledger.test_older", by=None, facts=None, declared_at=None) | {"rows": rows}
    recording.append(head=head, kind="ledger.test_older", body=body, parts=[], using="default")
    guards.install(connection)
    assert verification.verify().problems == []
    Region.objects.filter(code="999999000001").update(name="改过")
    assert only_problem().seq == event.seq + 1


def test_rows_whose_column_is_gone_are_said_to_be_unverifiable(regions: list[Any]) -> None:
    from yimen.ledger import recording

    older = make_digester("people.region", ("code", "flag"), ())
    Schema.objects.create(digest=older.schema.hex(), body=older.body)
    head = recording.locked_head(CHAIN, "default")
    rows = {"people.region": {"schema": older.schema.hex(), "digests": {"999999000001": "0" * 64}}}
    body = recording.event_body(kind="ledger.test_older", by=None, facts=None, declared_at=None) | {"rows": rows}
    recording.append(head=head, kind="ledger.test_older", body=body, parts=[], using="default")
    result = verification.verify()
    assert result.exit_code == verification.INCOMPLETE
    assert any("flag" in problem.text for problem in result.problems)


def test_a_missing_trigger_is_named(regions: list[Any]) -> None:
    name = guards.names(connection.vendor)[0]
    table = "" if connection.vendor == "sqlite" else f" ON {name.rsplit('_no_', 1)[0]}"
    connection.cursor().execute(f"DROP TRIGGER {name}{table}")
    assert (only_problem().key, only_problem().grade) == (name, verification.TAMPERED)


def test_a_damaged_part_is_named(regions: list[Any]) -> None:
    guards.remove(connection)
    part = BatchPart.objects.get()
    BatchPart.objects.update(body=bytes(part.body)[:-1])
    guards.install(connection)
    texts = [problem.text for problem in verification.verify().problems]
    assert "批量行摘要与事件中的总摘要不符" in texts


def test_a_part_that_no_event_speaks_of_is_found(regions: list[Any]) -> None:
    BatchPart.objects.create(place="x", event=Event.objects.get(seq=1), model="people.region", number=0, body=b"")
    assert (only_problem().table, only_problem().text) == ("ledger_batchpart", "批量行摘要有 2 段，事件引用的有 1 段")


def test_an_event_of_which_only_the_words_were_edited_is_named() -> None:
    """No row, no column and no other hash depends on them: only the leaf does."""
    event = ledger.note(chain=CHAIN, text="原来的话", by=None)
    ledger.seal(chain=CHAIN)
    guards.remove(connection)
    Event.objects.update(meta=bytes(event.meta).replace("原来".encode(), "后来".encode()))
    guards.install(connection)
    assert (only_problem().key, only_problem().text) == (event.place, "事件内容被改")


def test_a_history_rewritten_with_every_hash_is_found_by_the_signed_head(regions: list[Any]) -> None:
    guards.remove(connection)
    attacks.rehash_tail(random.Random(1))
    guards.install(connection)
    assert only_problem().text == "事件链与已签名的封存头不符：封存之后历史被改写"


def test_only_the_first_fault_of_a_chain_is_told(regions: list[Any]) -> None:
    guards.remove(connection)
    for event in Event.objects.filter(seq__gte=2):
        Event.objects.filter(place=event.place).update(prev=bytes(event.hash)[::-1])
    guards.install(connection)
    (problem,) = [problem for problem in verification.verify().problems if problem.table == "ledger_event"]
    assert (problem.seq, problem.text) == (2, "与前一事件不相接")


def run(*arguments: str) -> int:
    try:
        call_command("ledger", *arguments)
    except SystemExit as stop:
        return int(stop.code or 0)
    return 0


def test_the_command_answers_by_its_exit_code(regions: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("verify") == 0
    assert "核验通过" in capsys.readouterr().out
    ledger.note(chain="999998000000", text="未封存的链", by=None)
    assert run("verify") == 2
    assert run("verify", "--chain", CHAIN) == 0
    Region.objects.filter(code="999999000002").update(name="改过")
    capsys.readouterr()
    assert run("verify", "--chain", CHAIN) == 1
    assert f"[篡改] people_region 999999000002（链 {CHAIN} 第 2 个事件）" in capsys.readouterr().out
    assert run("verify", "--chain", "111111111111") == 3


def test_status_tells_how_old_the_last_seal_is(regions: list[Any], capsys: pytest.CaptureFixture[str]) -> None:
    run("status")
    out = capsys.readouterr().out
    assert f"链 {CHAIN}：第 1 纪元，4 个事件" in out
    assert "已封存至第 4 个" in out
    assert "距今 0 分钟" in out
