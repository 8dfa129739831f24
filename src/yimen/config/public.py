"""公开地址: what strangers, citizens and other systems may call, as OpenAPI made from the table of addresses.

The pages answer in HTML, so there is little to say of their answers; what they may be given is in it, for people who
test them from outside and for our own property tests.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.urls import URLPattern, URLResolver, get_resolver

from yimen.people.rules import BEARER, CITIZEN, EVERYBODY, SIGNATURE
from yimen.portal.forms import (
    CodeForm,
    CodeToRate,
    DeviceForm,
    DisputeForm,
    HindranceForm,
    ObjectionForm,
    PhoneForm,
    QueryForm,
    SupplementForm,
    WhoForm,
    WhomForm,
    WithdrawForm,
)

PART = re.compile(r"<(?:(\w+):)?(\w+)>")
OPEN = {
    EVERYBODY: "任何人",
    CITIZEN: "已登录的公众",
    BEARER: "持接口令牌的系统",
    SIGNATURE: "省平台签名的请求",
}
SECURITY = {CITIZEN: "citizen", BEARER: "token", SIGNATURE: "signature"}
SCHEMES = {
    "citizen": {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "公众登录后的会话"},
    "token": {"type": "http", "scheme": "bearer", "description": "部门的接口令牌"},
    "signature": {"type": "apiKey", "in": "header", "name": "X-Signature", "description": "见 platform.md"},
}
FORMS: dict[str, type[forms.Form]] = {
    "portal:sign_in": PhoneForm,
    "portal:code": CodeForm,
    "portal:who": WhoForm,
    "portal:whom": WhomForm,
    "portal:mandate": CodeForm,
    "portal:supplement": SupplementForm,
    "portal:withdraw": WithdrawForm,
    "portal:query": QueryForm,
    "portal:rate": QueryForm,
    "portal:rate_device": CodeToRate,
    "portal:device": DeviceForm,
    "portal:hindrance_report": HindranceForm,
    "portal:hindrance_ask": QueryForm,
    "portal:hindrance": DisputeForm,
    "portal:object": ObjectionForm,
}
"""Name of a route -> what its form asks."""
ASKED = {
    "portal:search": ("q",),
    "portal:halls": ("q",),
    "portal:hall": ("item",),
    "portal:receipt": ("code",),
    "portal:sign_in": ("next",),
    "portal:size": ("to", "next"),
    "portal:rate": ("code",),
    "portal:rate_service": ("service", "grade"),
    "portal:rate_mine": ("service", "grade"),
    "portal:hindrance_report": ("item",),
    "portal:identity_back": ("code", "state", "error"),
    "api:ratings": ("confirm",),
    "agreements:check_any": ("code",),
    "training:check": ("number", "code"),
    "entry:public_list": ("q", "page"),
    "entry:lists": ("page",),
    "entry:published": ("q", "page"),
    "entry:announced": ("q", "page"),
}
"""Name of a route -> what may stand behind the question mark."""
TEXT: dict[str, Any] = {"type": "string"}
ROW = {"type": "object", "additionalProperties": {}}
MESSAGE = {
    "type": "object",
    "required": ["number", "region", "kind", "stream", "fields"],
    "properties": {
        **dict.fromkeys(("number", "stream"), TEXT),
        "region": {"type": "string", "examples": ["230522000000"]},
        "kind": {"type": "string", "enum": ["receipt", "item", "application", "step", "result", "rating"]},
        "fields": {"type": "object"},
    },
}
RATED = ("办件编号", "评价等级", "评价渠道", "评价时间")
BODIES: dict[str, dict[str, Any]] = {
    "api:numbers": {
        "type": "array",
        "items": {"type": "object", "properties": dict.fromkeys(("case_number", "sort", "number", "created_at"), TEXT)},
    },
    "api:punches": {
        "type": "array",
        "items": {"type": "object", "properties": dict.fromkeys(("staff", "at", "machine"), TEXT)},
    },
    "api:ratings": {"type": "array", "items": {"type": "object", "properties": dict.fromkeys(RATED, TEXT)}},
    "api:platform_message": MESSAGE,
    "api:feed": {"type": "array", "items": ROW},
}
"""Name of a route -> the JSON that it takes."""
ANSWERS = {
    "200": "页面、文件或 JSON",
    "302": "转到另一页",
    "400": "请求不成形",
    "401": "没有令牌，或签名不对",
    "403": "没有这项权限，或表单过期",
    "404": "没有，或不给看",
    "405": "方法不对",
    "409": "刚被他人办理，或编号已用",
    "413": "太大",
    "415": "格式不对",
    "422": "不能照办，写明原因",
    "429": "太频繁",
}


def description() -> str:
    """The description of all public addresses as JSON, one address a line."""
    head = {"title": "一门：公开地址", "version": "1", "description": "由地址表印出，不要手改。"}
    answers = {code: {"description": text} for code, text in ANSWERS.items()}
    shared = {"securitySchemes": SCHEMES, "responses": answers}
    paths = ",\n".join(f"{_json(address)}: {_json(told)}" for address, told in _paths())
    return f'{{"openapi": "3.1.0",\n"info": {_json(head)},\n"paths": {{\n{paths}}},\n"components": {_json(shared)}}}\n'


def _json(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False)


def routes() -> Iterator[tuple[str, str, str]]:
    """Name, address as it is written in the table, and permission of each public route."""
    for name, where, each in _walk(get_resolver().url_patterns):
        permission = getattr(each.callback, "permission", "")
        if permission in OPEN:
            yield name, where, permission


def _walk(patterns: list[Any], room: str = "", before: str = "") -> Iterator[tuple[str, str, URLPattern]]:
    for each in patterns:
        where = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _walk(each.url_patterns, each.namespace or room, where)
        else:
            yield f"{room}:{each.name}" if room else str(each.name), where, each


def _paths() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, where, permission in routes():
        parts = [_part(kind, part) for kind, part in PART.findall(where)]
        yield "/" + PART.sub(r"{\2}", where), _operations(name, permission, parts)


def _part(kind: str, name: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if kind == "int":
        schema = {"type": "integer", "minimum": 0}
    elif kind == "slug":
        schema["pattern"] = "^[-a-zA-Z0-9_]+$"
    if name == "region":
        schema["examples"] = ["230522000000"]
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _operations(name: str, permission: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    answers = {code: {"$ref": f"#/components/responses/{code}"} for code in ANSWERS}
    said: dict[str, Any] = {"summary": OPEN[permission], "responses": answers}
    if permission in SECURITY:
        said["security"] = [{SECURITY[permission]: []}]
    asked = [{"name": each, "in": "query", "schema": TEXT} for each in ASKED.get(name, ())]
    identity = name.replace(":", "_")
    said["parameters"] = [*parts, *asked]
    found: dict[str, Any] = {"get": {"operationId": f"{identity}_get", **said}}
    found["post"] = {"operationId": f"{identity}_post", **said, "requestBody": _body(name)}
    return found


def _body(name: str) -> dict[str, Any]:
    if name in BODIES:
        return {"required": True, "content": {"application/json": {"schema": BODIES[name]}}}
    form = FORMS.get(name)
    fields = form.base_fields if form else {}
    schema = {"type": "object", "properties": {each: _field(field) for each, field in fields.items()}}
    files = any(isinstance(field, forms.FileField) for field in fields.values())
    return {"content": {"multipart/form-data" if files else "application/x-www-form-urlencoded": {"schema": schema}}}


def _field(field: forms.Field) -> dict[str, Any]:
    if isinstance(field, forms.FileField):
        return {"type": "string", "format": "binary"}
    return {"type": "string", "title": str(field.label or "")}
