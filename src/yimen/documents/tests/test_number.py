"""Document numbers: how they are written, and that each is given out once and stays in the register."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction

from yimen.common.errors import Conflict, Refused
from yimen.documents import queries, services
from yimen.documents.models import DocumentNumber
from yimen.documents.number import date_text, number_text, numeral
from yimen.ledger.models import Event
from yimen.people.models import Region, User


def take(region: Region, by: User | None = None, series: str = "友营商改", year: int = 2023) -> DocumentNumber:
    return services.allocate(by=by, region=region, series=series, year=year, use="整改单")


def test_a_number_is_written_with_hexagonal_brackets_and_without_zeros() -> None:
    assert number_text("友政办发", 2023, 15) == "友政办发〔2023〕15号"
    for wrong in (("", 2023, 1), ("友政办发", 23, 1), ("友政办发", 2023, 0)):
        with pytest.raises(ValueError, match="文号不成立"):
            number_text(*wrong)


def test_dates_and_numerals_are_written_as_in_official_documents() -> None:
    assert date_text(date(2023, 5, 1)) == "2023年5月1日"
    written = {1: "一", 9: "九", 10: "十", 11: "十一", 20: "二十", 21: "二十一", 99: "九十九"}
    assert {value: numeral(value) for value in written} == written
    with pytest.raises(ValueError, match="九十九"):
        numeral(100)


def test_numbers_run_without_gaps_for_each_county_series_and_year(county: Region, neighbour: Region) -> None:
    texts = [take(county).text, take(county).text, take(county, year=2024).text, take(county, series="友政办发").text]
    assert texts == ["友营商改〔2023〕1号", "友营商改〔2023〕2号", "友营商改〔2024〕1号", "友政办发〔2023〕1号"]
    assert take(neighbour).serial == 1
    assert take(county).serial == 3
    assert queries.missing(county) == []


def test_a_number_whose_act_fails_is_given_to_the_next(county: Region) -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        assert take(county).serial == 1
        _ = 1 / 0
    assert take(county).serial == 1


def test_an_abandoned_number_stays_in_the_register_and_is_not_given_out_again(county: Region, officer: User) -> None:
    number = take(county, officer)
    services.abandon(by=officer, number=number, reason="文稿撤回")
    assert number.abandoned_at is not None and number.abandoned_by == officer
    assert take(county).serial == 2
    assert [row.serial for row in queries.visible_numbers(officer)] == [1, 2]
    with pytest.raises(Conflict, match="已经作废"):
        services.abandon(by=officer, number=number, reason="再次作废")


def test_every_allocation_and_every_abandonment_stands_in_the_ledger(county: Region, officer: User) -> None:
    before = Event.objects.filter(chain=county.code).count()
    services.abandon(by=officer, number=take(county, officer), reason="文稿撤回")
    kinds = list(Event.objects.filter(chain=county.code, seq__gt=before).order_by("seq").values_list("kind", "by"))
    assert kinds == [
        ("documents.number_allocated", f"user:{officer.pk}"),
        ("documents.number_abandoned", f"user:{officer.pk}"),
    ]


def test_a_number_removed_by_force_is_missed(county: Region) -> None:
    for _ in range(4):
        take(county)
    DocumentNumber.objects.filter(serial__in=[1, 3]).delete()
    assert queries.missing(county) == ["友营商改〔2023〕1号", "友营商改〔2023〕3号"]


def test_the_database_refuses_the_same_number_twice(county: Region) -> None:
    first = take(county)
    first.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)


@pytest.mark.parametrize(
    ("series", "year", "use", "words"),
    [
        ("友政办发〔", 2023, "整改单", "机关代字"),
        ("A1", 2023, "整改单", "机关代字"),
        ("友政办发", 23, "整改单", "年份"),
        ("友政办发", 2023, "  ", "用途"),
    ],
)
def test_a_number_that_could_not_be_printed_is_refused(
    county: Region, series: str, year: int, use: str, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        services.allocate(by=None, region=county, series=series, year=year, use=use)
    assert not DocumentNumber.objects.exists()


def test_abandoning_needs_a_reason(county: Region) -> None:
    number = take(county)
    with pytest.raises(Refused, match="原因"):
        services.abandon(by=None, number=number, reason=" ")


def test_one_county_does_not_see_the_numbers_of_another(county: Region, officer: User, neighbour_officer: User) -> None:
    take(county)
    assert queries.visible_numbers(officer).count() == 1
    assert queries.visible_numbers(neighbour_officer).count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_never_get_the_same_number(county: Region) -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():
        pytest.skip("threads share one in-memory SQLite connection; runs on files and on PostgreSQL")
    failures: list[BaseException] = []
    start = threading.Barrier(2)

    def work() -> None:
        try:
            start.wait()
            for _ in range(10):
                take(county)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert sorted(DocumentNumber.objects.values_list("serial", flat=True)) == list(range(1, 21))
