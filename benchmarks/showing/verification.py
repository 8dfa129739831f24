"""核验逐条演示: every point that verification must hold. Where the task names no number, this list sets one (自定)."""

from __future__ import annotations

import sys

from benchmarks.showing.listing import Listing
from benchmarks.showing.points import PASSED, Limit, Point, held_by, measured

VERIFY, EVIDENCE, CASES = "src/yimen/verify/tests", "src/yimen/evidence", "src/yimen/cases/tests"


def _right(off: Limit, *more: Limit) -> tuple[Limit, ...]:
    """What the scorer must find on any set."""
    return (
        Limit("verdicts", "结论准确率", least=0.99),
        Limit("caught", "有问题事项查出", least=0.97),
        Limit("accused", "清白事项误伤", most=0.001),
        off,
        Limit("back", "补录 F1", least=0.95),
        Limit("branch", "分厅受理 F1", least=0.99),
        Limit("unposted", "非派驻人员受理 F1", least=0.99),
        *more,
    )


def _off(least: float, own: bool = False) -> Limit:
    return Limit("off", "厅外办理 F1", least=least, own=own)


def _links(least: float, own: bool = False) -> Limit:
    return Limit("links", "比对 F1", least=least, own=own)


BESIDE_SPLINK = (
    Limit("links", "比对 F1 高出 Splink", least=0),
    Limit("off_hall", "厅外办理 F1 高出 Splink", least=0),
)

POINTS = (
    measured("判得准：样本（yimen verify、yimen score）", "sample", *_right(_off(0.95), _links(0.998))),
    measured(
        "判得准：新县 plain（61、62 号，各 6 万件，逐套）",
        "counties plain",
        *_right(_off(0.95), _links(0.998)),
        minutes=8,
    ),
    measured(
        "判得准：新县 messy（61、62 号，各 6 万件，逐套）",
        "counties messy",
        *_right(_off(0.95, own=True), _links(0.942, own=True)),
        minutes=8,
    ),
    measured(
        "判得准：新县 hard（61、62 号，各 6 万件，逐套）",
        "counties hard",
        *_right(_off(0.80), _links(0.942), Limit("schemes", "逐手法计数，手法", least=24)),
        minutes=8,
    ),
    *(
        measured(
            f"判得准：事项多而每项件少的县 {preset}（61、62 号，各 6 万件、1,160 项）",
            f"counties {preset} 1160",
            *_right(*limits),
            minutes=8,
        )
        for preset, limits in {
            "plain": (_off(0.95), _links(0.998)),
            "hard": (_off(0.80), _links(0.942)),
        }.items()
    ),
    measured("判得准：与用 Splink 的分析员同一套 plain", "splink plain", *BESIDE_SPLINK),
    measured("判得准：与用 Splink 的分析员同一套 hard", "splink hard", *BESIDE_SPLINK),
    measured(
        "判得准：一百万件一套 plain",
        "million plain",
        *_right(_off(0.95), Limit("peak", "全部进程内存峰值 MiB", most=1536, own=True)),
        minutes=15,
    ),
    measured(
        "判得准：一百万件一套 messy",
        "million messy",
        *_right(_off(0.95, own=True), Limit("peak", "全部进程内存峰值 MiB", most=1536, own=True)),
        minutes=15,
    ),
    measured(
        "判得准：一百万件一套 hard（每 250 条台账有一条写着别的事项的编码）",
        "million hard",
        *_right(_off(0.8)),
        minutes=15,
    ),
    measured(
        "判得准：一百万件一套 hard，没有写错的编码（题中没有列这种脏数据）",
        "million hard code_wrong=0",
        *_right(_off(0.8), Limit("peak", "全部进程内存峰值 MiB", most=1536, own=True)),
        minutes=15,
    ),
    measured(
        "判得准：别人交来的样子（样本；编码、分隔、写法不同，编号、时钟、漏交有错）",
        "handed_in",
        Limit("forms", "写法不同而答案不同", most=0, own=True),
        Limit("accused", "数据有错而误伤的清白事项", most=0),
        minutes=8,
    ),
    measured(
        "判得准：自有的县生成器",
        "generator",
        Limit("schemes", "作弊手法", least=24),
        Limit("dials", "题中列明的脏数据与手法，缺", most=0),
        Limit("knowing", "引用引擎代码", most=0),
    ),
    held_by("判得准：生成器的真值、各刻度只弄脏自己的表", "tests/test_counties.py"),
    measured(
        "怎么做：规则",
        "rulebook",
        Limit("rules", "领域规则 57 条", least=57, most=57),
        Limit("lacking", "缺条文、所需列、等级、清白解释或整改的规则", most=0),
    ),
    held_by(
        "怎么做：每条规则有命中一例、放过一例、清白解释",
        f"{VERIFY}/test_rules.py",
        f"{VERIFY}/test_rules_left_alone.py",
    ),
    held_by(
        "怎么做：姓名、文号、证件号只规范一次，附公开向量",
        "src/yimen/common/tests/test_text.py",
        f"{VERIFY}/test_reading.py",
    ),
    held_by(
        "怎么做：三类模型、EM 学权重、一一对应、相似件并存", f"{VERIFY}/test_learning.py", f"{VERIFY}/test_linking.py"
    ),
    held_by("怎么做：缺数据不入罪，界限与区间，与行序和格式无关", f"{VERIFY}/test_engine.py"),
    measured(
        "怎么做：把握的校准误差 ECE（hard 61、62 号）",
        "calibration",
        Limit("links", "有无办件", most=0.02, own=True),
        Limit("off", "厅外办理", most=0.05, own=True),
        Limit("back", "补录", most=0.05, own=True),
    ),
    measured("怎么做：消融（小）", "ablation", Limit("parts", "逐一去掉", least=15, own=True), minutes=8),
    measured(
        "怎么做：隐藏量与变点（小）",
        "volume",
        Limit("item", "95% 区间含真值，事项", least=0.95, own=True),
        Limit("department", "95% 区间含真值，部门", least=0.95, own=True),
        Limit("alarms", "无人作弊而报变点", most=0, own=True),
        Limit("told", "移出大厅的变化（年 60 件以上）报出", least=0.8, own=True),
    ),
    held_by(
        "怎么做：隐藏量、文号断档、变点的假设与区间",
        *(f"{VERIFY}/test_{name}.py" for name in ("chance", "hidden", "serials", "changes")),
        f"{EVIDENCE}/tests/test_estimates.py",
    ),
    held_by(
        "讲得清：疑点页两行并列、逐项打分相加等于引擎所存",
        f"{VERIFY}/test_explaining.py",
        f"{EVIDENCE}/tests/test_explanations.py",
    ),
    measured(
        "讲得清：结论夹里的 recompute.py 与脱网编码程序",
        "standalone",
        Limit("lines", "recompute.py", most=50),
        Limit("foreign", "recompute.py 所需的第三方库", most=0),
        Limit("encoder", "编码程序所需的第三方库", most=0),
    ),
    held_by("讲得清：recompute.py 真的重算出每种结论，改一行即发现", f"{EVIDENCE}/tests/test_verdict_files.py"),
    held_by("讲得清：结论页与 PDF 同数，可取可核", f"{EVIDENCE}/tests/test_verdict_papers.py"),
    held_by(
        "讲得清：过去某日的结论可重做到行（manage.py reverify），被动过即发现",
        f"{EVIDENCE}/tests/test_history.py",
        "-k",
        "repeated or tampered or engine",
    ),
    held_by("讲得清：复核抽样无偏、区间覆盖、抽签可重放", f"{EVIDENCE}/review/tests"),
    held_by("讲得清：门限只由两人改，从不自己跟着走", f"{EVIDENCE}/thresholds/tests"),
    measured(
        "算得快：与 Splink 同场，十万件",
        "peers",
        Limit("speed", "速度为 Splink 的", least=3),
        Limit("misses", "漏判为 Splink 的", most=0.1),
        *BESIDE_SPLINK,
        minutes=8,
    ),
    measured(
        "算得快：十万、三十万、一百万件（多县，含一家两万件的中介）",
        "sizes 100000 300000 1000000",
        Limit("growth", "每件费用逐级增长至多", most=1.25, own=True),
        Limit("ratio", "一百万件为裸扫的", most=20, own=True),
        Limit("peak", "一百万件全部进程内存峰值 MiB", most=1536, own=True),
        minutes=15,
    ),
    measured(
        "算得快：一千万件",
        "sizes 10000000",
        Limit("ratio", "为裸扫的", most=20),
        Limit("peak", "全部进程内存峰值 MiB", most=1536),
        minutes=90,
        large=True,
    ),
    held_by("算得快：多县分县核验，答案与各县单独核验相同", f"{VERIFY}/test_counties.py", "tests/test_big_sets.py"),
    held_by("算得快：热存与全量逐字节同答，损坏即发现", f"{VERIFY}/test_storing.py"),
    Point(
        "算得快：热存，一百万件，一天的行落在十县中的一县",
        (
            Limit("differing", "与全量不同的文件", most=0),
            Limit("share", "处理器时间为全量的", most=0.2, own=True),
        ),
        (sys.executable, "benchmarks/warm_store.py", "--matters", "1000000", "--counties", "1"),
        minutes=15,
    ),
    Point(
        "算得快：增量（一千万件上一天 0.3%，与全量同答）",
        (Limit("differing", "与全量不同的文件", most=0), Limit("seconds", "秒", most=2)),
        (sys.executable, "benchmarks/warm_store.py", "--matters", "10000000", "--counties", "100"),
        minutes=180,
        large=True,
    ),
    Point("更大：Spark 与 DuckDB 逐行同答（样本与十万件）", (PASSED,), ("make", "test-spark"), minutes=15),
    held_by(
        "更大：比对和规则只有一份，两种引擎照字面运行；一省分县写出",
        f"{VERIFY}/test_dialect.py",
        f"{VERIFY}/test_linking_dialect.py",
        f"{VERIFY}/test_exporting.py",
        f"{VERIFY}/test_county_exports.py",
    ),
    *(
        measured(
            f"更大：独立执行进程的 Spark{size}",
            f"cluster {matters}",
            Limit("differ", "与单机不同的行", most=0),
            minutes=minutes,
            large=True,
        )
        for size, matters, minutes in (
            ("（local-cluster）十万件", 100_000, 30),
            ("，一县一百万件", 1_000_000, 45),
            ("，十县一千万件", 10_000_000, 180),
        )
    ),
    held_by(
        "封闭网络：编码程序、密钥、隔离计数",
        f"{VERIFY}/test_encoding.py",
        f"{VERIFY}/test_encoded_sample.py",
        "src/yimen/api/tests/test_encoded.py",
    ),
    measured(
        "封闭网络：编码的质量损失（样本、演示县）",
        "encoder",
        Limit("links", "比对召回少", most=0.03, own=True),
        Limit("verdicts", "结论准确率少", most=0.03, own=True),
        Limit("accused", "清白事项误伤", most=0.001),
    ),
    held_by(
        "在平台：上传 xlsx、csv，预览，退回行留存、改后再交",
        f"{CASES}/test_import.py",
        f"{CASES}/test_many_rows.py",
        f"{CASES}/test_pages.py",
        "src/yimen/exchange/tests/test_sheets.py",
        "src/yimen/exchange/tests/test_mapping.py",
    ),
    held_by(
        "在平台：各部门的列对照记得住",
        f"{CASES}/test_recipes.py",
        "src/yimen/exchange/tests/test_layout.py",
        "src/yimen/exchange/tests/test_pages.py",
    ),
    held_by("在平台：监视文件夹，kill -9 不丢不重", f"{CASES}/test_folder.py", f"{CASES}/test_folder_killed.py"),
    held_by("在平台：接口报送", "src/yimen/api/tests/test_doors.py", "src/yimen/api/tests/test_feeds.py"),
    held_by("在平台：报送健康页，没来的从不算干净", f"{CASES}/test_feeds.py", f"{CASES}/test_arrears.py"),
    held_by(
        "在平台：核验在后台，kill -9 之后接着做，只出一个答案",
        "-m",
        "long or not long",
        f"{EVIDENCE}/tests/test_interrupted.py",
    ),
    held_by(
        "在平台：批次、结论列表、筛选、部门先看自己的",
        f"{EVIDENCE}/tests/test_runs.py",
        f"{EVIDENCE}/tests/test_pages.py",
    ),
    held_by(
        "在平台：历次核验，与上次相比变了什么",
        f"{EVIDENCE}/tests/test_history.py",
        "-k",
        "not (repeated or tampered or another_engine)",
    ),
    measured(
        "在平台：核验进行时页面照常（五万件）",
        "pages 50000",
        Limit("ratio", "最慢页的 p95 变为", most=3, own=True),
        Limit("p95", "核验进行时 p95 最大", most=1000, own=True),
        Limit("write", "别处的一次写入 p95", most=100, own=True),
        minutes=8,
    ),
    held_by(
        "在平台：外来证据集分段上传、断了接着传、检查、逐县核验，kill -9 之后只出一个答案",
        f"{EVIDENCE}/handing_in/tests",
        "-m",
        "not browser",
    ),
    measured(
        "在平台：网页交入三十万行并核验",
        "web_set 100000",
        Limit("rows", "交入", least=300_000, own=True),
        Limit("ratio", "最慢页的 p95 变为", most=3, own=True),
        Limit("p95", "其间 p95 最大", most=1000, own=True),
        Limit("memory", "后台进程内存峰值 MiB", most=1536, own=True),
        minutes=10,
    ),
    measured(
        "在平台：网页交入一千万行并核验",
        "web_set 3310000",
        Limit("rows", "交入", least=10_000_000),
        Limit("ratio", "最慢页的 p95 变为", most=3, own=True),
        Limit("p95", "其间 p95 最大", most=1000, own=True),
        Limit("memory", "后台进程内存峰值 MiB", most=1536, own=True),
        minutes=90,
        large=True,
    ),
    held_by(
        "在平台：浏览器里从交台账走到部门答复",
        "-m",
        "browser",
        "src/yimen/config/tests/test_evidence_walk.py",
        f"{CASES}/test_in_browser.py",
        f"{EVIDENCE}/review/tests/test_in_browser.py",
        f"{EVIDENCE}/handing_in/tests/test_in_browser.py",
    ),
)
TO_LOOK_AT = (
    (
        "讲得清：疑点页、结论页、图上的区间",
        "make run 后以 officer 打开 /evidence/verdicts/；另见 docs/pictures/verdicts.png",
    ),
    (
        "讲得清：方法，统计人员与部门负责人各读一半",
        "docs/verification.md；docs/guide/officer.md、docs/guide/liaison.md",
    ),
    (
        "怎么做：校准曲线、消融全表",
        "python benchmarks/calibration.py --markdown；python benchmarks/ablation.py --markdown",
    ),
    ("算得快：各步骤各规模的费用表", "python benchmarks/peers.py --matters 100000,1000000 --markdown"),
    ("在平台：报送健康页", "make run 后以 officer 打开 /cases/feeds/；docs/feeds.md"),
)

LIST = Listing("verification", POINTS, TO_LOOK_AT)
