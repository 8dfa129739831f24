"""A department's liaison declares, for his own items only; nothing that was said before is rewritten."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.entry import services
from yimen.entry.models import Declaration, Mode
from yimen.entry.services import Claim
from yimen.halls.models import Hall
from yimen.ledger.models import Event
from yimen.people.models import Region, User

MAY_1, MAY_13 = date(2023, 5, 1), date(2023, 5, 13)
OWN = Claim(Mode.OWN_WINDOW, MAY_1)


def test_a_new_declaration_ends_the_one_before_on_its_eve(liaison: User, passport: Item) -> None:
    first = services.declare(by=liaison, item=passport, claim=OWN)
    second = services.declare(by=liaison, item=passport, claim=Claim(Mode.ENTRUSTED, MAY_13))
    first.refresh_from_db()
    assert (first.valid_from, first.valid_to) == (MAY_1, date(2023, 5, 12))
    assert (second.valid_from, second.valid_to) == (MAY_13, None)


def test_the_declared_date_and_the_recorded_time_are_kept_apart(liaison: User, passport: Item) -> None:
    claim = Claim(Mode.OWN_WINDOW, MAY_1, declared_at=date(2023, 4, 20))
    row = services.declare(by=liaison, item=passport, claim=claim)
    row.refresh_from_db()
    assert row.declared_at == date(2023, 4, 20)
    assert abs(timezone.now() - row.recorded_at) < timedelta(minutes=5)


def test_a_declaration_is_in_the_ledger(liaison: User, passport: Item) -> None:
    services.declare(by=liaison, item=passport, claim=OWN)
    event = Event.objects.latest("seq")
    assert (event.kind, event.by) == ("entry.declared", f"user:{liaison.pk}")


def test_nobody_declares_the_items_of_another_department(tax_liaison: User, passport: Item) -> None:
    with pytest.raises(Refused, match="不属于您的部门"):
        services.declare(by=tax_liaison, item=passport, claim=OWN)
    assert not Declaration.objects.exists()


@pytest.mark.parametrize("role", ["officer", "clerk", "approver", "leader", "neighbour_officer"])
def test_only_liaisons_declare(request: Any, role: str, passport: Item) -> None:
    with pytest.raises(Refused, match="联络员"):
        services.declare(by=request.getfixturevalue(role), item=passport, claim=OWN)


def test_not_entered_needs_a_reason(liaison: User, passport: Item) -> None:
    with pytest.raises(Refused, match="未进厅原因"):
        services.declare(by=liaison, item=passport, claim=Claim(Mode.NOT_ENTERED, MAY_1, reason="  "))
    row = services.declare(by=liaison, item=passport, claim=Claim(Mode.NOT_ENTERED, MAY_1, reason="专线未通"))
    assert row.reason == "专线未通"


def test_of_two_people_who_saw_the_same_only_one_declares(liaison: User, passport: Item) -> None:
    services.declare(by=liaison, item=passport, claim=OWN, seen=0)
    with pytest.raises(Conflict, match="其他人"):
        services.declare(by=liaison, item=passport, claim=Claim(Mode.ENTRUSTED, MAY_13), seen=0)
    assert Declaration.objects.get().mode == Mode.OWN_WINDOW


def test_history_is_not_moved_before_the_present_declaration(liaison: User, passport: Item) -> None:
    services.declare(by=liaison, item=passport, claim=Claim(Mode.OWN_WINDOW, MAY_13))
    with pytest.raises(Refused, match="不能更早"):
        services.declare(by=liaison, item=passport, claim=Claim(Mode.ENTRUSTED, MAY_1))


def test_a_correction_on_the_same_day_keeps_the_wrong_one(liaison: User, passport: Item) -> None:
    wrong = services.declare(by=liaison, item=passport, claim=OWN)
    right = services.declare(by=liaison, item=passport, claim=Claim(Mode.ENTRUSTED, MAY_1))
    wrong.refresh_from_db()
    assert not wrong.in_force(MAY_1)
    assert right.in_force(MAY_1)
    assert Declaration.objects.count() == 2


def test_the_same_words_again_are_refused(liaison: User, passport: Item) -> None:
    services.declare(by=liaison, item=passport, claim=OWN)
    with pytest.raises(Refused, match="没有需要保存的修改"):
        services.declare(by=liaison, item=passport, claim=Claim(Mode.OWN_WINDOW, MAY_13))


def test_items_ex_officio_are_not_declared(liaison: User, make_item: Any) -> None:
    penalty = make_item("P9", "治安处罚", initiation="ex_officio", kind="02")
    with pytest.raises(Refused, match="依职权"):
        services.declare(by=liaison, item=penalty, claim=OWN)


def test_a_day_before_the_item_existed_is_refused(liaison: User, passport: Item) -> None:
    with pytest.raises(Refused, match="不在事项清单内"):
        services.declare(by=liaison, item=passport, claim=Claim(Mode.OWN_WINDOW, date(2019, 1, 1)))


def test_nobody_declares_on_a_day_to_come(liaison: User, passport: Item) -> None:
    later = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Refused, match="在今天之后"):
        services.declare(by=liaison, item=passport, claim=Claim(Mode.OWN_WINDOW, later, declared_at=later))


def test_a_branch_hall_must_be_one(liaison: User, passport: Item, hall: Hall, branch: Hall) -> None:
    with pytest.raises(Refused, match="分厅"):
        services.declare(by=liaison, item=passport, claim=Claim(Mode.BRANCH_HALL, MAY_1, hall=hall))
    assert services.declare(by=liaison, item=passport, claim=Claim(Mode.BRANCH_HALL, MAY_1, hall=branch)).hall == branch


def test_window_codes_are_kept_in_one_way(liaison: User, passport: Item) -> None:
    claim = Claim(Mode.OWN_WINDOW, MAY_1, windows=" A01、A02 ，A01;")
    assert services.declare(by=liaison, item=passport, claim=claim).windows == "A01,A02"


def test_many_are_declared_at_once_with_one_event(liaison: User, county: Region, make_item: Any) -> None:
    items = [make_item(f"M{number:04}", "事项") for number in range(150)]
    before = Event.objects.count()
    declared = services.declare_many(by=liaison, region=county, items=items, claim=OWN)
    assert len(declared.rows) == 150
    assert Event.objects.count() == before + 1


def test_one_foreign_item_keeps_all_from_being_declared(
    liaison: User, county: Region, passport: Item, invoice: Item
) -> None:
    with pytest.raises(Refused, match="不属于您的部门"):
        services.declare_many(by=liaison, region=county, items=[passport, invoice], claim=OWN)
    assert not Declaration.objects.exists()


def test_many_leaves_alone_what_already_says_so(liaison: User, county: Region, passport: Item, residence: Item) -> None:
    services.declare(by=liaison, item=passport, claim=OWN)
    declared = services.declare_many(by=liaison, region=county, items=[passport, residence], claim=OWN)
    assert ([row.item for row in declared.rows], declared.unchanged) == ([residence], 1)


def test_a_filter_that_grew_since_is_a_conflict(liaison: User, county: Region, passport: Item, residence: Item) -> None:
    with pytest.raises(Conflict, match="由 1 项变为 2 项"):
        services.declare_many(by=liaison, region=county, items=[passport, residence], claim=OWN, expected=1)


def test_none_chosen_is_refused(liaison: User, county: Region) -> None:
    with pytest.raises(Refused, match="没有选中"):
        services.declare_many(by=liaison, region=county, items=[], claim=OWN)


def test_a_register_with_two_modes_on_one_day_is_not_loaded(county: Region, passport: Item) -> None:
    def word(mode: str, first: date, last: date | None) -> Declaration:
        return Declaration(
            region=county,
            item=passport,
            department=passport.versions.get().department,
            mode=mode,
            valid_from=first,
            valid_to=last,
            declared_at=first,
        )

    with pytest.raises(Refused, match="重叠"):
        rows = [word(Mode.OWN_WINDOW, MAY_1, MAY_13), word(Mode.ENTRUSTED, MAY_13, None)]
        services.load_declarations(by=None, region=county, rows=rows)
    rows = [word(Mode.OWN_WINDOW, MAY_1, date(2023, 5, 12)), word(Mode.ENTRUSTED, MAY_13, None)]
    assert len(services.load_declarations(by=None, region=county, rows=rows)) == 2
