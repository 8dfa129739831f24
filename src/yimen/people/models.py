"""机构与人员 as nouns: who there is, where, and from when to when."""

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from yimen.ledger.models import Attested
from yimen.people.rules import ROLE_CHOICES


class Region(Attested):
    """行政区划: a node of the tree province, city, county, township (GB/T 2260, twelve digits)."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省"
        CITY = "city", "市"
        COUNTY = "county", "县（区）"
        TOWNSHIP = "township", "乡镇（街道）"

    code = models.CharField("区划代码", max_length=12, primary_key=True)
    name = models.CharField("名称", max_length=60)
    level = models.CharField("层级", max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级区划"
    )

    class Meta:
        verbose_name = verbose_name_plural = "行政区划"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Dated(Attested):
    """Something in force from a day to a day, both included; without an end it is still in force."""

    valid_from = models.DateField("起始日期")
    valid_to = models.DateField("终止日期", null=True, blank=True)

    class Meta:
        abstract = True

    def in_force(self, day: date) -> bool:
        """True when that day lies in the validity."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def lasted(self) -> bool:
        """False when it was undone on the day on which it began."""
        return self.valid_to is None or self.valid_to >= self.valid_from


def in_force(day: date, prefix: str = "") -> Q:
    """The condition that picks the dated rows in force on a day; `prefix` such as "codes__" follows a relation."""
    upper = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": day})
    return Q(**{f"{prefix}valid_from__lte": day}) & upper


class Department(Attested):
    """部门: a unit that implements service items (实施主体), or the bureau and the hall themselves."""

    class Kind(models.TextChoices):
        BUREAU = "bureau", "营商环境主管部门"
        CENTRE = "centre", "政务服务中心"
        UNIT = "unit", "政务服务单位"
        VERTICAL = "vertical", "垂直管理单位"
        TOWNSHIP = "township", "乡镇"

    region = models.ForeignKey(Region, models.PROTECT, related_name="departments", verbose_name="所属区划")
    code = models.CharField("部门编号", max_length=20)
    name = models.CharField("名称", max_length=80)
    short_name = models.CharField("简称", max_length=30)
    kind = models.CharField("类别", max_length=10, choices=Kind.choices, default=Kind.UNIT)

    class Meta:
        verbose_name = verbose_name_plural = "部门"
        ordering = ["region", "code"]
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="department_code_once_a_region")]

    def __str__(self) -> str:
        return self.short_name


class DepartmentCode(Dated):
    """部门统一社会信用代码: a department's code, which changes at reorganisations and is never rewritten."""

    department = models.ForeignKey(Department, models.PROTECT, related_name="codes", verbose_name="部门")
    code = models.CharField("统一社会信用代码", max_length=18)

    class Meta:
        verbose_name = verbose_name_plural = "部门代码"
        constraints = [
            models.UniqueConstraint(fields=["department", "valid_from"], name="department_code_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="department_code_dates"
            ),
        ]

    def __str__(self) -> str:
        return self.code


class DepartmentSet(Attested):
    """部门集合: a named set that notices speak of, such as 各政务服务单位."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="department_sets", verbose_name="所属区划")
    code = models.CharField("集合编号", max_length=30)
    name = models.CharField("名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "部门集合"
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="department_set_once_a_region")]

    def __str__(self) -> str:
        return self.name


class DepartmentSetMember(Dated):
    """部门集合成员: which department belonged to a set from when to when."""

    department_set = models.ForeignKey(DepartmentSet, models.PROTECT, related_name="members", verbose_name="部门集合")
    department = models.ForeignKey(Department, models.PROTECT, related_name="memberships", verbose_name="部门")

    class Meta:
        verbose_name = verbose_name_plural = "部门集合成员"
        constraints = [
            models.UniqueConstraint(fields=["department_set", "department", "valid_from"], name="set_member_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.department_set}：{self.department}"


class User(AbstractBaseUser, Attested):
    """账号: who signs in. A position rather than a person's name is shown."""

    unattested_fields = {
        "password": "密码摘要不进账本",
        "last_login": "每次登录都会变，登录另有事件",
        "last_code": "每次登录都会变，登录另有事件",
    }

    username = models.CharField("账号", max_length=60, unique=True)
    display_name = models.CharField("显示名称", max_length=60)
    region = models.ForeignKey(Region, models.PROTECT, related_name="users", verbose_name="所属区划")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="users", verbose_name="部门"
    )
    email = models.EmailField("电子邮箱", blank=True)
    is_active = models.BooleanField("启用", default=True)
    # The time step (RFC 6238) of the last code used: a code, and any older one, works once.
    last_code = models.PositiveBigIntegerField("最近动态码时段", default=0)

    # Given by the system administrator, known to him, and so good for nothing but choosing one's own.
    password_given = models.BooleanField("须更换初始密码", default=False)

    objects = BaseUserManager["User"]()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.display_name


class RoleGrant(Dated):
    """角色授予: which role an account holds from when to when; never deleted, only ended."""

    user = models.ForeignKey(User, models.PROTECT, related_name="grants", verbose_name="账号")
    role = models.CharField("角色", max_length=30, choices=ROLE_CHOICES)
    granted_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授予人")

    class Meta:
        verbose_name = verbose_name_plural = "角色授予"
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"], condition=Q(valid_to__isnull=True), name="one_open_grant_a_role"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}：{self.get_role_display()}"


class Staff(Attested):
    """工作人员: somebody who works at a window or approves, known by work number (工号)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="staff", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="staff", verbose_name="部门")
    code = models.CharField("工号", max_length=30)
    name = models.CharField("姓名", max_length=40)
    account = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name="账号"
    )

    class Meta:
        verbose_name = verbose_name_plural = "工作人员"
        constraints = [models.UniqueConstraint(fields=["region", "code"], name="staff_code_once_a_region")]

    def __str__(self) -> str:
        return self.code


class LeadingGroupMember(Dated):
    """领导小组成员: a position (never a person's name) in the leading group of a special action (专项行动)."""

    class Place(models.TextChoices):
        LEADER = "leader", "组长"
        DEPUTY = "deputy", "副组长"
        MEMBER = "member", "组员"

    region = models.ForeignKey(Region, models.PROTECT, related_name="leading_group", verbose_name="所属区划")
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="部门"
    )
    position = models.CharField("职务", max_length=60)
    place = models.CharField("组内职务", max_length=10, choices=Place.choices)
    succeeds = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="successor", verbose_name="接替"
    )

    class Meta:
        verbose_name = verbose_name_plural = "领导小组成员"

    def __str__(self) -> str:
        return f"{self.get_place_display()}：{self.position}"


# The models of the room within the room: Django looks for a room's models here. They name ours from above.
from yimen.people.citizens.models import Attempts, Citizen, PhoneCode  # noqa: E402, F401
