"""What the tests of the negative list stand on: contents of entries, and the whole way to the public list."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from yimen.catalog.models import Item
from yimen.common.workdays import SHANGHAI
from yimen.entry.exemptions import services
from yimen.entry.exemptions.models import Exemption
from yimen.entry.exemptions.services import Content
from yimen.entry.tests.conftest import hall, invoice, passport, post, residence, window
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User

__all__ = ["hall", "invoice", "passport", "post", "residence", "window"]

MAY_1 = date(2023, 5, 1)
NUMBER = "友政函〔2023〕9号"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    """Uploaded files go to the test's own folder."""
    settings.YIMEN_DATA = tmp_path
    files = {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path / "files")}}
    settings.STORAGES = {**settings.STORAGES, "default": files}


@pytest.fixture
def may_2023() -> Iterator[None]:
    """The first of May 2023 at noon, and onwards."""
    with time_machine.travel(noon(MAY_1)):
        yield


def noon(day: date) -> datetime:
    """Noon of a day in Shanghai."""
    return datetime.combine(day, time(12), SHANGHAI)


@pytest.fixture
def collector(county: Region, police: Department) -> Staff:
    """公安局窗口人员, work number OP7."""
    rows = [Staff(region=county, department=police, code="OP7", name="王丽")]
    return people.register_staff(by=None, region=county, staff=rows)[0]


def law(first: date = MAY_1, last: date | None = None, **more: Any) -> Content:
    """A reason in the law."""
    said = {"act": "中华人民共和国看守所条例", "article": "第二十八条", "act_version": "1990年公布"}
    return Content("law", first, last, **{**said, **more})


def room(first: date = MAY_1, last: date | None = date(2023, 12, 31), **more: Any) -> Content:
    """Want of room, with everything that it demands."""
    steps = ((date(2023, 9, 30), "腾出二楼东侧档案室"),)
    said = {
        "basis": "县政务服务中心布局调整方案",
        "meanwhile": "A01 窗口一人收件、受理",
        "collectors": ("OP7",),
        "steps": steps,
    }
    return Content("no_room", first, last, **{**said, **more})


def site(first: date = MAY_1, last: date | None = date(2024, 5, 1), **more: Any) -> Content:
    """A special site."""
    return Content("site", first, last, **{"basis": "专用设备清单", **more})


def file(name: str = "设备清单.pdf", content: bytes = b"%PDF-1.7 equipment") -> SimpleUploadedFile:
    """An uploaded file."""
    return SimpleUploadedFile(name, content)


@pytest.fixture
def approved(officer: User, leader: User, liaison: User) -> Callable[..., Exemption]:
    """An entry on the whole way to the government's approval: drafted and signed by the department, reviewed."""

    def make(item: Item, content: Content, renews: Exemption | None = None) -> Exemption:
        verb = services.draft if renews is None else services.renew
        given: dict[str, Any] = {"item": item} if renews is None else {"exemption": renews}
        row = verb(by=liaison, content=content, **given)
        for demand in row.rule.demands:
            services.attach(by=liaison, exemption=row, kind=demand.code, upload=file())
        services.sign(by=liaison, exemption=row, signer="县公安局局长")
        services.review(by=officer, exemption=row, passes=True, opinion="条文现行有效")
        today = timezone.localdate()
        return services.approve(by=leader, exemption=row, approved_on=today, approval_number=NUMBER)

    return make


@pytest.fixture
def published(approved: Any, officer: User) -> Callable[..., Exemption]:
    """An entry on the public list."""

    def make(item: Item, content: Content, renews: Exemption | None = None) -> Exemption:
        return services.publish(by=officer, exemption=approved(item, content, renews))

    return make
