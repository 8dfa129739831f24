"""办件与省平台 in the demonstration: a step that the platform refuses, so that the counter has something to put right.

Every step of the cases that are handled here has put its message already; they are sent with the others.
"""

from datetime import timedelta

from django.utils import timezone

from yimen.cases.handling.models import Dossier
from yimen.cases.handling.states import ACCEPTED
from yimen.exchange.platform import services
from yimen.exchange.platform.models import OutboxMessage
from yimen.people.models import Region, User


def load_linking(region: Region, approver: User) -> OutboxMessage:
    """The message of a step that ended before it began, as a department's clock that runs wrong would tell it."""
    rows = Dossier.objects.filter(region=region, department=approver.department, status=ACCEPTED)
    dossier = rows.select_related("case", "version").order_by("-case")[0]
    now = timezone.now()
    fields = {
        "case_number": dossier.number,
        "item_code": dossier.version.code[:36],
        "step": "现场核查",
        "action": "通过",
        "opinion": "现场与申请内容一致。",
        "started_at": now,
        "ended_at": now - timedelta(hours=2),
    }
    return services.put(by=approver, region=region, stream=dossier.number, kind="process", fields=fields)
