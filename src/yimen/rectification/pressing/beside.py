"""What an order's page shows beside the order: its service, time, assistance, rungs, and who was waited for."""

from typing import Any

from django.utils import timezone

from yimen.documents.serving.forms import ServeForm
from yimen.people.access import SignedRequest
from yimen.people.lifecycle import open_moves
from yimen.people.models import Department
from yimen.people.queries import may
from yimen.rectification.models import Order
from yimen.rectification.pressing.forms import AssistForm, DecisionForm, MoreTimeForm
from yimen.rectification.pressing.models import Delivery
from yimen.rectification.pressing.queries import held, next_step
from yimen.rectification.pressing.states import ASKED, TONES
from yimen.rectification.pressing.waiting import shares, spans
from yimen.rectification.queries import OWED


def beside(request: SignedRequest, order: Order) -> dict[str, Any]:
    """The context of the parts beside an order, with a form for each thing that the user may do now."""
    user, today = request.user, timezone.localdate()
    waited = spans(order, today)
    owing = order.status in OWED and user.department_id == order.department_id and may(user, "order.answer")
    other = may(user, "order.check") and order.issued_by_id != user.pk
    requests = list(order.more_time.select_related("asked_by"))
    asked = any(each.status == ASKED for each in requests)
    rungs = list(order.escalations.select_related("document__number", "delivery"))
    serves = may(user, "order.issue") and user.region_id == order.region_id
    return {
        "delivery": Delivery.objects.filter(order=order).select_related("by").first(),
        "serve_form": ServeForm(prefix="serve") if _may(order, user, "serve") else None,
        "more_time": [(each, TONES[each.status]) for each in requests],
        "more_time_form": MoreTimeForm(prefix="more") if owing and not asked else None,
        "settle_form": DecisionForm(prefix="settle") if other and asked else None,
        "assistance": order.assistance.select_related("department", "asked_by", "answered_by"),
        "assist_form": AssistForm(prefix="assist", departments=others(order)) if owing else None,
        "rungs": [
            {
                "step": each,
                "tone": TONES[each.status],
                "moves": _rung_moves(each, user, order),
                "served": getattr(each, "delivery", None),
                "serve_form": ServeForm(prefix=f"rung-{each.pk}")
                if serves and each.document_id and not hasattr(each, "delivery")
                else None,
            }
            for each in rungs
        ],
        "rung_form": DecisionForm(prefix="rung"),
        "referrals": order.referrals.order_by("pk"),
        "may_refer": may(user, "referral.send") and not held(order) and not order.referrals.exists(),
        "next": next_step(order, today),
        "spans": waited,
        "shares": shares(waited),
    }


def others(order: Order) -> Any:
    """The departments of the county that an order's own may ask to assist."""
    return Department.objects.filter(region=order.region_id).exclude(pk=order.department_id)


def _may(order: Order, user: Any, move: str) -> bool:
    return any(each.name == move for each in open_moves(order, user))


def _rung_moves(step: Any, user: Any, order: Order) -> set[str]:
    moves = {each.name for each in open_moves(step, user)}
    if user.department_id != order.department_id:
        moves.discard("dispute")
    return moves - {"lift", "uphold"} if order.issued_by_id == user.pk else moves
