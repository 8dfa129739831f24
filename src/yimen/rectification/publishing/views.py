"""The page of published counts, and the button that publishes the month that is over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.people.access import SignedRequest, requires
from yimen.people.queries import may
from yimen.rectification.publishing import services
from yimen.rectification.publishing.queries import month_before, standing_now, visible_counts


@requires("finding.read")
def counts(request: SignedRequest) -> HttpResponse:
    """What was published, month by month, beside how findings stand now."""
    rows, month = list(visible_counts(request.user)), month_before(timezone.localdate())
    own = [each for each in rows if each.region_id == request.user.region_id]
    context = {
        "rows": rows,
        "now": standing_now(request.user.region),
        "month": month,
        "may_publish": may(request.user, "finding.publish") and all(each.month != month for each in own),
    }
    return render(request, "rectification/counts.html", context)


@require_POST
@requires("finding.publish")
def publish(request: SignedRequest) -> HttpResponse:
    """The month that is over, published for good."""
    row = services.publish_counts(by=request.user, region=request.user.region)
    messages.success(request, f"{row.month:%Y 年 %m 月}的疑点数已公布，并记入存证账本。")
    return redirect("rectification:counts")
