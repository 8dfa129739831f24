"""授权 as nouns: the letters of a department's head, and the steps of items that they hand over."""

from django.db import models
from django.db.models import F, Q

from yimen.catalog.models import Item
from yimen.documents.models import IssuedDocument
from yimen.entry.authorisation.states import MANDATE
from yimen.entry.modes import Power
from yimen.ledger.models import Attested
from yimen.people.lifecycle import Lifecycled
from yimen.people.models import Dated, Department, Region, Staff, User


class Mandate(Dated, Lifecycled):
    """任命书或授权书: a letter by which a department's head puts a person on a post, or hands over steps of items."""

    class Kind(models.TextChoices):
        APPOINTMENT = "appointment", "任命书"
        AUTHORISATION = "authorisation", "授权书"

    class Post(models.TextChoices):
        """AB岗: who stands in for whom; both hold the same powers."""

        A = "a", "A岗"
        B = "b", "B岗"

    region = models.ForeignKey(Region, models.PROTECT, related_name="mandates", verbose_name="所属区划")
    department = models.ForeignKey(Department, models.PROTECT, related_name="mandates", verbose_name="签发部门")
    staff = models.ForeignKey(Staff, models.PROTECT, related_name="mandates", verbose_name="被授权人")
    kind = models.CharField("文种", max_length=20, choices=Kind.choices)
    post = models.CharField("岗位", max_length=1, choices=Post.choices)
    number = models.CharField("文号", max_length=60)
    # None for a letter of paper, taken in from the department's register.
    document = models.OneToOneField(
        IssuedDocument, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发文"
    )
    issued_on = models.DateField("签发日期")
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="签发人")
    announced_on = models.DateField("公示日期", null=True, blank=True)
    revoked_on = models.DateField("撤销日期", null=True, blank=True)  # from this day on it no longer holds
    revocation = models.CharField("撤销原因", max_length=300, blank=True)
    recorded_at = models.DateTimeField("登记时间", auto_now_add=True)

    STATES = MANDATE

    class Meta:
        verbose_name = verbose_name_plural = "任命书和授权书"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["region", "number"], name="mandate_number_once_a_region"),
            # A letter without an end would outlive the person's post.
            models.CheckConstraint(
                condition=Q(valid_to__isnull=False, valid_to__gte=F("valid_from")), name="mandate_has_an_end"
            ),
        ]
        indexes = [models.Index(fields=["department", "valid_to"], name="mandate_by_end")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


class Authorisation(Attested):
    """事项授权: one step of one item that a letter hands over; it holds as long as its letter does."""

    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="authorisations", verbose_name="授权书")
    item = models.ForeignKey(Item, models.PROTECT, related_name="authorisations", verbose_name="事项")
    power = models.CharField("办理环节", max_length=10, choices=Power.choices)

    class Meta:
        verbose_name = verbose_name_plural = "事项授权"
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mandate", "item", "power"], name="one_step_a_letter")]
        indexes = [models.Index(fields=["item", "power"], name="authorisation_by_item")]

    def __str__(self) -> str:
        return f"{self.item}：{self.get_power_display()}"
