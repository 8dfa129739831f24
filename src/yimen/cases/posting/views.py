"""The desk asks the carrier where a posted letter is."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from yimen.cases.handling.queries import visible_to
from yimen.cases.posting import services
from yimen.people.access import SignedRequest, requires


@require_POST
@requires("cases.deliver")
def follow(request: SignedRequest, pk: int) -> HttpResponse:
    """The letter of the number, asked after."""
    dossier = get_object_or_404(visible_to(request.user), pk=pk)
    parcel = services.follow(dossier=dossier, tracking=request.POST.get("tracking", ""), now=timezone.now())
    messages.success(request, f"{parcel.tracking}：{parcel.get_state_display()}。")
    return redirect("cases:dossier", pk)
