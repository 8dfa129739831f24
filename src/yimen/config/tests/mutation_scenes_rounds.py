"""Scenes of the rounds within entry; see `mutation_scenes`."""

from datetime import date, timedelta

from django.utils import timezone

from yimen.catalog import services as catalog
from yimen.config.tests.mutation_scenes import CODE, Arguments, Cast, given, scene
from yimen.entry import services as entry
from yimen.entry.modes import Power
from yimen.entry.readiness import services as readiness
from yimen.entry.rounds import queries
from yimen.entry.rounds import services as rounds
from yimen.entry.rounds.models import Round, Sheet
from yimen.entry.rounds.texts import digest_of

LIST = f"实施编码,事项名称,实施主体,事项类型\n{CODE},户籍登记,公安局,行政确认\n".encode()
ANSWER = rounds.Answer(mode="own_window", windows="A01", powers=dict.fromkeys(Power.values, ""))


def a_list(the: Cast) -> None:
    """One item of the police, in use since long ago."""
    the.police  # noqa: B018 - a row of the list names it
    batch = catalog.read_list(by=the.officer, name="清单.csv", content=LIST)
    catalog.apply_list(by=the.officer, batch=batch, effective_on=date(2022, 1, 1))


def a_round(the: Cast) -> Arguments:
    a_list(the)
    today = timezone.localdate()
    return given(
        by=the.officer, region=the.county, title="清单梳理", as_of=today, deadline=today + timedelta(days=10)
    )  # fmt: skip


def opened(the: Cast) -> Round:
    return rounds.open_round(**a_round(the))


def a_sheet(the: Cast) -> Sheet:
    return Sheet.objects.select_related("round__region", "department").get(round=opened(the))


def answered(the: Cast) -> Sheet:
    sheet = a_sheet(the)
    rounds.answer_lines(by=the.liaison, sheet=sheet, lines=sheet.lines.all(), answer=ANSWER)
    return sheet


def submitted(the: Cast) -> Sheet:
    return rounds.submit(by=the.liaison, sheet=answered(the))


def to_sign(the: Cast) -> Arguments:
    sheet = submitted(the)
    return given(by=the.head, sheet=sheet, seen=digest_of(queries.lines_of(sheet)))


def signed(the: Cast) -> Sheet:
    return rounds.sign(**to_sign(the))


def to_return(the: Cast) -> Arguments:
    sheet = signed(the)
    return given(by=the.officer, sheet=sheet, words="", lines={line.pk: "窗口写错" for line in sheet.lines.all()})


def to_confirm(the: Cast) -> Arguments:
    """A sheet whose item has nobody on its posts, and the bureau's word that it may enter all the same."""
    sheet, due = signed(the), timezone.localdate() + timedelta(days=30)
    items = [(line.item, the.police, "人员派驻") for line in sheet.lines.select_related("item")]
    readiness.set_conditions(by=the.officer, items=items, reason="人员月内派驻", due_on=due)
    return given(by=the.officer, sheet=sheet)


def to_publish(the: Cast) -> Arguments:
    sheet = rounds.confirm(**to_confirm(the))
    return given(by=the.officer, round=sheet.round)


def to_answer(the: Cast) -> Arguments:
    sheet = a_sheet(the)
    return given(by=the.liaison, sheet=sheet, lines=list(sheet.lines.all()), answer=ANSWER)


def to_declare(the: Cast) -> Arguments:
    line = queries.lines_of(signed(the)).get()
    claim = entry.Claim(mode=line.mode, valid_from=timezone.localdate(), windows=line.windows, line=line)
    return given(by=the.officer, region=the.county, claims=[(line.item, claim)])


def to_load(the: Cast) -> Arguments:
    a_list(the)
    return given(by=None, region=the.county, title="上年清单", day=date(2023, 1, 1))


scene(rounds.open_round, a_round)
scene(rounds.call_off, lambda the: given(by=the.officer, round=opened(the), words="发布有误"))
scene(
    rounds.remind_late,
    lambda the: given(by=the.officer, round=opened(the), at=timezone.now() + timedelta(days=11)),
)
scene(
    rounds.extend,
    lambda the: given(
        by=the.officer, round=opened(the), deadline=timezone.localdate() + timedelta(days=20), reason="系统升级停用三天"
    ),
)
scene(rounds.answer_lines, to_answer)
scene(rounds.submit, lambda the: given(by=the.liaison, sheet=answered(the)))
scene(rounds.send_back, lambda the: given(by=the.head, sheet=submitted(the), words="窗口已调整"))
scene(rounds.sign, to_sign)
scene(rounds.return_sheet, to_return)
scene(rounds.confirm, to_confirm)
scene(rounds.publish_list, to_publish)
scene(rounds.load_publication, to_load)
scene(entry.declare_confirmed, to_declare)
