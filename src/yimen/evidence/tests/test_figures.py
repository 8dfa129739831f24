"""A share reads the same in a list, on paper and in the engine's own sentence."""

import re
from importlib import resources

import duckdb

from yimen.common.templatetags.yimen import percent


def test_pages_round_a_share_as_the_engine_does() -> None:
    sql = resources.files("yimen.verify").joinpath("sql")
    said = re.findall(r"tenths\((round\(10000 \* (\w+)\) / 10)\)", sql.joinpath("verdicts.sql").read_text("utf-8"))
    assert [name for _, name in said] == ["share", "low", "high"]
    connection = duckdb.connect()
    connection.execute(sql.joinpath("macros.sql").read_text("utf-8"))
    every = connection.execute(
        f"SELECT low, tenths({said[1][0]}) || '%' FROM (SELECT range / 10000 AS low FROM range(10, 9990))"
    ).fetchall()
    assert len(every) == 9_980
    assert [(share, percent(share)) for share, _ in every] == every
