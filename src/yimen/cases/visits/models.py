"""到厅 of a case as a noun: on which visit to a hall something of it was done at a window."""

from django.db import models

from yimen.halls.models import Ticket, Visit
from yimen.ledger.models import Attested
from yimen.people.models import User


class CaseVisit(Attested):
    """办件到厅: something of a case was done while its people stood at a window with a number.

    The server takes the number from whom the clerk is serving at that moment; nobody types it. Two things done on one
    visit are two rows of that visit, and one time of coming.
    """

    class Act(models.TextChoices):
        RECEIVED = "received", "收件"
        SUPPLEMENTED = "supplemented", "补正"
        DELIVERED = "delivered", "领取"

    dossier = models.ForeignKey("cases.Dossier", models.PROTECT, related_name="visits", verbose_name="办理卷")
    visit = models.ForeignKey(Visit, models.PROTECT, related_name="+", verbose_name="到厅")
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="case_visits", verbose_name="号票")
    act = models.CharField("办了什么", max_length=12, choices=Act.choices)
    at = models.DateTimeField("时间")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="窗口人员")

    class Meta:
        verbose_name = verbose_name_plural = "办件到厅"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["dossier", "ticket", "act"], name="act_once_a_ticket_and_case"),
            models.CheckConstraint(
                condition=models.Q(act__in=("received", "supplemented", "delivered")), name="case_visit_act"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier} {self.ticket} {self.get_act_display()}"
