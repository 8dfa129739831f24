"""The scenes of the exchange with the province's platform; see `mutation_scenes`."""

from typing import Any

from django.utils import timezone

from yimen.cases.arriving import services as arriving
from yimen.cases.handling.tests import house
from yimen.cases.models import Case
from yimen.cases.numbers import services as numbers
from yimen.config.tests.mutation_scenes import DAY, Arguments, Cast, given, scene
from yimen.exchange.platform import packages, services
from yimen.exchange.platform.answers import Accepted, Confirmed, Failed, Rejected
from yimen.exchange.platform.client import Line
from yimen.exchange.platform.models import Difference, InboxMessage, OutboxMessage, Package
from yimen.exchange.platform.services import Letter
from yimen.exchange.platform.signing import Key, Signed
from yimen.ledger import services as ledger

NOW = timezone.now()
KEY = Key("yimen", "the-secret-of-the-scenes-" + "0" * 12)
QUESTION = {"about": "某消息", "question": "请核实"}


def a_message(the: Cast) -> Arguments:
    return given(by=the.officer, region=the.county, stream="C1", kind="inquiry", fields=QUESTION)


def put(the: Cast) -> OutboxMessage:
    return services.put(**a_message(the))


def moved(the: Cast, answer: Any) -> OutboxMessage:
    """A message after an answer to it."""
    message = put(the)
    services.settle(answers=[answer(message.key)], now=NOW)
    message.refresh_from_db()
    return message


def rejected(the: Cast) -> OutboxMessage:
    return moved(the, lambda key: Rejected(key, "E101", "没有这个事项"))


def confirmed(the: Cast) -> OutboxMessage:
    return moved(the, lambda key: Confirmed(key, "S1", DAY))


def set_aside(the: Cast) -> OutboxMessage:
    return moved(the, lambda key: Failed(key, "没有应答"))


def a_step(number: str) -> Letter:
    return Letter(number, "step", "C1", {"step": "受理"})


def an_arrival(the: Cast) -> Arguments:
    signed = Signed(KEY.number, "0123456789", NOW)
    return given(region=the.county, letter=a_step("N1"), now=NOW, way=InboxMessage.Way.PUSHED, signed=signed)


def to_handle(the: Cast) -> Arguments:
    receipt = Letter("N1", "receipt", "C1", {"key": "没有", "outcome": "accepted", "remote": "S1"})
    return given(by=the.officer, message=services.receive(region=the.county, letter=receipt, now=NOW).message)


def a_comparison(the: Cast) -> Arguments:
    confirmed(the)
    return given(region=the.county, day=DAY, lines=[Line("外来", "C9", "S9", "f" * 64)], now=NOW)


def a_difference(the: Cast) -> Difference:
    services.reconcile(**a_comparison(the))
    return Difference.objects.get(sort=Difference.Sort.MISSING)


def to_make(the: Cast) -> Arguments:
    put(the)
    return given(by=the.officer, region=the.county, key=KEY, now=NOW)


def to_take_in(the: Cast) -> Arguments:
    one = {"number": "N1", "kind": "step", "stream": "C1", "fields": {"step": "受理"}}
    contents = packages.Contents("省包1", the.county.pk, (one,))
    content = packages.made(contents, KEY, towards=packages.FROM_PLATFORM, at=NOW)
    return given(by=the.officer, region=the.county, content=content, key=KEY, now=NOW)


def a_package(the: Cast) -> Package:
    return services.make(**to_make(the))


scene(services.put, a_message)
scene(services.settle, lambda the: given(answers=[Accepted(put(the).key, "S1")], now=NOW))
scene(
    services.correct, lambda the: given(by=the.officer, message=rejected(the), fields={**QUESTION, "about": "另一条"})
)
scene(services.resend, lambda the: given(by=the.officer, message=set_aside(the)))
scene(services.reopen, lambda the: given(by=the.officer, message=confirmed(the), renew=True))
scene(services.take, an_arrival)
scene(services.handle, to_handle)
scene(
    services.take_page,
    lambda the: given(region=the.county, kind="step", letters=[a_step("N1"), a_step("N2")], place="2", now=NOW),
)
scene(services.reconcile, a_comparison)
scene(services.send_again, lambda the: given(by=the.officer, difference=a_difference(the)))
scene(services.ask, lambda the: given(by=the.officer, difference=a_difference(the), words="省平台为何没有这条"))
scene(
    services.settle_difference,
    lambda the: given(by=the.officer, difference=a_difference(the), words="已电话核实，对方已补录"),
)
scene(services.make, to_make)
scene(services.take_in, to_take_in)
scene(services.note_download, lambda the: given(by=the.officer, package=a_package(the)))


# numbers of cases, which departments' systems hand in


def a_number(the: Cast) -> Arguments:
    case = Case(region=the.county, department=the.police, case_number="C1")
    _stored(the, case)
    return given(by=None, case=case, sort="department", number="HZ-7")


@ledger.mutation("test.stored")
def _stored(the: Cast, thing: Any) -> None:
    thing.save(force_insert=True)
    ledger.record(chain=the.county.pk, kind="test.stored", changed=[thing])


scene(numbers.add, a_number)


# what the platform sends of cases


def an_application(the: Cast) -> Arguments:
    house.version_of(the.police)
    fields = {
        "application_number": "SP1", "item_code": "I1", "applicant_name": house.PERSON.name,
        "applicant_id": house.PERSON.id, "applied_at": NOW.isoformat(),
    }  # fmt: skip
    return given(region=the.county, fields=fields)


scene(arriving.take_new, an_application)
scene(
    arriving.write,
    lambda the: given(case=a_number(the)["case"], sort="step", number="N1", words="省级审核", at=NOW),
)
