"""The house holds: who may know whom, who may write what, and how long a file may be."""

import ast
import subprocess
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from yimen.common.lifecycle import LIFECYCLES
from yimen.ledger.models import Attested
from yimen.people.rules import ACTS, BEARER, CITIZEN, EVERYBODY, SIGNATURE, SIGNED_IN

SOURCE = settings.ROOT / "src" / "yimen"
LAYERS = [
    {"config"},
    {"demonstration"},
    {"overview", "portal", "api"},
    {"programme"},
    {"inspections"},
    {"evidence"},
    {"evaluation", "training"},
    {"entry", "cases", "rectification"},
    {"catalog", "halls"},
    {"documents", "exchange"},
    {"people"},
    {"ledger"},
    {"common", "verify"},
]
RANK = {room: rank for rank, layer in enumerate(LAYERS) for room in layer}
WRITERS = {"services.py", "imports.py"}  # where rows may be written
WRITING_CALLS = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "update",
    "get_or_create",
    "update_or_create",
    "delete",
}
PLAIN_WRITING = {"create", "create_all", "create_unless_there", "change", "remove"}  # ledger/plain.py


def our_models() -> list[type[models.Model]]:
    """Every concrete model of the house."""
    return [model for model in apps.get_models() if model.__module__.startswith("yimen.")]


def room_of(model: type[models.Model]) -> str:
    return model.__module__.split(".")[1]


def rooms_upward(found: list[type[models.Model]]) -> list[str]:
    """Foreign keys that point up or sideways; string references slip past an import linter."""
    wrong = []
    for model in found:
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            if not getattr(field, "concrete", False) or target is None or not target.__module__.startswith("yimen."):
                continue
            mine, theirs = room_of(model), room_of(target)
            if mine != theirs and RANK[theirs] <= RANK[mine]:
                wrong.append(f"{model._meta.label}.{field.name} -> {target._meta.label}")
    return wrong


def test_foreign_keys_point_down() -> None:
    assert rooms_upward(our_models()) == []


def test_a_foreign_key_that_points_up_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RANK, "people", 0)  # as if the department stood above everything
    assert "catalog.ItemVersion.department -> people.Department" in rooms_upward(our_models())


def test_every_model_and_field_has_its_official_name() -> None:
    unnamed = []
    for model in our_models():
        names = [(model._meta.label, str(model._meta.verbose_name))]
        names += [
            (f"{model._meta.label}.{field.name}", str(field.verbose_name))
            for field in model._meta.concrete_fields
            if not field.auto_created
        ]
        unnamed += [label for label, name in names if not any("\u4e00" <= letter <= "\u9fff" for letter in name)]
    assert unnamed == []


def test_every_model_is_in_the_ledger_or_says_why_not() -> None:
    outside = [
        model._meta.label
        for model in our_models()
        if not (issubclass(model, Attested) or getattr(model, "not_attested", ""))
    ]
    assert outside == []


def routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, URLPattern]]:
    """Every route with its whole path."""
    found: list[tuple[str, URLPattern]] = []
    for each in patterns:
        where = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            found += routes(each.url_patterns, where)
        else:
            found.append((where, each))
    return found


def undeclared(found: list[tuple[str, URLPattern]]) -> list[str]:
    known = {*ACTS, BEARER, CITIZEN, EVERYBODY, SIGNATURE, SIGNED_IN}
    return [where for where, each in found if getattr(each.callback, "permission", None) not in known]


def test_every_route_declares_its_permission() -> None:
    found = routes(get_resolver().url_patterns)
    assert len(found) > 20
    assert undeclared(found) == []


def test_a_route_without_permission_would_be_seen() -> None:
    bare = URLPattern(get_resolver().url_patterns[0].pattern, lambda request: None)
    assert undeclared([("bare/", bare)]) == ["bare/"]


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts and "tests" not in path.parts]


def status_writes(tree: ast.AST) -> list[int]:
    """Lines that assign a `status` attribute, or pass it to update() or to plain.change()."""
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            lines += [each.lineno for each in targets if isinstance(each, ast.Attribute) and each.attr == "status"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            lines += [node.lineno for keyword in node.keywords if keyword.arg == "status"]
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "plain.change":
            keys = [key for each in node.args if isinstance(each, ast.Dict) for key in each.keys]
            lines += [node.lineno for key in keys if isinstance(key, ast.Constant) and key.value == "status"]
    return lines


def test_only_the_lifecycle_writes_a_status() -> None:
    assert get_resolver().url_patterns  # loads every room, whichever test comes first
    lifecycled = {model._meta.label for model in our_models() if hasattr(model, "status_label")}
    assert lifecycled == set(LIFECYCLES)
    wrong = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in python_files()
        # The worker's own table of background tasks is a library's, not a thing of the house.
        if path.relative_to(SOURCE).as_posix() not in {"people/lifecycle.py", "config/management/commands/work.py"}
        for line in status_writes(ast.parse(path.read_text("utf-8")))
    ]
    assert wrong == []


def test_a_status_written_elsewhere_would_be_seen() -> None:
    seen = [
        "order.status = 'closed'",
        "rows.update(status='closed')",
        "plain.change(Order, {'pk': 1}, {'status': 'x'})",
    ]
    assert status_writes(ast.parse("\n".join(seen))) == [1, 2, 3]


def writes(tree: ast.AST) -> list[int]:
    """Lines that call a writing method on a manager or a query (`….objects.…`), save(), or a statement built once.

    `save(stream)`, with one thing given and nothing named, is how a document is written into memory, and with `exif=` a
    picture: no row. Nor is a session, which its middleware writes.
    """
    lines = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        text = ast.unparse(node.func.value)
        if node.func.attr in WRITING_CALLS and ("objects" in text or "_default_manager" in text):
            lines.append(node.lineno)
        if text == "plain" and node.func.attr in PLAIN_WRITING:
            lines.append(node.lineno)
        is_picture = any(each.arg == "exif" for each in node.keywords)
        into_memory = is_picture or (len(node.args) == 1 and not node.keywords)
        is_row = not into_memory and text != "request.session"
        if node.func.attr == "save" and "form" not in text and is_row:
            lines.append(node.lineno)
    return lines


def test_only_services_write() -> None:
    allowed = {"people/lifecycle.py", "config/management/commands/work.py"}
    wrong = [
        f"{path.relative_to(SOURCE)}:{line}"
        for path in python_files()
        if path.name not in WRITERS
        and path.relative_to(SOURCE).parts[0] != "ledger"
        and path.relative_to(SOURCE).as_posix() not in allowed
        and "services" not in path.relative_to(SOURCE).parts
        and path.name != "conftest.py"
        for line in writes(ast.parse(path.read_text("utf-8")))
    ]
    assert wrong == []


def test_a_write_outside_services_would_be_seen() -> None:
    seen = ["Order.objects.create()", "Order.objects.filter(pk=1).update(a=1)", "order.save()"]
    seen += ["order.save(update_fields=['name'])", "order.scan.save('a.pdf', content)"]
    seen += ["plain.create(Order())", "plain.remove(Order, {'a': 1})"]
    into_memory = ["document.save(stream)", "photo.save(out, exif=b'')"]
    assert writes(ast.parse("\n".join([*seen, *into_memory]))) == [1, 2, 3, 4, 5, 6, 7]


def test_no_file_has_more_than_400_lines() -> None:
    endings = {".py", ".html", ".css", ".js", ".sql", ".typ"}
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=settings.ROOT, capture_output=True, text=True, check=True,
    ).stdout.split("\n")  # fmt: skip
    long = {}
    for name in listed:
        path = settings.ROOT / name
        if path.suffix not in endings or "vendor" in path.parts or "migrations" in path.parts or not path.is_file():
            continue
        count = len(path.read_text("utf-8").splitlines())
        if count > 400:
            long[name] = count
    assert long == {}


def test_no_mark_safe_and_no_unescaped_templates() -> None:
    wrong = [
        str(path.relative_to(SOURCE))
        for path in [*python_files(), *SOURCE.rglob("*.html")]
        # The door for other systems: its token is sent by no browser of itself (api/tests/test_doors.py).
        if path.relative_to(SOURCE).as_posix() != "api/doors.py"
        and any(word in path.read_text("utf-8") for word in ("mark_safe", "|safe", "autoescape off", "csrf_exempt"))
    ]
    assert wrong == []


def test_no_template_has_inline_script_or_style() -> None:
    wrong = []
    for path in SOURCE.rglob("*.html"):
        text = path.read_text("utf-8")
        if " style=" in text or "<style" in text or " onclick=" in text or "<script>" in text:
            wrong.append(str(path.relative_to(SOURCE)))
    assert wrong == []
