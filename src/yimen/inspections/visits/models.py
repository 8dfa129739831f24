"""明察暗访 as nouns: scripts, plans with their draw, visits with sealed targets, what was seen, and who signed it."""

from django.db import models
from django.db.models import F, Q

from yimen.catalog.models import ItemVersion
from yimen.inspections.visits.states import PLAN, VISIT
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Department, Region, User
from yimen.rectification.models import Finding


class Where(models.TextChoices):
    """地点."""

    HALL = "hall", "大厅"
    DEPARTMENT = "department", "部门"
    PHONE = "phone", "电话"


class VisitScript(Attested):
    """暗访脚本: what is asked, in order, at the hall and then at the department; a new edition is a new row."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="visit_scripts", verbose_name="所属区划")
    name = models.CharField("名称", max_length=60)
    number = models.PositiveIntegerField("版本号")
    made_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="编写人")
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "暗访脚本"
        ordering = ["name", "-number"]
        constraints = [models.UniqueConstraint(fields=["region", "name", "number"], name="visit_script_once")]

    def __str__(self) -> str:
        return f"{self.name}（第{self.number}版）"


class ScriptStep(Attested):
    """脚本步骤: where to go, what to ask as anybody would, and what to look at."""

    script = models.ForeignKey(VisitScript, models.PROTECT, related_name="steps", verbose_name="暗访脚本")
    place = models.PositiveSmallIntegerField("序号")
    where = models.CharField("地点", max_length=12, choices=Where.choices)
    ask = models.CharField("怎么问", max_length=300)
    look = models.CharField("看什么", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "脚本步骤"
        ordering = ["script", "place"]
        constraints = [models.UniqueConstraint(fields=["script", "place"], name="script_step_once_a_place")]

    def __str__(self) -> str:
        return self.ask


class VisitPlan(Attested, Lifecycled):
    """督查计划: how many visits in which time, drawn by weight; the seed is committed to before, shown afterwards.

    `sealed_secret` opens only to the draw; `secret` is empty until the plan is revealed. `beacon` is public randomness
    from a source and a day that were named when the seed was committed.
    """

    region = models.ForeignKey(Region, models.PROTECT, related_name="visit_plans", verbose_name="所属区划")
    script = models.ForeignKey(VisitScript, models.PROTECT, related_name="plans", verbose_name="暗访脚本")
    title = models.CharField("名称", max_length=100)
    period_from = models.DateField("最早督查日期")
    period_to = models.DateField("最晚督查日期")
    visits_wanted = models.PositiveSmallIntegerField("督查次数")
    floor_days = models.PositiveSmallIntegerField("最长未督查天数")
    weight_wrong = models.PositiveSmallIntegerField("权重：每项疑似不实事项")
    weight_findings = models.PositiveSmallIntegerField("权重：每条未办结疑点")
    weight_credibility = models.PositiveSmallIntegerField("权重：自查每被推翻一成")
    weight_months = models.PositiveSmallIntegerField("权重：距上次督查每月")
    sealed_secret = models.TextField("封存的密值")
    commitment = models.CharField("种子承诺", max_length=64)
    frame_digest = models.CharField("抽签名单摘要", max_length=64)
    committed_at = models.DateTimeField("承诺时间", auto_now_add=True)
    beacon_source = models.CharField("公开随机数来源", max_length=100)
    beacon_on = models.DateField("公开随机数日期")
    beacon = models.CharField("公开随机数", max_length=200, blank=True)
    drawn_at = models.DateTimeField("抽签时间", null=True, blank=True)
    secret = models.CharField("密值", max_length=64, blank=True)

    STATES = PLAN

    class Meta:
        verbose_name = verbose_name_plural = "督查计划"
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="visit_plan_dates")]

    def __str__(self) -> str:
        return self.title


class Candidate(Attested):
    """抽签部门: a department in a plan's draw with what its weight was made of, as of the day of the commitment."""

    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="candidates", verbose_name="督查计划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="+", verbose_name="部门")
    wrong = models.PositiveIntegerField("疑似不实事项数")
    findings = models.PositiveIntegerField("未办结疑点数")
    refuted_tenths = models.PositiveSmallIntegerField("自查被推翻（成）", null=True, blank=True)
    months = models.PositiveSmallIntegerField("距上次督查月数")
    weight = models.PositiveIntegerField("权重")
    must = models.BooleanField("到期必查")

    class Meta:
        verbose_name = verbose_name_plural = "抽签部门"
        ordering = ["-must", "-weight", "department__code"]
        constraints = [models.UniqueConstraint(fields=["plan", "department"], name="candidate_once_a_plan")]

    def __str__(self) -> str:
        return f"{self.department}：{self.weight}"


class PlanInspector(Attested):
    """参加抽签的督查人员."""

    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="inspectors", verbose_name="督查计划")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督查人员")
    own_department = models.CharField("所属部门编号", max_length=20, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "参加抽签的督查人员"
        ordering = ["user__username"]
        constraints = [models.UniqueConstraint(fields=["plan", "user"], name="inspector_once_a_plan")]

    def __str__(self) -> str:
        return str(self.user)


class PairBefore(Attested):
    """以往搭档次数: how often two of a plan's inspectors went together before it, as the draw counts it."""

    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="pairs_before", verbose_name="督查计划")
    first = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督查人员一")
    second = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督查人员二")
    times = models.PositiveSmallIntegerField("次数")

    class Meta:
        verbose_name = verbose_name_plural = "以往搭档次数"
        constraints = [models.UniqueConstraint(fields=["plan", "first", "second"], name="pair_once_a_plan")]

    def __str__(self) -> str:
        return f"{self.first}、{self.second}：{self.times}"


class Visit(Attested, Lifecycled):
    """督查: two inspectors and a target that nobody sees before one of them opens it; then it stands in `department`.

    `commitment` is SHA-256 of nonce, number and the department's code, so that the target cannot be changed unseen.
    """

    plan = models.ForeignKey(VisitPlan, models.PROTECT, related_name="visits", verbose_name="督查计划")
    region = models.ForeignKey(Region, models.PROTECT, related_name="visits", verbose_name="所属区划")
    number = models.PositiveSmallIntegerField("序号")
    first = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督查人员一")
    second = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="督查人员二")
    sealed = models.TextField("封存的对象")
    commitment = models.CharField("对象承诺", max_length=64)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name="督查对象"
    )
    nonce = models.CharField("对象随机数", max_length=64, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="启封人")
    opened_at = models.DateTimeField("启封时间", null=True, blank=True)
    reason = models.CharField("取消原因", max_length=300, blank=True)

    STATES = VISIT

    class Meta:
        verbose_name = verbose_name_plural = "督查"
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="visit_once_a_number"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="visit_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.plan}第{self.number}次"


class Captured(Attested):
    """What a phone recorded: under a key of its own, with its clock's time and how far that clock was off."""

    key = models.UUIDField("手机端编号", unique=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="记录人")
    taken_at = models.DateTimeField("手机记录时间")
    drift = models.IntegerField("手机时钟偏差（秒）")
    clock_turned = models.BooleanField("离线期间时钟被调过", default=False)
    latitude = models.FloatField("纬度", null=True, blank=True)
    longitude = models.FloatField("经度", null=True, blank=True)
    accuracy = models.FloatField("定位精度（米）", null=True, blank=True)
    received_at = models.DateTimeField("服务器收到时间", auto_now_add=True)

    class Meta:
        abstract = True


class Observation(Captured):
    """现场记录: what came of a step; coded, with words, no name of a clerk. Never changed, only replaced."""

    class Outcome(models.TextChoices):
        """结果."""

        ACCEPTED_HALL = "accepted_hall", "大厅窗口当场可办"
        SENT_AWAY = "sent_away", "大厅窗口让到部门去办"
        CANNOT = "cannot", "大厅窗口表示不能办"
        NOBODY = "nobody", "大厅窗口无人"
        REFERRED_HALL = "referred_hall", "部门引导到大厅办理"
        ACCEPTED_DEPARTMENT = "accepted_department", "部门自行收件办理"
        SEEN = "seen", "现场所见（不作判断）"
        NOT_ASKED = "not_asked", "没有问成"

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="observations", verbose_name="督查")
    step = models.ForeignKey(
        ScriptStep, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="脚本步骤"
    )
    item = models.ForeignKey(ItemVersion, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="事项")
    where = models.CharField("地点", max_length=12, choices=Where.choices)
    outcome = models.CharField("结果", max_length=20, choices=Outcome.choices)
    words = models.TextField("情况", blank=True)
    digest = models.CharField("内容摘要", max_length=64)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="更正的记录"
    )

    class Meta:
        verbose_name = verbose_name_plural = "现场记录"
        ordering = ["taken_at", "pk"]

    def __str__(self) -> str:
        return f"{self.visit_id}：{self.get_outcome_display()}"


class Photo(Captured):
    """现场照片: its SHA-256 was taken on the phone at the moment of capture; whole once `whole_at` says when."""

    observation = models.ForeignKey(Observation, models.PROTECT, related_name="photos", verbose_name="现场记录")
    digest = models.CharField("SHA-256 摘要", max_length=64)
    size = models.PositiveIntegerField("字节数")
    whole_at = models.DateTimeField("收全时间", null=True, blank=True)
    # What the camera wrote beside the picture, and in what it differs from the record (empty: in nothing it says).
    camera_at = models.DateTimeField("照片自带拍摄时间", null=True, blank=True)
    doubts = models.CharField("与记录不符之处", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "现场照片"
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.digest[:12]


class VisitSignature(Attested):
    """督查签字: one of the two inspectors signs the digest of everything that was recorded, with his own login."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="signatures", verbose_name="督查")
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="签字人")
    digest = models.CharField("记录摘要", max_length=64)
    signed_at = models.DateTimeField("签字时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查签字"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "by", "digest"], name="signed_once_a_digest")]

    def __str__(self) -> str:
        return f"{self.visit_id}：{self.by}"


class VisitFinding(Attested):
    """督查疑点: the finding that came of a visit, or the open one that it bears out."""

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings", verbose_name="督查")
    finding = models.ForeignKey(Finding, models.PROTECT, related_name="+", verbose_name="疑点")
    raised = models.BooleanField("由本次督查提出")

    class Meta:
        verbose_name = verbose_name_plural = "督查疑点"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["visit", "finding"], name="finding_once_a_visit")]

    def __str__(self) -> str:
        return f"{self.visit_id}：{self.finding_id}"
