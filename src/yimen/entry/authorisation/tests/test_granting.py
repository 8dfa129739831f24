"""The head hands over, for one item or hundreds; what may not be handed over is refused with a sentence."""

from datetime import timedelta
from typing import Any

import pytest

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.common.services import kept_file
from yimen.documents.tests import reading
from yimen.entry.authorisation import queries, services
from yimen.entry.authorisation.models import Authorisation, Mandate
from yimen.entry.authorisation.tests.conftest import EVERY_STEP, today
from yimen.people.models import Department, Staff, User

pytestmark = pytest.mark.django_db


def test_one_letter_hands_over_every_step_of_200_items_at_once(
    give: Any, staff: dict[str, Staff], make_item: Any, django_assert_max_num_queries: Any
) -> None:
    items = [make_item(f"X{number:03}", f"第{number}项") for number in range(200)]
    with django_assert_max_num_queries(80):
        made = give(staff["P1"], items, expected=200)
    assert Authorisation.objects.filter(mandate=made).count() == 1000
    assert made.number == f"友公安授〔{today().year}〕1号"


def test_the_letter_is_issued_under_its_number_and_says_what_it_hands_over(
    give: Any, staff: dict[str, Staff], passport: Item, tmp_path: Any, settings: Any
) -> None:
    made = give(staff["P1"], [passport], powers=["accept", "deliver"])
    document = made.document
    assert (str(document.number), document.kind, document.department) == (made.number, "authorisation", made.department)
    text = reading.squeezed(reading.text(kept_file(document.digest)))
    for words in ("现授权", "工号P1", "普通护照签发", "受理、送达", "1项政务服务事项"):
        assert words in text
    assert "欧阳修" not in document.title  # the register names no person


def test_a_person_may_do_what_a_letter_gave_and_nothing_else(
    give: Any, staff: dict[str, Staff], passport: Item, residence: Item
) -> None:
    made = give(staff["P1"], [passport], powers=["accept"], last=today() + timedelta(days=10))

    def may(code: str = "P1", item: Item = passport, power: str = "accept", days: int = 0) -> bool:
        return queries.authorised(staff=staff[code], item=item, power=power, day=today() + timedelta(days=days))

    assert may()
    assert may(days=10)
    assert not any([may(code="P2"), may(item=residence), may(power="decide"), may(days=-1), may(days=11)])
    services.revoke(by=None, mandate=made, revocation="人员调离", revoked_on=today() + timedelta(days=5))
    assert may(days=4)  # the past is not rewritten
    assert not may(days=5)


def test_whether_somebody_may_is_one_query_however_many_letters_there_are(
    give: Any, staff: dict[str, Staff], passport: Item, make_item: Any, django_assert_num_queries: Any
) -> None:
    give(staff["P1"], [passport, *(make_item(f"X{number}", "事项") for number in range(50))])
    with django_assert_num_queries(1):
        assert queries.authorised(staff=staff["P1"], item=passport, power="decide", day=today())


def test_only_the_departments_own_head_hands_over(
    give: Any, staff: dict[str, Staff], passport: Item, liaison: User, officer: User, make_user: Any, tax: Department
) -> None:
    for stranger in (liaison, officer, make_user("tax_head", "head", tax.region, tax)):
        with pytest.raises(Refused, match="本部门负责人"):
            give(staff["P1"], [passport], by=stranger)


def test_items_of_another_department_are_not_handed_over(
    give: Any, staff: Any, make_item: Any, tax: Department
) -> None:
    with pytest.raises(Refused, match="不是本部门在用的依申请事项（T1）"):
        give(staff["P1"], [make_item("T1", "发票领用", department=tax)])


def test_another_departments_people_are_not_authorised(give: Any, staff: dict[str, Staff], passport: Item) -> None:
    with pytest.raises(Refused, match="不是本部门人员"):
        give(staff["T1"], [passport])


def test_the_comprehensive_window_receives_and_hands_out_but_never_decides_a_licence(
    give: Any, staff: dict[str, Staff], passport: Item, enter: Any
) -> None:
    with pytest.raises(Refused, match="没有声明“委托综合窗口”"):
        give(staff["C1"], [passport], powers=["accept", "deliver"])
    enter(passport, mode="entrusted", windows="")
    with pytest.raises(Refused, match="决定权不能委托（行政许可法第二十四条）"):
        give(staff["C1"], [passport], powers=["accept", "decide"])
    assert give(staff["C1"], [passport], powers=["accept", "deliver"]).staff == staff["C1"]


def test_a_register_cannot_bring_in_what_may_not_be_entrusted(
    staff: dict[str, Staff], passport: Item, police: Department
) -> None:
    letter = Mandate(
        region=police.region, department=police, staff=staff["C1"], kind="authorisation", post="a", number="1号",
        valid_from=today(), valid_to=today(), issued_on=today(), announced_on=today(),
    )  # fmt: skip
    with pytest.raises(Refused, match="不能委托的环节"):
        services.load_mandates(by=None, region=police.region, letters=[(letter, [(passport.pk, "decide")])])


def test_nobody_stands_in_for_himself(give: Any, staff: dict[str, Staff], passport: Item) -> None:
    give(staff["P1"], [passport])
    with pytest.raises(Refused, match="A岗和B岗不能是同一个人"):
        give(staff["P1"], [passport], post="b")


@pytest.mark.parametrize(
    ("otherwise", "words"),
    [
        ({"first": -1}, "早于今天"),
        ({"last": -1}, "终止日期早于起始日期"),
        ({"last": 2000}, "最长三年"),
        ({"powers": []}, "至少选择一个授权环节"),
        ({"powers": ["rule"]}, "至少选择一个授权环节"),
        ({"post": "c"}, "请选择文种和岗位"),
        ({"kind": "appointment"}, "任命书只写任职"),
    ],
)
def test_what_makes_no_letter_is_refused(
    give: Any, staff: dict[str, Staff], passport: Item, otherwise: dict[str, Any], words: str
) -> None:
    for name in {"first", "last"} & set(otherwise):
        otherwise = {**otherwise, name: today() + timedelta(days=otherwise[name])}
    with pytest.raises(Refused, match=words):
        give(staff["P1"], [passport], **otherwise)
    assert not Mandate.objects.exists()


def test_a_filter_that_changed_meanwhile_hands_over_nothing(give: Any, staff: dict[str, Staff], passport: Item) -> None:
    with pytest.raises(Conflict, match="由 2 项变为 1 项"):
        give(staff["P1"], [passport], expected=2)


def test_an_appointment_names_a_post_and_no_item(give: Any, staff: dict[str, Staff]) -> None:
    made = give(staff["P1"], [], kind="appointment", powers=[])
    assert (made.document.kind, made.authorisations.count()) == ("appointment", 0)
    assert queries.appointed_on(today()) == {staff["P1"].pk}


def test_a_letter_is_announced_by_the_bureau_and_revoked_by_its_head(
    give: Any, staff: dict[str, Staff], passport: Item, officer: User, head: User, tax_liaison: User
) -> None:
    made = give(staff["P1"], [passport])
    assert list(queries.announced()) == []
    with pytest.raises(Refused, match="营商局业务人员"):
        services.announce(by=head, mandate=made, announced_on=today())
    with pytest.raises(Refused, match="签发日期"):
        services.announce(by=officer, mandate=made, announced_on=today() - timedelta(days=1))
    services.announce(by=officer, mandate=made, announced_on=today())
    with pytest.raises(Conflict):
        services.announce(by=officer, mandate=made, announced_on=today())
    for stranger in (officer, tax_liaison):
        with pytest.raises(Refused, match="签发它的部门负责人"):
            services.revoke(by=stranger, mandate=made, revocation="调离")
    with pytest.raises(Refused, match="早于今天"):
        services.revoke(by=head, mandate=made, revocation="调离", revoked_on=today() - timedelta(days=1))
    with pytest.raises(Refused, match="撤销原因"):
        services.revoke(by=head, mandate=made, revocation=" ")
    services.revoke(by=head, mandate=made, revocation="调离")
    assert [row.revocation for row in queries.announced()] == ["调离"]  # the public sees that it no longer holds


def test_letters_stand_as_their_dates_say(give: Any, staff: dict[str, Staff], passport: Item, residence: Item) -> None:
    in_days = lambda days: today() + timedelta(days=days)  # noqa: E731
    long = give(staff["P1"], [passport], powers=EVERY_STEP)
    short = give(staff["P2"], [passport], post="b", last=in_days(30))
    coming = give(staff["P3"], [residence], first=in_days(5), last=in_days(20))

    def standing(word: str, day: int = 0) -> set[int]:
        return set(queries.standing(Mandate.objects.all(), word, in_days(day)).values_list("pk", flat=True))

    assert standing("holding") == {long.pk, short.pk}
    assert standing("expiring") == {short.pk}
    assert standing("coming") == {coming.pk}
    assert standing("expired", 31) == {short.pk, coming.pk}
    assert standing("nonsense") == set()
