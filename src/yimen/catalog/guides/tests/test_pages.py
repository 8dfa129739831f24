"""Writing a guide on its page: everything on one form, rows added, changed and left out, faults said in place."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from yimen.catalog.guides import queries, services
from yimen.catalog.guides.forms import KINDS, GuideForm
from yimen.catalog.guides.tests.conftest import CONTENT
from yimen.catalog.models import Guide, ItemVersion
from yimen.people.models import User

pytestmark = pytest.mark.django_db


def as_shown(version: ItemVersion) -> dict[str, Any]:
    """What a browser would send if nobody changed anything on the page."""
    form = GuideForm(queries.told(version, timezone.localdate()).content)
    data: dict[str, Any] = {}
    for _, _, rows in form.sets:
        fields = [*rows.management_form, *(field for row in rows for field in row)]
        for field in fields:
            value = field.value()
            if field.name != "sample" and value not in (None, "", False):
                data[field.html_name] = value
    return data


def save(client: Client, version: ItemVersion, **changes: Any) -> Any:
    data = {**as_shown(version), **changes}
    return client.post(f"/catalog/guides/{version.pk}/write/", {key: value for key, value in data.items() if value})


def content(version: ItemVersion) -> Any:
    return queries.content_of(Guide.objects.filter(item=version.item_id).latest("number"))


def test_saving_the_page_unchanged_gives_the_same_guide(liaison: User, version: ItemVersion, client_of: Any) -> None:
    services.publish(by=liaison, version=version, content=CONTENT)
    assert save(client_of(liaison), version).status_code == 302
    assert Guide.objects.count() == 2
    assert content(version) == CONTENT


def test_a_row_is_added_changed_and_left_out(liaison: User, version: ItemVersion, client_of: Any) -> None:
    services.publish(by=liaison, version=version, content=CONTENT)
    new = {"materials-3-name": "门面照片", "materials-3-form": "electronic", "materials-3-source": "applicant",
           "materials-3-need": "later", "materials-3-copies": "2", "materials-3-options": "o2"}  # fmt: skip
    save(client_of(liaison), version, **new, **{"materials-0-name": "登记申请书", "materials-2-gone": "on"})
    found = content(version).materials
    assert [(each.key, each.name) for each in found] == [("m1", "登记申请书"), ("m2", "健康证"), ("m4", "门面照片")]
    assert (found[2].need, found[2].copies, found[2].options) == ("later", 2, ("o2",))


def test_leaving_out_an_option_that_a_material_needs_is_refused_in_words(
    liaison: User, version: ItemVersion, client_of: Any
) -> None:
    services.publish(by=liaison, version=version, content=CONTENT)
    answer = save(client_of(liaison), version, **{"options-2-gone": "on"})
    assert answer.status_code == 422
    assert "材料所适用的选项“o3”须先列出" in answer.content.decode()
    assert Guide.objects.count() == 1


def test_a_sample_is_kept_and_stays_with_the_next_guide(
    liaison: User, version: ItemVersion, client_of: Any, settings: Any, tmp_path: Any
) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": str(tmp_path)}}}  # fmt: skip
    services.publish(by=liaison, version=version, content=CONTENT)
    client = client_of(liaison)
    save(client, version, **{"materials-0-sample": SimpleUploadedFile("样本.pdf", b"%PDF-1.7 sample")})
    first = content(version).materials[0]
    assert first.sample_name == "样本.pdf"
    save(client, version)
    assert content(version).materials[0].sample == first.sample


def test_the_list_says_which_items_lack_a_guide_and_its_queries_do_not_grow(
    officer: User, version: ItemVersion, other_version: ItemVersion, client_of: Any
) -> None:
    services.publish(by=officer, version=version, content=CONTENT)
    client = client_of(officer)
    shown = client.get("/catalog/guides/?guided=no")
    assert [row.name for row in shown.context["page"].rows] == [other_version.name]
    assert shown.context["figures"] == {"all": 2, "guided": 1}


def test_every_kind_of_row_has_a_place_on_the_page(liaison: User, version: ItemVersion, client_of: Any) -> None:
    shown = client_of(liaison).get(f"/catalog/guides/{version.pk}/write/").content.decode()
    assert [label for _, label, _ in KINDS if f">{label}</h2>" not in shown] == []
