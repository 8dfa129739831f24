"""监督逐条演示: every point that oversight must hold. Where the task names no number, this list sets one (自定)."""

from __future__ import annotations

from benchmarks.showing.listing import Listing
from benchmarks.showing.points import held_by

PROGRAMME, VISITS, RIGHTED = "src/yimen/programme", "src/yimen/inspections/visits/tests", "src/yimen/rectification"
OVERVIEW = "src/yimen/overview/tests"
BROWSER, WALK = ("-m", "browser"), "src/yimen/config/tests/test_programme_walk.py"
LONG_BROWSER = ("-m", "long or not long")

ACTIONS = (
    held_by("专项行动：识读本通知和另外二十五份，人核对后登记", f"{PROGRAMME}/notices/tests"),
    held_by("专项行动：每个部门各自的时限、送达和上报", f"{PROGRAMME}/tests/test_notice.py"),
    held_by("专项行动：灯由数据和日期亮起", f"{PROGRAMME}/tests/test_lights.py", f"{PROGRAMME}/tests/test_gauges.py"),
    held_by("专项行动：预计带区间", f"{PROGRAMME}/tests/test_forecast.py"),
    held_by("专项行动：会议、议定事项成为任务", f"{PROGRAMME}/meetings/tests"),
    held_by("专项行动：督办函发出、签收、答复、凭上报办结", f"{PROGRAMME}/letters/tests"),
    held_by("专项行动：每日一次汇总提醒，免打扰时段", f"{PROGRAMME}/digests/tests"),
    held_by("专项行动：月报和总结报告据账本状态编制，可重算", f"{PROGRAMME}/reporting/tests"),
)

SELF = (held_by("自查：清单、轮次、预填与矛盾、退回、签发、可信度", "src/yimen/inspections/self_inspection/tests"),)

ON_FOOT = (
    held_by("督查：抽取可由任何人凭公布的种子重放", f"{VISITS}/test_draw.py"),
    held_by("督查：到访前对象对任何人封存", f"{VISITS}/test_sealing.py"),
    held_by("督查：手机离线记录，不丢不重", f"{VISITS}/test_phone.py"),
    held_by("督查：照片自带的时间和位置与记录核对", f"{VISITS}/test_exif.py"),
    held_by("督查：断网的手机，页面被杀后恢复，同步前更正", *BROWSER, f"{VISITS}/test_in_browser.py"),
    held_by("督查：看够了的规则，错误率守得住", f"{VISITS}/test_stopping.py"),
)

CHAIN = (
    held_by("疑点：听取之后才算，须两个独立来源或督查人员亲见", f"{RIGHTED}/hearing/tests"),
    held_by(
        "整改：下达、签收、延期、复核、销号、反弹",
        f"{RIGHTED}/tests/test_lifecycle.py",
        f"{RIGHTED}/tests/test_recheck.py",
        f"{RIGHTED}/tests/test_paper_orders.py",
    ),
    held_by("整改：升级阶梯的天数由两人定，只管以后的措施", f"{RIGHTED}/ladder/tests"),
    held_by("整改：纸质送达，送达回证扫描归卷", "src/yimen/documents/serving/tests"),
    held_by("移交：案卷离线可核，改动一处即被发现", f"{RIGHTED}/tests/test_referral.py"),
    held_by("公布：公开的数与账本重数相等，藏起一条即被发现", f"{RIGHTED}/publishing/tests"),
    held_by(
        "疑点：被申辩后撤回；另一条移交，案卷由离线进程核验（浏览器）",
        *LONG_BROWSER,
        f"{RIGHTED}/tests/test_in_browser.py",
    ),
)

REPORTS = (
    held_by("报告：首页与月报", f"{OVERVIEW}/test_home.py", f"{OVERVIEW}/test_reports.py"),
    held_by(
        "驾驶舱：每个数字打开它的明细，变化逐项对得上", f"{OVERVIEW}/test_cockpit.py", f"{OVERVIEW}/test_treemap.py"
    ),
    held_by("省市：县区并列带区间，偶然的差别不分高低", f"{OVERVIEW}/test_regions.py"),
    held_by("大屏：凭设备密钥，断网、跨零点照常", *LONG_BROWSER, f"{OVERVIEW}/test_wall.py"),
    held_by("公开数据：攻击者减不出小数，可重新计算", "src/yimen/evidence/opening/tests"),
    held_by("全程：从粘贴通知到总结报告（浏览器，时间推移）", *BROWSER, WALK),
)

LIST = Listing(
    "oversight",
    (*ACTIONS, *SELF, *ON_FOOT, *CHAIN, *REPORTS),
    (
        ("专项行动：核对通知", "make run 后以 officer 打开 /programme/notices/"),
        ("专项行动：会议、督办函、报告", "make run 后以 officer 打开 /programme/meetings/ 及其页签"),
        ("专项行动：每日汇总", "make run 后以 liaison_police 打开 /programme/digests/"),
        ("自查：轮次与部门自查表", "make run 后以 officer 打开 /inspections/self/；docs/inspections.md"),
        ("整改：升级阶梯的天数", "make run 后以 officer 打开 /rectification/ladder/"),
        ("驾驶舱：变化、部门地图、大屏", "make run 后以 leader 打开 /cockpit/ 和 /wall/230522000000/；docs/cockpit.md"),
        ("省市：县区并列", "make run 后以 city_leader 或 province_leader 打开 /cockpit/"),
        ("公开数据：下载页", "make run 后打开 /portal/230522000000/data/"),
        (
            "疑点：职责到反弹的一条链",
            "make run 后以 officer 打开 /rectification/findings/，打开一条疑点，按“一条链看全”；docs/rectification.md",
        ),
    ),
)  # fmt: skip
