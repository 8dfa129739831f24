"""A large file: its head is looked at, the rest is read in the background; half a file is no evidence."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from yimen.cases import services
from yimen.cases.models import RegisterRecord
from yimen.cases.queries import unfinished
from yimen.cases.services import reading
from yimen.common.errors import Conflict, Refused
from yimen.exchange import services as exchange
from yimen.exchange import streaming
from yimen.exchange.models import ImportBatch, RefusedRow
from yimen.exchange.states import APPLIED, DISCARDED, READING, STOPPED
from yimen.people.models import Department, Region, User

HEADINGS = "台账编号,事项名称,发证日期\n"


def lines(first: int, after: int) -> str:
    return "".join(f"R{number},户口迁移,2023-05-13\n" for number in range(first, after))


@pytest.fixture(autouse=True)
def small_measures(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is large and how much is taken at once, a hundredth of what it is."""
    monkeypatch.setattr(streaming, "HEAD_ROWS", 20)
    monkeypatch.setattr(reading, "ROWS_AT_ONCE", 50)


@pytest.fixture
def hand_in(liaison: User, police: Department) -> Any:
    def hand_in(content: bytes, *, later: bool = True, name: str = "台账.csv") -> ImportBatch:
        arrival = services.Arrival(department=police, later=later)
        return services.import_file(by=liaison, kind="register", name=name, content=content, arrival=arrival)

    return hand_in


def test_the_page_answers_at_once_and_the_worker_reads(client_of: Any, liaison: User, police: Department) -> None:
    client, content = client_of(liaison), (HEADINGS + lines(0, 120)).encode("gb18030")
    file = SimpleUploadedFile("台账.csv", content)
    answer = client.post(reverse("cases:import"), {"kind": "register", "file": file}, follow=True)
    page = answer.content.decode()
    assert "正在后台读入" in page and "刷新进度" in page
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.rows_read) == (READING, 0)
    assert services.carry_on(batch).status == APPLIED
    assert RegisterRecord.objects.count() == 120
    told = client.get(reverse("exchange:batch", args=[batch.pk]), headers={"HX-Request": "true"})
    assert told["HX-Refresh"] == "true"


def test_rows_of_a_file_not_wholly_read_are_no_evidence(hand_in: Any, county: Region, monkeypatch: Any) -> None:
    take, turns = reading.storing.take_rows, []

    def broken(**given: Any) -> ImportBatch:
        turns.append(1)
        if len(turns) == 2:
            raise OSError("disk full")
        return take(**given)

    batch = hand_in((HEADINGS + lines(0, 120)).encode())
    monkeypatch.setattr(reading.storing, "take_rows", broken)
    batch = services.carry_on(batch)
    assert (batch.status, batch.rows_read) == (STOPPED, 50)
    assert RegisterRecord.objects.count() == 50
    rows = RegisterRecord.objects.exclude(batch__in=unfinished(county))
    assert not rows.exists()
    with pytest.raises(Refused, match="已读入 50 行"):
        exchange.discard(by=batch.uploaded_by, batch=batch)
    batch = services.carry_on(services.read_again(by=batch.uploaded_by, batch=batch))
    assert (batch.status, batch.rows_read, rows.count()) == (APPLIED, 120, 120)


@pytest.mark.parametrize(
    ("tail", "reason"),
    [
        (b"R999,\xff\xff\xff,2023-05-13\n", "第122行含有不属于UTF-8编码的字节"),
        ('R999,"户口,2023-05-13\n'.encode(), "第122行不能拆分成列"),
        (b"R999,\x00,2023-05-13\n", "第122行含有空字节"),
    ],
)
def test_a_file_broken_beyond_its_head_is_refused_before_a_row_is_in(
    hand_in: Any, monkeypatch: Any, tail: bytes, reason: str
) -> None:
    monkeypatch.setattr(streaming, "_HEAD", 1_000)
    batch = services.carry_on(hand_in((HEADINGS + lines(0, 120)).encode() + tail))
    assert (batch.status, batch.rows_read) == (STOPPED, 0)
    assert reason in batch.failure
    assert not RegisterRecord.objects.exists()
    assert exchange.discard(by=batch.uploaded_by, batch=batch).status == DISCARDED


def test_of_two_who_read_the_same_rows_one_succeeds(hand_in: Any) -> None:
    batch = hand_in((HEADINGS + lines(0, 49) + "R999,户口迁移,不详\n").encode())
    source = reading.source_of(batch)
    sorter = reading.Sorter(source.columns.shape, batch.region, {"D01": batch.department_id})
    found = [source.columns.sorted(next(source.chunks()), sorter, corrects=False) for _ in range(2)]
    further = services.take_rows(batch=batch, shape=source.columns.shape, rows=found[0])
    assert (further.status, further.rows_read, batch.rows_read) == (READING, 50, 0)
    found[1].new = []  # or the numbers themselves would stand against it
    with pytest.raises(Conflict):
        services.take_rows(batch=batch, shape=source.columns.shape, rows=found[1])
    assert RefusedRow.objects.count() == 1


def test_more_than_may_wait_and_more_than_the_limit_are_refused(
    hand_in: Any, liaison: User, police: Department, monkeypatch: Any
) -> None:
    content = (HEADINGS + lines(0, 120)).encode()
    monkeypatch.setattr("yimen.exchange.room.SMALL", 10)
    monkeypatch.setattr("yimen.exchange.room.WAITING", len(content) + 10)
    hand_in(content)
    with pytest.raises(Refused, match="等待确认和正在读入的文件合计超过"):
        hand_in(content + b"R999,,\n")
    monkeypatch.setattr(streaming, "_HEAD", 100)
    monkeypatch.setattr(streaming, "LARGEST", 1_000)
    with pytest.raises(Refused, match="上限"):
        streaming.head("台账.csv", ContentFile(content), len(content))
