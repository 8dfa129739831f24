"""办件逐条演示: every point that cases must hold. Where the task names no number, this list sets one (自定)."""

from __future__ import annotations

import sys

from benchmarks.showing.listing import Listing
from benchmarks.showing.points import Limit, Point, held_by, in_full

CASES, PORTAL, PLATFORM = "src/yimen/cases", "src/yimen/portal/tests", "src/yimen/exchange/platform/tests"
HANDLING, RATED = f"{CASES}/handling/tests", "src/yimen/evaluation"
CONFIG, CITIZENS = "src/yimen/config/tests", "src/yimen/people/citizens"
BROWSER, LONG = ("-m", "browser"), ("-m", "long")


def _many(database: str, accepted: int, *before: str) -> Point:
    """A million cases and six million events: lists, the status query, acceptance."""
    limits = (
        Limit("list", "最慢的列表页第 95 百分位（秒）", most=0.2),
        Limit("status", "查进度的处理器时间是同一服务器空白页的倍数", most=3.5),
        Limit("accepted", "每秒受理", least=accepted),
    )
    label = f"速度：一百万件办件、六百万条存证事件（{database}）"
    return Point(label, limits, (*before, sys.executable, "benchmarks/many_cases.py"), minutes=45, large=True)


PUBLIC = (
    held_by("门户：搜索能容错（同义词、拼音、错字、口语问法）", "src/yimen/catalog/search/tests"),
    held_by("门户：办事指南由清单要素生成，情形决定材料，先告知条件，可打印清单", "src/yimen/catalog/guides/tests"),
    held_by("门户：首页、主题、指南、大厅，不登录、不用脚本", f"{PORTAL}/test_pages.py"),
    held_by("门户：网上申请（条件字段、沿用、暂存、上传限制、代办与授权）", f"{PORTAL}/test_applying.py"),
    held_by("门户：申请表是数据，草稿属于本人", f"{CASES}/applying/tests/test_applying.py"),
    held_by(
        "门户：上传的照片摆正、拍摄信息（地点、设备）去掉、原摘要留存，超限和损坏的退回",
        f"{CASES}/applying/tests/test_files.py",
    ),
    held_by("门户：单位、法定代表人与受托人，授权到期或终止即失效", f"{CASES}/firms/tests", f"{PORTAL}/test_firms.py"),
    held_by("门户：预约，十六个进程争同一时段不超号", f"{PORTAL}/test_appointments.py", "src/yimen/halls/appointments"),
    held_by(
        "门户：预约只用键盘，放大四倍、大字、无脚本，改约、取消",
        *BROWSER,
        f"{PORTAL}/test_appointments_in_browser.py",
    ),
    in_full(held_by("门户：凭编号和查询码查进度，一万次猜测无一命中，答复和时间相同", f"{PORTAL}/test_query.py")),
    held_by("门户：办到谁那里、第几天、怎么算的", f"{PORTAL}/test_status.py"),
    held_by("门户：手机验证码，短信网关替身", CITIZENS),
    held_by("门户：省统一身份认证（OIDC）", f"{PORTAL}/test_identity.py"),
    held_by("门户：在浏览器里，键盘、390 像素、大字、无脚本", *BROWSER, f"{PORTAL}/test_in_browser.py"),
    held_by("门户：单位的代办人申请、补正、下载决定并核验", *BROWSER, f"{PORTAL}/test_firm_in_browser.py"),
    held_by("门户：从搜索到评价；差评回访、整改、反馈、再评", *BROWSER, f"{PORTAL}/test_rating_in_browser.py"),
)

COUNTER = (
    held_by(
        "窗口：只用键盘受理一件",
        *BROWSER,
        f"{HANDLING}/test_in_browser.py",
        limits=(Limit("一件受理用秒", "用秒", most=30),),
    ),
    held_by("窗口：人、窗口、机器、时间由服务器记下；例外要理由并经复核", f"{HANDLING}/test_standing.py"),
    held_by("窗口：编号连号不断，校验位，查询码只示一次", f"{HANDLING}/test_numbering.py"),
    held_by("窗口：综窗与部门交接，双方签收，各计各的时", f"{CASES}/handovers/tests"),
    held_by("窗口：页面", f"{HANDLING}/test_pages.py"),
)

PROCESSING = (
    held_by("办理：收件、受理、一次性告知、五日视为受理、补正、不予受理、撤回、决定、送达", f"{HANDLING}/test_way.py"),
    held_by("办理：环节是数据，按事项、按日期，页面上编", f"{CASES}/plans/tests"),
    held_by("办理：文书按公文格式制发、编号、公众下载与核验", f"{CASES}/papers/tests"),
    held_by(
        "办理：审批人启动特别程序，送达后停表，恢复后按期决定", *BROWSER, f"{CASES}/papers/tests/test_in_browser.py"
    ),
    held_by("办理：邮寄有单号、查进度，以承运方签收为送达，特别程序随之停表", f"{CASES}/posting/tests"),
    held_by("办理：每份送达的文书各有送达回证", "-k", "receipt", f"{CASES}/posting/tests", f"{CASES}/papers/tests"),
    held_by("办理：决定文书由决定人以密钥签名，离开本系统也能核验", f"{CASES}/papers/tests/test_keys.py"),
    held_by("办理：归档目录、页数、保管期限、移交包", f"{CASES}/archiving/tests/test_archiving.py"),
    held_by(
        "办理：归档案卷的保全（谁、为何、至何时），保全和期限内不得销毁", f"{CASES}/archiving/tests/test_keeping.py"
    ),
    held_by("办理：成批办理先预演、再执行，未往下办的可撤销", f"{CASES}/bundles/tests"),
)

CLOCKS = (
    in_full(
        held_by("时限：核对向量、随机历史与慢算法逐日一致，事后不改以前说的", f"{CASES}/clocks/tests/test_reckoning.py")
    ),
    held_by("时限：每个环节随办随算，公布日历后重算", f"{CASES}/clocks/tests/test_following.py"),
    held_by("时限：到期前提醒、到期后上报，指名到件、天数、经办人", f"{CASES}/clocks/tests/test_watching.py"),
    held_by("时限：每个期限逐行说明怎么算的、依据哪一条", f"{CASES}/clocks/tests/test_pages.py"),
)

EXCHANGED = (
    held_by("省平台：发件有次序、重试、退回更正，未确认不说已报", f"{PLATFORM}/test_outbox.py"),
    held_by(
        "省平台：来件一次生效，次序颠倒、重复、伪造无效", f"{PLATFORM}/test_inbox.py", f"{PLATFORM}/test_attacks.py"
    ),
    held_by("省平台：逐日对账，差异可重报", f"{PLATFORM}/test_reconciling.py"),
    held_by("省平台：不联网的交换包", f"{PLATFORM}/test_packages.py"),
    held_by("省平台：发送进程被杀，不丢不重", f"{PLATFORM}/test_killed.py"),
    held_by("省平台：一万条消息经过最坏的替身，每条恰好一次", *LONG, f"{PLATFORM}/test_hostile.py", minutes=60),
    held_by("省平台：办件的每一步随办随报，退回的在部门待办里更正", f"{CASES}/reporting/tests"),
    held_by("省平台：网上申请、环节、结果、清单收进来", f"{CASES}/arriving/tests"),
    held_by("部门系统：接口（令牌、键、限量、说明与实际一致、说明即样例）", "src/yimen/api/tests"),
    held_by("部门系统：推送办件，两边的编号都留", f"{CASES}/numbers/tests", "src/yimen/api/tests/test_numbers.py"),
)

EVALUATION = (
    held_by("好差评：五级两种编码、一事一评、默认好评不计、渠道与时间窗", f"{RATED}/tests/test_rating.py"),
    held_by("好差评：指标编码与参数", f"{RATED}/tests/test_rules.py"),
    held_by("好差评：差评 1、5、15 个工作日回访、整改、反馈、再评", f"{RATED}/curing/tests"),
    held_by("好差评：评价人受保护（十条一组、隐去姓名电话、不与办件相连）", f"{RATED}/tests/test_protecting.py"),
    held_by("好差评：自评、集中、同机、秒评可疑的标出", f"{RATED}/tests/test_suspicion.py"),
    held_by("好差评：导入原系统评价（先看计划、默认不计、标明来源、不作可疑统计）", f"{RATED}/earlier/tests"),
    held_by("好差评：随机抽样回访，没有评价过的也在内，带区间", f"{RATED}/followups/tests"),
    held_by("好差评：小窗口按区间比较，不按原始均值", f"{RATED}/tests/test_ranking.py"),
    held_by("办不成事与异议：登记、限期、答复、公布", f"{RATED}/hindrances/tests"),
)

COMMON = (
    held_by("通用：每个公开入口经 schemathesis 试过，无一 5xx", f"{CONFIG}/test_public_addresses.py"),
    held_by("通用：每个公开入口各试二百次", *LONG, f"{CONFIG}/test_public_addresses.py", minutes=60),
    _many("SQLite", 60),
    _many("PostgreSQL", 100, "bin/with-postgres"),
)


LIST = Listing(
    "cases",
    (*PUBLIC, *COUNTER, *PROCESSING, *CLOCKS, *EXCHANGED, *EVALUATION, *COMMON),
    (
        ("门户：首页、指南、申请、我的办件", "make run 后不登录打开 /portal/；docs/portal.md"),
        ("窗口：受理页", "make run 后以 clerk 打开 /cases/counter/；docs/cases.md"),
        ("办理：待办、办件页、时限", "make run 后以 approver 打开 /cases/work/；docs/clocks.md"),
        ("省平台：收发、退回、差异", "make run 后以 officer 打开 /exchange/platform/；docs/platform.md"),
        ("好差评：各部门与窗口的区间图", "make run 后以 officer 打开 /evaluation/；docs/evaluation.md"),
    ),
)
