"""The pages of a round: each role's face, refusals in their place, and queries that do not grow with the list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from yimen.entry.rounds import services
from yimen.entry.rounds.models import Bookmark, ListPublication, Round, Sheet, SheetLine
from yimen.entry.rounds.tests.conftest import fill, line_of, signed
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db
HANDED = {f"power_{power}": "on" for power in ("accept", "examine", "decide", "issue", "deliver")}


def at(sheet: Sheet, name: str = "sheet", query: str = "") -> str:
    return reverse(f"entry:{name}", args=[sheet.pk]) + query


def form_of(sheet: Sheet, number: int = 1, **otherwise: Any) -> dict[str, Any]:
    """What the browser sends for a line at hand."""
    line = line_of(sheet, number)
    plain = {"line": line.pk, "seen": f"{line.pk}-{line.revision}", "scope": "this", "mode": "own_window"}
    return {**plain, "windows": "A01", **HANDED, **otherwise}


def queries_of(client: Client, address: str) -> int:
    """How many queries the page takes."""
    client.get(address)  # content types and the like are asked for once
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_next_open_item_is_at_hand_after_each_answer(sheet: Sheet, liaison: User, client_of: Any) -> None:
    client = client_of(liaison)
    answer = client.post(at(sheet, "answer_lines"), form_of(sheet))
    assert answer.url == at(sheet, query=f"?line={line_of(sheet, 2).pk}")
    page = client.get(answer.url).content.decode()
    assert "已保存“普通护照签发”" in page
    assert re.search(r'id="at-hand">户口迁移<', page)


def test_what_is_missing_stands_beside_its_field(sheet: Sheet, liaison: User, client_of: Any) -> None:
    form = form_of(sheet)
    del form["power_decide"]
    answer = client_of(liaison).post(at(sheet, "answer_lines"), form)
    assert answer.status_code == 422
    assert "“决定”不授权的须写明原因" in answer.content.decode()
    assert line_of(sheet).mode == ""


def test_who_was_slower_sees_what_is_there_now_and_keeps_what_he_typed(
    sheet: Sheet, liaison: User, client_of: Any, say: Any
) -> None:
    form = form_of(sheet, windows="A02")
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=say(mode="online_only"))
    client = client_of(liaison)
    answer = client.post(at(sheet, "answer_lines"), form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "现在的内容：全程网办" in page
    assert 'value="A02"' in page
    assert f'name="seen" value="{line_of(sheet).pk}-1"' in page  # once more, and his own counts
    assert client.post(at(sheet, "answer_lines"), {**form, "seen": f"{line_of(sheet).pk}-1"}).status_code == 302
    assert line_of(sheet).windows == "A02"


def test_ticked_items_and_all_of_a_filter_are_answered_at_once(sheet: Sheet, liaison: User, client_of: Any) -> None:
    client = client_of(liaison)
    marks = [f"{line.pk}-0" for line in sheet.lines.all()]
    client.post(at(sheet, "answer_lines"), form_of(sheet, scope="chosen", chosen=marks))
    assert {line.mode for line in sheet.lines.all()} == {"own_window"}
    narrowed = at(sheet, "answer_lines", "?q=%E6%8A%A4%E7%85%A7")  # 护照
    client.post(narrowed, form_of(sheet, scope="all", total=1, mode="online_only"))
    assert [line_of(sheet, number).mode for number in (1, 2)] == ["online_only", "own_window"]
    refused = client.post(narrowed, form_of(sheet, scope="all", total=2, mode="township"))
    assert refused.status_code == 409


def test_one_goes_on_where_one_left_off(sheet: Sheet, liaison: User, client_of: Any) -> None:
    client_of(liaison).get(at(sheet, query=f"?line={line_of(sheet, 2).pk}"))
    assert Bookmark.objects.get().line == line_of(sheet, 2)
    page = client_of(liaison).get(at(sheet)).content.decode()  # another machine
    assert re.search(r'id="at-hand">户口迁移<', page)


def test_the_last_answer_can_be_taken_over(sheet: Sheet, liaison: User, client_of: Any, say: Any) -> None:
    answer = say(mode="representative", windows="A02")
    services.answer_lines(by=liaison, sheet=sheet, lines=[line_of(sheet)], answer=answer)
    page = client_of(liaison).get(at(sheet, query=f"?line={line_of(sheet, 2).pk}&like=1")).content.decode()
    assert 'value="A02"' in page
    assert re.search(r'value="representative"[^>]*checked', page)


@pytest.mark.parametrize(("who", "button"), [("liaison", None), ("head", "签发并报营商局"), ("officer", None)])
def test_a_submitted_sheet_offers_each_role_its_own_act(
    who: str, button: str | None, sheet: Sheet, liaison: User, say: Any, client_of: Any, request: Any
) -> None:
    services.submit(by=liaison, sheet=fill(sheet, liaison, say()))
    page = client_of(request.getfixturevalue(who)).get(at(sheet)).content.decode()
    assert ("签发并报营商局" in page) == (button is not None)
    assert "保存，下一项" not in page


def test_the_bureau_returns_single_items_with_their_reasons(
    sheet: Sheet, liaison: User, head: User, officer: User, say: Any, client_of: Any
) -> None:
    signed(sheet, liaison, head, say())
    client = client_of(officer)
    assert "退回该项的原因" in client.get(at(sheet)).content.decode()
    client.post(at(sheet, "return_sheet"), {"words": "", f"return-{line_of(sheet, 2).pk}": "窗口写错"})
    assert [line_of(sheet, number).returned for number in (1, 2)] == ["", "窗口写错"]
    page = client_of(liaison).get(at(sheet)).content.decode()
    assert "窗口写错" in page


def test_the_board_puts_who_is_late_first_and_says_how_many_days(
    sheet: Sheet, opened: Round, liaison: User, head: User, officer: User, say: Any, client_of: Any
) -> None:
    signed(sheet, liaison, head, say())
    Round.objects.filter(pk=opened.pk).update(as_of="2023-01-01", deadline="2023-05-13")
    page = client_of(officer).get(reverse("entry:round", args=[opened.pk])).content.decode()
    days = (timezone.localdate() - timezone.datetime(2023, 5, 13).date()).days
    assert f"{days} 天" in page
    assert page.index("税务局") < page.index(">公安局<")


def test_a_department_sees_only_its_own_row(sheet: Sheet, opened: Round, tax_liaison: User, client_of: Any) -> None:
    client = client_of(tax_liaison)
    page = client.get(reverse("entry:round", args=[opened.pk])).content.decode()
    assert "税务局" in page and ">公安局<" not in page
    assert client.get(at(sheet)).status_code == 404


@pytest.fixture
def publication(items: Any, county: Any) -> ListPublication:
    """A published list."""
    return services.load_publication(by=None, region=county, title="应进必进事项清单", day=timezone.localdate())


def test_anybody_reads_and_downloads_the_published_list(publication: ListPublication) -> None:
    client = Client()
    assert "应进必进事项清单" in client.get(reverse("entry:lists")).content.decode()
    page = client.get(reverse("entry:published", args=[publication.pk])).content.decode()
    assert "普通护照签发" in page and "内容与摘要相符" in page
    text = client.get(reverse("entry:published_csv", args=[publication.pk])).content.decode("utf-8-sig")
    assert text.splitlines()[1].startswith('"P1","普通护照签发","友谊县公安局","未说明"')
    assert client.get(reverse("entry:published_xlsx", args=[publication.pk])).content.startswith(b"PK")
    assert "这是第一期" in client.get(f"{page_of(publication)}?show=differences").content.decode()


def page_of(publication: ListPublication) -> str:
    return reverse("entry:published", args=[publication.pk])


def test_a_list_altered_behind_its_digest_says_so(publication: ListPublication) -> None:
    publication.lines.filter(code="P1").update(windows="A99")
    assert "内容与摘要不符" in Client().get(page_of(publication)).content.decode()


def test_queries_do_not_grow_with_the_list(
    items: Any, make_item: Any, officer: User, liaison: User, police: Department, client_of: Any, staff: Any, say: Any
) -> None:
    counts: list[list[int]] = []
    for size in (3, 200):
        for number in range(size):
            if not police.item_versions.filter(code=f"N{number:03}").exists():
                make_item(f"N{number:03}", f"事项{number}")
        today = timezone.localdate()
        Round.objects.update(status="published")
        opened = services.open_round(
            by=officer, region=officer.region, title="一轮", as_of=today, deadline=today + timedelta(days=9)
        )
        sheet = Sheet.objects.select_related("round__region").get(round=opened, department=police)
        half = SheetLine.objects.filter(sheet=sheet, number__lte=size // 2)
        services.answer_lines(by=liaison, sheet=sheet, lines=half, answer=say())
        listed = (
            services.load_publication(by=None, region=officer.region, title="清单", day=today) if size > 3 else None
        )
        pages = [
            (liaison, at(sheet)),
            (liaison, at(sheet, query="?standing=conflict")),
            (officer, at(sheet)),
            (officer, reverse("entry:round", args=[opened.pk])),
            (officer, reverse("entry:rounds")),
        ]
        counts.append([queries_of(client_of(user), address) for user, address in pages])
        if listed is not None:
            assert queries_of(Client(), page_of(listed)) <= 5
    assert counts[0] == counts[1]
    assert max(counts[1]) <= 32
