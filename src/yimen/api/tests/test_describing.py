"""The description of the interface is true: its examples are posted, its words compared with what the views answer."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yimen.api import bodies, describing, doors, ratings, views
from yimen.api.tests.conftest import Post
from yimen.cases import services as cases
from yimen.cases.models import Case
from yimen.common.code_lists import RatingChannel, Satisfaction
from yimen.evaluation.earlier.imports import FIELDS
from yimen.evaluation.rules import Service
from yimen.exchange import services as exchange
from yimen.people.models import Department, Region, User
from yimen.verify.contract import TABLES

PATHS = list(describing.described()["paths"])
FEEDS = [path for path in PATHS if path.startswith("/api/feeds/")]
RATINGS = "/api/ratings/"
BODIES = ["application/json", "text/csv"]


def schema(name: str) -> dict[str, Any]:
    return describing.described()["components"]["schemas"][name]  # type: ignore[no-any-return]


def operation(path: str) -> dict[str, Any]:
    return describing.described()["paths"][path]["post"]  # type: ignore[no-any-return]


def fits(value: Any, wanted: dict[str, Any]) -> None:
    """Whether a value has the shape that the description says: names, no others, and types."""
    kinds = {"object": dict, "array": list, "integer": int, "string": str}
    assert isinstance(value, kinds[wanted["type"]]), (value, wanted)
    if wanted["type"] == "object":
        assert set(wanted["required"]) <= set(value) <= set(wanted["properties"])
        for name, each in value.items():
            fits(each, wanted["properties"][name])
    if wanted["type"] == "array":
        for each in value:
            fits(each, wanted["items"])


def answered_by(*modules: Any) -> set[str]:
    """The statuses that the modules answer."""
    source = "".join(Path(module.__file__).read_text("utf-8") for module in modules)
    return {*re.findall(r"refusal\((\d{3})", source), *re.findall(r"status=(\d{3})", source)}


@pytest.mark.parametrize("content_type", BODIES)
@pytest.mark.parametrize("path", FEEDS)
def test_each_example_is_taken_and_answered_as_described(
    post: Post, make_item: Any, path: str, content_type: str
) -> None:
    make_item("I1", "户口迁移")
    example = operation(path)["requestBody"]["content"][content_type]["example"]
    kind = path.strip("/").rpartition("/")[2]
    key = describing.described()["components"]["parameters"]["key"]["example"]
    assert reverse("api:feed", args=[kind]) == path
    answer = post(example, kind=kind, key=key)
    assert answer.status_code == 201
    fits(answer.json(), schema("taken"))
    assert answer.json()["accepted"] == 1
    assert post(example, kind=kind, key=key)["Idempotent-Replayed"] == "true"


def test_the_example_shows_a_refused_row(post: Post) -> None:
    example = operation("/api/feeds/register/")["requestBody"]["content"]["application/json"]["example"]
    assert post(example).json()["refused"] == 1


@pytest.mark.parametrize("content_type", BODIES)
def test_the_examples_of_ratings_are_planned_and_then_taken_in_as_described(
    county: Region, police: Department, security_administrator: User, secret: str, content_type: str
) -> None:
    bureau = Department.objects.create(region=county, code="B1", name="营商局", short_name="营商局", kind="bureau")
    exchange.give_token(by=security_administrator, department=bureau, purpose="原好差评", secret=secret)
    content = operation(RATINGS)["requestBody"]["content"][content_type]["example"]
    case = {"region": county, "department": police, "channel": "window", "case_number": "230522D0120230601000012"}
    Case.objects.create(**case)
    body = content if isinstance(content, str) else json.dumps(content)

    def send(query: str = "") -> Any:
        headers = {"authorization": f"Bearer {secret}"}
        return Client().post(f"{RATINGS}{query}", body, content_type=content_type, headers=headers)

    plan = send()
    assert plan.status_code == 200 and plan.json()["taken"] == 1
    fits(plan.json(), schema("rating_plan"))
    assert re.fullmatch(describing.described()["components"]["parameters"]["confirm"]["schema"]["pattern"],
                        plan.json()["confirm"])  # fmt: skip
    fits(send("?confirm=0").json(), schema("refusal"))
    done = send(f"?confirm={plan.json()['confirm']}")
    assert done.status_code == 201
    fits(done.json(), schema("rating_batch"))


def test_every_column_of_ratings_and_every_word_of_theirs_is_described() -> None:
    row = schema("ratings_row")
    assert {name: each["title"] for name, each in row["properties"].items()} == {f.name: f.label for f in FIELDS}
    assert row["required"] == [field.name for field in FIELDS if field.required]
    for name, words in {"grade": Satisfaction, "channel": RatingChannel, "service": Service}.items():
        said = row["properties"][name]["description"]
        assert all(word in said for each in words for word in (each.value, each.label))


def test_a_refusal_is_answered_as_described(post: Post) -> None:
    for answer in (post("{", content_type="application/json"), post([{"奇怪的列": "1"}]), post([], kind="nothing")):
        assert str(answer.status_code) in operation(PATHS[0])["responses"]
        fits(answer.json(), schema("refusal"))


def test_every_kind_and_every_column_is_described() -> None:
    assert sorted(FEEDS) == sorted(reverse("api:feed", args=[kind]) for kind in cases.KINDS)
    assert set(PATHS) == {*FEEDS, reverse("api:ratings")}
    for kind in cases.KINDS:
        row = schema(f"{kind}_row")
        columns = TABLES[kind].columns
        assert {name: each["title"] for name, each in row["properties"].items()} == {c.name: c.title for c in columns}
        assert row["required"] == [TABLES[kind].key[0]]
        for column in columns:
            for word, others in (column.choices or {}).items():
                assert all(each in row["properties"][column.name]["description"] for each in (word, *others))


def test_every_status_that_the_views_answer_is_described_and_no_other() -> None:
    for path in FEEDS:
        assert set(operation(path)["responses"]) == answered_by(doors, views)
    assert set(operation(RATINGS)["responses"]) == {"200", *answered_by(doors, ratings)}


def test_the_limits_are_those_that_hold() -> None:
    text = describing.FILE.read_text("utf-8")
    assert f"每分钟最多 {exchange.USES_A_MINUTE} 次" in text
    assert set(re.findall(r"(\d+) MB", text)) == {str(bodies.LIMITS.size // 2**20)}
    assert schema("taken")["properties"]["refused_rows"]["maxItems"] == views.REFUSED_ROWS_SHOWN
    assert describing.described()["components"]["parameters"]["key"]["schema"]["pattern"] == f"^{views._KEY.pattern}$"


def test_every_reference_leads_somewhere() -> None:
    for reference in set(re.findall(r'"\$ref": "([^"]+)"', describing.FILE.read_text("utf-8"))):
        assert describing.resolved({"$ref": reference})


def test_anybody_can_read_it_as_json_and_as_a_page(db: None) -> None:
    answer = Client().get(reverse("api:openapi"))
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert json.loads(answer.content)["openapi"] == "3.1.0"
    page = Client().get(reverse("api:interface")).content.decode()
    for path in PATHS:
        assert path in page
    for column in TABLES["register"].columns:
        assert f">{column.name}<" in page and column.title in page
    assert "429" in page and "http://testserver/api/feeds/register/" in page


def test_the_page_asks_nothing_of_other_machines(db: None) -> None:
    page = Client().get(reverse("api:interface")).content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
