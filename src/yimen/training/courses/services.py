"""Verbs on courses and on the county's terms: the only writers of them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from yimen.catalog.models import Item
from yimen.common.errors import Conflict, Refused
from yimen.common.text import tidy
from yimen.ledger import services as ledger
from yimen.people.models import Region, User
from yimen.people.queries import may
from yimen.rectification.rules import causes
from yimen.training.courses.models import Course, CourseCause, CourseItem, CourseVersion, TrainingTerms
from yimen.training.courses.queries import terms_of
from yimen.training.courses.rules import GATES, TERMS

CODE = re.compile(r"[A-Z][A-Z0-9-]{1,19}")


@dataclass(frozen=True)
class Content:
    """课程内容: what a version says; items and causes are what it is for."""

    outline: str
    hours: int
    months: int
    valid_from: date
    everyone: bool = False
    keeps: bool = True
    items: Collection[Item] = ()
    causes: Collection[str] = field(default_factory=tuple)


def allow(by: User | None, region: str) -> None:
    """Nothing. Errors: Refused unless the user keeps training in that county; the system itself may."""
    if by is not None and not (may(by, "training.keep") and by.region_id == region):
        raise Refused("只有本县营商局业务人员和大厅管理员可以编制课程、题库、期次和考试。")


@ledger.mutation("training.course_added")
def add_course(*, by: User | None, region: Region, code: str, name: str, content: Content) -> Course:
    """The course with its first version. Errors: Refused for a code that is taken or is none, and as `revise`."""
    allow(by, region.pk)
    code, name = tidy(code).upper(), tidy(name)
    if not CODE.fullmatch(code):
        raise Refused("课程编号用大写字母开头，后面是字母、数字或短横，例如 K01。")
    if not 2 <= len(name) <= 60:
        raise Refused("请写明课程名称，2 至 60 个字。")
    if Course.objects.filter(region=region, code=code).exists():
        raise Refused(f"课程编号 {code} 已经有了，请换一个，或打开那门课程编新版本。")
    course = Course.objects.create(region=region, code=code, name=name, made_by=by)
    _, rows = _version(by, course, content)
    ledger.record(chain=region.pk, kind="training.course_added", by=by, changed=[course, *rows], facts={"code": code})
    return course


@ledger.mutation("training.course_revised")
def revise(*, by: User | None, course: Course, content: Content) -> CourseVersion:
    """The course's next version. Errors: Refused for one that is for nobody, out of range, or of a retired course."""
    allow(by, course.region_id)
    if course.retired_on is not None:
        raise Refused("课程已经停用，不能再编新版本；需要时请另立一门课程。")
    version, rows = _version(by, course, content)
    facts = {"code": course.code, "number": version.number}
    ledger.record(chain=course.region_id, kind="training.course_revised", by=by, changed=rows, facts=facts)
    return version


def _version(by: User | None, course: Course, content: Content) -> tuple[CourseVersion, list[Model]]:
    """(the version, it and its items and causes), written."""
    _check(course.region_id, content)
    last = course.versions.order_by("-number").first()
    if last is not None and content.valid_from < last.valid_from:
        raise Refused(f"新版本的起用日期不能早于上一版的 {last.valid_from}。")
    version = CourseVersion.objects.create(
        course=course, number=last.number + 1 if last else 1, outline=tidy(content.outline), hours=content.hours,
        months=content.months, everyone=content.everyone, keeps=content.keeps, valid_from=content.valid_from,
        made_by=by,
    )  # fmt: skip
    items = CourseItem.objects.bulk_create(CourseItem(version=version, item=each) for each in content.items)
    against = CourseCause.objects.bulk_create(CourseCause(version=version, cause=each) for each in content.causes)
    return version, [version, *items, *against]


def _check(region: str, content: Content) -> None:
    if not (content.everyone or content.items):
        raise Refused("请选课程对应的事项，或勾选“窗口人员都要学”，否则没有人需要学。")
    if wrong := [each.code for each in content.items if each.region_id != region]:
        raise Refused(f"事项 {wrong[0]} 不是本县的，请从本县清单里选。")
    if unknown := set(content.causes) - causes().keys():
        raise Refused(f"没有“{sorted(unknown)[0]}”这个原因，请从原因表里选。")
    if not (1 <= content.hours <= 200 and 1 <= content.months <= 60):
        raise Refused("学时应在 1 至 200 之间，合格有效期应在 1 至 60 个月之间。")
    if len(tidy(content.outline)) < 5:
        raise Refused("请写明讲什么，至少 5 个字。")


@ledger.mutation("training.course_retired")
def retire(*, by: User | None, course: Course, day: date) -> Course:
    """The course, no longer asked of anybody from a day on. Errors: Conflict when it is retired already."""
    allow(by, course.region_id)
    if Course.objects.filter(pk=course.pk, retired_on__isnull=True).update(retired_on=day) != 1:
        raise Conflict("课程已经停用。")
    course.refresh_from_db()
    ledger.record(
        chain=course.region_id, kind="training.course_retired", by=by, changed=[course], facts={"code": course.code}
    )
    return course


@ledger.mutation("training.terms_set")
def set_terms(*, by: User | None, region: Region, gate: str, **numbers: int) -> TrainingTerms:
    """The county's terms with the new values. Errors: Refused without the right or for a value out of its range."""
    if by is not None and not (may(by, "training.terms") and by.region_id == region.pk):
        raise Refused("只有本县营商局业务人员可以设定培训参数。")
    if gate not in dict(GATES):
        raise Refused("没有有效培训时只能选“提醒”或“拦住”。")
    for name, value in numbers.items():
        label, _, least, most = TERMS[name]
        if not least <= value <= most:
            raise Refused(f"{label}应在 {least} 至 {most} 之间。")
    terms = terms_of(region)
    terms.gate, terms.set_by = gate, by
    for field_name, number in numbers.items():
        setattr(terms, field_name, number)
    terms.save()
    facts = {"gate": gate, **numbers}
    ledger.record(chain=region.pk, kind="training.terms_set", by=by, changed=[terms], facts=facts)
    return terms
