"""Scenes of citizens and of what they hand in online; see `mutation_scenes`."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.cases.applying import services as applying
from yimen.cases.applying.models import Draft
from yimen.catalog.guides import services as guides
from yimen.config.tests.mutation_scenes import Cast, given, scene
from yimen.config.tests.mutation_scenes_guides import CONTENT, listed
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen

PHONE = citizens.ProvedPhone("13800001234")
ID = "11010519491231002X"


def a_citizen(the: Cast) -> Citizen:
    return citizens.sign_in(region=the.county, phone=PHONE)


def filled(the: Cast) -> Draft:
    version = listed(the)
    guides.publish(by=the.officer, version=version, content=CONTENT)
    me = citizens.say_who(citizen=a_citizen(the), name="某甲", person_id=ID)
    draft = applying.begin_draft(citizen=me, version=version, chosen={})
    applying.keep_answers(draft=draft, given={"f1": "某甲"})
    applying.attach(draft=draft, key="m1", upload=SimpleUploadedFile("户口簿.pdf", b"%PDF-1.7"))
    return draft


def identity(the: Cast) -> dict[str, Any]:
    return given(region=the.county, issuer="https://id.example", subject="u1", name="某甲", person_id=ID)


def merging(the: Cast) -> dict[str, Any]:
    """Somebody with an account by phone who signs in by the province's identity."""
    a_citizen(the)
    return given(citizen=citizens.sign_in_by_identity(**identity(the)), phone=PHONE)


scene(citizens.sign_in, lambda the: given(region=the.county, phone=PHONE))
scene(citizens.sign_in_by_identity, identity)
scene(citizens.say_who, lambda the: given(citizen=a_citizen(the), name="某甲", person_id=ID))
scene(citizens.merge, merging)
scene(applying.hand_in, lambda the: given(draft=filled(the)))
