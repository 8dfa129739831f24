"""The guide of an item: who, whether, with what, how long, where; and the checklist to take along."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from yimen.catalog.guides.plain import for_firms, for_persons
from yimen.catalog.models import ItemVersion
from yimen.catalog.search.queries import public_items
from yimen.common.services import kept_file
from yimen.people.models import Region
from yimen.portal import queries
from yimen.portal.views.shared import open_page, page, with_county

TYPES = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg"}


@open_page
@with_county
def item(request: HttpRequest, region: Region, pk: int) -> HttpResponse:
    """The guide; what was answered about conditions and situations stands in the address."""
    version = _version(region, pk)
    day = timezone.localdate()
    sheet = queries.sheet(version, day, request.GET.dict())
    return page(
        request, "portal/item.html", region, version=version, sheet=sheet, place=queries.place_of(version, day),
        audience="、".join(_audience(version)), answered=request.GET.urlencode(),
    )  # fmt: skip


@open_page
@with_county
def checklist(request: HttpRequest, region: Region, pk: int) -> HttpResponse:
    """The materials as a sheet with boxes to tick, for the printer."""
    version = _version(region, pk)
    day = timezone.localdate()
    sheet = queries.sheet(version, day, request.GET.dict())
    place = queries.place_of(version, day)
    return page(request, "portal/checklist.html", region, version=version, sheet=sheet, place=place, day=day)


@open_page
@with_county
def sample(request: HttpRequest, region: Region, pk: int, key: str) -> HttpResponse:
    """The sample of a material, as its department uploaded it."""
    content = queries.told(_version(region, pk), timezone.localdate()).content
    line = next((each for each in content.materials if each.key == key and each.sample), None)
    if line is None:
        raise Http404
    ending = line.sample_name.rsplit(".", 1)[-1].lower()
    answer = HttpResponse(kept_file(line.sample), content_type=TYPES.get(ending, "application/octet-stream"))
    answer["Content-Disposition"] = f'attachment; filename="sample-{pk}-{key}.{ending if ending in TYPES else "bin"}"'
    return answer


def _version(region: Region, pk: int) -> ItemVersion:
    rows = public_items(region).defer(None).select_related("department", "region")
    return get_object_or_404(rows, item=pk)


def _audience(version: ItemVersion) -> list[str]:
    found = ["个人"] if for_persons(version) else []
    return found + (["企业和其他组织"] if for_firms(version) else [])
