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
from yimen.evaluation.earlier.imports import FIELDS
from yimen.exchange import bearer
from yimen.exchange import services as exchange
from yimen.people.models import Department, Region, User
from yimen.verify.contract import TABLES

PATHS = [path for path in describing.described()["paths"] if path.startswith("/api/feeds/")]
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


@pytest.mark.parametrize("content_type", BODIES)
@pytest.mark.parametrize("path", PATHS)
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


def test_a_refusal_is_answered_as_described(post: Post) -> None:
    for answer in (post("{", content_type="application/json"), post([{"奇怪的列": "1"}]), post([], kind="nothing")):
        assert str(answer.status_code) in operation(PATHS[0])["responses"]
        fits(answer.json(), schema("refusal"))


def test_every_kind_and_every_column_is_described() -> None:
    assert sorted(PATHS) == sorted(reverse("api:feed", args=[kind]) for kind in cases.KINDS)
    for kind in cases.KINDS:
        row = schema(f"{kind}_row")
        columns = TABLES[kind].columns
        assert {name: each["title"] for name, each in row["properties"].items()} == {c.name: c.title for c in columns}
        assert row["required"] == [TABLES[kind].key[0]]
        for column in columns:
            for word, others in (column.choices or {}).items():
                assert all(each in row["properties"][column.name]["description"] for each in (word, *others))


@pytest.mark.parametrize("content_type", BODIES)
def test_ratings_are_planned_and_taken_in_as_described(
    county: Region, police: Department, security_administrator: User, content_type: str
) -> None:
    bureau = Department.objects.create(region=county, code="B1", name="营商局", short_name="营商局", kind="bureau")
    Case.objects.create(region=county, department=police, case_number="B001", channel="window")
    secret = bearer.fresh()
    exchange.give_token(by=security_administrator, department=bureau, purpose="原好差评", secret=secret)
    example = operation(RATINGS)["requestBody"]["content"][content_type]["example"]
    body = example if isinstance(example, str) else json.dumps(example, ensure_ascii=False)

    def send(query: str, text: str = body) -> Any:
        headers = {"authorization": f"Bearer {secret}"}
        return Client().post(reverse("api:ratings") + query, text, content_type=content_type, headers=headers)

    plan = send("").json()
    fits(plan, schema("ratings_plan"))
    assert (plan["taken"], plan["refused"]) == (1, 0)
    taken = send(f"?confirm={plan['confirm']}")
    assert taken.status_code == 201
    fits(taken.json(), schema("ratings_taken"))
    changed = send("?confirm=0", body.replace("2023-06-02", "2023-06-03"))
    assert changed.status_code == 409
    fits(changed.json(), schema("refusal"))


def test_the_columns_of_ratings_are_those_that_are_read_and_their_statuses_those_answered() -> None:
    row = schema("ratings_row")
    assert list(row["properties"]) == [field.label for field in FIELDS]
    assert row["required"] == [field.label for field in FIELDS if field.required]
    source = "".join(Path(module.__file__).read_text("utf-8") for module in (doors, ratings))
    answered = {*re.findall(r"refusal\((\d{3})", source), *re.findall(r"status=(\d{3})", source), "200"}
    assert set(operation(RATINGS)["responses"]) == answered


def test_every_status_that_the_views_answer_is_described_and_no_other() -> None:
    source = "".join(Path(module.__file__).read_text("utf-8") for module in (doors, views))
    answered = {*re.findall(r"refusal\((\d{3})", source), *re.findall(r"status=(\d{3})", source)}
    for path in PATHS:
        assert set(operation(path)["responses"]) == answered


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
    for path in (*PATHS, RATINGS):
        assert path in page
    for column in TABLES["register"].columns:
        assert f">{column.name}<" in page and column.title in page
    assert "429" in page and "http://testserver/api/feeds/register/" in page


def test_the_page_asks_nothing_of_other_machines(db: None) -> None:
    page = Client().get(reverse("api:interface")).content.decode()
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
