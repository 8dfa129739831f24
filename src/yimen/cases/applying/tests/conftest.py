"""A citizen who has said who he is, an item with a guide, and a draft of an application for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from yimen.cases.applying import services
from yimen.cases.applying.models import Draft
from yimen.catalog.guides import services as guides
from yimen.catalog.guides.content import Content, FieldLine, MaterialLine, OptionLine, SituationLine
from yimen.catalog.models import ItemVersion
from yimen.catalog.tests.test_import import a_list, row, take_in
from yimen.people.citizens import services as citizens
from yimen.people.models import Citizen, Department, Region, User

ME, OTHER = "11010519491231002X", "440524188001010014"
FIRM = "91110000100000001Y"
PDF = b"%PDF-1.7 a paper"
CONTENT = Content(
    situations=(SituationLine("q1", "谁来办？"),),
    options=(OptionLine("o1", "本人", "q1"), OptionLine("o2", "别人", "q1")),
    materials=(
        MaterialLine("m1", "照片"),
        MaterialLine("m2", "委托书", options=("o2",)),
        MaterialLine("m3", "登记表", source="form"),
    ),
    fields=(
        FieldLine("f1", "姓名", reuse="person.name"),
        FieldLine("f2", "公民身份号码", "person_id", reuse="person.id"),
        FieldLine("f3", "业态", "choice", choices=("零售", "餐饮")),
        FieldLine("f4", "餐位数", "number", shown_by="f3", shown_for="餐饮"),
        FieldLine("f5", "平面图", "file"),
    ),
)


@pytest.fixture(autouse=True)
def own_files(settings: Any, tmp_path: Any) -> None:
    """Uploads go to the test's own folder."""
    store = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": store}


@pytest.fixture
def make_citizen(county: Region) -> Callable[..., Citizen]:
    """A citizen of the phone, who has said who he is."""

    def make(phone: str = "13800001234", person_id: str = ME, region: Region = county) -> Citizen:
        made = citizens.sign_in(region=region, phone=citizens.ProvedPhone(phone))
        return citizens.say_who(citizen=made, name="某甲", person_id=person_id)

    return make


@pytest.fixture
def citizen(make_citizen: Callable[..., Citizen]) -> Citizen:
    """One who applies."""
    return make_citizen()


@pytest.fixture
def version(officer: User, police: Department) -> ItemVersion:
    """The item, with a guide."""
    take_in(officer, a_list(row(1, "旅馆业特种行业许可证核发")))
    found = ItemVersion.objects.get()
    guides.publish(by=officer, version=found, content=CONTENT)
    return found


@pytest.fixture
def draft(citizen: Citizen, version: ItemVersion) -> Draft:
    """A draft without an answer but the situation."""
    return services.begin_draft(citizen=citizen, version=version, chosen={"q.q1": "o1", "q.x": "x", "c.c1": "yes"})


def a_file(name: str = "图.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def fill(draft: Draft, **more: str) -> Draft:
    """The draft with everything that must be filled in."""
    services.keep_answers(draft=draft, given={"f1": "某甲", "f2": ME, "f3": "零售", **more})
    services.attach(draft=draft, key="f5", upload=a_file())
    return draft
