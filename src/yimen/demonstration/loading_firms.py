"""单位办事 in the demonstration: a mill with its legal representative, an agent who applied, and papers that wait.

Whoever signs in to the portal by the phones below sees both sides; every firm and person is invented.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from django.utils import timezone

from yimen.cases.applying import services as applying
from yimen.cases.firms import services as firms
from yimen.cases.firms.models import Representative
from yimen.catalog.models import ItemVersion
from yimen.demonstration.codes import credit_code, resident_id
from yimen.demonstration.loading_guides import BEGUN, CITIZEN_ID, CITIZEN_NAME, CITIZEN_PHONE
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen, Region, User

HEAD_PHONE, ASKING_PHONE = "13800000002", "13800000003"
FIRM, CODE = "友谊县禾丰米业有限公司（演示）", credit_code("91", "MA1B2C3D")
OTHER_FIRM, OTHER_CODE = "友谊县北大荒粮油经销部（演示）", credit_code("92", "MA1E4F5G")
PAPER = firms.Upload("营业执照.pdf", b"%PDF-1.4\n% demonstration: no real licence\n%%EOF\n")


def load_firms(region: Region, users: Mapping[str, User]) -> None:
    """The mill, its mandates, one application in its name, and another firm's licence waiting at the window."""
    clerk, today = users["clerk"], timezone.localdate()
    head = _citizen(region, HEAD_PHONE, "演示法人", resident_id(date(1971, 6, 18), 301))
    asked = firms.hand_in_papers(citizen=head, code=CODE, name=FIRM, upload=PAPER)
    right = firms.confirm(by=clerk, representative=asked, person_id=head.person_id)
    version = ItemVersion.objects.filter(region=region, valid_to__isnull=True, name=BEGUN).first()
    agent = firms.Agent(CITIZEN_NAME, CITIZEN_ID, CITIZEN_PHONE)
    scope = firms.Scope(today + timedelta(days=365), [version] if version else [])
    mandate = firms.name_agent(citizen=head, head=right, agent=agent, scope=scope)
    former = firms.Agent("演示会计", resident_id(date(1990, 9, 9), 302), ASKING_PHONE)
    over = firms.name_agent(citizen=head, head=right, agent=former, scope=firms.Scope(today + timedelta(days=90)))
    firms.end(citizen=head, representative=over)
    asking = _citizen(region, ASKING_PHONE, "演示店主", resident_id(date(1985, 2, 3), 303))
    firms.hand_in_papers(citizen=asking, code=OTHER_CODE, name=OTHER_FIRM, upload=PAPER)
    if version is not None:
        _apply(Citizen.objects.get(region=region, phone=CITIZEN_PHONE), version, mandate)


def _citizen(region: Region, phone: str, name: str, person_id: str) -> Citizen:
    made = citizens.sign_in(region=region, phone=citizens.ProvedPhone(phone))
    return citizens.say_who(citizen=made, name=name, person_id=person_id)


def _apply(agent: Citizen, version: ItemVersion, mandate: Representative) -> None:
    """What the agent applied for in the mill's name."""
    draft = applying.begin_draft(citizen=agent, version=version, chosen={})
    applying.act_for_firm(draft=draft, right=mandate)
    known = {"person.name": CITIZEN_NAME, "person.id": CITIZEN_ID, "person.phone": CITIZEN_PHONE,
             "firm.name": FIRM, "firm.id": CODE, "firm.address": "友谊镇友谊路 18 号"}  # fmt: skip
    fields = applying.filled(draft).fields
    given = {each.key: known.get(each.reuse, each.choices[0] if each.choices else "") for each in fields}
    applying.keep_answers(draft=draft, given={key: value for key, value in given.items() if value})
    if not applying.filled(draft).missing:
        applying.hand_in(draft=draft)
