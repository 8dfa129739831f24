"""The whole path in a browser, as four roles: list in, entry declared, registers in, verified, verdict, finding, order,
reply, re-verified, closed, report; and at the end the ledger knows of all of it.
"""

import csv
import io
import re
import time
from datetime import date, timedelta
from datetime import time as clock
from io import StringIO
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import encrypt
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from yimen.common.workdays import china
from yimen.halls import services as halls
from yimen.halls.models import HallDay, Posting, Window
from yimen.ledger.models import Event
from yimen.people import services as people
from yimen.people.models import Department, Region, Staff, User
from yimen.rectification.models import Order

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CODE = "11999999MB2200102B4232001001000"
SECRET = "JBSWY3DPEHPK3PXP"
LIST = f"实施编码,事项名称,实施主体,事项类型,办件类型\n{CODE},居住证签发,公安局,行政确认,承诺件\n"
CASE_COLUMNS = (
    "case_no", "item_code", "department_code", "applicant_name", "applicant_id", "channel", "received_at",
    "accepted_at", "decided_at", "finished_at", "recorded_at", "window_code", "operator_code", "terminal", "result",
    "document_no",
)  # fmt: skip
RECORD_COLUMNS = (
    "record_no", "department_code", "item_code", "item_name", "holder_name", "holder_id", "applied_on", "issued_on",
    "document_no", "origin",
)  # fmt: skip
STEPS = {
    "people.signed_in", "exchange.importbatch.apply", "catalog.versions_begun", "entry.declared", "cases.imported",
    "evidence.run.finish", "rectification.finding_raised", "rectification.finding_explained",
    "rectification.finding.accept", "rectification.order_issued", "rectification.order.receive",
    "rectification.order.answer", "rectification.order.check", "rectification.order.close",
}  # fmt: skip
YEAR = (date(2023, 1, 1), date(2023, 12, 31))


def working_days(first: date, count: int) -> list[date]:
    """So many working days from a day on."""
    found, day = [], first
    while len(found) < count:
        if china().works(day):
            found.append(day)
        day += timedelta(days=1)
    return found


def sheet(columns: tuple[str, ...], rows: list[dict[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def person(number: int) -> tuple[str, str]:
    """Name and id (of an impossible region) of an applicant."""
    body = f"99999919{50 + number % 50:02}0101{number:03}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    names = "赵钱孙李周吴郑王冯陈"
    check = "10X98765432"[sum(int(a) * b for a, b in zip(body, weights, strict=True)) % 11]
    return f"{names[number % 10]}{names[number // 10 % 10]}一", body + check


def case(number: int, day: date) -> dict[str, str]:
    name, identity = person(number)
    times = ("received_at", "accepted_at", "decided_at", "finished_at", "recorded_at")
    hours = ("09:00:00", "09:10:00", "15:00:00", "15:30:00", "09:11:00")
    return {
        "case_no": f"C{day:%Y}{number:04}", "item_code": CODE, "department_code": "D01", "applicant_name": name,
        "applicant_id": identity, "channel": "window", "window_code": "W01", "operator_code": "P01",
        "terminal": "10.0.0.1", "result": "granted", "document_no": f"友公〔{day:%Y}〕{number}号",
        **{column: f"{day} {hour}" for column, hour in zip(times, hours, strict=True)},
    }  # fmt: skip


def record(number: int, day: date) -> dict[str, str]:
    name, identity = person(number)
    return {
        "record_no": f"R{day:%Y}{number:04}", "department_code": "D01", "item_code": CODE, "item_name": "居住证签发",
        "holder_name": name, "holder_id": identity, "applied_on": str(day), "issued_on": str(day),
        "document_no": f"友公〔{day:%Y}〕{number}号", "origin": "issued",
    }  # fmt: skip


@pytest.fixture
def hall(county: Region, police: Department) -> None:
    """The county's hall with one window, one clerk of the police there, open on working days."""
    main = halls.add_hall(by=None, region=county, code="H0", name="友谊县政务服务中心", kind="main")
    clerk = Staff(region=county, department=police, code="P01", name="窗口甲")
    people.register_staff(by=None, region=county, staff=[clerk])
    window = Window(hall=main, code="W01", terminal="10.0.0.1", valid_from=date(2022, 1, 1))
    halls.add_windows(by=None, region=county, windows=[window])
    posting = Posting(staff=clerk, window=window, valid_from=date(2022, 1, 1))
    halls.add_postings(by=None, region=county, postings=[posting])
    days = [*working_days(YEAR[0], 240), *working_days(timezone.localdate(), 60)]
    halls.add_hall_days(
        by=None, region=county,
        days=[HallDay(hall=main, date=day, opens_at=clock(8, 30), closes_at=clock(17)) for day in days],
    )  # fmt: skip


class Somebody:
    """A person at his own browser, signed in with password and code."""

    def __init__(self, browser: Browser, address: str, user: User) -> None:
        secret = {"data": {"secret": encrypt(SECRET)}}
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, defaults=secret)
        self.page: Page = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai").new_page()
        self.browser, self.address, self.user = browser, address, user
        self.go("/account/login/")
        self.page.get_by_label("账号").fill(user.username)
        self.page.get_by_label("密码").fill("a-long-Password-1")
        self.page.get_by_role("button", name=re.compile("下一步|登录")).click()
        self.page.locator("input[name=code]").fill(format_hotp_value(hotp_value(SECRET, int(time.time()) // 30)))
        self.page.get_by_role("button", name="登录").click()
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def again(self) -> "Somebody":
        """The same person some weeks later, signed in anew."""
        return Somebody(self.browser, self.address, self.user)

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.address}{path}")
        return self.page

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name, exact=True).click()

    def reads(self, words: str) -> None:
        expect(self.page.locator("body")).to_contain_text(words)

    def hands_in(self, kind: str, name: str, content: bytes) -> None:
        self.go("/cases/import/")
        self.page.get_by_label(kind, exact=True).check()
        self.page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
        self.page.locator("main form button[type=submit]").last.click()

    def verifies(self, first: date, last: date, purpose: str) -> None:
        self.go("/evidence/runs/")
        self.page.get_by_label("数据起始日期").first.fill(str(first))
        self.page.get_by_label("数据截止日期").first.fill(str(last))
        self.page.get_by_label("用途").select_option(purpose)
        self.press("开始核验")
        expect(self.page.get_by_role("progressbar")).to_be_visible()
        call_command("db_worker", batch=True, interval=0, verbosity=0, startup_delay=False, reload=False)
        expect(self.page.get_by_text("已完成")).to_be_visible(timeout=15_000)  # the page loads anew by itself


@pytest.fixture
def four(
    browser: Browser, live_server: Any, settings: Any, hall: None, officer: User, liaison: User, leader: User,
    audit_administrator: User,
) -> tuple[Somebody, Somebody, Somebody, Somebody]:  # fmt: skip
    """The officer, the police's liaison, the leader and the audit administrator."""
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    users = (officer, liaison, leader, audit_administrator)
    return tuple(Somebody(browser, live_server.url, user) for user in users)  # type: ignore[return-value]


def test_the_whole_path_from_list_to_report(four: tuple[Somebody, Somebody, Somebody, Somebody]) -> None:
    officer, liaison, leader, auditor = four

    # 清单导入
    officer.go("/catalog/lists/new/")
    upload = {"name": "清单.csv", "mimeType": "text/csv", "buffer": LIST.encode()}
    officer.page.locator("input[type=file]").set_input_files(upload)
    officer.press("读取并查看计划")
    officer.reads("还没有写入任何内容")
    officer.page.get_by_label("生效日期").fill("2022-01-01")
    officer.press("确认导入")
    officer.reads("新增 1 项")

    # 声明进驻
    liaison.go("/entry/")
    liaison.page.get_by_role("link", name="居住证签发").first.click()
    liaison.page.get_by_label("进驻方式").select_option("own_window")
    liaison.page.get_by_label("窗口编号").fill("W01")
    liaison.page.get_by_label("起始日期").fill("2022-06-01")
    liaison.press("提交声明")
    liaison.reads("自设窗口")

    # 办件和台账汇集：台账四十件，大厅只有二十件
    days = working_days(date(2023, 2, 1), 40)
    numbered = list(enumerate(days))
    officer.hands_in("办件", "办件.csv", sheet(CASE_COLUMNS, [case(n, day) for n, day in numbered if n % 2]))
    officer.reads("20")
    liaison.hands_in("部门台账", "台账.csv", sheet(RECORD_COLUMNS, [record(n, day) for n, day in numbered]))
    liaison.reads("40")

    # 核验与结论
    officer.verifies(*YEAR, purpose="regular")
    officer.go("/evidence/verdicts/?verdict=bypassed")
    officer.page.get_by_role("link", name="居住证签发").first.click()
    officer.reads("疑似体外循环")
    officer.reads("R2023")

    # 疑点：先听部门说明
    liaison.go("/rectification/findings/")
    liaison.page.get_by_role("link", name=re.compile("居住证签发")).first.click()
    liaison.page.get_by_label("内容").fill("其中部分在派出所受理，已着手改正。")
    liaison.page.get_by_label("核对属实").check()
    liaison.press("提交说明")
    officer.go("/rectification/findings/")
    officer.page.get_by_role("link", name=re.compile("居住证签发")).first.click()
    officer.reads("已着手改正")
    officer.page.get_by_label("认定意见").fill("台账与办件逐条核对，二十件没有大厅办件。")
    officer.press("认定属实")

    # 整改单：下达、签收、答复
    officer.page.get_by_label("整改要求").fill("全部改由大厅窗口受理。")
    officer.page.get_by_label("整改期限").fill(str(timezone.localdate() + timedelta(days=30)))
    officer.press("下达整改单")
    order_page = officer.page.url.removeprefix(officer.address)
    liaison.go(order_page)
    liaison.press("签收")
    liaison.page.get_by_label("内容").first.fill("派出所不再受理，人员已派驻大厅。")
    liaison.page.locator("input[type=file]").first.set_input_files(
        {"name": "派驻通知.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    liaison.press("提交答复")
    officer.go(order_page)
    officer.press("受理复核")
    assert Order.objects.get().status == "checking"
    answered_on = timezone.localdate()

    # 六十天以后：答复之后的每件都有大厅办件，核验到最新一天无问题，系统自动销号；差一天都不行
    later = list(enumerate(working_days(answered_on + timedelta(days=1), 25)))
    with time_machine.travel(timezone.now() + timedelta(days=60)):
        officer, liaison, leader = officer.again(), liaison.again(), leader.again()
        officer.hands_in("办件", "以后的办件.csv", sheet(CASE_COLUMNS, [case(n, day) for n, day in later]))
        liaison.hands_in("部门台账", "以后的台账.csv", sheet(RECORD_COLUMNS, [record(n, day) for n, day in later]))
        officer.verifies(answered_on + timedelta(days=1), later[-2][1], purpose="recheck")
        officer.go(order_page)
        officer.reads("期间不足")
        officer.verifies(answered_on + timedelta(days=1), later[-1][1], purpose="recheck")
        officer.go(order_page)
        officer.reads("已销号")

        # 首页和月报
        leader.go("/")
        leader.reads("实质运行率")
        month = timezone.localdate()
        report = leader.page.request.get(f"{leader.address}/reports/{month.year}/{month.month}/")
        assert report.headers["content-type"] == "application/pdf"
        assert report.body().startswith(b"%PDF")

    # 账本知道每一步，并且与每一行数据一致
    auditor.go("/ledger/")
    auditor.reads("rectification.order.close")
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert kinds >= STEPS, STEPS - kinds
    out = StringIO()
    with pytest.raises(SystemExit) as end:
        call_command("ledger", "verify", stdout=out, stderr=out)
    assert end.value.code != 1, out.getvalue()
