"""A recipe turns what a department writes into what a field wants, and leaves alone what it does not know."""

import pytest

from yimen.exchange import sheets
from yimen.exchange.layout import Layout, Taken, digest_of, nearest


def read(text: str) -> sheets.Sheet:
    return sheets.read("台账.csv", text.encode())[0]


@pytest.mark.parametrize(
    ("writing", "written", "meant"),
    [
        ("day_first", "31/05/2023", "2023-05-31"),
        ("day_first", "3.5.2023 9:30", "2023-05-03 09:30"),
        ("day_first", "03-05-23", "2023-05-03"),
        ("month_first", "05/31/2023", "2023-05-31"),
        ("month_first", "05/31/2023 14:05:06", "2023-05-31 14:05:06"),
        ("short_year", "23-05-31", "2023-05-31"),
        ("short_year", "98年5月3日", "1998-05-03"),
        ("compact", "20230531", "2023-05-31"),
        ("compact", "20230531093000", "2023-05-31 09:30:00"),
        ("compact", "202305310930", "2023-05-31 09:30:00"),
        ("serial", "45077", "2023-05-31"),
        ("serial", "45077.5", "2023-05-31 12:00:00"),
        ("serial", "45077.395833", "2023-05-31 09:30:00"),
        ("day_first", "２０２３－０５－３１", "２０２３－０５－３１"),
        ("day_first", "不详", "不详"),
        ("compact", "2023", "2023"),
        ("serial", "2023-05-31", "2023-05-31"),
        ("", "31/05/2023", "31/05/2023"),
        ("day_first", "", ""),
    ],
)
def test_dates_are_read_as_the_recipe_says(writing: str, written: str, meant: str) -> None:
    assert Taken("办结时间", "issued_on", writing).read(written) == meant


def test_a_word_means_what_the_recipe_says_however_it_is_dressed() -> None:
    taken = Taken("状态", "result", "", {"已办结(Y)": "granted"})
    assert taken.read("已办结（y） ") == "granted"
    assert taken.read("已退件") == "已退件"


def test_dress_and_order_of_headings_do_not_matter() -> None:
    layout = Layout((Taken("流水号", "record_no"), Taken("姓 名", "holder_name")))
    assert layout.fits(read("姓 名,流水号\n董义,1\n"))
    assert layout.fits(read("姓 名,流水号,\n董义,1,\n"))  # a comma too many at the end of each line
    assert not layout.fits(read("姓 名,流水号,备注\n董义,1,无\n"))
    assert not layout.fits(read("流水号\n1\n"))
    assert layout.fits(read("流水号,原行号,退回原因,处理办法\n1,2,错,改\n"))
    assert digest_of(["姓名", "流水号"]) == digest_of(["流水号", "姓名 "])


def test_the_nearest_recipe_is_the_one_that_shares_the_most() -> None:
    one, two = Layout((Taken("甲"), Taken("乙"))), Layout((Taken("甲"), Taken("丙"), Taken("丁")))
    sheet = read("甲,丙,戊\n1,2,3\n")
    assert nearest([one, two], sheet) is two
    assert two.differs(sheet) == (["丁"], ["戊"])
    assert nearest([one], read("己,庚\n1,2\n")) is None
