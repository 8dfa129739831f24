"""What is put into a department's folder is taken in once, and whoever put it there reads what became of it."""

import os
import time
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from yimen.cases import folder
from yimen.cases.models import Case, RegisterRecord
from yimen.cases.tests.test_recipes import FOREIGN, settle
from yimen.exchange.models import ImportBatch, RefusedRow, Way

REGISTER = "台账编号,事项名称,发证日期\nR1,户口迁移,2023-05-13\nR2,户口迁移,不详\n"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    """The folders of each test are its own."""
    settings.YIMEN_DATA = tmp_path


@pytest.fixture
def inbox(police: Any, tmp_path: Path) -> Path:
    folder.prepare()
    return tmp_path / "feeds" / "D01" / "in"


def collect() -> str:
    out = StringIO()
    call_command("collect_feeds", settle=0, stdout=out, stderr=out)
    return out.getvalue()


def words(inbox: Path, where: str) -> list[str]:
    """What is said beside the files that went there."""
    return [path.read_text("utf-8-sig") for path in sorted((inbox.parent / where).glob("*.txt"))]


def names(inbox: Path, where: str) -> list[str]:
    files = (path.name for path in (inbox.parent / where).iterdir() if not path.name.endswith(".txt"))
    return sorted(name.split("-", 2)[-1] for name in files)


def test_a_file_is_taken_in_and_its_rows_are_refused_as_on_upload(inbox: Path, police: Any) -> None:
    (inbox / "台账.csv").write_text(REGISTER, "utf-8")
    said = collect()
    batch = ImportBatch.objects.get()
    assert (batch.way, batch.uploaded_by, batch.department) == (Way.FOLDER, None, police)
    assert batch.get_way_display() == "监测文件夹"
    assert RegisterRecord.objects.get().record_number == "R1"
    assert RefusedRow.objects.get().cells["发证日期"] == "不详"
    assert names(inbox, "done") == ["台账.csv"]
    assert not list(inbox.iterdir()) and not list((inbox.parent / "taking").iterdir())
    assert f"已导入为批次 {batch.pk}" in words(inbox, "done")[0]
    assert "退回 1 行" in words(inbox, "done")[0] and "退回 1 行" in said


def test_a_file_that_still_grows_is_left_alone(inbox: Path) -> None:
    path = inbox / "台账.csv"
    path.write_text(REGISTER, "utf-8")
    before = folder.look()
    with path.open("a", encoding="utf-8") as file:
        file.write("R3,户口迁移,2023-05-14\n")
    now = folder.look()
    assert folder.complete(before, now) == []
    assert folder.complete(now, folder.look()) == [path]


def test_a_file_touched_again_without_growing_is_left_alone(inbox: Path) -> None:
    path = inbox / "台账.csv"
    path.write_text(REGISTER, "utf-8")
    before = folder.look()
    os.utime(path, ns=(time.time_ns(), time.time_ns() + 1))
    assert folder.complete(before, folder.look()) == []


def test_a_done_mark_says_that_a_file_is_complete_and_goes_with_it(inbox: Path) -> None:
    path = inbox / "台账.csv"
    path.write_text(REGISTER, "utf-8")
    (inbox / "台账.csv.done").touch()
    assert folder.complete({}, folder.look()) == [path]
    collect()
    assert not list(inbox.iterdir())


@pytest.mark.parametrize("name", ["台账.csv.part", ".台账.csv", "~$台账.xlsx", "台账.csv.tmp"])
def test_what_a_program_is_still_writing_is_not_looked_at(inbox: Path, name: str) -> None:
    (inbox / name).write_text(REGISTER, "utf-8")
    assert folder.look() == {}


def test_the_same_file_twice_is_said_and_not_doubled(inbox: Path) -> None:
    for name in ("台账.csv", "台账（又一份）.csv"):
        (inbox / name).write_text(REGISTER, "utf-8")
        collect()
    assert ImportBatch.objects.count() == 1
    assert any("完全相同，没有重复导入" in each for each in words(inbox, "done"))
    assert len(names(inbox, "done")) == 2


def test_what_cannot_be_read_goes_aside_with_a_word_in_chinese(inbox: Path) -> None:
    (inbox / "台账.pdf").write_bytes(b"%PDF-1.7")
    collect()
    assert names(inbox, "refused") == ["台账.pdf"]
    assert "没有导入" in words(inbox, "refused")[0] and "只接收 .xlsx、.xls、.csv" in words(inbox, "refused")[0]
    assert not ImportBatch.objects.exists()


def test_foreign_headings_wait_for_a_person_and_then_never_again(inbox: Path, liaison: Any) -> None:
    (inbox / "台账.csv").write_text(FOREIGN, "gb18030")
    collect()
    batch = ImportBatch.objects.get()
    assert (batch.status, batch.way) == ("planned", Way.FOLDER)
    assert f"导入批次 {batch.pk}" in words(inbox, "refused")[0]
    settle(liaison, batch)
    (inbox / "台账六月.csv").write_text(FOREIGN.replace("G00", "H00"), "gb18030")
    collect()
    assert ImportBatch.objects.order_by("pk").last().status == "applied"
    assert RegisterRecord.objects.count() == 4  # each file has one row that is refused
    (inbox / "台账.csv").write_text(FOREIGN, "gb18030")
    collect()
    assert ImportBatch.objects.count() == 2
    assert any("完全相同" in each for each in words(inbox, "done"))


def test_headings_that_say_nothing_are_sent_back_with_what_to_do(inbox: Path) -> None:
    (inbox / "数据.csv").write_text("甲,乙\n1,2\n", "utf-8")
    collect()
    assert "请在文件名里写上“办件”或“台账”" in words(inbox, "refused")[0]


def test_cases_are_told_from_records_by_their_headings(inbox: Path, make_item: Any) -> None:
    make_item("I1", "户口迁移")
    (inbox / "五月.csv").write_text("办件编号,事项编码,收件时间\nA1,I1,2023-05-13 09:30\n", "utf-8")
    collect()
    assert Case.objects.get().case_number == "A1"


def test_rows_of_another_department_do_not_come_in_through_this_ones_folder(inbox: Path, tax: Any) -> None:
    (inbox / "台账.csv").write_text("台账编号,部门编号\nR1,D02\n", "utf-8")
    collect()
    assert not RegisterRecord.objects.exists()
    assert "不属于您可以导入的部门" in RefusedRow.objects.get().reason


def test_a_link_is_not_followed(inbox: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text(REGISTER, "utf-8")
    (inbox / "台账.csv").symlink_to(secret)
    collect()
    assert "不是普通文件" in words(inbox, "refused")[0]
    assert secret.exists() and not ImportBatch.objects.exists()


def test_one_file_that_breaks_us_does_not_keep_the_others_waiting(
    inbox: Path, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    (inbox / "一.csv").write_text("坏", "utf-8")
    (inbox / "二台账.csv").write_text(REGISTER, "utf-8")
    opened = folder._opened

    def broken(department: Any, name: str, content: bytes) -> Any:
        if name == "一.csv":
            raise KeyError("a bug of ours")
        return opened(department, name, content)

    monkeypatch.setattr(folder, "_opened", broken)
    collect()
    assert names(inbox, "refused") == ["一.csv"] and names(inbox, "done") == ["二台账.csv"]
    assert "交给系统管理员" in words(inbox, "refused")[0]


def test_two_collectors_do_not_meet(inbox: Path) -> None:
    (inbox / "台账.csv").write_text(REGISTER, "utf-8")
    with folder.alone():
        assert "另一个收取程序正在运行" in collect()
    assert (inbox / "台账.csv").exists()


def test_two_counties_with_one_code_have_folders_of_their_own(police: Any, neighbour_police: Any) -> None:
    assert [path.name for _, path in folder.folders()] == ["230521000000-D01", "230522000000-D01"]
