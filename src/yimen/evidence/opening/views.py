"""The page on which the bureau releases a year's counts, with every version and whether it can be counted again."""

import hashlib

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from yimen.common.errors import Refused, said_in
from yimen.evidence.opening import queries, services
from yimen.evidence.opening.forms import ReleaseForm
from yimen.evidence.opening.models import OpenRelease
from yimen.people.access import SignedRequest, requires


@requires("data.publish")
def open_data(request: SignedRequest) -> HttpResponse:
    """The versions, newest first; POST releases another, or with `again` counts one anew and compares."""
    if "again" in request.POST:
        return _again(request)
    years = queries.years_of(request.user.region)
    form = ReleaseForm(request.POST or None, years)
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            row = services.release(by=request.user, region=request.user.region, **form.cleaned_data)
            messages.success(request, f"{row} 已发布，可在公众门户的“开放数据”下载。")
            return redirect("evidence:open_data")
    context = {"form": form, "years": years, "rows": queries.visible_releases(request.user)[:50]}
    return render(request, "evidence/open_data.html", context, status=422 if request.method == "POST" else 200)


def _again(request: SignedRequest) -> HttpResponse:
    asked = request.POST["again"]
    rows: list[OpenRelease] = list(queries.visible_releases(request.user).filter(pk=asked if asked.isdecimal() else 0))
    row = rows[0] if rows else get_object_or_404(OpenRelease, pk=0)
    try:
        same = hashlib.sha256(queries.counts_again(row)).hexdigest() == row.counts_digest
    except Refused as reason:
        messages.warning(request, str(reason))
        return redirect("evidence:open_data")
    if same:
        messages.success(request, f"{row}：由核验时保存的数据重新计算，与已发布的逐字节相同。")
    else:
        messages.error(request, f"{row}：重新计算的结果与已发布的不同，请告知系统管理员核对文件库和数据集。")
    return redirect("evidence:open_data")
