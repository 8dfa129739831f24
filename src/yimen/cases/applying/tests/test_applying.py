"""An application online: saved as it grows, checked as it goes in, owned by one, never for another without mandate."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from yimen.cases.applying import queries, services
from yimen.cases.applying.models import Draft, OnlineApplication, Remembered
from yimen.cases.applying.tests.conftest import CONTENT, ME, OTHER, PDF, a_file, fill
from yimen.cases.handling.models import Dossier
from yimen.catalog.guides import services as guides
from yimen.catalog.guides.content import Content
from yimen.catalog.models import ItemVersion
from yimen.common.errors import Refused
from yimen.ledger.queries import by_receipt
from yimen.people.citizens.services import ProvedPhone
from yimen.people.models import Citizen, User

pytestmark = pytest.mark.django_db
PRINCIPAL = {"behalf": "person", "name": "某乙", "person_id": OTHER, "phone": "13900005678"}


def test_a_whole_application_becomes_a_dossier_and_the_draft_is_gone(draft: Draft) -> None:
    done = services.hand_in(draft=fill(draft))
    dossier = done.application.dossier
    assert (dossier.case.channel, dossier.case.applicant_id, dossier.received_by) == ("online", ME, None)
    assert {each.label: each.value for each in dossier.answers.all()} == {
        "姓名": "某甲", "公民身份号码": ME, "业态": "零售"}  # fmt: skip
    assert [(each.name, each.file_name, each.size) for each in dossier.papers.all()] == [("平面图", "图.pdf", len(PDF))]
    assert not Draft.objects.exists()
    assert len(done.secret) == 10


def test_the_receipt_proves_the_event_in_the_ledger(draft: Draft) -> None:
    done = services.hand_in(draft=fill(draft))
    assert [event.kind for event in by_receipt(done.application.receipt)] == ["cases.received"]


def test_pressed_twice_it_is_handed_in_once(draft: Draft) -> None:
    again = Draft.objects.get(pk=draft.pk)
    services.hand_in(draft=fill(draft))
    with pytest.raises(Refused):
        services.hand_in(draft=again)
    assert Dossier.objects.count() == 1


def test_what_must_be_filled_in_is_named(draft: Draft) -> None:
    with pytest.raises(Refused, match="姓名、公民身份号码、业态、平面图"):
        services.hand_in(draft=draft)
    fill(draft, f3="餐饮")
    with pytest.raises(Refused, match="餐位数"):
        services.hand_in(draft=draft)


def test_an_answer_that_is_no_longer_asked_does_not_go_in(draft: Draft) -> None:
    fill(draft, f3="餐饮", f4="30")
    services.keep_answers(draft=draft, given={"f3": "零售"})
    dossier = services.hand_in(draft=draft).application.dossier
    assert "餐位数" not in {each.label for each in dossier.answers.all()}


@pytest.mark.parametrize(
    ("key", "text", "sentence"),
    [
        ("f1", " ", "请填写“姓名”"),
        ("f1", "很" * 201, "太长"),
        ("f2", "110105194912310021", "公民身份号码”不对"),
        ("f3", "摆摊", "选项中选一个"),
        ("f4", "三十", "应是数字"),
        ("f5", "图.pdf", "请在上传页提交"),
    ],
)
def test_a_value_that_cannot_be_is_refused_and_nothing_of_the_page_is_kept(
    draft: Draft, key: str, text: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        services.keep_answers(draft=draft, given={"f1": "某甲", key: text})
    assert not draft.answers.filter(field__startswith="f").exists()


def test_what_was_given_before_is_offered_again(draft: Draft, citizen: Citizen, version: ItemVersion) -> None:
    services.hand_in(draft=fill(draft, f1="某甲"))
    again = services.begin_draft(citizen=citizen, version=version, chosen={})
    assert queries.offered(again)["person.name"] == "某甲"


def test_the_guide_of_the_beginning_holds_although_another_has_begun(
    draft: Draft, officer: User, version: ItemVersion
) -> None:
    guides.publish(by=officer, version=version, content=Content())
    assert queries.filled(draft).content == CONTENT


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("图.pdf", b"MZ\x90\x00 a program", "不是照片或 PDF"),
        ("图.png", b"<svg onload=alert(1)>", "不是照片或 PDF"),
        ("图.jpg", b"", "不是照片或 PDF"),
        ("大.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "超过 10 MB"),
    ],
)
def test_a_file_is_told_by_its_first_bytes_and_its_size(draft: Draft, name: str, content: bytes, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        services.attach(draft=draft, key="m1", upload=a_file(name, content))


def test_a_file_takes_the_ending_of_what_it_is(draft: Draft) -> None:
    assert services.attach(draft=draft, key="m1", upload=a_file("C:\\照片.exe")).file_name == "照片.pdf"


def test_files_are_counted(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST", 2)
    for number in range(2):
        services.attach(draft=draft, key="m1", upload=a_file(content=PDF + bytes([number])))
    with pytest.raises(Refused, match="文件太多"):
        services.attach(draft=draft, key="m1", upload=a_file(content=PDF + b"9"))


def test_a_file_for_what_is_not_asked_is_refused(draft: Draft) -> None:
    with pytest.raises(Refused, match="不要求上传"):
        services.attach(draft=draft, key="m2", upload=a_file())


def test_nobody_applies_for_another_without_his_word_or_paper(draft: Draft) -> None:
    services.say_for_whom(draft=fill(draft), **PRINCIPAL)
    with pytest.raises(Refused, match="短信确认，或上传授权委托书"):
        services.hand_in(draft=draft)
    with pytest.raises(Refused, match="不是被代办人的"):
        services.confirm_by_principal(draft=draft, phone=ProvedPhone("13800001234"))
    services.confirm_by_principal(draft=draft, phone=ProvedPhone("13900005678"))
    done = services.hand_in(draft=draft)
    dossier = done.application.dossier
    assert (dossier.case.applicant_name, dossier.case.applicant_id) == ("某乙", OTHER)
    assert (dossier.agent_name, dossier.agent_id, done.application.mandate) == ("某甲", ME, "code")


def test_ones_own_phone_is_not_the_principals(draft: Draft, citizen: Citizen) -> None:
    services.say_for_whom(draft=draft, **{**PRINCIPAL, "phone": citizen.phone})
    with pytest.raises(Refused, match="不能是您自己的手机"):
        services.confirm_by_principal(draft=draft, phone=ProvedPhone(citizen.phone))


def test_a_mandate_on_paper_counts_until_it_is_taken_away_or_the_principal_changes(draft: Draft) -> None:
    services.say_for_whom(draft=draft, **PRINCIPAL)
    paper = services.attach(draft=draft, key="mandate", upload=a_file("委托书.pdf"))
    assert draft.mandate == "paper"
    services.detach(paper=draft.papers.select_related("draft__citizen").get(pk=paper.pk))
    draft.refresh_from_db()
    assert draft.mandate == ""
    services.attach(draft=draft, key="mandate", upload=a_file("委托书.pdf"))
    services.say_for_whom(draft=draft, **{**PRINCIPAL, "name": "某丙"})
    assert (draft.mandate, draft.papers.count()) == ("", 0)


def test_an_applicant_for_himself_cannot_put_in_another_persons_number(draft: Draft) -> None:
    with pytest.raises(Refused, match="不是您本人的"):
        services.hand_in(draft=fill(draft, f2=OTHER))


def test_nothing_of_a_principal_is_remembered(draft: Draft) -> None:
    services.say_for_whom(draft=fill(draft, f1="某乙", f2=OTHER), **PRINCIPAL)
    services.confirm_by_principal(draft=draft, phone=ProvedPhone("13900005678"))
    services.hand_in(draft=draft)
    assert not Remembered.objects.exists()


def test_drafts_and_cases_are_ones_own(draft: Draft, make_citizen: object) -> None:
    stranger = make_citizen("13700000000", OTHER)  # type: ignore[operator]
    assert not queries.drafts_of(stranger).exists()
    services.hand_in(draft=fill(draft))
    today = timezone.localdate()
    assert not queries.dossiers_of(stranger, today).exists()
    assert queries.dossiers_of(OnlineApplication.objects.get().citizen, today).count() == 1


def test_a_draft_that_nobody_touched_for_ninety_days_goes(draft: Draft) -> None:
    touched = draft.touched_at
    assert services.forget_old(at=touched + timedelta(days=90)) == 0
    assert services.forget_old(at=touched + timedelta(days=90, seconds=1)) == 1
    assert not Draft.objects.exists()


def test_more_than_twenty_drafts_are_refused(citizen: Citizen, version: ItemVersion) -> None:
    for _ in range(services.MOST_DRAFTS):
        services.begin_draft(citizen=citizen, version=version, chosen={})
    with pytest.raises(Refused, match="20 份"):
        services.begin_draft(citizen=citizen, version=version, chosen={})


def test_an_item_of_yesterday_cannot_be_begun(citizen: Citizen, version: ItemVersion) -> None:
    ItemVersion.objects.filter(pk=version.pk).update(valid_to=timezone.localdate() - timedelta(days=1))
    version.refresh_from_db()
    with pytest.raises(Refused, match="不能网上申请"):
        services.begin_draft(citizen=citizen, version=version, chosen={})


def test_the_nightly_command_says_how_many_drafts_went(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(touched_at=timezone.now() - timedelta(days=91))
    out = StringIO()
    call_command("forget_drafts", stdout=out)
    assert out.getvalue().strip() == "删除草稿 1 份"


def test_the_form_that_is_filled_in_online_is_not_asked_for_as_a_file(draft: Draft) -> None:
    whole = queries.filled(draft)
    assert [each.key for each in whole.wanted_files] == ["f5", "m1"]
    assert [each.name for each in whole.not_uploaded] == ["照片"]
