"""The side navigation: one table of all pages that have a place in it, filtered by what the account may do."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from yimen.people.queries import may
from yimen.people.rules import COUNTY_WIDE, ROLES


@dataclass(frozen=True)
class Place:
    """One entry: its label, the name of its route, the act that opens it, and pages elsewhere that belong to it."""

    label: str
    route: str
    act: str
    also: tuple[str, ...] = ()


FEEDING = ("cases:import", "cases:columns", "exchange:promises", "exchange:promise", "exchange:end_promise")
"""Routes of how data come in, whose addresses lie below other places."""
ROUNDS = ("entry:sheet", "entry:answer_lines", "entry:lists", "entry:published")
"""Routes of rounds whose addresses do not lie below theirs."""
COMPARING = (
    "catalog:decide_pair", "catalog:pair_decisions", "catalog:withdraw_pair", "catalog:province_new",
    "catalog:province_plan", "catalog:province_pushed", "catalog:province_columns", "catalog:take_in_province",
)  # fmt: skip
"""Routes of the comparison with the province's list whose addresses do not lie below its own."""

BRANCHES = (
    "halls:branches", "halls:branch", "halls:state_basis", "halls:state_size", "halls:state_traffic", "evidence:branch",
    "evidence:branch_cases", "evidence:check_branch",
)  # fmt: skip
"""Pages of branch halls in the rooms of what is known of them and what was done there."""

HANDLING = (
    "cases:dossier", "cases:slip", "cases:document", "cases:archive", "cases:reports", "cases:report",
    "cases:correct_report", "cases:bundles", "cases:bundle", "evaluation:code",
)  # fmt: skip
"""Pages of a case that is handled here."""

RATINGS = (
    "evaluation:surveys",
    "evaluation:survey",
    "evaluation:ratings",
    "evaluation:rating",
    "evaluation:released",
    "evaluation:terms",
)
"""Pages of ratings whose addresses do not lie below the bad ones'."""

TRAINING = ("training:session", "training:exam", "training:bank", "training:questions_plan", "training:terms")
"""Pages of a course whose addresses do not lie below the list of courses alone."""

GROUPS: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "工作台",
        (
            Place("首页", "overview:home", "overview.read"),
            Place("领导驾驶舱", "overview:cockpit", "overview.cockpit"),
            Place("月报", "overview:reports", "overview.report"),
            Place("每日汇总", "programme:digests", "programme.read"),
        ),
    ),
    (
        "事项与进驻",
        (
            Place("事项清单", "catalog:items", "catalog.read"),
            Place("清单质量", "catalog:quality", "catalog.read"),
            Place("与省级清单比对", "catalog:comparisons", "catalog.read", COMPARING),
            Place("办事指南", "catalog:guides", "catalog.read", ("catalog:synonyms",)),
            Place("清单梳理", "entry:rounds", "entry.read", ROUNDS),
            Place("进驻状态", "entry:items", "entry.read"),
            Place("承诺与委托", "agreements:board", "agreement.read"),
            Place("任命与授权", "entry:mandates", "entry.read"),
            Place("进驻就绪", "entry:readiness", "entry.read"),
            Place("负面清单", "entry:exemptions", "entry.read", ("evidence:collectors",)),
            Place("部门分厅", "entry:branches", "entry.read", BRANCHES),
            Place("导入批次", "exchange:batches", "exchange.read"),
        ),
    ),
    (
        "办件与核验",
        (
            Place("窗口收件", "cases:counter", "cases.accept"),
            Place("叫号台", "halls:console", "queue.serve"),
            Place("今日预约", "halls:expected", "appointments.read", ("halls:book", "halls:appointment_slip")),
            Place("在办件", "cases:work", "cases.read", HANDLING),
            Place("办件交接", "cases:handovers", "cases.read"),
            Place("归档案卷", "cases:archives", "cases.read"),
            Place("单位核对", "cases:representatives", "cases.firm"),
            Place("步骤方案", "cases:plans", "cases.steps"),
            Place("受理例外", "cases:exceptions", "cases.countersign"),
            Place("办件", "cases:cases", "cases.read"),
            Place("预警与逾期", "cases:deadlines", "cases.read", ("cases:clocks",)),
            Place("最多跑一次", "cases:visits", "cases.read"),
            Place("部门台账", "cases:records", "cases.read"),
            Place("数据报送", "cases:feeds", "cases.read", FEEDING),
            Place("映射方案", "exchange:recipes", "exchange.read"),
            Place("接口令牌", "exchange:tokens", "exchange.tokens"),
            Place("省平台对接", "exchange:platform", "exchange.platform"),
            Place("核验批次", "evidence:runs", "evidence.read"),
            Place("核验结论", "evidence:verdicts", "evidence.read", ("evidence:clue", "evidence:link")),
            Place("外来证据集", "evidence:sets", "evidence.run"),
            Place("履约核对", "evidence:promises", "evidence.read"),
            Place("抽样复核", "evidence:review_plans", "evidence.quality"),
            Place("复核与校准", "evidence:quality", "evidence.quality"),
            Place("核验参数", "evidence:thresholds", "evidence.quality"),
            Place("开放数据", "evidence:open_data", "data.publish"),
        ),
    ),
    (
        "评价与诉求",
        (
            Place("好差评", "evaluation:overview", "evaluation.read", RATINGS),
            Place("差评处置", "evaluation:bad_ratings", "evaluation.read"),
            Place("可疑评价", "evaluation:suspicions", "evaluation.oversee", ("evaluation:staff_marks",)),
            Place("办不成事与异议", "evaluation:hindrances", "hindrance.read"),
        ),
    ),
    (
        "业务培训",
        (
            Place("课程", "training:courses", "training.read", TRAINING),
            Place("上岗条件", "training:standing", "training.read", ("training:qualifications",)),
            Place("培训效果", "training:effect", "training.read"),
            Place("我的培训", "training:mine", "training.sit", ("training:paper",)),
        ),
    ),
    (
        "疑点与整改",
        (
            Place("疑点", "rectification:findings", "finding.read"),
            Place("整改单", "rectification:orders", "order.read"),
            Place("督促措施", "rectification:escalations", "order.read"),
            Place("协办", "rectification:assistance", "order.assist"),
            Place("移交", "rectification:referrals", "referral.read"),
            Place("公布数", "rectification:counts", "finding.read"),
            Place("自查", "inspections:rounds", "inspection.read"),
            Place("明察暗访", "inspections:plans", "visit.read"),
            Place("专项行动", "programme:tasks", "programme.read"),
        ),
    ),
    (
        "公文",
        (
            Place("发文", "documents:issued", "documents.read"),
            Place("文号登记簿", "documents:numbers", "documents.register"),
        ),
    ),
    (
        "机构与存证",
        (
            Place("大厅与窗口", "halls:halls", "halls.read"),
            Place("请假与顶岗", "halls:leaves", "halls.read"),
            Place("考勤", "halls:attendance", "halls.read"),
            Place("空窗时段", "halls:spells", "halls.read"),
            Place("平时考核", "halls:appraisals", "staffing.appraisals"),
            Place("交接班", "halls:shift_handovers", "halls.read"),
            Place("设备与资产", "halls:assets", "halls.read"),
            Place("机构与人员", "people:departments", "people.read"),
            Place("账号与角色", "people:accounts", "people.accounts"),
            Place("接口运行", "exchange:interface", "exchange.interface"),
            Place("签名证书", "signing:certificates", "certificate.read"),
            Place("存证账本", "overview:ledger", "ledger.read"),
        ),
    ),
)


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The groups of links for the account, which of them is current, and what the top bar shows of it."""
    user = getattr(request, "user", None)
    shared = {"DEMONSTRATION": settings.DEMONSTRATION}
    if user is None or not user.is_authenticated:
        return shared
    here = _here(request)
    groups = []
    for label, places in GROUPS:
        links = [
            {
                "label": place.label,
                "url": _address(place.route),
                "current": _mark(request, place) if place == here else "",
            }
            for place in places
            if may(user, place.act) and _address(place.route)
        ]
        if links:
            groups.append({"label": label, "links": links})
    roles = user._roles
    return {
        **shared,
        "navigation": groups,
        "county": user.region,
        "role_names": "、".join(ROLES[each] for each in ROLES if each in roles) or "尚未授予角色",
        "county_wide": bool(roles & COUNTY_WIDE),
    }


@cache
def _address(route: str) -> str:
    """The address of a place, found once: each page shows all places. Empty when the route is not there."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return ""


def _here(request: HttpRequest) -> Place | None:
    """The place that the page belongs to: the one that names its route, else of its own room the one whose address
    begins the page's the furthest.

    A page whose address lies below none of them belongs to the room's first place; one of no room to none.
    """
    room = request.resolver_match.namespace if request.resolver_match else ""
    name = request.resolver_match.view_name if request.resolver_match else ""
    for _, listed in GROUPS:
        for place in listed:
            if name in place.also:
                return place
    places = [place for _, listed in GROUPS for place in listed if room and place.route.startswith(f"{room}:")]
    above = [place for place in places if (known := _address(place.route)) and request.path.startswith(known)]
    if above:
        return max(above, key=lambda place: len(_address(place.route)))
    return places[0] if places else None


def _mark(request: HttpRequest, place: Place) -> str:
    """What aria-current says: `page` for the place itself, `true` for a page below it."""
    return "page" if request.path == _address(place.route) else "true"
