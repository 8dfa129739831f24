"""排队叫号 as nouns: what a number is taken for, by which rules it is called, and what became of it."""

from django.db import models
from django.db.models import F, Q

from yimen.halls.appointments.models import Appointment, AppointmentDesk
from yimen.halls.queue.rules import label
from yimen.halls.queue.states import AT_WINDOW, TICKET
from yimen.halls.queue.waits import Interval
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Citizen, Dated, User


def _window(words: str) -> models.ForeignKey:
    return models.ForeignKey(
        "halls.Window", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words
    )


def _user(words: str) -> models.ForeignKey:
    return models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=words)


class QueueRules(Dated):
    """叫号规则: how a hall calls from a day on; changed rules are another row, so that every day keeps its own."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="queue_rules", verbose_name="大厅")
    run = models.PositiveSmallIntegerField(
        "连叫优先号至多", default=2, help_text="有人等候时，连叫这么多个优先号后必叫一个普通号。"
    )
    patience = models.PositiveSmallIntegerField(
        "普通号最多让行（分钟）", default=40, help_text="普通号等满后，后来的优先号不再插到前面。"
    )
    recalls = models.PositiveSmallIntegerField("过号前叫号次数", default=3)
    behind = models.PositiveSmallIntegerField("过号重排让几位", default=3)
    near = models.PositiveSmallIntegerField("前面还有几位时短信提醒", default=3)
    paper_from = models.PositiveSmallIntegerField("备用号从几号起", default=901)
    overnight = models.BooleanField("夜间不断号", default=False, help_text="24 小时大厅：零点前取的号，凌晨接着叫。")
    online = models.BooleanField("可以在手机上取号", default=True)
    kiosk_digest = models.CharField("取号机密钥摘要", max_length=64, blank=True)  # SHA-256, hexadecimal

    class Meta:
        verbose_name = verbose_name_plural = "叫号规则"
        ordering = ["hall", "-valid_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall"], condition=Q(valid_to__isnull=True), name="one_set_of_queue_rules_a_hall"
            ),
            models.CheckConstraint(condition=Q(run__gte=1, paper_from__gte=100), name="queue_rules_hold"),
        ]

    def __str__(self) -> str:
        return f"{self.hall} {self.valid_from}"


class QueueLine(Dated):
    """排队业务: what people take a number for at a hall, with the letter of its numbers."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="lines", verbose_name="大厅")
    prefix = models.CharField("号码字母", max_length=2)
    name = models.CharField("业务名称", max_length=40)
    note = models.CharField("办哪些事", max_length=200, blank=True, help_text="取号时看到的说明。")
    place = models.PositiveSmallIntegerField("取号机上的次序", default=1)
    desk = models.ForeignKey(
        AppointmentDesk, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="对应的预约窗口"
    )

    class Meta:
        verbose_name = verbose_name_plural = "排队业务"
        ordering = ["hall", "place", "prefix"]
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "prefix"], condition=Q(valid_to__isnull=True), name="line_letter_once_a_hall"
            )
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"


class LineItem(Dated):
    """业务所含事项: an item that people of a line come for. Named by its code: the catalogue is another room."""

    line = models.ForeignKey(QueueLine, models.PROTECT, related_name="items", verbose_name="排队业务")
    item_code = models.CharField("事项编码", max_length=80)

    class Meta:
        verbose_name = verbose_name_plural = "业务所含事项"
        ordering = ["line", "item_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "item_code"], condition=Q(valid_to__isnull=True), name="item_once_a_line"
            )
        ]

    def __str__(self) -> str:
        return self.item_code


class Serving(Dated):
    """窗口服务范围: a window serves a line; without a line it is a comprehensive window (综合窗口) and serves all."""

    window = models.ForeignKey("halls.Window", models.PROTECT, related_name="servings", verbose_name="窗口")
    line = models.ForeignKey(
        QueueLine, models.PROTECT, null=True, blank=True, related_name="servings", verbose_name="排队业务"
    )
    rank = models.PositiveSmallIntegerField(
        "先后", default=1, help_text="1 是本窗口主办；数大的，主办的没人等时才帮办。"
    )

    class Meta:
        verbose_name = verbose_name_plural = "窗口服务范围"
        ordering = ["window", "rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "line"], condition=Q(valid_to__isnull=True, line__isnull=False), name="serving_once"
            ),
            models.UniqueConstraint(
                fields=["window"], condition=Q(valid_to__isnull=True, line__isnull=True), name="serving_all_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.window} → {self.line or '全部业务'}"


class LineDay(models.Model):
    """发号器: the last number of a line on a day; taken in the transaction of the ticket, so there are no gaps."""

    not_attested = "发号器，号码本身在号票里"

    line = models.ForeignKey(QueueLine, models.PROTECT, related_name="+", verbose_name="排队业务")
    day = models.DateField("日期")
    last = models.PositiveSmallIntegerField("最后号码", default=0)
    last_paper = models.PositiveSmallIntegerField("最后备用号", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "发号器"
        constraints = [models.UniqueConstraint(fields=["line", "day"], name="one_dispenser_a_line_and_day")]

    def __str__(self) -> str:
        return f"{self.line} {self.day} {self.last}"


class QueueVersion(models.Model):
    """排队版本: a number that grows with each change of a hall's queue. Boards ask for it and not for the queue.

    Whoever changes the queue holds this row until his transaction ends, so that whose turn it is has one answer.
    """

    not_attested = "只说明排队有没有变化，内容在号票里"

    hall = models.OneToOneField("halls.Hall", models.PROTECT, related_name="+", verbose_name="大厅")
    number = models.BigIntegerField("版本", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "排队版本"

    def __str__(self) -> str:
        return f"{self.hall} {self.number}"


class WaitForecast(models.Model):
    """等候测算: what a day's published waits of a line rest on: like waits of the weeks before, and how many."""

    not_attested = "由历史号票推算，可随时重算"

    line = models.ForeignKey(QueueLine, models.PROTECT, related_name="forecasts", verbose_name="排队业务")
    day = models.DateField("日期")
    afternoon = models.BooleanField("下午")
    priority = models.BooleanField("优先人群")
    at_window = models.PositiveIntegerField("窗口用时中位数（秒）", null=True)
    samples = models.PositiveIntegerField("同类等候数")
    half_only = models.BooleanField("只取同半天")
    low = models.FloatField("下分位倍数", null=True)
    high = models.FloatField("上分位倍数", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "等候测算"
        constraints = [
            models.UniqueConstraint(fields=["line", "day", "afternoon", "priority"], name="one_forecast_a_half_day")
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.day}"


class Visit(Attested):
    """到厅: somebody comes to a hall, for one matter or several; each has its ticket."""

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="visits", verbose_name="大厅")
    day = models.DateField("日期")

    class Meta:
        verbose_name = verbose_name_plural = "到厅"
        ordering = ["-day", "-pk"]

    def __str__(self) -> str:
        return f"{self.hall} {self.day}"


class Ticket(AttestedPersonal, Lifecycled):
    """号票: one number of a line on a day. Times before `recorded_at` were declared: it was given out on paper."""

    personal_fields = ("phone",)

    class Group(models.TextChoices):
        ORDINARY = "", "普通"
        OLD = "old", "老年人"
        CHILD = "child", "携带婴幼儿"
        ILL = "ill", "病患"
        DISABLED = "disabled", "残疾人"
        PREGNANT = "pregnant", "孕妇"
        SOLDIER = "soldier", "军人及优抚对象"
        APPOINTMENT = "appointment", "预约"

    class Channel(models.TextChoices):
        KIOSK = "kiosk", "取号机"
        ONLINE = "online", "手机"
        APPOINTMENT = "appointment", "预约签到"
        CLERK = "clerk", "窗口代取"
        PAPER = "paper", "备用号（补录）"

    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="tickets", verbose_name="大厅")
    line = models.ForeignKey(QueueLine, models.PROTECT, related_name="tickets", verbose_name="排队业务")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="tickets", verbose_name="到厅")
    day = models.DateField("日期")
    prefix = models.CharField("号码字母", max_length=2)
    number = models.PositiveSmallIntegerField("号码")
    group = models.CharField("人群", max_length=12, choices=Group.choices, blank=True)
    channel = models.CharField("取号方式", max_length=12, choices=Channel.choices)
    secret = models.CharField("查询码摘要", max_length=64)
    request_key = models.CharField("请求编号", max_length=40, null=True, blank=True, unique=True)
    phone = models.CharField("提醒手机", max_length=20, blank=True)
    told_at = models.DateTimeField("提醒时间", null=True, blank=True)
    citizen = models.ForeignKey(
        Citizen, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="公众账号"
    )
    appointment = models.OneToOneField(
        Appointment, models.PROTECT, null=True, blank=True, related_name="ticket", verbose_name="预约"
    )
    taken_at = models.DateTimeField("取号时间")
    queued_at = models.DateTimeField("排队时间")  # whose turn it is goes by this
    called_at = models.DateTimeField("首次叫号时间", null=True, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)
    window = _window("窗口")
    wanted = _window("转往窗口")
    reason = models.CharField("原因", max_length=100, blank=True)
    entered_by = _user("补录人")
    # What was told when it was taken, so that it can be measured; nothing where nothing was told.
    ahead = models.PositiveSmallIntegerField("取号时前面几位", null=True, blank=True)
    guess = models.PositiveIntegerField("粗估等候（秒）", null=True, blank=True)
    low = models.PositiveIntegerField("公布的最短等候（秒）", null=True, blank=True)
    high = models.PositiveIntegerField("公布的最长等候（秒）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "号票"
        ordering = ["-day", "prefix", "number"]
        constraints = [
            # By its letter and not its line: a ticket that was sent to another line keeps its number.
            models.UniqueConstraint(fields=["hall", "day", "prefix", "number"], name="number_once_a_hall_and_day"),
            models.CheckConstraint(condition=Q(status__in=list(TICKET.states)), name="ticket_status"),
            models.CheckConstraint(
                condition=~Q(status__in=AT_WINDOW) | Q(window__isnull=False), name="ticket_at_a_window"
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "day", "status", "queued_at"], name="ticket_by_turn"),
            models.Index(fields=["line", "day"], name="ticket_by_line"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The number as it is printed and called."""
        return label(self.prefix, self.number)

    @property
    def published(self) -> Interval | None:
        """What was told of the wait when it was taken; None where too little was known."""
        return None if self.low is None or self.high is None else Interval(self.low, self.high)

    @property
    def priority(self) -> bool:
        """Whether it belongs to those who are served first."""
        return bool(self.group)

    @property
    def on_paper(self) -> bool:
        """Whether it was given out while the system was away, and entered afterwards."""
        return self.channel == self.Channel.PAPER


class TicketCall(Attested):
    """叫号记录: a ticket was called to a window, and what came of it there."""

    class End(models.TextChoices):
        OPEN = "", "未结束"
        DONE = "done", "办完"
        HELD = "held", "挂起"
        MOVED = "moved", "转窗口"
        MISSED = "missed", "过号"

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="calls", verbose_name="号票")
    hall = models.ForeignKey("halls.Hall", models.PROTECT, related_name="+", verbose_name="大厅")
    window = models.ForeignKey("halls.Window", models.PROTECT, related_name="calls", verbose_name="窗口")
    by = _user("叫号人")
    priority = models.BooleanField("叫的是优先号")
    called_at = models.DateTimeField("叫号时间")
    said_at = models.DateTimeField("最近一次播报")
    times = models.PositiveSmallIntegerField("叫号次数", default=1)
    begun_at = models.DateTimeField("开始办理", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)
    end = models.CharField("结果", max_length=10, choices=End.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "叫号记录"
        ordering = ["-called_at", "-pk"]
        constraints = [
            # The database itself lets a window have one person, and a person one window.
            models.UniqueConstraint(
                fields=["window"], condition=Q(ended_at__isnull=True), name="one_person_at_a_window"
            ),
            models.UniqueConstraint(
                fields=["ticket"], condition=Q(ended_at__isnull=True), name="one_window_for_a_person"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("called_at")), name="call_times"
            ),
        ]
        indexes = [
            models.Index(fields=["hall", "-called_at"], name="call_by_time"),
            models.Index(fields=["window", "-called_at"], name="call_by_window"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket} → {self.window}"


class Sitting(Attested):
    """开窗记录: who opened a window when and closed it when, as he did it on the console."""

    window = models.ForeignKey("halls.Window", models.PROTECT, related_name="sittings", verbose_name="窗口")
    by = models.ForeignKey(User, models.PROTECT, related_name="sittings", verbose_name="窗口人员")
    opened_at = models.DateTimeField("开窗时间")
    closed_at = models.DateTimeField("关窗时间", null=True, blank=True)
    reason = models.CharField("关窗原因", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "开窗记录"
        ordering = ["-opened_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["window"], condition=Q(closed_at__isnull=True), name="one_clerk_at_a_window"
            ),
            models.UniqueConstraint(fields=["by"], condition=Q(closed_at__isnull=True), name="one_window_a_clerk"),
        ]
        indexes = [models.Index(fields=["window", "-opened_at"], name="sitting_by_window")]

    def __str__(self) -> str:
        return f"{self.window} {self.by}"


class PaperBlock(Attested):
    """备用号段: numbers of a day kept for paper, printed or held by a kiosk before the system is away."""

    line = models.ForeignKey(QueueLine, models.PROTECT, related_name="paper_blocks", verbose_name="排队业务")
    day = models.DateField("日期")
    first = models.PositiveSmallIntegerField("第一个号")
    last = models.PositiveSmallIntegerField("最后一个号")
    at_kiosk = models.BooleanField("由取号机保管", default=False)
    by = _user("打印人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "备用号段"
        ordering = ["-day", "line", "first"]
        constraints = [
            models.UniqueConstraint(fields=["line", "day", "first"], name="paper_block_once"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="paper_block_numbers"),
        ]

    def __str__(self) -> str:
        return f"{label(self.line.prefix, self.first)}–{label(self.line.prefix, self.last)}"
