"""How data come in, in the demonstration: promises, a department's own wording, a watched folder, a system's token.

交通运输局 hands in half a year and 供水公司 nothing, as generated: with a promise made, both owe (缺报).
"""

import csv
from collections.abc import Callable
from io import StringIO

from yimen.cases import services as cases
from yimen.cases.models import RegisterRecord
from yimen.common.errors import Refused
from yimen.demonstration.days import FIRST
from yimen.demonstration.loading_county import BUREAU, CENTRE, Loading
from yimen.exchange import bearer
from yimen.exchange import services as exchange
from yimen.exchange.layout import Layout, Taken, word_key
from yimen.exchange.models import AccessToken, Feed, FeedPromise, RecipeColumn, Way
from yimen.exchange.states import APPLIED, PLANNED
from yimen.people.models import User
from yimen.verify.contract import ORIGIN

OWN_WORDS, BY_SYSTEM, BY_FOLDER = "D06", "D38", "D31"
"""烟草局 with headings of its own, 公积金 by its system's token, 消防大队 by a watched folder."""
WHOLLY_LATE = "D12"
"""财政局's register comes after the first verification, which can say nothing of its items."""
LATE = "2023-11"
"""What 烟草局 issued from this month on comes late as well (补报)."""
APART = (OWN_WORDS, BY_SYSTEM, BY_FOLDER, WHOLLY_LATE)
"""Departments whose register comes otherwise than with the others."""

UNSETTLED, WAITING_ROWS = "D03", 200
UNSETTLED_HEADINGS = {
    "record_no": "流水号",
    "item_code": "事项编号",
    "item_name": "业务名称",
    "holder_name": "姓名",
    "holder_id": "证件号码",
    "applied_on": "受理时间",
    "issued_on": "办结时间",
    "document_no": "证书编号",
    "origin": "业务类别",
}

WRITTEN = {
    "issued": "新证",
    "renewed": "到期延续",
    "changed": "变更登记",
    "migrated": "旧证录入",
    "ex_officio": "主动办理",
}
HEADINGS = (
    Taken("登记编号", "record_no"),
    Taken("业务编码", "item_code"),
    Taken("业务名称", "item_name"),
    Taken("企业名称", "holder_name"),
    Taken("统一社会信用代码", "holder_id"),
    Taken("受理日期", "applied_on", RecipeColumn.DateWriting.COMPACT),
    Taken("核准日期", "issued_on", RecipeColumn.DateWriting.COMPACT),
    Taken("许可证号", "document_no"),
    Taken("业务类别", "origin", words={word_key(written): meaning for meaning, written in WRITTEN.items()}),
    Taken("备注"),
)


def agree(county: Loading, officer: User) -> None:
    """Every department but the bureau and the centre promised its register monthly; the police their cases daily."""
    for code, department in county.departments.items():
        if not code.endswith((BUREAU, CENTRE)):
            exchange.promise(
                by=officer,
                department=department,
                kind=Feed.REGISTER,
                rhythm=FeedPromise.Rhythm.MONTHLY,
                valid_from=FIRST,
                grace=5,
            )
    exchange.promise(
        by=officer,
        department=county.department("D03"),
        kind=Feed.CASES,
        rhythm=FeedPromise.Rhythm.DAILY,
        valid_from=FIRST,
    )


def give_tokens(county: Loading, security: User) -> AccessToken:
    """The token of 公积金's system, of which nobody knows the secret, beside one that was revoked."""
    old, new = (
        exchange.give_token(
            by=security, department=county.department(BY_SYSTEM), purpose=purpose, secret=bearer.fresh()
        )
        for purpose in ("公积金业务系统（旧）", "公积金业务系统")
    )
    exchange.revoke_token(by=security, token=old)
    return new


def hand_in(county: Loading, token: AccessToken) -> None:
    """What departments' systems hand in without a person: by token, and by watched folder."""
    for short, way, name in ((BY_SYSTEM, Way.API, "公积金归集台账.csv"), (BY_FOLDER, Way.FOLDER, "消防许可台账.csv")):
        arrival = cases.Arrival(
            way=way,
            department=county.department(short),
            token=token if way == Way.API else None,
            name=f"demonstration:{name}",
        )
        headings, rows = _own(county, short)
        content = _written(headings, [[row[each] for each in headings] for row in rows])
        cases.import_file(by=None, kind="register", name=name, content=content, arrival=arrival, ask=False)


def settle_once(county: Loading, tobacco: User) -> None:
    """烟草局's register up to the late months, in its own words: its liaison settles the columns, once."""
    batch = cases.import_file(
        by=tobacco,
        kind="register",
        name="烟草许可登记簿.csv",
        content=_in_own_words(county, lambda month: month < LATE),
    )
    if batch.status != PLANNED:
        raise Refused("烟草局的登记簿应先停下来核对列对应。")
    cases.take_in(by=tobacco, batch=batch, opened=cases.reopened(batch), layout=Layout(HEADINGS))


def hand_in_late(county: Loading, officer: User, tobacco: User) -> None:
    """The register of 财政局, and the rest of 烟草局's, read by the recipe without a question."""
    headings, rows = _own(county, WHOLLY_LATE)
    content = _written(headings, [[row[each] for each in headings] for row in rows])
    arrival = cases.Arrival(department=county.department(WHOLLY_LATE))
    cases.import_file(by=officer, kind="register", name="财政局台账（补报）.csv", content=content, arrival=arrival)
    content = _in_own_words(county, lambda month: month >= LATE)
    batch = cases.import_file(by=tobacco, kind="register", name="烟草许可登记簿（补报）.csv", content=content)
    if batch.status != APPLIED or not RegisterRecord.objects.filter(batch=batch).exists():
        raise Refused("烟草局补报的登记簿应按记住的映射方案直接导入。")


def leave_waiting(county: Loading) -> None:
    """A file of 公安局's other system, in words that nobody has settled yet: it waits for the liaison.

    It repeats what the register has already, so that settling it changes nothing.
    """
    _, rows = _own(county, UNSETTLED)
    some = [row for row in rows if row["issued_on"].startswith("2023-12")][:WAITING_ROWS]
    usual = {name: words[0] for name, words in ORIGIN.items()}
    content = _written(
        list(UNSETTLED_HEADINGS.values()),
        [[usual.get(row[each], row[each]) for each in UNSETTLED_HEADINGS] for row in some],
    )
    arrival = cases.Arrival(way=Way.FOLDER, department=county.department(UNSETTLED), name="demonstration:户政业务导出")
    batch = cases.import_file(by=None, kind="register", name="户政业务导出.csv", content=content, arrival=arrival)
    if batch.status != PLANNED:
        raise Refused("公安局的户政业务导出应停下来等人核对列对应。")


def _in_own_words(county: Loading, wanted: Callable[[str], bool]) -> bytes:
    _, rows = _own(county, OWN_WORDS)
    return _written(
        [each.heading for each in HEADINGS],
        [[_cell(row, each) for each in HEADINGS] for row in rows if wanted(row["issued_on"][:7])],
    )


def _cell(row: dict[str, str], taken: Taken) -> str:
    text = row[taken.field] if taken.field else ""
    if taken.dates:
        return text.replace("-", "")
    return WRITTEN.get(text, text) if taken.words else text


def _own(county: Loading, short: str) -> tuple[list[str], list[dict[str, str]]]:
    """(headings, rows) of one department's register."""
    code = county.department(short).code
    rows = [row for row in county.table("register") if row["department_code"] == code]
    return list(rows[0]), rows


def _written(headings: list[str], rows: list[list[str]]) -> bytes:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows([headings, *rows])
    return text.getvalue().encode()
