"""An agreement is drafted from the list, signed in order by those who may, and says afterwards who signed what."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item, ItemVersion
from yimen.common.errors import Refused
from yimen.documents.signing import services as certificates
from yimen.entry.agreements import checking, services
from yimen.entry.agreements.models import AgreementTemplate, SigningChallenge
from yimen.entry.agreements.queries import changes, current_step, my_turn, with_state
from yimen.entry.agreements.services import Signers
from yimen.entry.agreements.states import DECLINED, SIGNED, SIGNING, SUPERSEDED
from yimen.entry.agreements.tests.conftest import TERM, content, sign_next
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db


def test_the_annex_lists_every_item_of_the_department_with_its_version(make_draft: Any, items: list[Item]) -> None:
    agreement = make_draft()
    assert [(line.code, line.name, line.version.number) for line in agreement.lines.all()] == [
        ("P1", "普通护照签发", 1),
        ("P2", "户口迁移", 1),
    ]
    assert agreement.number.startswith("友营商承〔") and len(agreement.annex_digest) == 64


def test_three_sign_in_their_order_and_the_file_passes_both_checks(make_signed: Any) -> None:
    agreement = make_signed()
    assert agreement.status == SIGNED and agreement.signed_on == timezone.localdate()
    outcome = checking.check(content(agreement), timezone.now(), agreement)
    assert outcome.problems == [] and outcome.good
    assert agreement.files.count() == 4  # drafted, and after each signature: all are kept


def test_the_file_leads_to_its_agreement_without_being_told(make_signed: Any) -> None:
    agreement = make_signed()
    assert checking.check(content(agreement), timezone.now()).agreement == agreement


def test_nobody_signs_before_his_turn(make_sent: Any, certified: Any, leader: User, approver: User) -> None:
    agreement = make_sent()
    assert list(my_turn(approver)) == [agreement] and not my_turn(leader).exists()
    with pytest.raises(Refused, match="现在轮到部门负责人"):
        services.challenge(by=leader, agreement=agreement)


def test_a_signer_without_certificate_is_told_where_to_get_one(make_sent: Any, approver: User) -> None:
    with pytest.raises(Refused, match="联系本县安全管理员"):
        services.challenge(by=approver, agreement=make_sent())


def test_a_revoked_certificate_signs_nothing_more(make_sent: Any, certified: Any, approver: User) -> None:
    agreement = make_sent()
    shown = services.challenge(by=approver, agreement=agreement)
    certificates.revoke(by=None, certificate=certified["approver"], reason="岗位调整")
    with pytest.raises(Refused, match="没有可用的签名证书"):
        services.sign(by=approver, agreement=agreement, code=shown.code)


def test_a_challenge_is_good_once(make_sent: Any, certified: Any, approver: User) -> None:
    agreement = make_sent()
    shown = services.challenge(by=approver, agreement=agreement)
    SigningChallenge.objects.filter(pk=shown.pk).update(used_at=timezone.now())
    with pytest.raises(Refused, match="已经用过"):
        services.sign(by=approver, agreement=agreement, code=shown.code)


def test_a_challenge_runs_out(make_sent: Any, certified: Any, approver: User) -> None:
    agreement = make_sent()
    shown = services.challenge(by=approver, agreement=agreement)
    with pytest.raises(Refused, match="已经失效"):
        services.sign(by=approver, agreement=agreement, code=shown.code, at=shown.expires_at)


def test_a_newer_challenge_ends_the_one_before(make_sent: Any, certified: Any, approver: User) -> None:
    agreement = make_sent()
    first = services.challenge(by=approver, agreement=agreement)
    services.challenge(by=approver, agreement=agreement)
    with pytest.raises(Refused, match="已经失效"):
        services.sign(by=approver, agreement=agreement, code=first.code)


def test_a_challenge_of_another_file_signs_nothing(
    make_sent: Any, certified: Any, approver: User, entrustment: AgreementTemplate
) -> None:
    first = make_sent()
    shown = services.challenge(by=approver, agreement=first)
    later = TERM.valid_to + timedelta(days=1)
    second = make_sent(term=services.Term(later, later + timedelta(days=300)))
    with pytest.raises(Refused, match="不是为这份文件"):
        services.sign(by=approver, agreement=second, code=shown.code)


def test_a_challenge_binds_the_very_bytes(make_sent: Any, certified: Any, approver: User) -> None:
    agreement = make_sent()
    shown = services.challenge(by=approver, agreement=agreement)
    SigningChallenge.objects.filter(pk=shown.pk).update(digest="0" * 64)
    with pytest.raises(Refused, match="文件有了变化"):
        services.sign(by=approver, agreement=agreement, code=shown.code)


def test_a_stale_annex_is_not_signed(make_sent: Any, certified: Any, approver: User, make_item: Any) -> None:
    agreement = make_sent()
    make_item("P3", "居住证签发")
    with pytest.raises(Refused, match="附件清单已经过时"):
        services.challenge(by=approver, agreement=agreement)


def test_whose_turn_it_is_may_decline_with_a_reason(make_sent: Any, approver: User) -> None:
    agreement = make_sent()
    with pytest.raises(Refused, match="拒签原因请写清楚"):
        services.decline(by=approver, agreement=agreement, reason="不")
    assert services.decline(by=approver, agreement=agreement, reason="清单有误").status == DECLINED


def test_a_signer_hands_his_place_to_a_colleague_only(
    make_sent: Any, approver: User, head: User, tax_head: User
) -> None:
    agreement = make_sent()
    with pytest.raises(Refused, match="不能代表部门负责人签署"):
        services.delegate(by=approver, agreement=agreement, to=tax_head, reason="本人出差")
    services.delegate(by=approver, agreement=agreement, to=head, reason="本人出差")
    step = current_step(agreement)
    assert step is not None and step.signer == head


def test_a_reminder_goes_out_once_a_day(make_sent: Any, officer: User) -> None:
    agreement = make_sent()
    services.remind(by=officer, agreement=agreement)
    with pytest.raises(Refused, match="今天已经催过"):
        services.remind(by=officer, agreement=agreement)
    with pytest.raises(Refused, match="没有需要催签的人"):
        services.remind_all(by=officer, region=agreement.region)
    assert services.remind_all(by=officer, region=agreement.region, at=timezone.now() + timedelta(days=1)) == 1


def test_a_second_one_for_the_same_time_is_refused(make_draft: Any) -> None:
    make_draft()
    with pytest.raises(Refused, match="在同一时间已有进驻承诺书"):
        make_draft()


def test_one_account_signs_for_one_side_only(make_draft: Any, approver: User, hall_manager: User) -> None:
    with pytest.raises(Refused, match="不能代表领导小组办公室签署"):
        make_draft(signers=Signers(approver, hall_manager, hall_manager))


def test_a_renewal_replaces_the_one_before_and_keeps_it(make_signed: Any) -> None:
    first = make_signed()
    later = TERM.valid_to + timedelta(days=1)
    second = make_signed(prior=first, term=services.Term(later, later + timedelta(days=364)))
    first.refresh_from_db()
    assert first.status == SUPERSEDED and second.status == SIGNED and second.prior_digest
    outcome = checking.check(content(first), timezone.now(), first)
    assert outcome.good and any("续签" in note for note in outcome.notes)


def test_a_renewal_that_is_not_signed_yet_replaces_nothing(make_signed: Any, make_sent: Any) -> None:
    first = make_signed()
    later = TERM.valid_to + timedelta(days=1)
    second = make_sent(prior=first, term=services.Term(later, later + timedelta(days=364)))
    sign_next(second)
    first.refresh_from_db()
    assert (first.status, second.status) == (SIGNED, SIGNING)


def test_a_changed_item_makes_the_annex_stale_line_by_line(make_signed: Any, items: list[Item]) -> None:
    agreement = make_signed()
    today = timezone.localdate()
    old = ItemVersion.objects.get(item=items[0])
    ItemVersion.objects.filter(pk=old.pk).update(valid_to=today - timedelta(days=1))
    values = {each.name: getattr(old, each.attname) for each in ItemVersion._meta.concrete_fields}
    for name in ("id", "item", "region", "department", "batch"):
        values.pop(name)
    ItemVersion.objects.create(
        **{**values, "number": 2, "valid_from": today, "valid_to": None, "name": "普通护照首次签发"},
        item=old.item, region=old.region, department=old.department,
    )  # fmt: skip
    assert [(each.code, each.what) for each in changes(agreement, today)] == [("P1", "清单已更新为第2版")]
    assert with_state(type(agreement).objects.all(), today).get().stale is True
    assert with_state(type(agreement).objects.all(), today - timedelta(days=1)).get().stale is False


def test_only_officers_draft(make_draft: Any, liaison: User, police: Department) -> None:
    with pytest.raises(Refused, match="只有本县营商局业务人员"):
        make_draft(by=liaison)
