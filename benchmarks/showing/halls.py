"""大厅逐条演示: every point that halls must hold. Where the task names no number, this list sets one (自定)."""

from __future__ import annotations

import sys

from benchmarks.showing.listing import Listing
from benchmarks.showing.points import Limit, Point, held_by

HALLS, PORTAL, TRAINING = "src/yimen/halls", "src/yimen/portal/tests", "src/yimen/training"
BROWSER = ("-m", "browser")

PLACE = (
    held_by("场所：大厅、窗口、开放日、停开，按任意一天", f"{HALLS}/keeping/tests", f"{HALLS}/tests"),
    held_by("场所：事先登记的停开可说明补录，事后登记的不能全免", "src/yimen/evidence/tests/test_outages.py"),
    held_by("场所：平面图在页面上画、逐版保存", f"{HALLS}/space/tests/test_drawing.py"),
    held_by("场所：画一个窗口，公众在地图上看到", *BROWSER, f"{PORTAL}/test_plan_in_browser.py"),
    held_by("场所：到哪里办", f"{PORTAL}/test_ways.py"),
    held_by("场所：窗口、开放日、资产由表导入", f"{HALLS}/space/tests/test_registers.py"),
    held_by("场所：资产与设备密钥", f"{HALLS}/equipment/tests"),
)

PEOPLE = (
    held_by("人员：派驻、A/B 岗、请假、顶岗、考核、交接班", f"{HALLS}/staffing/tests"),
    held_by("人员：考勤由文件导入，更正须第二人", f"{HALLS}/attendance/tests"),
    held_by("人员：排班按规则和后台求解，连班从考勤接着算，说明缺口", f"{HALLS}/rostering/tests"),
    held_by("人员：在岗核对，没有数据不等于没有人", f"{HALLS}/presence/tests"),
    held_by("人员：考勤接口，令牌、逐行退回、重报不重复", "src/yimen/api/tests/test_punches.py"),
)

QUEUE = (
    held_by(
        "排队：取号、叫号、过号、转窗、优先而不饿死任何人",
        f"{HALLS}/queue/tests/test_queue.py",
        f"{HALLS}/queue/tests/test_turns.py",
    ),
    held_by("排队：两个窗口同时叫号只有一个得到", f"{HALLS}/queue/tests/test_at_once.py"),
    held_by("排队：取号机、大屏、叫号台、管理页，跨十七时和零时", f"{HALLS}/queue/tests/test_pages.py"),
    held_by("排队：公众凭号看还要等多久", f"{PORTAL}/test_queue.py"),
    held_by(
        "排队：公众预约，自己改约、取消，错过的补约一次", f"{PORTAL}/test_appointments.py", f"{HALLS}/appointments"
    ),
    held_by("排队：数据库不在时说清楚", "src/yimen/config/tests/test_database_away.py"),
    Point(
        "排队：二百名窗口人员在线，四百名无一错误（SQLite 和 PostgreSQL）",
        (Limit("p95", "二百名时第 95 百分位（秒）", most=0.3), Limit("wrong", "出错的请求", most=0)),
        (sys.executable, "benchmarks/hall_queue.py"),
        minutes=20,
    ),
    held_by("排队：最多跑一次由号票和办件计数，带区间和证据不足", "src/yimen/cases/visits"),
    held_by(
        "排队：PostgreSQL 真的停、真的杀掉再起，取号机、三个窗口和大屏接着用，一个号不丢",
        "-m",
        "long",
        f"{HALLS}/queue/tests/test_restart.py",
    ),
    held_by("排队：大厅的一天，数据库中途不在，跨零时", *BROWSER, f"{HALLS}/queue/tests/test_day_in_browser.py"),
)

SPACE = (
    held_by(
        "空间：部门申报需求、由表导入，服务时长取自真实办件",
        f"{HALLS}/planning/tests/test_demands.py",
        f"{HALLS}/planning/tests/test_measuring.py",
    ),
    held_by("空间：求解、界、什么卡住了", f"{HALLS}/planning/tests/test_solving.py"),
    held_by("空间：仿真区间覆盖解析值", f"{HALLS}/planning/tests/test_waiting.py"),
    held_by("空间：方案、方案书、比较、分厅并入情景", f"{HALLS}/planning/tests/test_arranging.py"),
)

READINESS = (
    held_by("就绪：进驻准备", "src/yimen/entry/readiness/tests"),
    held_by("就绪：环境与设备检查，缺陷有责任和期限，停机须登记", f"{HALLS}/checking"),
)

LEARNING = (
    held_by("培训：课程、期次、签到、题库导入、考试和合格证的页面", f"{TRAINING}/tests"),
    held_by("培训：任何人凭公布的种子重抽每份试卷，难度相同", f"{TRAINING}/exams/tests/test_draw.py"),
    held_by("培训：服务器计时、机器阅卷、补考规则、合格有效期", f"{TRAINING}/exams/tests/test_exams.py"),
    held_by("培训：题目难度与区分度、雷同只作待核", f"{TRAINING}/exams/tests/test_figures.py"),
    held_by("培训：没有有效培训，开窗和受理按参数提醒或拦住", f"{TRAINING}/standing/tests/test_gate.py"),
    held_by("培训：由疑点原因提出课程", f"{TRAINING}/courses/tests"),
    held_by("培训：前后差错带区间比较，旁列同期全县", f"{TRAINING}/standing/tests/test_effect.py"),
)

LIST = Listing(
    "halls",
    (*PLACE, *PEOPLE, *QUEUE, *SPACE, *READINESS, *LEARNING),
    (
        ("场所：平面图与公众地图", "make run 后以 hall_manager 打开 /halls/；docs/halls.md、docs/hall-space.md"),
        ("人员：在岗核对", "make run 后以 hall_manager 打开 /halls/1/presence/；docs/windows-staff.md"),
        ("排队：大屏与叫号台", "make run 后以 clerk 打开 /halls/console/、/halls/1/board/；docs/queue.md"),
        ("培训：课程、上岗条件与效果", "make run 后以 officer 打开 /training/；docs/training.md"),
        ("培训：合格证和核验", "make run 后以 officer 打开 /training/qualifications/；docs/training.md"),
        ("空间：方案与比较", "make run 后以 officer 打开 /halls/1/planning/；docs/planning.md"),
    ),
)  # fmt: skip
