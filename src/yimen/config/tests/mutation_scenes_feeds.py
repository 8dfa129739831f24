"""The scenes of what brings data in: recipes, tokens, agreements on how often, and files being read."""

from datetime import date

from yimen.cases import services as cases
from yimen.cases.imports import REGISTER
from yimen.cases.sorting import Sorted, Sorter
from yimen.config.tests.mutation_scenes import DAY, Arguments, Cast, given, scene
from yimen.exchange import bearer
from yimen.exchange import services as exchange
from yimen.exchange.layout import Layout, Taken
from yimen.exchange.models import AccessToken, FeedPromise, ImportBatch, MappingRecipe
from yimen.exchange.states import PLANNED, READING

LAYOUT = Layout(
    (
        Taken("流水号", "record_no"),
        Taken("序号"),
        Taken("办结时间", "issued_on", "day_first"),
        Taken("类型", "origin", "", {"首发": "issued"}),
    )
)

scene(exchange.remember_recipe, lambda the: a_recipe(the))
scene(exchange.retire_recipe, lambda the: given(by=the.liaison, recipe=recipe(the)))
scene(exchange.give_token, lambda the: a_token(the))
scene(exchange.revoke_token, lambda the: given(by=the.security_administrator, token=token(the)))
scene(exchange.note_refusal, lambda the: given(token=token(the), reason="expired"))
scene(exchange.promise, lambda the: a_promise(the))
scene(exchange.end_promise, lambda the: given(by=the.officer, promised=promise(the), day=date(2023, 9, 1)))
scene(cases.begin_reading, lambda the: given(by=the.liaison, batch=a_batch(the, PLANNED), layout=LAYOUT))
scene(cases.resume, lambda the: given(batch=a_batch(the)))
scene(cases.stop, lambda the: given(batch=a_batch(the), failure="第 3 行含有不属于 UTF-8 编码的字节"))
scene(cases.read_again, lambda the: given(by=the.liaison, batch=cases.stop(batch=a_batch(the), failure="磁盘已满")))
scene(cases.take_rows, lambda the: given(batch=a_batch(the), shape=REGISTER, rows=some_rows(the)))
scene(cases.finish, lambda the: given(batch=a_batch(the)))


def a_batch(the: Cast, status: str = READING) -> ImportBatch:
    content = "台账编号\nR1\n".encode()
    whose = {"region": the.county, "department": the.police}
    return exchange.open_batch(
        by=the.liaison, kind="cases.register", name="台账.csv", content=content, status=status, **whose
    )


def some_rows(the: Cast) -> Sorted:
    good = {"record_no": "R1", "holder_name": "赵某某", "department_code": the.police.code}
    sorter = Sorter(REGISTER, the.county, {the.police.code: the.police.pk})
    return sorter.sort([(2, good), (3, {**good, "record_no": ""})], Sorted())


def a_recipe(the: Cast) -> Arguments:
    whose = {"region": the.county, "department": the.police}
    return given(by=the.liaison, kind="cases.register", layout=LAYOUT, **whose)


def recipe(the: Cast) -> MappingRecipe:
    return exchange.remember_recipe(**a_recipe(the))


def a_token(the: Cast) -> Arguments:
    return given(by=the.security_administrator, department=the.police, purpose="户政系统", secret=bearer.fresh())


def token(the: Cast) -> AccessToken:
    return exchange.give_token(**a_token(the))


def a_promise(the: Cast) -> Arguments:
    return given(by=the.officer, department=the.police, kind="cases.register", rhythm="weekly", valid_from=DAY)


def promise(the: Cast) -> FeedPromise:
    return exchange.promise(**a_promise(the))
