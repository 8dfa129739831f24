"""The pages: who sees what, that figures open rows, and that they cost the same however many rows there are."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from yimen.cases.models import Case, RegisterRecord
from yimen.evidence.models import Clue, Link, Run, Verdict
from yimen.evidence.tests.making import FIRST, LAST
from yimen.verify import verify


@pytest.fixture
def hollow(done: Run) -> Verdict:
    """The verdict on the item that went around the hall."""
    return Verdict.objects.get(run=done, item_code="I3")


def test_each_role_sees_what_it_may(
    client_of: Any, done: Run, hollow: Verdict, officer: Any, leader: Any, liaison: Any, tax_liaison: Any, clerk: Any,
    neighbour_officer: Any, audit_administrator: Any,
) -> None:  # fmt: skip
    pages = [reverse("evidence:verdict", args=[hollow.pk]), reverse("evidence:run", args=[done.pk])]
    seen = {
        user.username: [client_of(user).get(page).status_code for page in pages]
        for user in (officer, leader, liaison, tax_liaison, clerk, neighbour_officer, audit_administrator)
    }
    assert seen == {
        "officer": [200, 200],
        "leader": [200, 200],
        "liaison": [200, 200],
        "tax_liaison": [404, 200],
        "clerk": [403, 403],
        "neighbour_officer": [404, 404],
        "audit_administrator": [403, 403],
    }


def test_a_list_holds_only_ones_own_departments_items(client_of: Any, done: Run, tax_liaison: Any) -> None:
    page = client_of(tax_liaison).get(reverse("evidence:verdicts"))
    assert [row.item_code for row in page.context["page"].rows] == ["I6"]
    assert sum(n for _, _, n in page.context["tiles"]) == 1


def test_a_neighbour_sees_no_run_of_ours(client_of: Any, done: Run, neighbour_officer: Any) -> None:
    client = client_of(neighbour_officer)
    assert list(client.get(reverse("evidence:runs")).context["page"].rows) == []
    assert client.get(reverse("evidence:verdicts") + f"?run={done.pk}").status_code == 404
    assert client.get(reverse("evidence:rule", args=["R01"]) + f"?run={done.pk}").status_code == 404
    assert client.get(reverse("evidence:verdicts")).status_code == 200


def test_the_clues_of_a_rule_are_ones_own_departments(
    client_of: Any, done: Run, tax_liaison: Any, liaison: Any
) -> None:
    address = reverse("evidence:rule", args=["R01"])
    assert client_of(tax_liaison).get(address).context["page"].total == 0
    assert client_of(liaison).get(address).context["page"].total == 12


def test_filters_narrow_the_verdicts(client_of: Any, done: Run, officer: Any, police: Any, tax: Any) -> None:
    def found(**query: Any) -> list[str]:
        rows = client_of(officer).get(reverse("evidence:verdicts"), query).context["page"].rows
        return sorted(row.item_code for row in rows)

    assert found() == ["I1", "I2", "I3", "I4", "I5", "I6"]
    assert found(verdict="hollow") == ["I3"]
    assert found(department=tax.pk) == ["I6"]
    assert found(q="第I2号") == ["I2"]
    assert found(q="I5", department=police.pk) == ["I5"]
    assert client_of(officer).get(reverse("evidence:verdicts"), {"verdict": "bad"}).status_code == 422


def test_a_verdict_shows_what_was_seen_and_the_innocent_explanation(
    client_of: Any, hollow: Verdict, liaison: Any
) -> None:
    page = client_of(liaison).get(reverse("evidence:verdict", args=[hollow.pk])).content.decode()
    assert "疑似明进暗不进" in page
    assert "由上级机关发证" in page
    record = RegisterRecord.objects.filter(item_code="I3").first()
    assert reverse("cases:record", args=[record.pk]) in page
    assert record.holder_id not in page
    assert record.holder_name not in page


def test_a_verdict_lists_its_cases_with_their_links(client_of: Any, done: Run, officer: Any) -> None:
    verdict = Verdict.objects.get(run=done, item_code="I1")
    page = client_of(officer).get(reverse("evidence:verdict", args=[verdict.pk]))
    rows = page.context["page"].rows
    assert len(rows) == 12
    for row in rows:
        link = Link.objects.get(run=done, case_number=row.case.case_number)
        assert row.record == link.record_number
        assert row.record_url == reverse("cases:record", args=[RegisterRecord.objects.get(record_number=row.record).pk])


def test_a_number_used_by_two_departments_still_opens_the_right_record(
    client_of: Any, filled: Any, make_run: Any, officer: Any, tax: Any
) -> None:
    theirs = RegisterRecord.objects.filter(item_code="I3").first()
    RegisterRecord.objects.create(
        region=filled, department=tax, record_number=theirs.record_number, item_code="I6", issued_on=FIRST,
        batch=theirs.batch,
    )  # fmt: skip
    run = make_run(filled)
    assert Clue.objects.filter(run=run, subject=f"D01/{theirs.record_number}").exists()
    verdict = Verdict.objects.get(run=run, item_code="I3")
    page = client_of(officer).get(reverse("evidence:verdict", args=[verdict.pk])).content.decode()
    assert reverse("cases:record", args=[theirs.pk]) in page


def test_a_missing_ledger_is_never_shown_as_running(client_of: Any, done: Run, officer: Any) -> None:
    verdict = Verdict.objects.get(run=done, item_code="I6")
    page = client_of(officer).get(reverse("evidence:verdict", args=[verdict.pk])).content.decode()
    assert "证据不足" in page
    assert "台账缺失或过少，没有可供反查的数据" in page


def test_a_switched_off_rule_is_named_on_the_pages(client_of: Any, filled: Any, make_run: Any, officer: Any) -> None:
    Case.objects.update(recorded_at=None)
    run = make_run(filled)
    for address in (reverse("evidence:verdicts"), reverse("evidence:run", args=[run.pk])):
        assert "R22 办结之后才入库" in client_of(officer).get(address).content.decode()


def test_pages_cost_the_same_for_a_few_rows_and_for_many(client_of: Any, done: Run, officer: Any) -> None:
    client = client_of(officer)
    bypassed = Verdict.objects.get(run=done, item_code="I2")
    pages = [
        reverse("evidence:verdicts"),
        reverse("evidence:verdict", args=[bypassed.pk]),
        reverse("evidence:rule", args=["R01"]),
        reverse("evidence:run", args=[done.pk]),
    ]

    def queries() -> list[int]:
        counted = []
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(page).status_code == 200
            counted.append(len(captured))
        return counted

    before = queries()
    template = RegisterRecord.objects.filter(item_code="I2").first()
    case = Case.objects.filter(item_code="I1").first()
    common = {"region": done.region, "department": template.department, "batch": template.batch}
    for number in range(300):
        RegisterRecord.objects.create(record_number=f"M{number}", item_code="I2", issued_on=LAST, **common)
        Case.objects.create(
            case_number=f"M{number}", item_code="I2", received_at=case.received_at, applicant_name="王某", **common
        )
    Link.objects.bulk_create(
        Link(run=done, record_number=f"M{n}", case_number=f"M{n}", probability=0.9, method="test") for n in range(300)
    )
    Clue.objects.bulk_create(
        Clue(
            run=done, department=template.department, item_code="I2", subject_kind="record", subject=f"M{n}",
            kind="off_hall", rule="R01", probability=0.9, explanation="…",
        )
        for n in range(300)
    )  # fmt: skip
    Verdict.objects.bulk_create(
        Verdict(
            run=done, department=template.department, item_code=f"M{n}", item_name="…", verdict="idle",
            engine_verdict="idle", matters=0, off_matters=0,
        )
        for n in range(300)
    )  # fmt: skip
    assert queries() == before
    assert max(before) <= 25


def test_an_officer_starts_a_run_and_sees_it_wait(client_of: Any, filled: Any, officer: Any, liaison: Any) -> None:
    period = {"period_from": str(FIRST), "period_to": str(LAST), "purpose": "regular"}
    assert client_of(liaison).post(reverse("evidence:start"), period).status_code == 403
    answer = client_of(officer).post(reverse("evidence:start"), period, follow=True)
    run = Run.objects.get()
    page = answer.content.decode()
    assert f'hx-get="{reverse("evidence:run", args=[run.pk])}"' in page
    assert "刷新进度" in page
    assert client_of(officer).post(reverse("evidence:start"), period).status_code == 422


def test_a_period_that_is_no_date_is_answered_with_words(client_of: Any, officer: Any) -> None:
    period = {"period_from": "去年", "period_to": str(LAST), "purpose": "regular"}
    answer = client_of(officer).post(reverse("evidence:start"), period)
    assert answer.status_code == 422
    assert "日期应写作 2023-05-13" in answer.content.decode()


def test_a_finished_run_tells_a_waiting_page_to_load_anew(client_of: Any, done: Run, officer: Any) -> None:
    answer = client_of(officer).get(reverse("evidence:run", args=[done.pk]), headers={"HX-Request": "true"})
    assert answer["HX-Refresh"] == "true"


def test_the_background_task_carries_the_run_out(client_of: Any, filled: Any, officer: Any) -> None:
    period = {"period_from": str(FIRST), "period_to": str(LAST), "purpose": "regular"}
    client_of(officer).post(reverse("evidence:start"), period)
    queued = DBTaskResult.objects.get()
    queued.task.call(*queued.args_kwargs["args"], **queued.args_kwargs["kwargs"])
    assert Run.objects.get().status == "done"


def test_downloads_have_the_contracts_columns_and_rows(
    client_of: Any, done: Run, officer: Any, liaison: Any, tax_liaison: Any, set_folder: Any
) -> None:
    def lines(user: Any, name: str) -> list[str]:
        answer = client_of(user).get(reverse("evidence:download", args=[done.pk, name]))
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()

    direct = verify(set_folder)
    assert lines(officer, "links")[0] == "record_no,case_no,probability,method"
    assert len(lines(officer, "links")) == len(direct.links) + 1
    assert len(lines(officer, "findings")) == len(direct.findings) + 1
    assert len(lines(officer, "verdicts")) == 7
    assert lines(officer, "verdicts")[0].startswith("item_code,verdict,matters,off_matters,off_share,off_low,off_high")
    assert len(lines(liaison, "links")) == 1
    assert len(lines(tax_liaison, "verdicts")) == 2
    assert client_of(officer).get(reverse("evidence:download", args=[done.pk, "runs"])).status_code == 404


def test_a_cell_that_a_spreadsheet_would_run_is_guarded(client_of: Any, done: Run, officer: Any) -> None:
    Clue.objects.filter(run=done).update(explanation="=HYPERLINK(1)")
    answer = client_of(officer).get(reverse("evidence:download", args=[done.pk, "findings"]))
    assert ",=HYPERLINK" not in b"".join(answer.streaming_content).decode()


def test_an_unknown_rule_is_not_found(client_of: Any, officer: Any) -> None:
    assert client_of(officer).get(reverse("evidence:rule", args=["R99"])).status_code == 404
    assert client_of(officer).get(reverse("evidence:rule", args=["R01"])).status_code == 200
