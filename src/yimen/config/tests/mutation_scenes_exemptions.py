"""Scenes of the negative list, within entry; see `mutation_scenes`."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.config.tests.mutation_scenes import DAY, Arguments, Cast, given, item, scene, staff
from yimen.entry.exemptions import services as exemptions
from yimen.entry.exemptions.models import Exemption, Objection
from yimen.entry.exemptions.services import Content, Registered

LAW = Content("law", DAY, act="中华人民共和国看守所条例", article="第二十八条", act_version="1990年公布")


def drafted(the: Cast, content: Content = LAW) -> Exemption:
    return exemptions.draft(by=the.liaison, item=item(the), content=content)


def signed(the: Cast) -> Exemption:
    return exemptions.sign(by=the.liaison, exemption=drafted(the), signer="县公安局局长")


def passed(the: Cast) -> Exemption:
    """Reviewed by the officer; the leader is another person."""
    return exemptions.review(by=the.officer, exemption=signed(the), passes=True, opinion="同意")


def approved(the: Cast) -> Exemption:
    return exemptions.approve(by=the.leader, exemption=passed(the), **of_government())


def published(the: Cast) -> Exemption:
    return exemptions.publish(by=the.officer, exemption=approved(the))


def of_government() -> Arguments:
    return given(approved_on=timezone.localdate(), approval_number="友政函〔2023〕7号")


def objected(the: Cast) -> Objection:
    words = "五月三日到大厅办理，窗口说只能到派出所办。"
    return exemptions.raise_objection(by=None, exemption=published(the), words=words, contact="0469-0000000")


def wanting_room(the: Cast) -> Any:
    member = staff(the)
    content = Content(
        "no_room", DAY, DAY.replace(year=2024), basis="布局调整方案", meanwhile="综合窗口收件",
        collectors=(member.code,), steps=((DAY.replace(month=12), "腾出档案室"),),
    )  # fmt: skip
    return drafted(the, content).steps.get()


def registered(the: Cast) -> list[Registered]:
    row = Exemption(
        region=the.county, department=the.police, item=item(the), reason="safety", basis="风险说明", valid_from=DAY,
        approved_on=DAY, approval_number="7号",
    )  # fmt: skip
    return [Registered(row)]


scene(exemptions.draft, lambda the: given(by=the.liaison, item=item(the), content=LAW))
scene(exemptions.revise, lambda the: given(by=the.liaison, exemption=signed(the), content=LAW))
scene(
    exemptions.attach,
    lambda the: given(
        by=the.liaison, exemption=drafted(the), kind="other", upload=SimpleUploadedFile("说明.pdf", b"%PDF-1.7")
    ),
)
scene(exemptions.sign, lambda the: given(by=the.liaison, exemption=drafted(the), signer="县公安局局长"))
scene(exemptions.review, lambda the: given(by=the.officer, exemption=signed(the), passes=True, opinion="同意"))
scene(exemptions.approve, lambda the: given(by=the.leader, exemption=passed(the), **of_government()))
scene(exemptions.publish, lambda the: given(by=the.officer, exemption=approved(the)))
scene(exemptions.withdraw, lambda the: given(by=the.officer, exemption=published(the), withdrawal="设备已迁入大厅"))
scene(exemptions.load, lambda the: given(by=None, region=the.county, rows=registered(the)))
scene(exemptions.finish_step, lambda the: given(by=the.liaison, step=wanting_room(the), note="已腾出二楼档案室"))
scene(
    exemptions.raise_objection,
    lambda the: given(by=None, exemption=published(the), words="五月三日到大厅办理，窗口说只能到派出所办。"),
)
scene(
    exemptions.answer_objection,
    lambda the: given(by=the.officer, objection=objected(the), upheld=False, answer="经核查，现场查验须在专用场地。"),
)
scene(exemptions.reveal_contact, lambda the: given(by=the.officer, objection=objected(the), reason="电话回访核实"))
