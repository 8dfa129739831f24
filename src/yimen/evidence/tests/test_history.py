"""What changed since the last verification, why, and that a past one can be repeated to the row."""

import zipfile
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence import kept
from yimen.evidence.history import queries
from yimen.evidence.models import Clue, Run, Verdict
from yimen.people.models import Region
from yimen.verify import ENGINE_VERSION


@pytest.fixture
def handed_in_later(done: Run) -> RegisterRecord:
    """A record of a day long past, imported after the first run, of which the hall knows nothing."""
    record = RegisterRecord.objects.filter(item_code="I3").order_by("pk").first()
    assert record is not None
    record.pk, record.record_number = None, "R900001"
    record.holder_name, record.holder_id = "欧阳某", "999999198001010018"
    record.document_number = "友D01许字〔2024〕9001号"
    record.save(force_insert=True)
    return record


def test_what_is_counted_is_what_the_rows_say(done: Run, handed_in_later: Any, make_run: Any, officer: Any) -> None:
    lone = Clue.objects.filter(run=done, item_code="I2", subject_kind="record").values("subject")
    RegisterRecord.objects.filter(record_number=lone.first()["subject"]).delete()
    run = make_run(done.region)
    turned = queries.turnover(run, done)
    assert (turned["I3"].new, turned["I3"].gone) == (1, 0)
    assert turned["I2"].gone == 1
    for code, each in turned.items():
        for sort in queries.SORTS:
            found = queries.clues_of(officer, run, done, code, sort).count()
            assert found == getattr(each, sort), (code, sort)
        assert each.still + each.new == Clue.objects.filter(run=run, item_code=code).count()
        assert each.still + each.gone == Clue.objects.filter(run=done, item_code=code).count()


def test_a_finding_is_put_down_to_what_was_handed_in_late(
    done: Run, handed_in_later: Any, make_run: Any, officer: Any
) -> None:
    run = make_run(done.region)
    rows = queries.clues_of(officer, run, done, "I3", queries.NEW)
    (change,) = queries.explained(rows, queries.NEW, run, done)
    assert (change.clue.subject, change.cause) == ("R900001", queries.LATE)
    assert queries.handed_in_late(run, done) == {"cases": 0, "register": 1}
    assert [each.title for each in queries.reasons(run, done)] == ["数据：部门台账"]


def test_a_finding_goes_with_its_day_when_the_period_moves(done: Run, make_run: Any, officer: Any) -> None:
    run = make_run(done.region, first=date(2024, 2, 1))
    rows = queries.clues_of(officer, run, done, "I3", queries.GONE)
    found = queries.explained(rows, queries.GONE, run, done)
    moved = {each.clue.subject for each in found if each.cause == queries.PERIOD}
    applied = RegisterRecord.objects.filter(record_number__in=moved).values_list("applied_on", flat=True)
    assert moved and all(day < date(2024, 2, 1) for day in applied)
    assert {each.cause for each in found} <= {queries.PERIOD, queries.OTHER}  # of the item itself no day can be told
    assert "数据期间" in [each.title for each in queries.reasons(run, done)]


def test_a_changed_rule_and_engine_are_named_and_come_first(done: Run, make_run: Any, officer: Any) -> None:
    Run.objects.filter(pk=done.pk).update(engine_version="0.9")
    rules = [{**each, "digest": "0" * 64} if each["rule"] == "R01" else each for each in done.report["rules"]]
    Run.objects.filter(pk=done.pk).update(report={**done.report, "rules": rules})
    Clue.objects.filter(run=done, item_code="I3").delete()
    run, done = make_run(done.region), Run.objects.get(pk=done.pk)
    titles = [each.title for each in queries.reasons(run, done)]
    assert titles == ["引擎版本", "规则内容 R01"]
    rows = queries.clues_of(officer, run, done, "I3", queries.NEW)
    found = {each.clue.rule: each.cause for each in queries.explained(rows, queries.NEW, run, done)}
    assert found.pop("R01") == queries.RULE
    assert set(found.values()) <= {queries.ENGINE}


def test_nothing_changed_is_said_to_be_nothing(done: Run, make_run: Any, officer: Any) -> None:
    run = make_run(done.region)
    assert queries.reasons(run, done) == []
    assert run.answer_digest == done.answer_digest
    assert all((each.new, each.gone) == (0, 0) for each in queries.turnover(run, done).values())
    assert queries.moves(officer, run, done) == []


def test_the_county_page_filters_and_its_figures_open_their_rows(
    client_of: Any, done: Run, handed_in_later: Any, make_run: Any, officer: Any
) -> None:
    run = make_run(done.region)
    Verdict.objects.filter(run=done, item_code="I1").update(verdict="hollow")
    client, address = client_of(officer), reverse("evidence:changes", args=[run.pk])
    page = client.get(address)
    assert page.context["before"] == done
    assert page.context["rows"][0][0].item_code == "I1"  # what changed stands first
    assert [row.item_code for row, *_ in client.get(address, {"change": "new"}).context["rows"]] == ["I3"]
    ((words, url, n),) = page.context["moves"]
    assert (words, n) == ("疑似明进暗不进 → 实质运行", 1)
    assert [row.item_code for row, *_ in client.get(url).context["rows"]] == ["I1"]
    assert client.get(address, {"change": "nonsense"}).status_code == 422
    item = reverse("evidence:verdict_changes", args=[Verdict.objects.get(run=run, item_code="I3").pk])
    assert f"{item}?before={done.pk}&amp;sort=new" in page.content.decode()
    shown = client.get(item, {"before": done.pk, "sort": "new"}).content.decode()
    assert "R900001" in shown
    assert "上次核验之后才导入" in shown
    assert client.get(item, {"sort": "odd"}).status_code == 404


def test_a_first_run_says_what_to_do_next(client_of: Any, done: Run, officer: Any) -> None:
    page = client_of(officer).get(reverse("evidence:changes", args=[done.pk])).content.decode()
    assert "没有可以比较的核验" in page
    verdict = Verdict.objects.filter(run=done).first()
    page = client_of(officer).get(reverse("evidence:verdict_changes", args=[verdict.pk])).content.decode()  # type: ignore[union-attr]
    assert "没有可以比较的核验" in page


def test_each_sees_the_changes_of_his_own_items(
    client_of: Any, done: Run, make_run: Any, liaison: Any, tax_liaison: Any, clerk: Any, neighbour_officer: Any
) -> None:
    run = make_run(done.region)
    address = reverse("evidence:changes", args=[run.pk])
    assert [row.item_code for row, *_ in client_of(tax_liaison).get(address).context["rows"]] == ["I6"]
    item = reverse("evidence:verdict_changes", args=[Verdict.objects.get(run=run, item_code="I3").pk])
    statuses = [
        [client_of(user).get(page).status_code for page in (address, item)]
        for user in (liaison, tax_liaison, neighbour_officer, clerk)
    ]
    assert statuses == [[200, 200], [200, 404], [404, 404], [403, 403]]


def test_pages_cost_the_same_for_many_findings(client_of: Any, done: Run, make_run: Any, officer: Any) -> None:
    run = make_run(done.region)
    item = reverse("evidence:verdict_changes", args=[Verdict.objects.get(run=run, item_code="I3").pk])
    client, costs = client_of(officer), []
    for _ in range(2):
        for address in (reverse("evidence:changes", args=[run.pk]), item + "?sort=still"):
            client.get(address)  # counts are counted once
            with CaptureQueriesContext(connection) as spent:
                assert client.get(address).status_code == 200
            costs.append(len(spent))
        one = Clue.objects.filter(run=run, item_code="I3").first()
        assert one is not None
        for n in range(60):
            one.pk, one.subject = None, f"R8{n:05}"
            one.save(force_insert=True)
    assert costs[:2] == costs[2:]
    assert max(costs) < 40


def test_a_past_run_is_repeated_to_the_row(done: Run, filled: Region) -> None:
    Case.objects.filter(item_code="I1").update(terminal="172.16.9.9")  # what came later does not matter
    call_command("reverify", str(done.pk), stdout=(said := StringIO()))
    assert "数据集：与当时逐行相同" in said.getvalue()
    assert f"答案与当时相同，摘要 {done.answer_digest}" in said.getvalue()


def test_a_set_that_was_tampered_with_or_is_gone_is_noticed(done: Run) -> None:
    file = kept.set_file(done)
    with zipfile.ZipFile(file) as archive:
        tables = {name: archive.read(name) for name in archive.namelist()}
    tables["register.csv"] = b"\n".join(tables["register.csv"].splitlines()[:-3]) + b"\n"
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in tables.items():
            archive.writestr(name, content)
    said = StringIO()
    with pytest.raises(CommandError, match="与当时不同"):
        call_command("reverify", str(done.pk), stdout=said)
    assert "数据集：与当时不同" in said.getvalue()
    file.unlink()
    with pytest.raises(CommandError, match="没有保存"):
        call_command("reverify", str(done.pk))


def test_another_engine_is_named(done: Run) -> None:
    Run.objects.filter(pk=done.pk).update(engine_version="0.9")
    call_command("reverify", str(done.pk), stdout=(said := StringIO()))
    assert f"引擎：当时 0.9，现在 {ENGINE_VERSION}" in said.getvalue()
