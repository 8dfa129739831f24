"""Scenes of what presses and of referrals; see `mutation_scenes`."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_above import an_order, received
from yimen.ledger import services as ledger
from yimen.rectification import services as rectification
from yimen.rectification.ladder import services as ladder
from yimen.rectification.ladder.models import LadderChange
from yimen.rectification.models import Order
from yimen.rectification.pressing import services as pressing
from yimen.rectification.pressing.models import Escalation
from yimen.rectification.publishing import services as publishing
from yimen.rectification.referral import services as referral
from yimen.rectification.referral.models import Referral


def after(order: Order) -> date:
    """The day after the order's own."""
    return order.due + timedelta(days=1)


# ladder


def fewer_days(the: Cast) -> Arguments:
    return given(
        by=the.officer, rung="reminder", name="finish_days", value=3, reason="本县督办办法第五条规定为三个工作日"
    )


def fewer_proposed(the: Cast) -> LadderChange:
    return ladder.propose(**fewer_days(the))


scene(ladder.propose, fewer_days)
scene(ladder.confirm, lambda the: given(by=the.leader, change=fewer_proposed(the), words="同意"))
scene(ladder.decline, lambda the: given(by=the.leader, change=fewer_proposed(the), words="天数太少"))
scene(ladder.withdraw, lambda the: given(by=the.officer, change=fewer_proposed(the)))

# pressing

scene(pressing.serve, lambda the: served_on_paper(the))
scene(pressing.serve_rung, lambda the: rung_on_paper(the))
scene(pressing.ask_more_time, lambda the: more_time(the))
scene(
    pressing.settle_more_time,
    lambda the: given(
        by=the.second_officer, request=pressing.ask_more_time(**more_time(the)), granted=True, decision="设备确未到货"
    ),
)
scene(pressing.ask_assistance, lambda the: help_wanted(the))
scene(
    pressing.answer_assistance,
    lambda the: given(
        by=the.tax_liaison, assistance=pressing.ask_assistance(**help_wanted(the)), text="数据接口已经开通"
    ),
)
scene(pressing.escalate, lambda the: late(received(the)))
scene(pressing.dispute, lambda the: given(by=the.liaison, step=sent(the), text="已于期限内口头报告"))
scene(
    pressing.settle_dispute,
    lambda the: given(
        by=the.second_officer, lifted=True, decision="核实属实",
        step=pressing.dispute(by=the.liaison, step=sent(the), text="已于期限内口头报告"),
    ),
)  # fmt: skip


def served_on_paper(the: Cast) -> Arguments:
    order = rectification.issue_order(**an_order(the))
    scan = SimpleUploadedFile("送达回证.pdf", b"%PDF-1.4")
    today = timezone.localdate()
    return given(by=the.officer, order=order, way="direct", served_on=today, receiver="办公室主任", scan=scan)


def rung_on_paper(the: Cast) -> Arguments:
    step, scan = sent(the), SimpleUploadedFile("送达回证.pdf", b"%PDF-1.4")
    on = step.document.issued_on if step.document else timezone.localdate()
    return given(
        by=the.officer, step=step, way="direct", served_on=on, receiver="办公室主任", scan=scan, day=on
    )  # fmt: skip


def more_time(the: Cast) -> Arguments:
    order = received(the)
    return given(by=the.liaison, order=order, until=order.due + timedelta(days=9), reason="窗口设备采购未到货")


def help_wanted(the: Cast) -> Arguments:
    return given(by=the.liaison, order=received(the), department=the.tax, text="请开通完税信息接口")


def late(order: Order) -> Arguments:
    return given(by=None, order=order, day=after(order))


def sent(the: Cast) -> Escalation:
    return pressing.escalate(**late(received(the)))


# publishing

scene(publishing.publish_counts, lambda the: given(by=the.officer, region=received(the).region))


# referral

scene(referral.propose, lambda the: late(received(the)))
scene(referral.reply, lambda the: given(by=the.liaison, referral=proposed(the), text="正在整改，请予宽限"))
scene(referral.support, lambda the: agreeing(the, proposed(the)))
scene(referral.approve, lambda the: given(by=the.leader, referral=supported(the), day=LONG_AFTER))
scene(referral.drop, lambda the: given(by=the.leader, referral=proposed(the), judgement="已在整改，继续督办"))
scene(referral.seal, lambda the: given(by=the.officer, referral=approved(the), day=LONG_AFTER))
scene(referral.pack, lambda the: given(by=the.officer, referral=sealed(the)))
scene(
    referral.send,
    lambda the: given(
        by=the.officer, referral=referral.pack(by=the.officer, referral=sealed(the)), sent_on=LONG_AFTER,
        receipt="收字3号，案管室", day=LONG_AFTER,
    ),
)  # fmt: skip

LONG_AFTER = timezone.localdate() + timedelta(days=90)


def proposed(the: Cast) -> Referral:
    return referral.propose(**late(received(the)))


def agreeing(the: Cast, thing: Referral) -> Arguments:
    return given(by=the.second_officer, referral=thing, authority="discipline", day=LONG_AFTER)


def supported(the: Cast) -> Referral:
    return referral.support(**agreeing(the, proposed(the)))


def approved(the: Cast) -> Referral:
    return referral.approve(by=the.leader, referral=supported(the), day=LONG_AFTER)


def sealed(the: Cast) -> Referral:
    found = referral.seal(by=the.officer, referral=approved(the), day=LONG_AFTER)
    ledger.seal(chain=found.region_id)
    return found
