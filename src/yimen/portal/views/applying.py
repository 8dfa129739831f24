"""Applying online, page by page and without a script: for whom, situations, the form, files, check, hand in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from yimen.cases.applying import queries, services
from yimen.cases.applying.files import LIMIT_WORDS
from yimen.cases.applying.models import Behalf, Draft
from yimen.cases.firms.queries import acting_in
from yimen.catalog.guides.models import FormField
from yimen.catalog.guides.queries import asked
from yimen.catalog.search.queries import public_items
from yimen.common.errors import Refused
from yimen.common.picture import qr_path
from yimen.common.text import mask_id
from yimen.people.citizens import services as citizens
from yimen.people.models import Region
from yimen.portal.citizens import CitizenRequest, for_citizen
from yimen.portal.forms import CodeForm, StepForm, WhomForm
from yimen.portal.queries import sheet
from yimen.portal.views.account import send_code, tell
from yimen.portal.views.mine import dossier_of
from yimen.portal.views.shared import page

SHOWN_TWINS = 3
SLIP, SHOWN = "portal.slip", "portal.mandate_code"
"""What the session holds for one page: the secret of what was handed in; the demonstration's code."""


def _draft(request: CitizenRequest, pk: int) -> Draft:
    return get_object_or_404(queries.drafts_of(request.citizen), pk=pk)


def _refused(form: object, refusal: Refused) -> None:
    form.add_error(None, str(refusal))  # type: ignore[attr-defined]


@for_citizen
def begin(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """Whether one can apply at all, by what was answered on the guide's page; the press begins a draft."""
    version = get_object_or_404(public_items(region).select_related("department", "region"), item=pk)
    if not request.citizen.person_id:  # said once, before a form is filled in for nothing
        here = urlencode({"next": request.get_full_path()})
        return redirect(f"{reverse('portal:who', args=[region.pk])}?{here}")
    answers = {**request.GET.dict(), **request.POST.dict()}
    told = sheet(version, timezone.localdate(), answers)
    if request.method == "POST":
        unanswered = [each.question for each, answer in told.conditions if not answer]
        if unanswered or told.stops:
            context = {"version": version, "sheet": told, "answers": answers, "unanswered": bool(unanswered)}
            return page(request, "portal/begin.html", region, 422, **context)
        draft = services.begin_draft(citizen=request.citizen, version=version, chosen=answers)
        return redirect("portal:whom", region.pk, draft.pk)
    return page(request, "portal/begin.html", region, version=version, sheet=told, answers=answers)


@for_citizen
def draft(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The whole application at one glance, what is missing, and the button that hands it in."""
    found = _draft(request, pk)
    whole = queries.filled(found)
    refusal = ""
    if request.method == "POST":
        try:
            done = services.hand_in(draft=found)
        except Refused as refused:
            refusal = str(refused)
        else:
            request.session[SLIP] = {"dossier": done.application.pk, "secret": done.secret}
            # The applicant may be another than whoever pressed (T38).
            dossier = done.application.dossier
            tell(dossier.phone, f"以您的名义提交了申请，办件编号 {dossier.number}。不是您的意思请立即拨打 12345。")
            return redirect("portal:slip", region.pk)
    kinds = FormField.Kind
    shown = [
        (each.label, mask_id(value) if each.kind == kinds.PERSON_ID else value)
        for each in whole.fields
        if each.kind != kinds.FILE
        for value in [whole.given.get(each.key, "")]
    ]
    context = {"draft": found, "whole": whole, "shown": shown, "refusal": refusal, "step": "check",
               "needs_mandate": found.behalf != Behalf.SELF and not found.mandate,
        "twins": list(queries.twins_of_draft(found)[:SHOWN_TWINS])}  # fmt: skip
    return page(request, "portal/draft.html", region, 422 if refusal else 200, **context)


@for_citizen
def whom(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """For oneself, for somebody else, or for a firm."""
    found = _draft(request, pk)
    rights = acting_in(request.citizen, timezone.localdate(), found.version.item_id)
    form = WhomForm(request.POST or None, rights=rights, draft=found)
    if request.method == "POST" and form.is_valid():
        try:
            if right := form.right:
                services.act_for_firm(draft=found, right=right)
                return redirect("portal:situations", region.pk, pk)
            services.say_for_whom(draft=found, **form.cleaned_data)
            if found.behalf != Behalf.SELF and found.principal_phone and not found.mandate:
                phone = found.principal_phone
                shown = send_code(
                    request, phone, services.mandate_purpose(found), f"{request.citizen.name}替您申请办事，同意请告知"
                )
                request.session[SHOWN] = shown
                return redirect("portal:mandate", region.pk, pk)
        except Refused as refusal:
            _refused(form, refusal)
        else:
            return redirect("portal:situations", region.pk, pk)
    status = 422 if request.method == "POST" else 200
    return page(request, "portal/whom.html", region, status, draft=found, form=form, step="whom")


@for_citizen
def mandate(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The code that came to the principal's phone: with it he agrees."""
    found = _draft(request, pk)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            purpose = services.mandate_purpose(found)
            phone = citizens.use_code(phone=found.principal_phone, purpose=purpose, **form.cleaned_data)
            services.confirm_by_principal(draft=found, phone=phone)
        except Refused as refusal:
            _refused(form, refusal)
        else:
            messages.success(request, "被代办人已确认。")
            return redirect("portal:situations", region.pk, pk)
    status = 422 if request.method == "POST" else 200
    context = {"draft": found, "form": form, "shown": request.session.get(SHOWN, ""), "step": "whom"}
    return page(request, "portal/mandate.html", region, status, **context)


@for_citizen
def situations(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The situations, as far as they are asked; each answer may ask for another."""
    found = _draft(request, pk)
    whole = queries.filled(found)
    chosen = {value for key, value in whole.given.items() if key.startswith("q.")}
    if request.method == "POST":
        for each in asked(whole.content, chosen):
            if option := request.POST.get(f"q.{each.key}", ""):
                services.choose(draft=found, situation=each.key, option=option)
        whole = queries.filled(found)
        chosen = {value for key, value in whole.given.items() if key.startswith("q.")}
    questions = [
        (each, [(option, option.key in chosen) for option in whole.content.options if option.situation == each.key])
        for each in asked(whole.content, chosen)
    ]
    open_ones = [each.question for each, options in questions if not any(ticked for _, ticked in options)]
    if not open_ones and (request.method == "POST" or not questions):
        return redirect("portal:form", region.pk, pk, 1)
    wanting = request.method == "POST"
    context = {"draft": found, "questions": questions, "wanting": wanting, "step": "situations",
        "open_ones": f"请回答：{''.join(open_ones)}"}  # fmt: skip
    return page(request, "portal/situations.html", region, 422 if wanting else 200, **context)


@for_citizen
def form(request: CitizenRequest, region: Region, pk: int, number: int) -> HttpResponse:
    """One page of the form; whatever depends on an answer stands on a later page."""
    found = _draft(request, pk)
    whole = queries.filled(found)
    pages = [[each for each in fields if each.kind != FormField.Kind.FILE] for fields in whole.pages]
    if not 1 <= number <= len(pages):
        return redirect("portal:files", region.pk, pk)
    offered = queries.offered(found)
    initial = {each.key: whole.given.get(each.key) or offered.get(each.reuse, "") for each in pages[number - 1]}
    posted = request.method == "POST"
    step = StepForm(request.POST if posted else None, fields=pages[number - 1], initial=initial)
    later = request.POST.get("press") == "later"
    if posted:
        try:
            services.keep_answers(draft=found, given=step.given_so_far() if later else step.given())
        except Refused as refusal:
            if step.is_valid():  # otherwise each field says by itself what it lacks
                _refused(step, refusal)
        else:
            if later:
                messages.success(request, f"“{found.version.name}”填好的部分已保存，可以在任何一台设备上登录后接着填。")
                return redirect("portal:mine", region.pk)
            return redirect("portal:form", region.pk, pk, number + 1)
    context = {"draft": found, "form": step, "number": number, "pages": len(pages), "step": "form"}
    return page(request, "portal/form.html", region, 422 if posted else 200, **context)


@for_citizen
def files(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """What can be uploaded, one file at a time, and what is there."""
    found = _draft(request, pk)
    refusal = ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            if upload is None:
                raise Refused("请先选择一个文件。")
            services.attach(draft=found, key=request.POST.get("key", ""), upload=upload)
        except Refused as refused:
            refusal = str(refused)
        else:
            messages.success(request, "文件已上传。")
            return redirect("portal:files", region.pk, pk)
    context = {
        "draft": found,
        "whole": queries.filled(found),
        "limits": LIMIT_WORDS,
        "refusal": refusal,
        "step": "files",
    }
    return page(request, "portal/files.html", region, 422 if refusal else 200, **context)


@for_citizen
def remove_file(request: CitizenRequest, region: Region, pk: int, paper: int) -> HttpResponse:
    """The draft without that file."""
    found = _draft(request, pk)
    if request.method == "POST":
        services.detach(paper=get_object_or_404(found.papers.select_related("draft__citizen"), pk=paper))
        messages.success(request, "文件已删去。")
    return redirect("portal:files", region.pk, pk)


@for_citizen
def discard(request: CitizenRequest, region: Region, pk: int) -> HttpResponse:
    """The draft, gone."""
    found = _draft(request, pk)
    if request.method == "POST":
        services.discard(draft=found)
        messages.success(request, "草稿已删去，没有提交任何内容。")
    return redirect("portal:mine", region.pk)


@for_citizen
def slip(request: CitizenRequest, region: Region) -> HttpResponse:
    """收件凭证: number, secret and the code that proves it in the ledger. The secret is shown this once."""
    kept = request.session.pop(SLIP, None)
    if kept is None:
        return redirect("portal:mine", region.pk)
    dossier = dossier_of(request, kept["dossier"])
    address = request.build_absolute_uri(reverse("portal:receipt", args=[region.pk]))
    drawing = qr_path(f"{address}?code={dossier.online.receipt}")
    return page(request, "portal/slip.html", region, application=dossier.online, secret=kept["secret"], drawing=drawing)
