"""窗口人员 as nouns: leave, who stands in, the appraisal that hall and department agree on, and the handing over."""

from django.db import models
from django.db.models import F, Q

from yimen.halls.staffing.states import APPRAISAL, HANDOVER, LEAVE
from yimen.ledger.models import Attested, AttestedPersonal
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Staff, User


class Leave(AttestedPersonal, Lifecycled):
    """请假: on which days somebody will not be at his window; his department agrees, then the hall approves."""

    personal_fields = ("reason",)

    class Kind(models.TextChoices):
        ANNUAL = "annual", "年休假"
        PERSONAL = "personal", "事假"
        SICK = "sick", "病假"
        FAMILY = "family", "婚丧产假"
        OFFICIAL = "official", "公出"
        TRAINING = "training", "培训"
        SWAP = "swap", "调休"

    class Half(models.TextChoices):
        WHOLE = "", "全天"
        MORNING = "am", "上午"
        AFTERNOON = "pm", "下午"

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="leaves", verbose_name="工作人员")
    kind = models.CharField("假别", max_length=10, choices=Kind.choices)
    first_on = models.DateField("第一天")
    last_on = models.DateField("最后一天")
    half = models.CharField("时段", max_length=2, choices=Half.choices, blank=True)
    reason = models.CharField("事由", max_length=200, blank=True)
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    answer = models.CharField("不同意的原因", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "请假"
        ordering = ["-first_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="leave_dates"),
            models.CheckConstraint(condition=Q(half="") | Q(last_on=F("first_on")), name="half_of_one_day"),
            models.CheckConstraint(condition=Q(status__in=list(LEAVE.states)), name="leave_status"),
        ]
        indexes = [models.Index(fields=["staff", "first_on"], name="leave_by_staff")]

    def __str__(self) -> str:
        return f"{self.staff} {self.get_kind_display()} {self.first_on}"


class StandIn(Attested):
    """顶岗: whose leave a posting fills; by the posting he may accept at that window on those days."""

    leave = models.ForeignKey(Leave, models.PROTECT, related_name="stand_ins", verbose_name="请假")
    posting = models.OneToOneField("halls.Posting", models.PROTECT, related_name="stand_in", verbose_name="派驻")
    arranged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="安排人")
    arranged_at = models.DateTimeField("安排时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "顶岗"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.posting.staff} 顶 {self.leave.staff}"


class Appraisal(Attested, Lifecycled):
    """平时考核: a quarter's grade, proposed by the hall, confirmed by the department (公务员平时考核的四个等次)."""

    class Grade(models.TextChoices):
        GOOD = "good", "好"
        RATHER_GOOD = "rather_good", "较好"
        FAIR = "fair", "一般"
        POOR = "poor", "较差"

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="appraisals", verbose_name="工作人员")
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField("季度")
    grade = models.CharField("等次", max_length=12, choices=Grade.choices)
    hall_words = models.CharField("大厅意见", max_length=300)
    department_words = models.CharField("部门意见", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "平时考核"
        ordering = ["-year", "-quarter", "staff__code"]
        constraints = [
            models.UniqueConstraint(fields=["staff", "year", "quarter"], name="one_appraisal_a_quarter"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="appraisal_quarter"),
            models.CheckConstraint(condition=Q(status__in=list(APPRAISAL.states)), name="appraisal_status"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.year}年第{self.quarter}季度"


class ShiftHandover(Attested, Lifecycled):
    """交接班: what was open at a window when one clerk left it to another, signed by both."""

    window = models.ForeignKey("halls.Window", models.PROTECT, related_name="handovers", verbose_name="窗口")
    giver = models.ForeignKey(Staff, models.PROTECT, related_name="given_handovers", verbose_name="交班人")
    taker = models.ForeignKey(Staff, models.PROTECT, related_name="taken_handovers", verbose_name="接班人")
    written_at = models.DateTimeField("交班时间", auto_now_add=True)
    remark = models.CharField("说明", max_length=300, blank=True)
    answer = models.CharField("退回原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "交接班"
        ordering = ["-written_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="shift_between_two"),
            models.CheckConstraint(condition=Q(status__in=list(HANDOVER.states)), name="shift_handover_status"),
        ]

    def __str__(self) -> str:
        return f"{self.window} {self.giver} → {self.taker}"


class HandedThing(Attested):
    """交接事项: one thing that was open at the handover. What the system knows was written by it, not by hand."""

    class Kind(models.TextChoices):
        CASE = "case", "在办件"
        TICKET = "ticket", "排队号"
        SEAL = "seal", "印章"
        PAPER = "paper", "证照与材料"
        OTHER = "other", "其他"

    handover = models.ForeignKey(ShiftHandover, models.PROTECT, related_name="things", verbose_name="交接班")
    place = models.PositiveSmallIntegerField("次序")
    kind = models.CharField("种类", max_length=10, choices=Kind.choices)
    reference = models.CharField("编号", max_length=60, blank=True)
    words = models.CharField("内容", max_length=200)
    found = models.BooleanField("系统查出", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "交接事项"
        ordering = ["handover", "place"]
        constraints = [models.UniqueConstraint(fields=["handover", "place"], name="handed_thing_place")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.reference or self.words}"
