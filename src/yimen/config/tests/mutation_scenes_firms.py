"""Scenes of firms, who represents them, and what is done in their name; see `mutation_scenes`."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from yimen.cases.applying import services as applying
from yimen.cases.firms import services as firms
from yimen.cases.firms.models import Representative
from yimen.cases.firms.queries import acting_in
from yimen.cases.handling import services as handling
from yimen.cases.handling.models import Dossier
from yimen.cases.papers import services as papers
from yimen.config.tests.mutation_scenes import Cast, given, scene
from yimen.config.tests.mutation_scenes_applying import ID, a_citizen, filled, identity
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen

FIRM, NAME = "91110000100000001W", "某公司"
OTHER_ID = "440524188001010014"


def a_head(the: Cast) -> Citizen:
    return citizens.sign_in_by_identity(**identity(the))


def head_of(citizen: Citizen) -> Representative:
    return firms.vouch(citizen=citizen, code=FIRM, name=NAME)


def asked(the: Cast) -> Representative:
    me = citizens.say_who(citizen=a_citizen(the), name="某甲", person_id=ID)
    upload = firms.Upload("执照.pdf", b"%PDF-1.7")
    return firms.hand_in_papers(citizen=me, code=FIRM, name=NAME, upload=upload)


def naming(the: Cast) -> dict[str, Any]:
    me = a_head(the)
    scope = firms.Scope(timezone.localdate() + timedelta(days=30))
    return given(citizen=me, head=head_of(me), agent=firms.Agent("某乙", OTHER_ID, "13900005678"), scope=scope)


def handed_in(the: Cast) -> tuple[Citizen, Dossier]:
    """A case that the legal representative applied for in the firm's name."""
    draft = filled(the)
    firms.confirm(by=the.officer, representative=asked(the), person_id=ID)
    (right,) = acting_in(draft.citizen, timezone.localdate(), draft.version.item_id)
    applying.act_for_firm(draft=draft, right=right)
    done = applying.hand_in(draft=draft)
    return draft.citizen, done.application.dossier


def asked_for_more(the: Cast) -> dict[str, Any]:
    me, dossier = handed_in(the)
    asked_once = handling.ask_once(by=the.clerk, dossier=dossier, missing="营业场所平面图一份")
    return given(citizen=me, dossier=asked_once, papers=[handling.Handed("平面图")])


def to_fetch(the: Cast) -> dict[str, Any]:
    said = asked_for_more(the)
    (paper,) = papers.issue_all(by=the.clerk, dossier=said["dossier"], editable=False)
    right = said["dossier"].online.representative
    return given(citizen=said["citizen"], paper=paper, right=right)


def withdrawing(the: Cast) -> dict[str, Any]:
    me, dossier = handed_in(the)
    return given(citizen=me, dossier=dossier, reason="不办了")


def ending(the: Cast) -> dict[str, Any]:
    said = naming(the)
    return given(citizen=said["citizen"], representative=firms.name_agent(**said))


scene(firms.vouch, lambda the: given(citizen=a_head(the), code=FIRM, name=NAME))
scene(
    firms.hand_in_papers,
    lambda the: given(
        citizen=citizens.say_who(citizen=a_citizen(the), name="某甲", person_id=ID), code=FIRM, name=NAME,
        upload=firms.Upload("执照.pdf", b"%PDF-1.7"),
    ),
)  # fmt: skip
scene(firms.name_agent, naming)
scene(firms.confirm, lambda the: given(by=the.officer, representative=asked(the), person_id=ID))
scene(firms.decline, lambda the: given(by=the.officer, representative=asked(the), words="公章不清"))
scene(firms.end, ending)
scene(firms.take_file, lambda the: given(by=the.officer, representative=asked(the)))
scene(applying.supplement, asked_for_more)
scene(applying.withdraw, withdrawing)
scene(applying._fetch_for_firm, to_fetch)
