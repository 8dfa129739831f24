"""The public's search over the demonstration's whole list: how many of our questions find their item among five."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings

pytestmark = pytest.mark.django_db
PATH = Path(settings.ROOT) / "benchmarks" / "public_search.py"
LEAST = {"plain": 0.95, "typo": 0.95, "pinyin": 0.95, "initials": 0.95, "fresh": 0.65}


@pytest.fixture
def benchmark() -> ModuleType:
    spec = importlib.util.spec_from_file_location("public_search", PATH)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_questions_find_their_item_among_five_where_plain_words_do_not(benchmark: ModuleType) -> None:
    county = benchmark.furnished()
    rows = benchmark.questions()
    assert len({row["question"] for row in rows}) == len(rows) >= 200
    ours, _ = benchmark.hits(lambda text: benchmark.forgiving(county, text), rows)
    theirs, _ = benchmark.hits(lambda text: benchmark.plain(county, text), rows)
    assert {kind for kind, least in LEAST.items() if sum(ours[kind]) / len(ours[kind]) < least} == set()
    assert sum(map(sum, theirs.values())) < sum(map(sum, ours.values())) / 4
