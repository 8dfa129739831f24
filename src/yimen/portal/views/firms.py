"""单位办事: the firms for which somebody may act, what he handed in to be allowed to, whom a firm named, its cases."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from yimen.cases.applying import queries as applying
from yimen.cases.applying.files import checked
from yimen.cases.firms import queries, services
from yimen.cases.firms.forms import AgentForm, PapersForm
from yimen.cases.firms.models import Representative
from yimen.cases.firms.states import ASKED, HELD, TONES
from yimen.cases.handling.models import Dossier
from yimen.common.errors import Refused
from yimen.common.page import Page
from yimen.common.page import page as paged
from yimen.people.models import Region
from yimen.portal.citizens import VOUCHED, CitizenRequest, for_citizen
from yimen.portal.views.account import tell
from yimen.portal.views.shared import page

MOST_ACTS = 20


@for_citizen
def firms(request: CitizenRequest, region: Region) -> HttpResponse:
    """The firms of the citizen, and the form by which another is added."""
    form = PapersForm(request.POST or None, request.FILES or None, region=region)
    if request.method == "POST" and form.is_valid():
        try:
            file = checked(form.cleaned_data["file"])
            services.hand_in_papers(
                citizen=request.citizen, code=form.cleaned_data["code"], name=form.cleaned_data["name"],
                upload=services.Upload(file.name, file.content),
                scope=form.scope if form.cleaned_data["part"] == PapersForm.AGENT else None,
            )  # fmt: skip
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "材料已提交。请带原件和身份证到政务服务大厅任一综合窗口核对，核对后生效。")
            return redirect("portal:firms", region.pk)
    context = {"rights": _rights(queries.firms_of(request.citizen)), "form": form, "citizen": request.citizen}
    return page(request, "portal/firms.html", region, 422 if request.method == "POST" else 200, **context)


def _rights(rows: object) -> list[tuple[Representative, str, bool, bool]]:
    """Each right with its tone, whether it holds today, and whether it can be ended."""
    today = timezone.localdate()
    return [(each, TONES[each.status], each.holds(today), each.status in (ASKED, HELD)) for each in rows]  # type: ignore[attr-defined]


def _right(request: CitizenRequest, pk: int) -> Representative:
    """A right of the citizen's that holds today; 404 for one that ended as for a stranger's."""
    return get_object_or_404(queries.acting(request.citizen, timezone.localdate()), pk=pk)


@for_citizen
def firm(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """One firm as the citizen may see it; its legal representative names agents here."""
    right = _right(request, pk)
    form = AgentForm(request.POST or None, region=region) if right.is_head else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            _must_be_vouched(request, right)
            given = form.cleaned_data
            agent = services.Agent(given["name"], given["person_id"], given["phone"])
            made = services.name_agent(citizen=request.citizen, head=right, agent=agent, scope=form.scope)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            tell(
                made.phone, f"{right.firm.name}委托您办理政务服务事项，委托编号 {made.number}，登录门户“单位办事”查看。"
            )
            messages.success(request, f"已委托，编号 {made.number}，现在就有效；随时可以终止。")
            return redirect("portal:firm", region.pk, pk)
    return _show(request, region, right, form)


def _must_be_vouched(request: CitizenRequest, right: Representative) -> None:
    """Nothing. Errors: Refused where the right rests on the identity, and this browser only showed a phone."""
    if right.basis == Representative.Basis.IDENTITY and not request.session.get(VOUCHED):
        raise Refused("委托他人要用省统一身份认证登录：请退出后用统一身份认证重新登录。")


def _show(request: CitizenRequest, region: Region, right: Representative, form: AgentForm | None) -> HttpResponse:
    rows: Page[Dossier] = paged(
        request, applying.firm_cases(right.firm, request.citizen, timezone.localdate()), size=20
    )
    head = right.is_head
    context = {
        "right": right,
        "page": rows,
        "form": form,
        "mandates": _rights(queries.mandates_of(right.firm)) if head else _rights([right]),
        "acts": queries.acts_of(right.firm)[:MOST_ACTS] if head else [],
    }
    return page(request, "portal/firm.html", region, 422 if request.method == "POST" else 200, **context)


@for_citizen
def end(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The right ended, by its person or by the firm's legal representative."""
    right = get_object_or_404(queries.may_end(request.citizen, timezone.localdate()), pk=pk)
    if request.method != "POST":
        return redirect("portal:firms", region.pk)
    services.end(citizen=request.citizen, representative=right)
    messages.success(request, f"{right.number} 已终止，从现在起不能再用。")
    return redirect("portal:firms", region.pk)
