"""办件 as nouns: what was done. This room knows nothing of what departments claim (进驻)."""

from django.db import models

from yimen.catalog.models import Item
from yimen.exchange.models import ImportBatch
from yimen.ledger.models import AttestedPersonal
from yimen.people.models import Department, Region


class Case(AttestedPersonal):
    """办件: one application in the hall's register, with the times that were declared and the time it was written.

    The one register for what is handled here (it then has a dossier) and what other systems hand in. Times are those
    of the source system. `recorded_at` is its server's clock, `imported_at` ours.
    """

    personal_fields = ("applicant_name", "applicant_id")

    class Channel(models.TextChoices):
        WINDOW = "window", "窗口"
        ONLINE = "online", "网上"
        POST = "post", "邮寄"
        UNKNOWN = "", "未载明"

    class Result(models.TextChoices):
        GRANTED = "granted", "准予"
        REFUSED = "refused", "不予"
        WITHDRAWN = "withdrawn", "撤回"
        PENDING = "pending", "在办"
        UNKNOWN = "", "未载明"

    region = models.ForeignKey(
        Region, models.PROTECT, db_index=False, related_name="cases", verbose_name="所属区划"
    )  # begins several indexes below
    department = models.ForeignKey(
        Department, models.PROTECT, db_index=False, related_name="cases", verbose_name="部门"
    )
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, db_index=False, related_name="cases", verbose_name="事项"
    )
    case_number = models.CharField("办件编号", max_length=50)
    item_code = models.CharField("事项编码（原文）", max_length=80, blank=True)
    applicant_name = models.CharField("申请人", max_length=200, blank=True)
    applicant_id = models.CharField("申请人证件号", max_length=40, blank=True)
    channel = models.CharField("申请渠道", max_length=10, choices=Channel.choices, blank=True)
    received_at = models.DateTimeField("收件时间", null=True, blank=True)
    accepted_at = models.DateTimeField("受理时间", null=True, blank=True)
    decided_at = models.DateTimeField("决定时间", null=True, blank=True)
    finished_at = models.DateTimeField("办结时间", null=True, blank=True)
    recorded_at = models.DateTimeField("入库时间", null=True, blank=True)
    window_code = models.CharField("受理窗口", max_length=20, blank=True)
    operator_code = models.CharField("受理人工号", max_length=30, blank=True)
    terminal = models.CharField("受理终端", max_length=60, blank=True)
    result = models.CharField("办理结果", max_length=10, choices=Result.choices, blank=True)
    document_number = models.CharField("证照文书号", max_length=100, blank=True)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="cases", verbose_name="导入批次"
    )  # none: handled here
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "办件"
        ordering = ["-received_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["region", "case_number"], name="case_number_once_a_region")]
        indexes = [
            models.Index(fields=["region", "-received_at", "-id"], name="case_by_day"),
            models.Index(fields=["department", "-received_at", "-id"], name="case_of_department"),
            models.Index(fields=["item", "-received_at", "-id"], name="case_by_item"),
            models.Index(fields=["region", "channel", "-received_at", "-id"], name="case_by_channel"),
            models.Index(fields=["region", "result", "-received_at", "-id"], name="case_by_result"),
            # What is handled here, by whom it is for: how a firm finds its own.
            models.Index(fields=["applicant_id"], name="case_by_applicant", condition=models.Q(batch__isnull=True)),
        ]

    def __str__(self) -> str:
        return self.case_number


class RegisterRecord(AttestedPersonal):
    """部门台账记录: what a department says it issued or handled, from its own ledger."""

    personal_fields = ("holder_name", "holder_id")

    class Origin(models.TextChoices):
        ISSUED = "issued", "新办"
        RENEWED = "renewed", "延续"
        CHANGED = "changed", "变更"
        MIGRATED = "migrated", "历史数据迁移"
        EX_OFFICIO = "ex_officio", "依职权"
        UNKNOWN = "", "未载明"

    region = models.ForeignKey(Region, models.PROTECT, related_name="register_records", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="register_records", verbose_name="部门")
    item = models.ForeignKey(
        Item, models.PROTECT, null=True, blank=True, related_name="register_records", verbose_name="事项"
    )
    record_number = models.CharField("台账编号", max_length=50)
    item_code = models.CharField("事项编码（原文）", max_length=80, blank=True)
    item_name = models.CharField("事项名称（原文）", max_length=1000, blank=True)
    holder_name = models.CharField("持有人", max_length=200, blank=True)
    holder_id = models.CharField("持有人证件号", max_length=40, blank=True)
    applied_on = models.DateField("申请日期", null=True, blank=True)
    issued_on = models.DateField("发证日期", null=True, blank=True)
    document_number = models.CharField("证照文书号", max_length=100, blank=True)
    origin = models.CharField("来源", max_length=10, choices=Origin.choices, blank=True)
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="register_records", verbose_name="导入批次")
    imported_at = models.DateTimeField("导入时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "部门台账记录"
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "department", "record_number"], name="record_number_once_a_department"
            )
        ]
        indexes = [
            models.Index(fields=["region", "-issued_on", "-id"], name="record_by_day"),
            models.Index(fields=["region", "department", "-issued_on", "-id"], name="record_by_department"),
            models.Index(fields=["item", "-issued_on", "-id"], name="record_by_item"),
            models.Index(fields=["region", "origin", "-issued_on", "-id"], name="record_by_origin"),
            models.Index(fields=["region", "record_number"], name="record_by_number"),
        ]

    def __str__(self) -> str:
        return self.record_number


# The models of the room within the room: Django looks for a room's models here. They name ours by their labels.
from yimen.cases.applying.models import (  # noqa: E402
    Draft,
    DraftAnswer,
    DraftPaper,
    OnlineApplication,
    Remembered,
)
from yimen.cases.archiving.models import Archive, ArchivedFile, Disposal, Hold  # noqa: E402
from yimen.cases.arriving.models import PlatformRecord  # noqa: E402
from yimen.cases.bundles.models import Bundle, BundledCase  # noqa: E402
from yimen.cases.clocks.models import Reminder, RunningClock  # noqa: E402
from yimen.cases.firms.models import Firm, FirmAct, Representative, RepresentedItem  # noqa: E402
from yimen.cases.handling.models import (  # noqa: E402
    AcceptanceException,
    Answer,
    CaseSerial,
    Consultation,
    Delivery,
    Dossier,
    Extension,
    Notice,
    Paper,
    Pause,
    Step,
)
from yimen.cases.handovers.models import HandedCase, Handover  # noqa: E402
from yimen.cases.numbers.models import SerialNumber  # noqa: E402
from yimen.cases.papers.models import CaseDocument, Served  # noqa: E402
from yimen.cases.plans.models import PlannedProcedure, PlannedStep, StepPlan  # noqa: E402
from yimen.cases.posting.models import Parcel, ParcelStop  # noqa: E402
from yimen.cases.visits.models import CaseVisit  # noqa: E402

__all__ = [
    "AcceptanceException",
    "Answer",
    "Archive",
    "ArchivedFile",
    "Bundle",
    "BundledCase",
    "Case",
    "CaseDocument",
    "CaseSerial",
    "CaseVisit",
    "Consultation",
    "Delivery",
    "Disposal",
    "Dossier",
    "Draft",
    "DraftAnswer",
    "DraftPaper",
    "Extension",
    "Firm",
    "FirmAct",
    "HandedCase",
    "Handover",
    "Hold",
    "Notice",
    "OnlineApplication",
    "Paper",
    "Parcel",
    "ParcelStop",
    "Pause",
    "PlannedProcedure",
    "PlannedStep",
    "PlatformRecord",
    "RegisterRecord",
    "Remembered",
    "Reminder",
    "Representative",
    "RepresentedItem",
    "RunningClock",
    "SerialNumber",
    "Served",
    "Step",
    "StepPlan",
]  # fmt: skip
