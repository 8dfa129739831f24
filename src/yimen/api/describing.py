"""接口说明: the interface described for builders of other systems: as OpenAPI, and as a page made from the same file.

It holds no data of anybody, so nobody need sign in to read it. Tests post its examples and compare it with what the
views answer.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yimen.cases.numbers.models import SerialNumber
from yimen.people.access import public

FILE = Path(__file__).with_name("openapi.json")


@cache
def described() -> dict[str, Any]:
    """The OpenAPI description."""
    found: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return found


def resolved(part: dict[str, Any]) -> dict[str, Any]:
    """The part, or what it refers to within the description."""
    if "$ref" not in part:
        return part
    found: dict[str, Any] = described()
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


@public
def openapi(request: HttpRequest) -> HttpResponse:
    """The description as JSON, to the byte as it is kept."""
    return HttpResponse(FILE.read_bytes(), content_type="application/json; charset=utf-8")


@public
def page(request: HttpRequest) -> HttpResponse:
    """The description to be read by people."""
    whole = described()
    address = request.build_absolute_uri("/").rstrip("/")
    first = next(iter(whole["paths"].values()))["post"]
    context = {
        "info": whole["info"],
        "address": address,
        "sorts": SerialNumber.Sort.choices,
        "token": whole["components"]["securitySchemes"]["token"],
        "key": whole["components"]["parameters"]["key"],
        "ways": [_way(address, path, each["post"], first) for path, each in whole["paths"].items()],
        "answer": whole["components"]["schemas"]["taken"],
        "answers": _answers(first),
    }
    return render(request, "api/interface.html", context)


def _way(address: str, path: str, operation: dict[str, Any], usual: dict[str, Any]) -> dict[str, Any]:
    """One address with its fields, its examples, each of them a command to copy, and answers that are not the usual."""
    bodies = operation["requestBody"]["content"]
    row = resolved(bodies["application/json"]["schema"]["oneOf"][0]["items"])
    fields = [{"name": name, "needed": name in row["required"], **each} for name, each in row["properties"].items()]
    head = f'curl -X POST {address}{path} \\\n  -H "Authorization: Bearer ym_…" \\\n  -H "Content-Type: '
    as_json = json.dumps(bodies["application/json"]["example"], ensure_ascii=False, indent=1)
    return {
        "path": path,
        "name": path.strip("/").rpartition("/")[2],
        "summary": operation["summary"],
        "description": operation["description"],
        "own_answers": [each for each in _answers(operation) if each not in _answers(usual)],
        "note": row["description"],
        "fields": fields,
        # A table whose columns are Chinese already does not name each of them twice.
        "translated": any(each["name"] != each["title"] for each in fields),
        "examples": [
            ("JSON", f"{head}application/json\" \\\n  -d '{as_json}'"),
            ("CSV", f"{head}text/csv\" \\\n  --data-binary '{bodies['text/csv']['example'].rstrip()}'"),
        ],
    }


def _answers(operation: dict[str, Any]) -> list[tuple[str, str]]:
    """(status, what it means and what to do) of each answer."""
    return [(status, resolved(each)["description"]) for status, each in operation["responses"].items()]
