"""Pages of foreign sets."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yimen.common.page import Page, page
from yimen.evidence import tasks
from yimen.evidence.handing_in import places, queries, services
from yimen.evidence.handing_in.forms import Files, Title
from yimen.evidence.handing_in.models import ForeignSet, SetFile
from yimen.evidence.handing_in.states import ACCEPTED, CHECKING, CLEARED, DISCARDED, OPEN, RECEIVING, RETURNED
from yimen.evidence.models import Run, VerdictValue
from yimen.evidence.queries import verdict_counts, visible_runs
from yimen.evidence.states import DONE, FAILED
from yimen.people.access import SignedRequest, requires
from yimen.verify import TABLES

TONES = {
    RECEIVING: "calm", CHECKING: "calm", RETURNED: "wrong", ACCEPTED: "good", DISCARDED: "plain", CLEARED: "plain",
}  # fmt: skip
PIECE = places.PIECE // 2
"""Bytes that a browser sends at a time: a slow line then holds a worker of the server but shortly."""
DOWNLOADS = {
    places.REFUSED.partition(".")[0]: places.REFUSED,
    places.LINKS.partition(".")[0]: places.LINKS,
}


@requires("evidence.run")
def sets(request: SignedRequest) -> HttpResponse:
    """The foreign sets: who handed in what, how far it is, and what came of it; and the form that opens one."""
    return _show_sets(request)


def _show_sets(request: SignedRequest, status: int = 200, **forms: object) -> HttpResponse:
    shown: Page[ForeignSet] = page(request, queries.visible_sets(request.user).order_by("-pk"), size=50)
    batches = [each.batch_id for each in shown.rows if each.batch_id]
    runs = {run.handed_in_id: run for run in visible_runs(request.user).filter(handed_in__in=batches).defer("report")}
    context = {
        "page": shown,
        "rows": [(each, TONES[each.status], runs.get(each.batch_id)) for each in shown.rows],
        "form": Title(),
        **forms,
    }
    return render(request, "evidence/foreign_sets.html", context, status=status)


@require_POST
@requires("evidence.run")
def open_set(request: SignedRequest) -> HttpResponse:
    """A set opened, to be filled on its page."""
    form = Title(request.POST)
    if not form.is_valid():
        return _show_sets(request, 422, form=form)
    opened = services.open_set(by=request.user, title=form.cleaned_data["title"])
    return redirect("evidence:set", opened.pk)


@requires("evidence.run")
def the_set(request: SignedRequest, pk: int) -> HttpResponse:
    """One set: its files as they come, its check, its run. Asked again by htmx while something is under way."""
    return _show_set(request, _found(request, pk))


def _found(request: SignedRequest, pk: int) -> ForeignSet:
    return get_object_or_404(queries.visible_sets(request.user), pk=pk)


def _show_set(request: SignedRequest, thing: ForeignSet, status: int = 200, **forms: object) -> HttpResponse:
    run = visible_runs(request.user).filter(handed_in=thing.batch_id).first() if thing.batch_id else None
    under_way = thing.status == CHECKING or bool(run and run.status not in (DONE, FAILED))
    files = queries.files_of(thing)
    there = {name for name, file in DOWNLOADS.items() if (places.place_of(thing) / file).exists()}
    context = {
        "set": thing,
        "tone": TONES[thing.status],
        "run": run,
        "under_way": under_way,
        "files": files,
        "total": sum(file.size for file, _ in files),
        "whole": bool(files) and all(come == file.size for file, come in files),
        "open": thing.status in OPEN and thing.region_id == request.user.region_id,
        "tables": [(TABLES[table.name].title, table) for table in thing.tables.all()],
        "tiles": _tiles(run),
        "downloads": there if thing.status == ACCEPTED else set(),
        "form": Files(),
        "piece": PIECE,
        **forms,
    }
    response = render(request, "evidence/foreign_set.html", context, status=status)
    if request.htmx and not under_way:
        response["HX-Refresh"] = "true"
    return response


def _tiles(run: Run | None) -> list[tuple[str, str, int]]:
    """Address of the rows, words and number of each verdict of a finished run."""
    if run is None or run.status != DONE:
        return []
    address = f"{reverse('evidence:verdicts')}?run={run.pk}&verdict="
    return [(address + value, VerdictValue(value).label, n) for value, n in verdict_counts(run).items()]


@require_POST
@requires("evidence.run")
def add_files(request: SignedRequest, pk: int) -> HttpResponse:
    """Files that came whole in one request, one after another; each that is taken stays whatever the next one is."""
    thing = _found(request, pk)
    form = Files(request.POST, request.FILES)
    if not form.is_valid():
        return _show_set(request, thing, 422, form=form)
    for upload in form.cleaned_data["uploads"]:
        _take(request, thing, upload)
    messages.success(request, f"已收到 {len(form.cleaned_data['uploads'])} 个文件。")
    return redirect("evidence:set", pk)


def _take(request: SignedRequest, thing: ForeignSet, upload: Any) -> None:
    file = services.announce(by=request.user, the_set=thing, name=upload.name or "", size=upload.size)
    places.take_whole(file, upload.file)


@require_POST
@requires("evidence.run")
def remove_file(request: SignedRequest, pk: int) -> HttpResponse:
    """One file taken out of its set."""
    file = get_object_or_404(SetFile.objects.select_related("set"), pk=pk)
    _found(request, file.set_id)
    services.remove(by=request.user, file=file)
    messages.success(request, f"已移除“{file.name}”。")
    return redirect("evidence:set", file.set_id)


@require_POST
@requires("evidence.run")
def submit(request: SignedRequest, pk: int) -> HttpResponse:
    """The set handed to the background: checked, and verified when it can be."""
    services.submit(by=request.user, the_set=_found(request, pk))
    tasks.check.enqueue(pk)
    messages.success(request, "已提交检查，通过后自动开始核验。可以离开本页。")
    return redirect("evidence:set", pk)


@require_POST
@requires("evidence.run")
def discard(request: SignedRequest, pk: int) -> HttpResponse:
    """The set given up, its bytes gone."""
    services.discard(by=request.user, the_set=_found(request, pk))
    messages.success(request, "已放弃，文件已删除。")
    return redirect("evidence:sets")


@requires("evidence.run")
def download(request: SignedRequest, pk: int, name: str) -> FileResponse:
    """What was set aside of a set, or the links of several counties, streamed from disk."""
    thing = _found(request, pk)
    path = places.place_of(thing) / DOWNLOADS.get(name, "-")
    if thing.status != ACCEPTED or not path.is_file():
        raise Http404
    return FileResponse(path.open("rb"), as_attachment=True, filename=f"{name}-{pk}.csv", content_type="text/csv")
