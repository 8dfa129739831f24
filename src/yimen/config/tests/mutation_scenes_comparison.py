"""Scenes of the comparison with the province's list; see `mutation_scenes`."""

from datetime import date

from yimen.catalog import services as catalog
from yimen.catalog.comparison import services as comparison
from yimen.catalog.comparison.states import DOUBTFUL
from yimen.catalog.models import ComparedLine, PairDecision, ProvinceList
from yimen.config.tests.mutation_scenes import CODE, Arguments, Cast, given, scene
from yimen.exchange.models import ImportBatch

DAY = date(2023, 6, 1)
OURS = f"实施编码,事项名称,实施主体,事项类型\n{CODE},户口迁移审批,公安局,行政确认\n".encode()
THEIRS = "事项编码,事项名称,实施主体,事项类型\n,户口迁移变更审批,省公安厅,行政确认\n".encode()


def a_file(the: Cast) -> Arguments:
    return given(by=the.officer, name="省级清单.csv", content=THEIRS)


def planned(the: Cast) -> ImportBatch:
    return comparison.read_list(**a_file(the))


def to_take_in(the: Cast) -> Arguments:
    return given(by=the.officer, batch=planned(the), version="2023", source="省政务服务网")


def taken(the: Cast) -> ProvinceList:
    the.police  # noqa: B018 - a row of the list names it
    batch = catalog.read_list(by=the.officer, name="清单.csv", content=OURS)
    catalog.apply_list(by=the.officer, batch=batch, effective_on=date(2022, 1, 1))
    return comparison.apply_list(**to_take_in(the))


def to_compare(the: Cast) -> Arguments:
    return given(by=the.officer, province_list=taken(the), day=DAY)


def a_pushed_item(the: Cast) -> Arguments:
    return given(region=the.county, number="N1", base_code="000123456000", name="户口登记", version=1, state="在用")


def to_decide(the: Cast) -> Arguments:
    line = comparison.compare(**to_compare(the)).lines.get(status=DOUBTFUL)
    return given(by=the.officer, line=line, same=[each.ours for each in line.candidates.all()])


def decided(the: Cast) -> PairDecision:
    line: ComparedLine = comparison.decide(**to_decide(the))
    return line.decisions.get()


scene(comparison.write_pushed, a_pushed_item)
scene(comparison.read_list, a_file)
scene(
    comparison.settle_columns,
    lambda the: given(by=the.officer, batch=planned(the), choices={"department": ""}),
)
scene(comparison.apply_list, to_take_in)
scene(comparison.compare, to_compare)
scene(comparison.decide, to_decide)
scene(comparison.withdraw, lambda the: given(by=the.officer, decision=decided(the)))
