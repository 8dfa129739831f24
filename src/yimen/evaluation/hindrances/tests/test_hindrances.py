"""What could not be done gets a number, a department, a day and an answer; the person says whether it helped."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from yimen.cases.handling.models import Dossier
from yimen.common.errors import Conflict, Refused
from yimen.common.workdays import SHANGHAI
from yimen.evaluation.hindrances import queries, services
from yimen.evaluation.hindrances.models import Cause, Hindrance, Kind, Outcome
from yimen.evaluation.hindrances.rules import remedy
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 6, 5, 20, tzinfo=SHANGHAI)
TOLD = services.Told("窗口说要到局里三楼办，大厅不收材料", "李某", "13800000009", Cause.OFF_HALL)
ANSWER: dict[str, Any] = {
    "answer": "已在大厅窗口受理，材料一次收齐。",
    "cause": Cause.OFF_HALL,
    "outcome": Outcome.DONE,
}


@pytest.fixture
def filed(county: Region) -> services.Filed:
    return services.report(by=None, region=county, told=TOLD, at=FRIDAY)


def assigned(officer: User, filed: services.Filed, police: Department, hard: bool = False) -> Hindrance:
    return services.assign(by=officer, thing=filed.hindrance, department=police, hard=hard)


def test_the_day_is_five_working_days_on_or_ten_when_it_is_difficult(
    filed: services.Filed, officer: User, police: Department
) -> None:
    assert filed.hindrance.due_on == date(2026, 6, 12)
    # Ten working days from Friday the 5th: 端午节 2026 takes the 19th.
    assert assigned(officer, filed, police, hard=True).due_on == date(2026, 6, 22)


def test_number_and_secret_open_it_and_neither_can_be_guessed_from_the_other(filed: services.Filed) -> None:
    thing, region = filed.hindrance, filed.hindrance.region
    assert queries.opened(region, thing.number, filed.secret.lower()) == thing
    assert queries.opened(region, thing.number, "AAAAAAAAAA") is None
    assert queries.opened(region, "BB260605AAAAAAAA", filed.secret) is None
    assert filed.secret not in str(Hindrance.objects.values())


def test_the_whole_way_to_solved_and_once_round_when_it_did_not_help(
    filed: services.Filed, officer: User, liaison: User, police: Department
) -> None:
    thing = services.answer_it(by=liaison, thing=assigned(officer, filed, police), **ANSWER)
    with time_machine.travel(datetime(2026, 7, 1, 9, tzinfo=SHANGHAI)):
        thing = services.dispute(thing=thing, text="窗口还是不收，让我等通知")
    assert (thing.status, thing.due_on) == ("disputed", date(2026, 7, 8))
    thing = services.answer_it(by=liaison, thing=thing, **ANSWER)
    assert services.confirm(thing=thing).status == "solved"
    with pytest.raises(Conflict):
        services.dispute(thing=thing, text="又不行了，又让我去局里")


def test_only_the_department_answers_and_it_does_not_close_its_own_answer(
    filed: services.Filed, officer: User, liaison: User, tax_liaison: User, hall_manager: User, make_user: Any
) -> None:
    thing = assigned(officer, filed, liaison.department)
    with pytest.raises(Refused):
        services.answer_it(by=tax_liaison, thing=thing, **ANSWER)
    thing = services.answer_it(by=liaison, thing=thing, **ANSWER)
    own = make_user("police_officer", "officer", thing.region, thing.department)
    with pytest.raises(Refused, match="不能自己办结"):
        services.close(by=own, thing=thing, closing="已经办成，本人满意")
    assert services.close(by=hall_manager, thing=thing, closing="回访本人已办成").status == "closed"


def test_nobody_answers_an_objection_about_his_own_handling(
    delivered: Dossier, approver: User, head: User, liaison: User, make_user: Any
) -> None:
    filed = services.object_to(dossier=delivered, told=services.Told("不同意这个决定，材料是齐的"))
    thing = filed.hindrance
    assert (thing.kind, thing.department, thing.status) == (Kind.OBJECTION, delivered.department, "assigned")
    delivered.steps.update(staff=head)  # the head decided it himself
    with pytest.raises(Refused, match="经办过"):
        services.answer_it(by=head, thing=thing, **{**ANSWER, "outcome": Outcome.UPHELD})
    assert (
        services.answer_it(by=liaison, thing=thing, **{**ANSWER, "outcome": Outcome.CORRECTED}).outcome == "corrected"
    )


def test_no_cause_is_found_before_somebody_has_chosen_it(
    filed: services.Filed, officer: User, liaison: User, police: Department, client_of: Any
) -> None:
    thing = assigned(officer, filed, police)
    client, address = client_of(liaison), reverse("evaluation:hindrance_answer", args=[thing.pk])
    forms = client.get(reverse("evaluation:hindrance", args=[thing.pk])).context["forms"]
    form = next(form for verb, _, form in forms if verb == "answer")
    assert [form[name].value() for name in ("cause", "outcome")] == [None, None]
    assert [form.fields[name].choices[0] for name in ("cause", "outcome")] == [("", "请选择")] * 2
    sent = {name: getattr(value, "value", value) for name, value in ANSWER.items()}
    for name in ("cause", "outcome"):
        assert client.post(address, {**sent, name: ""}).status_code == 422
    thing.refresh_from_db()
    assert thing.answer == ""
    assert client.post(address, sent).status_code == 302


def test_three_objections_may_wait_and_no_fourth(delivered: Dossier) -> None:
    for _ in range(3):
        services.object_to(dossier=delivered, told=services.Told("不同意这个决定，材料是齐的"))
    with pytest.raises(Refused, match="等待答复"):
        services.object_to(dossier=delivered, told=services.Told("不同意这个决定，材料是齐的"))


@pytest.mark.parametrize(
    ("decided", "until"),
    [
        (date(2026, 3, 2), date(2026, 5, 6)),
        (date(2026, 6, 1), date(2026, 7, 31)),
        (date(2025, 8, 5), date(2025, 10, 9)),
    ],
)
def test_the_law_gives_sixty_days_and_a_last_day_on_a_holiday_moves(decided: date, until: date) -> None:
    """May 1 to 5, 2026 and October 1 to 8, 2025 are holidays."""
    assert remedy(decided).until == until
    assert "六十日" in remedy(None).notice and remedy(None).until is None


def test_who_is_late_is_named(filed: services.Filed, officer: User, police: Department) -> None:
    thing = filed.hindrance
    assert queries.standing(thing, date(2026, 6, 12)) == ("营商局 今天到期", "warn")
    thing = assigned(officer, filed, police)
    assert queries.standing(thing, date(2026, 6, 15)) == ("公安局 逾期 1 个工作日", "wrong")
    assert list(queries.chosen_hindrances(officer, {"status": "late"}, date(2026, 6, 15))) == [thing]
    assert not queries.chosen_hindrances(officer, {"status": "late"}, date(2026, 6, 12))


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"a": 12, "b": 7, "c": 0}, {"a": 12, "b": 7, "c": 0}),
        ({"a": 12, "b": 3, "c": 7}, {"a": 12, "b": None, "c": None}),  # one hidden would follow from the total
        ({"a": 12, "b": 3, "c": 1}, {"a": 12, "b": None, "c": None}),
        ({"a": 2, "b": 0, "c": 0}, {"a": None, "b": 0, "c": 0}),
    ],
)
def test_small_numbers_are_not_told_nor_follow_from_the_total(
    cells: dict[str, int], shown: dict[str, int | None]
) -> None:
    assert queries.suppressed(cells) == shown


def test_the_public_reads_whole_months_only_and_no_small_number(county: Region) -> None:
    for number in range(9):
        cause = Cause.SYSTEM if number < 7 else Cause.CLERK
        services.report(by=None, region=county, told=services.Told("系统打不开，办不了业务", cause=cause), at=FRIDAY)
    services.report(by=None, region=county, told=TOLD, at=datetime(2026, 7, 1, 9, tzinfo=SHANGHAI))
    with time_machine.travel(datetime(2026, 7, 2, tzinfo=UTC)):
        page = Client().get(f"/portal/{county.pk}/hindrances/").content.decode()
        (month,) = queries.public_months(county, date(2026, 7, 2))
    assert month.total == 9 and month.causes["system"] is None and month.causes["clerk"] is None
    assert "2026年6月" in page and "2026年7月" not in page


def test_of_two_items_the_one_of_which_people_were_sent_away_is_a_hint_and_no_finding(
    county: Region, officer: User, make_item: Any
) -> None:
    item = make_item("I5", "旅馆业许可")
    services.report(by=None, region=county, told=services.Told(TOLD.words, cause=Cause.OFF_HALL, item=item), at=FRIDAY)
    services.report(by=None, region=county, told=services.Told("系统打不开，办不了业务", cause=Cause.SYSTEM), at=FRIDAY)
    (hint,) = queries.hints(officer)
    assert (hint.code, hint.number) == ("I5", 1)


def test_a_person_reports_asks_and_answers_back_without_signing_in(
    county: Region, officer: User, liaison: User, police: Department
) -> None:
    client, base = Client(), f"/portal/{county.pk}/hindrances/"
    assert client.post(f"{base}new/", {"words": "短"}).status_code == 422
    slip = client.post(f"{base}new/", {"words": TOLD.words, "cause": "off_hall"}, follow=True)
    thing, secret = slip.context["thing"], slip.context["secret"]
    assert client.get(f"{base}slip/").status_code == 302  # shown once
    services.answer_it(
        by=liaison, thing=services.assign(by=officer, thing=thing, department=police, hard=False), **ANSWER
    )
    stranger = Client(REMOTE_ADDR="10.7.7.7")
    assert stranger.post(f"{base}ask/", {"number": thing.number, "secret": "AAAAAAAAAA"}).status_code == 422
    shown = stranger.post(f"{base}ask/", {"number": thing.number, "secret": secret}, follow=True)
    assert "材料一次收齐" in shown.content.decode()
    stranger.post(f"{base}mine/", {"solved": "no", "text": "窗口还是不收，让我等通知"})
    thing.refresh_from_db()
    assert thing.status == "disputed"


def test_the_window_takes_down_gives_to_a_department_and_each_look_at_the_person_is_recorded(
    hall_manager: User, police: Department, client_of: Any
) -> None:
    client = client_of(hall_manager)
    given = {"channel": "phone", "words": TOLD.words, "name": "李某某", "contact": "13800000009"}
    page = client.post(reverse("evaluation:take_down"), given, follow=True)
    thing = Hindrance.objects.get()
    assert page.context["secret"] and "13800000009" not in page.content.decode()
    client.post(reverse("evaluation:hindrance_assign", args=[thing.pk]), {"department": police.pk})
    thing.refresh_from_db()
    assert (thing.department, thing.channel) == (police, "phone")
    shown = client.post(reverse("evaluation:reveal_hindrance", args=[thing.pk]), {"reason": "回电话核实情况"})
    assert "13800000009" in shown.content.decode()
    assert thing.received_at > datetime.now(UTC) - timedelta(minutes=5)
