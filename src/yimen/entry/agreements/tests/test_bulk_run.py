"""A run that was interrupted goes on by itself, and hands over what the officer chose and nothing else."""

import errno
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from yimen.common.errors import Refused
from yimen.entry.agreements import services, tasks
from yimen.entry.agreements.models import Agreement, AgreementTemplate, BulkDrafting, BulkMember
from yimen.entry.agreements.services import drafting
from yimen.entry.agreements.tests.conftest import TERM
from yimen.entry.models import Mode
from yimen.entry.services import Claim, declare_many
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def start(police: Department, tax: Department, tax_item: Any, items: Any, officer: User, hall_manager: User,
          leader: User) -> Any:  # fmt: skip
    """Starts a run for the police and the tax office."""

    def make(template: AgreementTemplate, **changes: Any) -> BulkDrafting:
        given = {"departments": [police, tax], "term": TERM, "centre": hall_manager, "leading_group": leader, **changes}
        return services.start_bulk(by=officer, version=template.versions.latest("number"), **given)

    return make


def open_members(run: BulkDrafting) -> QuerySet[BulkMember]:
    return run.members.filter(done_at__isnull=True)


def test_a_run_whose_worker_died_is_found_and_ends_without_making_anything_twice(
    start: Any, commitment: AgreementTemplate
) -> None:
    run = start(commitment)
    services.draft_member(member=run.members.first())
    later = timezone.now() + tasks.SILENT + timedelta(seconds=1)
    assert tasks.resume_silent(later) == [run.pk]
    tasks.draft_all.func(run.pk)  # as the worker then does
    run.refresh_from_db()
    assert run.finished_at is not None and not open_members(run).exists()
    assert Agreement.objects.filter(bulk_member__drafting=run).count() == Agreement.objects.count() == 2
    assert tasks.resume_silent(later + tasks.SILENT) == []


def test_a_run_that_is_young_or_makes_headway_is_left_to_its_worker(start: Any, commitment: AgreementTemplate) -> None:
    run = start(commitment)
    assert tasks.resume_silent(run.started_at + tasks.SILENT) == []  # nothing is done yet
    services.draft_member(member=run.members.first())
    hour_ago = timezone.now() - timedelta(hours=1)
    BulkDrafting.objects.filter(pk=run.pk).update(started_at=hour_ago)
    assert tasks.resume_silent() == []  # one was done just now
    run.members.filter(done_at__isnull=False).update(done_at=hour_ago)
    assert tasks.resume_silent() == [run.pk]


def test_what_breaks_at_one_department_stops_no_other_and_is_made_later(
    start: Any, commitment: AgreementTemplate, police: Department, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture, officer: User, client_of: Any,
) -> None:  # fmt: skip
    run, keep = start(commitment), drafting.keep

    def full(agreement: Agreement, place: int, content: bytes) -> Any:
        if agreement.department_id == police.pk:
            raise OSError("no space left on device")
        return keep(agreement, place, content)

    with monkeypatch.context() as broken:
        broken.setattr(drafting, "keep", full)
        tasks.draft_all.func(run.pk)
    run.refresh_from_db()
    assert run.finished_at is None
    assert [member.department for member in open_members(run)] == [police]
    page = client_of(officer).get(reverse("agreements:run", args=[run.pk])).content.decode()
    assert "失败" in page and "文件没有写成" in page and "排队中" not in page
    assert "no space left on device" in caplog.text
    tasks.draft_all.func(run.pk)
    run.refresh_from_db()
    assert run.finished_at is not None
    assert Agreement.objects.get(department=police).number.endswith("2号")  # the broken try took no number
    assert not run.members.exclude(failure="").exists()
    page = client_of(officer).get(reverse("agreements:run", args=[run.pk])).content.decode()
    assert "失败" not in page and "重试" not in page


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ENOSPC, "no space left on device"), "磁盘已满"),
        (ValueError("王丽的身份证号"), "程序出错（ValueError）"),
    ],
)
def test_the_page_says_why_a_department_failed_and_takes_it_again(
    start: Any, commitment: AgreementTemplate, officer: User, client_of: Any, monkeypatch: pytest.MonkeyPatch,
    error: Exception, words: str,
) -> None:  # fmt: skip
    run, client = start(commitment), client_of(officer)

    def broken(**_: Any) -> None:
        raise error

    with monkeypatch.context() as gone:
        gone.setattr(services, "draft_member", broken)
        tasks.draft_all.func(run.pk)
    address = reverse("agreements:run", args=[run.pk])
    page = client.get(address)
    assert page.context["failed"] == 2 and words in page.content.decode()
    assert "身份证" not in page.content.decode()
    assert client.post(reverse("agreements:run_again", args=[run.pk])).status_code == 302
    tasks.draft_all.func(run.pk)
    assert client.get(address).context["failed"] == 0
    assert client.post(reverse("agreements:run_again", args=[run.pk])).status_code == 422


@pytest.fixture
def entrusted(county: Region, items: Any) -> None:
    """The items of the police, declared as entrusted to the comprehensive window."""
    declare_many(by=None, region=county, items=items, claim=Claim(Mode.ENTRUSTED, timezone.localdate()))


def test_a_run_hands_over_what_was_chosen(
    start: Any, entrustment: AgreementTemplate, police: Department, entrusted: None
) -> None:
    run = start(entrustment, powers=["receive", "hand_out"])
    tasks.draft_all.func(run.pk)
    agreement = Agreement.objects.get(department=police)
    assert sorted(agreement.powers.values_list("power", flat=True)) == ["hand_out", "receive"]


def test_a_run_that_would_hand_over_the_decision_does_not_begin(start: Any, entrustment: AgreementTemplate) -> None:
    with pytest.raises(Refused, match="审查和决定不能委托"):
        start(entrustment, powers=["receive", "decide"])
    with pytest.raises(Refused, match="至少写明一个委托环节"):
        start(entrustment, powers=[])
    assert not BulkDrafting.objects.exists()


def test_a_letter_hands_over_nothing_whatever_was_ticked(start: Any, commitment: AgreementTemplate) -> None:
    run = start(commitment)
    tasks.draft_all.func(run.pk)
    assert run.powers == "" and not Agreement.objects.filter(powers__isnull=False).exists()


def test_the_officer_chooses_on_the_page_what_is_handed_over(
    entrustment: AgreementTemplate, entrusted: None, police: Department, officer: User, hall_manager: User,
    leader: User, client_of: Any,
) -> None:  # fmt: skip
    client, address = client_of(officer), reverse("agreements:bulk")
    page = client.get(address).content.decode()
    assert all(f'value="{power}"' in page for power in ("receive", "accept", "hand_out")) and "decide" not in page
    sent = {
        "version": entrustment.versions.get().pk, "departments": [police.pk], "centre": hall_manager.pk,
        "leading_group": leader.pk, "valid_from": str(TERM.valid_from), "valid_to": str(TERM.valid_to), "send": "on",
    }  # fmt: skip
    assert client.post(address, {**sent, "powers": ["receive", "decide"]}).status_code == 422
    assert client.post(address, sent).status_code == 422  # nothing handed over
    assert client.post(address, {**sent, "powers": ["accept"]}).status_code == 302
    tasks.draft_all.func(BulkDrafting.objects.get().pk)
    assert [each.power for each in Agreement.objects.get().powers.all()] == ["accept"]


def test_a_renewal_takes_over_what_was_handed_over_unless_told_otherwise(
    make_signed: Any, entrustment: AgreementTemplate, entrusted: None, officer: User, client_of: Any
) -> None:
    first = make_signed(version=entrustment.versions.get(), powers=["receive"])
    client, address = client_of(officer), reverse("agreements:agreement", args=[first.pk])
    form = client.get(address).context["term_form"]
    assert form["powers"].value() == ["receive"]
    start = TERM.valid_to + timedelta(days=1)
    term = {"next-valid_from": str(start), "next-valid_to": str(start + timedelta(days=364))}
    client.post(reverse("agreements:renew", args=[first.pk]), {**term, "next-powers": ["receive", "hand_out"]})
    renewed = Agreement.objects.get(prior=first)
    assert sorted(each.power for each in renewed.powers.all()) == ["hand_out", "receive"]
