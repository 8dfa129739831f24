"""分厅处置 as nouns: the decision on a branch hall, its request, its named people, its steps, and what data said."""

from django.db import models
from django.db.models import F, Q

from yimen.entry.branches.states import DECISION, OPEN
from yimen.entry.modes import Mode
from yimen.halls.branches.models import LegalBasis
from yimen.halls.models import Hall
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, Staff, User


class BranchDecision(Attested, Lifecycled):
    """分厅处置: what is to become of a branch hall, proposed by its department, decided by the county's government."""

    class Way(models.TextChoices):
        """处置方式. 厅内收件受理 stands in for want of room only, and only until a day (notice, task 3)."""

        KEEP = "keep", "纳入统一管理"
        MERGE = "merge", "并入综合大厅"
        CLOSE = "close", "限期关停"
        ACCEPT = "accept", "厅内收件受理（场地受限，临时）"

    region = models.ForeignKey(Region, models.PROTECT, related_name="branch_decisions", verbose_name="所属区划")
    hall = models.ForeignKey(Hall, models.PROTECT, related_name="decisions", verbose_name="分厅")
    department = models.ForeignKey(Department, models.PROTECT, related_name="branch_decisions", verbose_name="设立部门")
    way = models.CharField("处置方式", max_length=10, choices=Way.choices)
    reason = models.TextField("理由")
    basis = models.ForeignKey(
        LegalBasis, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="所依据的条文"
    )
    due_on = models.DateField("完成或到期日期", null=True, blank=True)  # 到期 of what is temporary
    cure_plan = models.TextField("场地整改方案", blank=True)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="拟报人"
    )
    words = models.CharField("退回意见", max_length=500, blank=True)
    opinion = models.CharField("审核意见", max_length=500, blank=True)
    examined_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审核人"
    )
    decided_on = models.DateField("决定日期", null=True, blank=True)
    decision_number = models.CharField("决定文号", max_length=60, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = DECISION

    class Meta:
        verbose_name = verbose_name_plural = "分厅处置"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["hall"], condition=Q(status__in=OPEN), name="one_open_branch_decision"),
            models.CheckConstraint(condition=~Q(way="keep") | Q(basis__isnull=False), name="kept_on_a_legal_basis"),
            models.CheckConstraint(condition=Q(way="keep") | Q(due_on__isnull=False), name="all_else_has_a_day"),
            models.CheckConstraint(condition=~Q(way="accept") | ~Q(cure_plan=""), name="no_room_has_a_cure_plan"),
        ]

    @property
    def moves_cases(self) -> bool:
        """Whether it can be seen in data that it was done: cases are taken in elsewhere than before."""
        return self.way != self.Way.KEEP

    def __str__(self) -> str:
        return f"{self.hall}：{self.get_way_display()}"


class WindowRequest(Attested):
    """进驻需求: how the department wants to be in the hall, with what, and what the centre arranged for it."""

    class Network(models.TextChoices):
        GOVERNMENT = "government", "电子政务外网"
        OWN_LINE = "own_line", "部门专线接入"
        BOTH = "both", "政务外网和部门专线"
        NONE = "none", "不需要"

    decision = models.OneToOneField(BranchDecision, models.PROTECT, related_name="request", verbose_name="分厅处置")
    mode = models.CharField("进驻方式", max_length=20, choices=Mode.choices)
    windows = models.PositiveIntegerField("需要窗口（个）")
    staff = models.PositiveIntegerField("进驻人员（人）")
    machines = models.CharField("设备", max_length=300, blank=True)
    network = models.CharField("网络", max_length=12, choices=Network.choices)
    arranged_windows = models.PositiveIntegerField("安排窗口（个）", null=True, blank=True)
    arranged = models.CharField("安排的楼层、窗口和设备", max_length=300, blank=True)
    arranged_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="安排人"
    )
    arranged_at = models.DateTimeField("安排时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "进驻需求"

    def __str__(self) -> str:
        return f"{self.get_mode_display()} {self.windows} 个窗口"


class BranchCollector(Attested):
    """分厅收件专人: somebody named to receive and accept in the hall while there is no room for the rest."""

    decision = models.ForeignKey(BranchDecision, models.PROTECT, related_name="collectors", verbose_name="分厅处置")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="工作人员")

    class Meta:
        verbose_name = verbose_name_plural = "分厅收件专人"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision", "staff"], name="collector_named_once")]

    def __str__(self) -> str:
        return str(self.staff)


class BranchStep(Attested):
    """处置步骤: a dated step with somebody responsible for it; done when its evidence was handed in."""

    decision = models.ForeignKey(BranchDecision, models.PROTECT, related_name="steps", verbose_name="分厅处置")
    number = models.PositiveIntegerField("序号")
    content = models.CharField("内容", max_length=300)
    responsible = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name="责任人")
    due = models.DateField("完成时限")

    class Meta:
        verbose_name = verbose_name_plural = "处置步骤"
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["decision", "number"], name="branch_step_number_once")]

    def __str__(self) -> str:
        return f"{self.number} {self.content}"


class StepEvidence(Attested):
    """步骤佐证: that a step was done, on which day, with a file kept under its digest and never replaced."""

    step = models.ForeignKey(BranchStep, models.PROTECT, related_name="evidence", verbose_name="处置步骤")
    done_on = models.DateField("完成日期")  # what the department says; recorded_at is when the server wrote it
    words = models.CharField("完成情况", max_length=500)
    file_name = models.CharField("文件名", max_length=200)
    digest = models.CharField("文件摘要", max_length=64)
    size = models.PositiveBigIntegerField("文件字节数")
    media_type = models.CharField("文件类型", max_length=100)
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="上报人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "步骤佐证"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.file_name


class BranchCheck(Attested):
    """转入核验: what data said after a branch should have been empty, with the figures that it said it by."""

    class Verdict(models.TextChoices):
        MOVED = "moved", "已转入"
        STILL = "still", "仍在分厅"
        THIN = "thin", "证据不足"

    decision = models.ForeignKey(BranchDecision, models.PROTECT, related_name="checks", verbose_name="分厅处置")
    verdict = models.CharField("结论", max_length=6, choices=Verdict.choices)
    words = models.CharField("依据", max_length=500)
    data_from = models.DateField("数据起始日期")
    data_to = models.DateField("数据截止日期")
    in_hall = models.PositiveIntegerField("综合大厅（件）")
    in_branch = models.PositiveIntegerField("分厅（件）")
    in_own_place = models.PositiveIntegerField("部门自有场所（件）")
    elsewhere = models.PositiveIntegerField("网上、其他大厅（件）")
    unknown = models.PositiveIntegerField("未载明地点（件）")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发起人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "转入核验"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(data_to__gte=F("data_from")), name="branch_check_dates"),
        ]

    def __str__(self) -> str:
        return f"{self.decision}：{self.get_verdict_display()}"
