"""进驻逐条演示: every point that entry must hold. Where the task names no number, this list sets one (自定)."""

from __future__ import annotations

from benchmarks.showing.listing import Listing
from benchmarks.showing.points import Limit, Point, held_by, in_full, measured, under

ENTRY, EVIDENCE, PAPERS = "src/yimen/entry", "src/yimen/evidence", "src/yimen/documents/tests"
AGREED = f"{ENTRY}/agreements/tests"
ROUNDS, EXEMPTIONS = f"{ENTRY}/rounds/tests", f"{ENTRY}/exemptions/tests"
AUTHORISATION, READINESS = f"{ENTRY}/authorisation/tests", f"{ENTRY}/readiness/tests"
BROWSER = ("-m", "browser")


def _numbers(database: str) -> Point:
    """Processes that take numbers at once."""
    return held_by(
        f"公文：多进程同时取号（{database}）",
        f"{PAPERS}/test_number_processes.py",
        "-k",
        database.lower(),
        limits=(Limit("wrong", "重号、漏号", most=0),),
    )


SORTING = (
    held_by(
        "梳理：一轮在浏览器里由三种角色办完并公布",
        *BROWSER,
        f"{ROUNDS}/test_in_browser.py",
        limits=(
            Limit("departments", "部门", least=35, most=35),
            Limit("items", "事项", least=1135, most=1135),
            Limit("roles", "角色", least=3, most=3),
            Limit("public", "打开公开清单用秒", most=3, own=True),
        ),
    ),
    held_by("梳理：逐项、成批（按筛选）填报，记住位置，先后改同一项看得见", f"{ROUNDS}/test_answering.py"),
    held_by("梳理：页面不靠脚本也能填，谁逾期排在最前", f"{ROUNDS}/test_pages.py"),
    held_by("梳理：与现行声明、负面清单、窗口、AB 岗的疑点", f"{ROUNDS}/test_conflicts.py"),
    held_by("梳理：负责人签的是所见的那份，营商局退回或确认并说明理由", f"{ROUNDS}/test_deciding.py"),
    held_by("梳理：一次催报全部逾期部门，延期留痕", f"{ROUNDS}/test_pressing.py"),
    held_by("梳理：公布清单，与上一期逐项比较，摘要可核", f"{ROUNDS}/test_publishing.py"),
    held_by(
        "梳理：与省级清单比对，先编码后名称，疑似对由人确认，每个数字打开所数的行", "src/yimen/catalog/comparison/tests"
    ),
    measured(
        "梳理：名称匹配，与两种基线同场",
        "item_matching",
        Limit("precision", "确定对的精确率", least=0.95, own=True),
        Limit("recall", "经人确认后的召回率", least=0.95, own=True),
        Limit("above", "确定对的 F1 高出较好的基线", least=0, own=True),
        Limit("seconds", "用时", most=60, own=True),
    ),
)

NEGATIVE_LIST = (
    in_full(
        held_by(
            "负面清单：随机历史与另写的判定逐日一致",
            f"{EXEMPTIONS}/test_never_backwards.py",
            "-k",
            "at_every_instant",
            limits=(Limit("histories", "历史", least=500),),
            minutes=15,
        ),
    ),
    in_full(
        held_by(
            "负面清单：日期组合无一事后合法（T29）",
            f"{EXEMPTIONS}/test_never_backwards.py",
            "-k",
            "not at_every_instant",
            limits=(Limit("combinations", "组合", least=500), Limit("legalised", "事后合法", most=0)),
        ),
    ),
    held_by("负面清单：任一日每个事项恰有一种状态，一次查询", f"{ENTRY}/tests/test_state.py"),
    held_by("负面清单：理由、证据、期限，业务量少等四种不成立，各级签批，文本一改即失效", f"{EXEMPTIONS}/test_way.py"),
    held_by("负面清单：页面、到期回落并生成待办、续期与换理由看得见", f"{EXEMPTIONS}/test_pages.py"),
    held_by("负面清单：公开、任何人可提异议、限期答复", f"{EXEMPTIONS}/test_objections.py"),
    held_by("负面清单：公开页在浏览器里，两种宽度，无障碍", *BROWSER, f"{EXEMPTIONS}/test_in_browser.py"),
    held_by("负面清单：场地受限所派的人与办件、考勤核对", f"{EVIDENCE}/collecting/tests"),
    held_by("负面清单：场地受限与楼层图、排队数字核对", f"{EXEMPTIONS}/test_room.py"),
    held_by("负面清单：大厅平面图与排队数据，逐日在用、闲置、空席，导入与退回", "src/yimen/halls/space/tests"),
)

AUTHORISING = (
    held_by(
        "授权：1,135 项×五步×两人",
        f"{AUTHORISATION}/test_coverage.py",
        limits=(
            Limit("queries", "查询", most=1, own=True),
            Limit("whole", "全部读出", most=2, own=True),
            Limit("single", "问一人一项一步的秒数", most=0.05, own=True),
        ),
    ),
    held_by("授权：任命书、授权书，成批授权，撤销与公布，受托不得决定许可", f"{AUTHORISATION}/test_granting.py"),
    held_by("授权：矩阵页，每个数字打开所数的行", f"{AUTHORISATION}/test_pages.py"),
    held_by("就绪：人、席位、机器、网络、印章、授权、指南逐项，缺数据不算缺也不算有", f"{READINESS}/test_checklist.py"),
    held_by("就绪：已声明未就绪看得见，各部门缺口可点开", f"{READINESS}/test_pages.py"),
    held_by("就绪：缺项不能确认进驻，附条件确认到期未补齐的列为逾期", f"{READINESS}/test_gate.py"),
)

AGREEMENTS = (
    held_by(
        "承诺与委托：伪造、拼接、重放的文件全部拒绝（T21），脱网另核一遍",
        f"{AGREED}/test_attacks.py",
        limits=(Limit("kinds", "手法", least=12),),
    ),
    held_by(
        "承诺与委托：一次拟制、送签，三方签完",
        f"{AGREED}/test_bulk.py",
        limits=(Limit("agreements", "份数", least=35), Limit("seconds", "用秒", most=300, own=True)),
    ),
    held_by("承诺与委托：依次签署、一次性挑战、拒签、转签、催签、续签", f"{AGREED}/test_signing.py"),
    held_by("承诺与委托：一次拟制中失败的部门写明原因，可重试", f"{AGREED}/test_bulk_run.py"),
    held_by(
        "承诺与委托：UKey、Word 范本、纸质签署、到期恢复义务、私钥封存",
        f"{AGREED}/test_ukey.py",
        f"{AGREED}/test_word.py",
        f"{AGREED}/test_paper.py",
        f"{AGREED}/test_duty.py",
        "src/yimen/documents/signing/tests",
    ),
    held_by("承诺与委托：签署页与公开核验页", f"{AGREED}/test_pages.py"),
    held_by(
        "承诺与委托：每条承诺随核验得出履行、未履行或证据不足，数字打开所数的行",
        f"{EVIDENCE}/keeping/tests/test_keeping.py",
        f"{EVIDENCE}/keeping/tests/test_pages.py",
    ),
    held_by(
        "承诺与委托：履约核对在浏览器里，两种宽度，无障碍", *BROWSER, f"{EVIDENCE}/keeping/tests/test_in_browser.py"
    ),
    held_by("承诺与委托：未履行只是线索，听取部门说明、认定后才计入", f"{EVIDENCE}/keeping/tests/test_hearing.py"),
)

BRANCH_HALLS = (
    held_by("分厅：登记（法律依据及其有效期、面积、人员、设备、自报业务量）", "src/yimen/halls/branches/tests"),
    held_by("分厅：处置从申报到审核、决定、执行、销号、重开", f"{ENTRY}/branches/tests"),
    held_by(
        "分厅：关停之后办件是否真的转入大厅，每个数字打开所数的办件", f"{EVIDENCE}/branches/tests/test_checking.py"
    ),
    held_by("分厅：页面在浏览器里，两种宽度，无障碍", *BROWSER, f"{EVIDENCE}/branches/tests/test_in_browser.py"),
)

DOCUMENTS = (
    held_by(
        "公文：版心 22 行×28 字（GB/T 9704-2012）",
        f"{PAPERS}/test_page.py",
        limits=(
            Limit("lines", "每面", least=22, most=22),
            Limit("characters", "每行", least=28, most=28),
        ),
    ),
    held_by("公文：PDF/A、字体嵌入、同样内容同样字节", f"{PAPERS}/test_text.py", f"{PAPERS}/test_titles.py"),
    held_by("公文：表格、图、报告与整改通知", f"{PAPERS}/test_tables.py", f"{PAPERS}/test_reports.py"),
    held_by(
        "公文：文号登记，连号不断，作废留痕，文件改一字节即发现",
        f"{PAPERS}/test_number.py",
        f"{PAPERS}/test_issue.py",
        f"{PAPERS}/test_pages.py",
    ),
    _numbers("SQLite"),
    under(_numbers("PostgreSQL"), "bin/with-postgres"),
    held_by(
        "公文：每种 DOCX 由 LibreOffice 打开，与 PDF 同页、同字、同边距",
        f"{PAPERS}/test_docx.py",
        limits=(Limit("kinds", "公文", least=10, own=True),),
    ),
    held_by("公文：各页与参照图比较，移一毫米即发现", f"{PAPERS}/test_pictures.py", f"{PAPERS}/test_kinds.py"),
)

COMMON = (
    held_by("通用：列表查询次数不随行数增长", ENTRY, "-k", "queries"),
    held_by(
        "通用：每条路由×每种角色×三处归属；每个写入一条账",
        "src/yimen/config/tests/test_rights.py",
        "src/yimen/config/tests/test_mutations.py",
        minutes=20,
    ),
)

LIST = Listing(
    "entry",
    (*SORTING, *NEGATIVE_LIST, *AUTHORISING, *AGREEMENTS, *BRANCH_HALLS, *DOCUMENTS, *COMMON),
    (
        ("梳理：填报页与进度表", "make run 后以 liaison 打开 /entry/rounds/；docs/rounds.md"),
        (
            "负面清单：大厅空间与场地受限核对",
            "make run 后以 officer 打开 /halls/；docs/hall-space.md",
        ),
        ("负面清单：公开页", "make run 后不登录打开 /entry/public/；docs/negative-list.md"),
        ("承诺与委托：谁没有签；公开核验页", "make run 后以 officer 打开 /agreements/；不登录打开 /agreements/check/"),
        ("承诺与委托：履约核对", "make run 后以 officer 打开 /evidence/promises/；docs/promises.md"),
        ("分厅：处置表与转入核验", "make run 后以 officer 打开 /entry/branches/；docs/branch-halls.md"),
        ("公文：每种公文的样子", "docs/documents.md 与 docs/pictures/documents/"),
        ("梳理：与省级清单比对", "make run 后以 officer 打开 /catalog/comparisons/；docs/comparison.md"),
        ("授权与就绪：缺口图", "make run 后以 officer 打开 /entry/readiness/；docs/readiness.md"),
    ),
)
