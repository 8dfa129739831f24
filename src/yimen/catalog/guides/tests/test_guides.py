"""A guide: written whole, never changed; its trees choose the materials; its form shows what an answer asks for."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from yimen.catalog.guides import queries, services
from yimen.catalog.guides.content import Content, FieldLine, Gathering, MaterialLine, OptionLine, SituationLine
from yimen.catalog.guides.tests.conftest import CONTENT
from yimen.catalog.models import Guide, ItemVersion
from yimen.common.errors import Refused
from yimen.people.models import User

pytestmark = pytest.mark.django_db
TODAY = date(2023, 6, 1)


def names(content: Content, *chosen: str) -> list[str]:
    return [each.name for each in queries.materials_for(content, chosen)]


def test_a_guide_comes_back_as_it_was_written(officer: User, version: ItemVersion) -> None:
    guide = services.publish(by=officer, version=version, content=CONTENT)
    assert queries.content_of(guide) == CONTENT


def test_a_second_guide_ends_the_first_and_both_can_be_read(officer: User, version: ItemVersion) -> None:
    first = services.publish(by=officer, version=version, content=CONTENT, day=TODAY)
    later = Content(materials=(MaterialLine("m1", "只要一张表"),))
    second = services.publish(by=officer, version=version, content=later, day=TODAY + timedelta(days=30))
    first.refresh_from_db()
    assert (first.valid_to, second.number) == (date(2023, 6, 30), 2)
    assert queries.told(version, TODAY).content == CONTENT
    assert queries.told(version, date(2023, 7, 1)).content == later


def test_a_guide_replaced_on_its_first_day_never_lasted(officer: User, version: ItemVersion) -> None:
    first = services.publish(by=officer, version=version, content=CONTENT, day=TODAY)
    services.publish(by=officer, version=version, content=Content(), day=TODAY)
    first.refresh_from_db()
    assert not first.lasted
    assert queries.guide_on(version.item_id, TODAY) == Guide.objects.get(number=2)


def test_a_guide_cannot_begin_before_the_present_one(officer: User, version: ItemVersion) -> None:
    services.publish(by=officer, version=version, content=CONTENT, day=TODAY)
    with pytest.raises(Refused, match="不早于这一天"):
        services.publish(by=officer, version=version, content=CONTENT, day=TODAY - timedelta(days=1))


def test_a_liaison_writes_guides_of_his_own_department_only(
    liaison: User, version: ItemVersion, other_version: ItemVersion
) -> None:
    assert services.publish(by=liaison, version=version, content=CONTENT).number == 1
    with pytest.raises(Refused):
        services.publish(by=liaison, version=other_version, content=CONTENT)


def test_the_situation_chooses_the_materials() -> None:
    assert names(CONTENT) == ["申请书"]
    assert names(CONTENT, "o1") == ["申请书"]
    assert names(CONTENT, "o2", "o3") == ["申请书", "健康证", "专间照片"]


def test_an_answer_on_a_branch_that_was_left_does_not_count() -> None:
    assert names(CONTENT, "o1", "o3") == ["申请书"]
    assert [each.key for each in queries.asked(CONTENT, {"o1", "o3"})] == ["q1"]
    assert queries.undecided(CONTENT, {"o2"})
    assert not queries.undecided(CONTENT, {"o1"})


def test_a_condition_that_is_not_met_says_what_to_do_instead() -> None:
    assert [each.instead for each in queries.stopped_by(CONTENT, {"c1": False})] == ["请先办营业执照。"]
    assert queries.stopped_by(CONTENT, {"c1": True}) == queries.stopped_by(CONTENT, {}) == []


def test_a_field_is_asked_only_after_the_answer_that_asks_for_it_and_on_a_later_page() -> None:
    def pages(given: dict[str, str]) -> list[list[str]]:
        return [[each.key for each in page] for page in queries.steps_of(CONTENT, given)]

    assert pages({}) == [["f1", "f2", "f4"]]
    assert pages({"f2": "餐饮"}) == [["f1", "f2"], ["f3", "f4"]]
    assert pages({"f2": "零售"}) == [["f1", "f2", "f4"]]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (SituationLine("q1", "又一个"), "重复"),
        (SituationLine("q9", "在哪里？", "o99"), "须先列出"),
        (OptionLine("o9", "哪个", "q99"), "须先列出"),
        (MaterialLine("m9", "照片", options=("o99",)), "须先列出"),
        (FieldLine("f9", "数", shown_by="f99", shown_for="是"), "须先列出"),
        (FieldLine("f9", "数", shown_by="f2", shown_for="别的"), "没有“别的”"),
        (FieldLine("f9", "选", "choice", choices=("一个",)), "至少要有两个"),
    ],
)
def test_a_row_that_does_not_fit_is_told_so(line: object, sentence: str) -> None:
    gathering = Gathering()
    rows = (*CONTENT.situations[:1], *CONTENT.options[:2], *CONTENT.fields)
    assert [gathering.add(each) for each in rows] == [""] * len(rows)
    assert sentence in gathering.add(line)  # type: ignore[arg-type]


def test_without_a_guide_the_plain_one_asks_for_no_more_than_a_form_and_a_proof(version: ItemVersion) -> None:
    told = queries.told(version, timezone.localdate())
    assert told.guide is None
    assert [each.name for each in told.content.materials] == ["旅馆业特种行业许可证核发申请表", "申请人有效身份证件"]
    assert "f1" not in {each.key for each in told.content.fields}


def test_reading_a_guide_takes_as_many_queries_for_many_rows_as_for_few(
    officer: User, version: ItemVersion, django_assert_num_queries: object
) -> None:
    few = services.publish(by=officer, version=version, content=CONTENT)
    many = Content(materials=tuple(MaterialLine(f"m{number}", f"材料{number}") for number in range(200)))
    long = services.publish(by=officer, version=version, content=many)
    with django_assert_num_queries(6):  # type: ignore[operator]
        queries.content_of(few)
    with django_assert_num_queries(5):  # type: ignore[operator]
        assert len(queries.content_of(long).materials) == 200
