"""The search forgives: other words, pinyin, wrong characters, whole questions. It is flat, and offers nothing wrong."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from yimen.catalog.models import IndexedTerm, Item, ItemVersion, SearchIndex, Synonym
from yimen.catalog.search import queries, services, words
from yimen.catalog.tests.test_import import a_list, row, take_in
from yimen.common.errors import Refused
from yimen.people.models import Department, Region, User

pytestmark = pytest.mark.django_db
NAMES = ("食品经营许可核发", "食品经营许可注销", "居民身份证办理", "户口迁移审批", "社会保障卡申领", "老年人优待证申领",
         "烟草专卖零售许可证补办", "生育津贴支付", "住房公积金贷款申请", "股权出质设立登记", "个人独资企业设立登记",
         "证照遗失补领、换发申请")  # fmt: skip


@pytest.fixture
def indexed(county: Region, police: Department, officer: User) -> Region:
    """The county with these items, the usual synonyms, and the index."""
    take_in(officer, a_list(*[row(number, name) for number, name in enumerate(NAMES, start=1)]))
    services.take_usual_synonyms(by=officer, region=county)
    services.index_items(region=county)
    return county


def first(region: Region, text: str) -> str:
    hits = queries.found(region, text)
    return hits[0].version.name if hits else ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("开饭店要办什么", "食品经营许可核发"),
        ("我想开个小饭馆需要什么手续？", "食品经营许可核发"),
        ("饭店不干了", "食品经营许可注销"),
        ("养老证", "老年人优待证申领"),
        ("居名身分证", "居民身份证办理"),
        ("shebaoka", "社会保障卡申领"),
        ("shehuibaozhangka", "社会保障卡申领"),
        ("hkqy", "户口迁移审批"),
        ("户囗迁移", "户口迁移审批"),
        ("產假單位不發工資怎麼領生育津貼", "生育津贴支付"),
        ("烟证丢了去哪补", "烟草专卖零售许可证补办"),
        ("公基金贷款", "住房公积金贷款申请"),
        ("营业执照", "个人独资企业设立登记"),
        ("营业执照丢了", "证照遗失补领、换发申请"),
    ],
)
def test_what_people_type_finds_what_they_mean(indexed: Region, text: str, name: str) -> None:
    assert first(indexed, text) == name


@pytest.mark.parametrize("text", ["", "？？？", "怎么办", "xyzzy", "'; DROP TABLE", "%_%", "火星移民"])
def test_what_means_nothing_finds_nothing_and_breaks_nothing(indexed: Region, text: str) -> None:
    assert queries.found(indexed, text) == []


def test_only_what_can_be_applied_for_now_is_found(indexed: Region) -> None:
    rows = ItemVersion.objects.filter(name__startswith="食品")
    rows.filter(name__endswith="核发").update(valid_to=date(2023, 2, 1))
    rows.filter(name__endswith="注销").update(initiation="ex_officio")
    found = {hit.version.name for hit in queries.found(indexed, "食品经营许可")}
    assert found & {"食品经营许可核发", "食品经营许可注销"} == set()


def test_an_item_newer_than_the_index_is_found_by_its_words(indexed: Region, officer: User) -> None:
    names = [*NAMES, "宠物诊疗许可"]
    take_in(officer, a_list(*[row(number, name) for number, name in enumerate(names, start=1)]), date(2023, 2, 1))
    assert first(indexed, "宠物诊疗") == "宠物诊疗许可"
    assert first(indexed, "hkqy") == "户口迁移审批"


def test_another_county_finds_nothing_of_ours(indexed: Region, neighbour: Region) -> None:
    assert queries.found(neighbour, "食品经营许可") == []


def test_a_retired_synonym_no_longer_counts(indexed: Region, officer: User) -> None:
    for each in Synonym.objects.filter(said="养老证"):
        services.retire_synonym(by=officer, synonym=each)
    assert first(indexed, "养老证") != "老年人优待证申领"


def test_a_synonym_is_refused_twice_and_from_strangers(indexed: Region, officer: User, clerk: User) -> None:
    added = {"region": indexed, "said": "掉证", "official": "补办"}
    services.add_synonym(by=officer, **added)
    with pytest.raises(Refused, match="已经对应"):
        services.add_synonym(by=officer, **added)
    with pytest.raises(Refused):
        services.add_synonym(by=clerk, **{**added, "said": "别的"})


def test_the_index_built_twice_is_the_same(indexed: Region) -> None:
    before = set(IndexedTerm.objects.values_list("term", "frequency"))
    services.index_items(region=indexed)
    assert set(IndexedTerm.objects.values_list("term", "frequency")) == before
    assert SearchIndex.objects.get().items == len(NAMES)


def test_question_words_fall_off_and_the_matter_stays() -> None:
    assert words.core_of("我想开饭店要办什么手续呢？") == "开饭店"
    assert words.core_of("怎么办") == "怎么办"


def test_letters_are_read_as_syllables() -> None:
    assert words.spelled("shenfenzheng") == ("shen", "fen", "zheng")
    assert words.spelled("jmsfz") == ()


def made(county: Region, department: Department, count: int) -> None:
    """So many items, with names put together from some hundred words."""
    heads = [f"{one}{two}" for one in "甲乙丙丁戊己庚辛壬癸" for two in "东南西北中上下左右前"]
    tails = ("许可证核发", "许可证变更", "登记备案", "资格认定", "补贴申领")
    items = Item.objects.bulk_create(Item(region=county, code=f"B{number}") for number in range(count))
    ItemVersion.objects.bulk_create(
        (
            ItemVersion(
                item=item, region=county, department=department, code=item.code, kind="01", valid_from=date(2022, 1, 1),
                name=f"{heads[number % 100]}{heads[number // 100 % 100]}业{tails[number % 5]}", search_text="-",
                initiation="on_application",
            )
            for number, item in enumerate(items)
        ),
        batch_size=2000,
    )  # fmt: skip
    services.index_items(region=county)


def looked_at(monkeypatch: pytest.MonkeyPatch, region: Region, text: str) -> tuple[int, int]:
    """How many names are compared for an answer, and how many versions of one term the database hands out at most."""
    compared, read = [], []
    measured, scored = queries.likeness, queries._scores

    def likeness(name: str, *rest: Any) -> float:
        compared.append(name)
        return measured(name, *rest)

    def scores(reading: words.Wanted, terms: Mapping[str, tuple[float, Any]]) -> dict[int, float]:
        read.extend(len(bytes(packed)) // 8 for _, packed in terms.values())
        return scored(reading, terms)

    with monkeypatch.context() as patch:
        patch.setattr(queries, "likeness", likeness)
        patch.setattr(queries, "_scores", scores)
        queries.found(region, text)
    return len(compared), max(read)


def test_the_cost_is_flat_from_a_thousand_items_to_many(
    county: Region, neighbour: Region, police: Department, neighbour_police: Department,
    django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    made(county, police, 1_000)
    made(neighbour, neighbour_police, 20_000)
    for region in (county, neighbour):
        with django_assert_num_queries(5):
            assert len(queries.found(region, "甲东许可证怎么办")) > 0
        # Bounded candidates, not the length of the list: counted, as a busy machine's seconds say nothing.
        names, read = looked_at(monkeypatch, region, "甲东甲南业许可证怎么办")
        assert 0 < names <= queries.CANDIDATES
        assert 0 < read <= queries.POSTINGS
    one_term = IndexedTerm.objects.filter(region=neighbour).order_by("-frequency").first()
    assert one_term is not None
    assert one_term.frequency > 2 * queries.POSTINGS, "a list short enough to be read whole would show nothing"
