"""The scenes of what brings data in: recipes, tokens and agreements on how often."""

from datetime import date

from yimen.config.tests.mutation_scenes import DAY, Arguments, Cast, given, scene
from yimen.exchange import bearer
from yimen.exchange import services as exchange
from yimen.exchange.layout import Layout, Taken
from yimen.exchange.models import AccessToken, FeedPromise, MappingRecipe

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
