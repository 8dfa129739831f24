"""Questions about entry: in which one state each item is on a day, and the rates that follow from it.

The state is derived from declarations and the negative list each time it is asked for; nothing keeps it.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    Field,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Concat

from yimen.catalog.models import ItemVersion
from yimen.entry.agreements.queries import run_out
from yimen.entry.exemptions.models import Exemption, holds_on
from yimen.entry.models import ENTERED, Declaration, Mode
from yimen.entry.modes import AT_A_COUNTER
from yimen.halls.models import Hall
from yimen.halls.queries import posted_on
from yimen.people.models import Department, Region, in_force
from yimen.people.queries import Somebody, of_departments

IS_ENTERED, IS_EXEMPT, IS_UNEXPLAINED = "entered", "exempt", "unexplained"
STATES = {IS_ENTERED: "已进驻", IS_EXEMPT: "负面清单", IS_UNEXPLAINED: "未说明"}
AGREEMENT_RAN_OUT = "委托协议已到期或终止，须续签或改以其他方式进驻"
BY_OWN_STAFF = (Mode.OWN_WINDOW, Mode.REPRESENTATIVE, Mode.ACCEPT_IN_HALL)


def visible_to(user: Somebody) -> QuerySet[Declaration]:
    """The declarations that the user may see."""
    return Declaration.objects.filter(of_departments(user)).select_related("item", "department", "hall", "declared_by")


def visible_versions(user: Somebody) -> QuerySet[ItemVersion]:
    """The versions of items of which the user may see the declarations."""
    return ItemVersion.objects.filter(of_departments(user))


def visible_states(user: Somebody, day: date) -> QuerySet[Any]:
    """The rows of `state_on` that the user may see."""
    return state_on(day).filter(of_departments(user))


def state_on(day: date, region: Region | None = None) -> QuerySet[Any]:
    """Each on-application item (依申请事项) in use on a day, with its one state; one SQL query.

    Annotations: `entry_state` (entered, exempt or unexplained, in this precedence); `declaration_id` and of it `mode`,
    `hall_id`, `windows`, `is_staffed` (whether somebody stands behind it), `said_reason` (a department's word why the
    item is not in, which is no exemption); `lapsed` (entrusted, but the agreement has run out: then it is not entered);
    `exemption_id` and its `exempt_for`; `conflict` (entered though on the negative list). Want of room (场地受限) with
    acceptance in the hall is what the notice orders (task 3): no conflict.
    """
    words = Declaration.objects.filter(in_force(day), item=OuterRef("item")).order_by("-valid_from", "-pk")
    exempt = Exemption.objects.filter(holds_on(day), item=OuterRef("item")).order_by("-holds_from", "-pk")
    rows = ItemVersion.objects.filter(
        in_force(day), initiation=ItemVersion.Initiation.ON_APPLICATION, state=ItemVersion.State.IN_USE
    )
    if region is not None:
        rows = rows.filter(region=region)
    # Each joins one row at most, so that no history, however broken, can count an item twice.
    one_word = Q(item__declarations__pk=Subquery(words.values("pk")[:1]))
    one_entry = Q(item__exemptions__pk=Subquery(exempt.values("pk")[:1]))
    rows = rows.annotate(
        word=FilteredRelation("item__declarations", condition=one_word),
        listed=FilteredRelation("item__exemptions", condition=one_entry),
        declaration_id=F("word__pk"),
        mode=F("word__mode"),
        hall_id=F("word__hall"),
        windows=F("word__windows"),
        exemption_id=F("listed__pk"),
        exempt_for=F("listed__reason"),
        is_staffed=Exists(_postings_behind(day)),
    )
    rows = rows.annotate(
        lapsed=Case(
            When(Q(mode=Mode.ENTRUSTED) & run_out(day), then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        )
    ).annotate(said_reason=Case(When(lapsed=True, then=Value(AGREEMENT_RAN_OUT)), default=F("word__reason")))
    entered = Q(mode__in=ENTERED, lapsed=False)
    as_ordered = Q(mode=Mode.ACCEPT_IN_HALL, exempt_for=Exemption.Reason.NO_ROOM)
    return rows.annotate(
        entry_state=Case(
            When(entered, then=Value(IS_ENTERED)),
            When(exemption_id__isnull=False, then=Value(IS_EXEMPT)),
            default=Value(IS_UNEXPLAINED),
            output_field=CharField(),
        ),
        conflict=Case(
            When(entered & Q(exemption_id__isnull=False) & ~as_ordered, then=Value(True)),
            default=Value(False),
            output_field=BooleanField(),
        ),
    )


def with_open_declaration(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The rows with `open_declaration_id`: the declaration that a new one would end, whenever it begins."""
    found = Declaration.objects.filter(item=OuterRef("item"), valid_to__isnull=True)
    return rows.annotate(open_declaration_id=Subquery(found.values("pk")[:1]))


def _postings_behind(day: date) -> QuerySet[Any]:
    """The postings in force that stand behind the declaration of the row outside.

    They are in the declared hall (the county's comprehensive hall when none is named), at one of the declared windows
    (any when none is named), and of the item's own department where the mode says that its own people are there.
    """
    here = Q(window__hall=F("said_hall")) | Q(said_hall__isnull=True, window__hall__kind=Hall.Kind.MAIN)
    named = Q(said_windows="") | Q(padded__contains=Concat(Value(","), F("window__code"), Value(",")))
    own = ~Q(said_mode__in=BY_OWN_STAFF) | Q(staff__department=OuterRef("department"))
    return (
        posted_on(day)
        .filter(window__hall__region=OuterRef("region"))
        .alias(
            said_hall=_said("hall", BigIntegerField()),
            said_mode=_said("mode", CharField()),
            said_windows=_said("windows", CharField()),
            padded=Concat(Value(","), _said("windows", CharField()), Value(",")),
        )
        .filter(here, named, own)
    )


def _said(name: str, kind: Field[Any, Any]) -> ExpressionWrapper:
    """A field of the declaration outside, as something that can be compared in a condition."""
    return ExpressionWrapper(OuterRef(f"word__{name}"), output_field=kind)


@dataclass(frozen=True)
class Rate:
    """一个率: numerator of denominator, and for each the filters that list its rows on the page of entry states."""

    label: str
    numerator: int
    denominator: int
    numerator_query: str
    denominator_query: str
    says: str

    @property
    def percent(self) -> float | None:
        """0 to 100 with one decimal; None where there is nothing to divide by, which is not zero."""
        return round(100 * self.numerator / self.denominator, 1) if self.denominator else None


@dataclass(frozen=True)
class Figures:
    """进驻情况 of a set of items on a day; every item counts in exactly one of the first three."""

    entered: int
    exempt: int
    unexplained: int
    conflicts: int
    at_a_counter: int
    staffed: int

    @property
    def must_enter(self) -> int:
        """应进事项: the on-application items without those on the negative list in force."""
        return self.entered + self.unexplained


_AT_A_COUNTER = Q(mode__in=AT_A_COUNTER, lapsed=False)
_FIGURES = {
    "entered": Count("pk", filter=Q(entry_state=IS_ENTERED)),
    "exempt": Count("pk", filter=Q(entry_state=IS_EXEMPT)),
    "unexplained": Count("pk", filter=Q(entry_state=IS_UNEXPLAINED)),
    "conflicts": Count("pk", filter=Q(conflict=True)),
    "at_a_counter": Count("pk", filter=_AT_A_COUNTER),
    "staffed": Count("pk", filter=_AT_A_COUNTER & Q(is_staffed=True)),
}


def figures(rows: QuerySet[Any]) -> Figures:
    """The figures of rows from `state_on`, in one query."""
    return Figures(**rows.order_by().aggregate(**_FIGURES))


def figures_by_department(rows: QuerySet[Any]) -> dict[int, Figures]:
    """The figures of rows from `state_on`, by the department's primary key, in one query."""
    found = rows.order_by().values("department_id").annotate(**_FIGURES)
    return {row["department_id"]: Figures(**{name: row[name] for name in _FIGURES}) for row in found}


def three_rates(day: date, *, region: Region, department: Department | None = None) -> tuple[Rate, Rate]:
    """The declared and the staffed rate of a county or of one department; the third (实质运行) only evidence can say.

    Declared: entered of those that must enter (on-application less negative list). Staffed: of the entered ones that
    need a counter (not 全程网办), those behind which somebody is posted on the day.
    """
    rows = state_on(day, region)
    if department is not None:
        rows = rows.filter(department=department)
    return rates_of(figures(rows), day, department)


def rates_of(found: Figures, day: date, department: Department | None = None) -> tuple[Rate, Rate]:
    """The declared and the staffed rate for figures that were asked before."""
    scope = {"day": day.isoformat(), **({"department": str(department.pk)} if department else {})}

    def query(**filters: str) -> str:
        return urlencode({**scope, **filters})

    return (
        Rate(
            "声明进驻率",
            found.entered,
            found.must_enter,
            query(state=IS_ENTERED),
            query(state="must_enter"),
            "已声明进驻的事项 ÷ 应进事项（依申请事项减去负面清单内事项）",
        ),
        Rate(
            "有人值守率",
            found.staffed,
            found.at_a_counter,
            query(staffed="yes"),
            query(staffed="needed"),
            "当日声明窗口有在岗派驻的事项 ÷ 已声明进驻且须设窗口的事项（全程网办除外）",
        ),
    )


def filtered(
    rows: QuerySet[Any],
    *,
    state: str = "",
    mode: str = "",
    staffed: str = "",
    department: str = "",
    text: str = "",
) -> QuerySet[Any]:
    """Rows from `state_on` narrowed down; an unknown value narrows to nothing rather than to everything.

    state: a key of STATES, must_enter or conflict. staffed: needed, yes or no. department: primary key. text: words
    of the name, initials of its pinyin, or part of the code.
    """
    if state == "must_enter":
        rows = rows.exclude(entry_state=IS_EXEMPT)
    elif state == "conflict":
        rows = rows.filter(conflict=True)
    elif state:
        rows = rows.filter(entry_state=state)
    if mode:
        rows = rows.filter(mode__isnull=True) if mode == "none" else rows.filter(mode=mode)
    if staffed:
        rows = rows.filter(_AT_A_COUNTER)
        if staffed != "needed":
            rows = rows.filter(is_staffed=staffed == "yes")
    if department:
        rows = rows.filter(department=department) if department.isdecimal() else rows.none()
    for word in text.lower().split():
        rows = rows.filter(search_text__contains=word)
    return rows
