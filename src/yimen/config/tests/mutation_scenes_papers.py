"""The scenes of the papers of cases: issuing, serving, withdrawing, handing over, archiving."""

from datetime import date

from yimen.cases.archiving import services as archiving
from yimen.cases.archiving.models import Archive
from yimen.cases.bundles import acts
from yimen.cases.bundles import services as bundles
from yimen.cases.bundles.models import Bundle, BundledCase
from yimen.cases.handling.models import Dossier, Notice
from yimen.cases.handling.tests import house
from yimen.cases.handovers import services as handovers
from yimen.cases.handovers.models import Handover
from yimen.cases.papers import services as papers
from yimen.cases.papers.models import CaseDocument
from yimen.cases.posting import services as posting
from yimen.config.tests.mutation_scenes import Arguments, Cast, given, scene
from yimen.config.tests.mutation_scenes_handling import accepted, papered
from yimen.exchange.express import Course, Stop

COURSE = Course("0", (Stop(house.MORNING, "邮件已收寄"),))

scene(papers.issue, lambda the: given(by=the.clerk, notice=told(the), editable=False))
scene(papers.serve, lambda the: given(by=the.clerk, notice=paper(the).notice, way="window", receiver="董义之"))
scene(papers.take, lambda the: given(by=the.clerk, paper=paper(the)))
scene(papers.withdraw, lambda the: given(by=the.approver, paper=paper(the), reason="申请人名称写错", again=True))
scene(
    posting.keep, lambda the: given(dossier=accepted(the), tracking="1029384756102", course=COURSE, now=house.MORNING)
)
scene(handovers.hand_over, lambda the: handing(foreign(the)))
scene(handovers.take_over, lambda the: given(by=the.approver, slip=slip(the), returned={}))
scene(bundles.plan, lambda the: given(by=the.approver, act="pass", keys=[accepted(the).pk], opinion="材料齐全"))
scene(bundles.carry_out, lambda the: given(by=the.approver, bundle=planned(the)))
scene(bundles.undo, lambda the: given(by=the.approver, bundle=bundles.carry_out(by=the.approver, bundle=planned(the))))
scene(acts.assign, lambda the: given(by=the.approver, dossier=accepted(the), to=the.head))
scene(acts.give_back, lambda the: given(by=the.approver, line=taken(the)))
scene(archiving.hold, lambda the: holding(the))
scene(archiving.lift, lambda the: given(by=the.head, held=archiving.hold(**holding(the)), reason="复议案件已经审结"))
scene(
    archiving.dispose,
    lambda the: given(by=the.head, kept=archived(the), reason="期满鉴定，无保存价值", today=date(2099, 1, 1)),
)
scene(archiving.take, lambda the: given(by=the.clerk, kept=archived(the)))


def told(the: Cast) -> Notice:
    return accepted(the).notices.get()


def paper(the: Cast) -> CaseDocument:
    return papers.issue(by=the.clerk, notice=told(the), editable=False)


def foreign(the: Cast) -> Dossier:
    """A case of the police that another desk took in, which is the tax office's here."""
    clerk = the.make_user("desk_clerk", "clerk", the.county, the.tax)
    house.post(clerk, code="W09")
    return house.received(clerk, house.version_of(the.police, "I9")).dossier


def handing(case: Dossier) -> Arguments:
    return given(by=case.received_by, dossiers=[case])


def slip(the: Cast) -> Handover:
    return handovers.hand_over(**handing(foreign(the)))


def holding(the: Cast) -> Arguments:
    today = date(2023, 6, 1)
    return given(by=the.head, kept=archived(the), reason="行政复议案件需要", until=None, today=today)


def planned(the: Cast) -> Bundle:
    return bundles.plan(by=the.approver, act="pass", keys=[accepted(the).pk], opinion="材料齐全")


def taken(the: Cast) -> BundledCase:
    """A case that the head took together with others; it was the approver's."""
    bundle = bundles.plan(by=the.head, act="take", keys=[accepted(the).pk])
    return bundles.carry_out(by=the.head, bundle=bundle).cases.get()


def archived(the: Cast) -> Archive:
    dossier = papered(the)
    archiving.archive(by=the.clerk, dossier=dossier, retention_years=10)
    return Archive.objects.get(dossier=dossier)
