"""The pages of promises: who sees what, that figures open their rows, and that they cost the same for many letters."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from yimen.entry.agreements.models import Agreement
from yimen.evidence.keeping import services
from yimen.evidence.keeping.letters import letters_of
from yimen.evidence.models import Run
from yimen.exchange.models import FeedPromise
from yimen.people.models import Department, Region, User

BOARD = "/evidence/promises/"


@pytest.fixture
def letters(make_letter: Any, filled: Region, police: Department, tax: Department) -> list[Agreement]:
    """A letter of each department; the police agreed to report daily."""
    FeedPromise.objects.create(department=police, kind="cases.cases", rhythm="daily", valid_from=date(2023, 1, 1))
    return [make_letter(police), make_letter(tax, ["I6"])]


@pytest.fixture
def checked(letters: list[Agreement], make_run: Any, filled: Region) -> Run:
    """A run with its checks."""
    made: Run = make_run(filled)
    return made


def address(letter: Agreement) -> str:
    return reverse("evidence:promises_of", args=[letter.pk])


def test_each_role_sees_its_own(
    client_of: Any, checked: Run, letters: list[Agreement], officer: User, leader: User, liaison: User,
    tax_liaison: User, clerk: User, neighbour_officer: User,
) -> None:  # fmt: skip
    pages = [BOARD, *map(address, letters)]
    seen = {
        user.username: [client_of(user).get(page).status_code for page in pages]
        for user in (officer, leader, liaison, tax_liaison, clerk, neighbour_officer)
    }
    assert seen == {
        "officer": [200, 200, 200],
        "leader": [200, 200, 200],
        "liaison": [200, 200, 404],
        "tax_liaison": [200, 404, 200],
        "clerk": [403, 403, 403],
        "neighbour_officer": [200, 404, 404],
    }
    own = client_of(tax_liaison).get(BOARD)
    assert {line["check"].agreement for line in own.context["page"].rows} == {letters[1]}
    assert client_of(neighbour_officer).get(f"{BOARD}?run={checked.pk}").status_code == 422


def test_every_figure_of_the_board_opens_as_many_rows(client_of: Any, checked: Run, officer: User) -> None:
    client = client_of(officer)
    page = client.get(BOARD)
    figures = [(tile["url"], tile["figure"]) for tile in page.context["tiles"]]
    figures += [
        (url, n)
        for part in page.context["chart"]["series"]
        for url, n in zip(part["urls"], part["values"], strict=True)
    ]
    assert sum(n for _, n in figures) == 2 * 2 * 5  # two letters of five promises, in tiles and in the chart
    for url, n in figures:
        assert client.get(url).context["page"].total == n, url


def test_a_letter_shows_each_promise_with_figures_rows_and_where_to_explain(
    client_of: Any, checked: Run, letters: list[Agreement], liaison: User
) -> None:
    client = client_of(liaison)
    page = client.get(address(letters[0])).content.decode()
    for words in ("不在大厅以外受理", "按时报送数据", "可能的正当解释", "疑似未履行，待听取部门说明", "核对办法"):
        assert words in page
    for link in set(re.findall(r'href="(/[^"#]+)"', page)):
        if link.startswith(("/evidence/", "/rectification/", "/cases/", "/halls/")):
            assert client.get(link.replace("&amp;", "&"), follow=True).status_code == 200, link


def test_earlier_verifications_stay_beside_the_newest(
    client_of: Any, checked: Run, letters: list[Agreement], make_run: Any, officer: User
) -> None:
    make_run(checked.region)
    client = client_of(officer)
    assert f"批次 {checked.pk}</a>：" in client.get(address(letters[0])).content.decode()
    assert client.get(f"{address(letters[0])}?run={checked.pk}").context["run"] == checked


def test_before_the_first_check_the_board_says_what_to_do(client_of: Any, filled: Region, officer: User) -> None:
    page = client_of(officer).get(BOARD).content.decode()
    assert "还没有履约核对" in page and "先签署承诺书" in page


def test_the_pages_ask_no_more_for_many_letters(
    client_of: Any, checked: Run, letters: list[Agreement], make_letter: Any, make_department: Any, officer: User
) -> None:
    client = client_of(officer)

    def asked() -> list[int]:
        found = []
        for page in (BOARD, address(letters[0])):
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        return found

    few = asked()
    for number in range(12):
        make_letter(make_department(checked.region, f"E{number:02}", f"部门{number}"), ["I1"])
    more = [each for each in letters_of(checked) if each.agreement not in letters]
    services.check(by=None, run=checked, letters=more, day=date(2024, 6, 1))
    assert asked() == few


def test_a_check_asks_no_more_for_many_letters(
    checked: Run, make_letter: Any, make_department: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cost(first: int, last: int) -> int:
        for number in range(first, last):
            department = make_department(checked.region, f"F{number:02}", f"部门{number}")
            make_letter(department, ["I1"], valid_to=date(2025, 1, 1) + timedelta(days=number))
        new = [each for each in letters_of(checked) if each.agreement.department.code >= f"F{first:02}"]
        with CaptureQueriesContext(connection) as queries:
            services.check(by=None, run=checked, letters=new, day=date(2024, 6, 1))
        assert len(new) == last - first
        return len(queries)

    assert cost(0, 2) == cost(2, 14)
