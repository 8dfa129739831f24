"""The pages of docs/ that are printed from code; a test fails when one is stale."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import walk_packages

from django.apps import apps
from django.conf import settings
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from yimen.common.lifecycle import LIFECYCLES
from yimen.config import public
from yimen.exchange.platform.rules import IN, OUT
from yimen.ledger.services import MUTATIONS
from yimen.people.rules import ACTS, BEARER, CITIZEN, EVERYBODY, ROLES, SIGNATURE, SIGNED_IN
from yimen.verify import describe as rules

HEAD = "<!-- Printed from code by `make docs`; change the code, not this page. -->\n\n"


def our_models() -> list[type[models.Model]]:
    """Every concrete model of the house, room by room."""
    return [model for model in apps.get_models() if model.__module__.startswith("yimen.")]


def first_line(thing: object) -> str:
    """The first line of a docstring, without a final stop."""
    return (thing.__doc__ or "").strip().split("\n")[0].rstrip(".")


def glossary() -> str:
    """One word per concept: English name, official term, meaning."""
    rows = ["# Glossary (词汇)", "", "| English | 官方用语 | what it is |", "| --- | --- | --- |"]
    rows += [
        f"| {model.__name__} | {model._meta.verbose_name} | {first_line(model).split(': ', 1)[-1]} |"
        for model in sorted(our_models(), key=lambda model: model.__name__)
    ]
    return "\n".join(rows)


def data_dictionary() -> str:
    """Every table and column with its official name."""
    rows = ["# Data dictionary (数据字典)", ""]
    for model in our_models():
        personal = getattr(model, "personal_fields", ())
        rows += [f"## {model._meta.label} · {model._meta.verbose_name}", "", first_line(model) + ".", ""]
        rows += ["| column | 官方名称 | type | note |", "| --- | --- | --- | --- |"]
        for field in model._meta.concrete_fields:
            notes = []
            if field.choices:
                notes.append("、".join(f"`{value}` {label}" for value, label in field.flatchoices))
            if field.related_model:
                notes.append(f"→ {field.related_model._meta.label}")
            if field.name in personal:
                notes.append("个人信息")
            if field.null:
                notes.append("可空")
            kind = field.get_internal_type().removesuffix("Field")
            length = f"({field.max_length})" if field.max_length and kind == "Char" else ""
            rows.append(f"| {field.column} | {field.verbose_name} | {kind}{length} | {'；'.join(notes)} |")
        rows.append("")
    return "\n".join(rows).rstrip()


def lifecycles() -> str:
    """Every lifecycle as a diagram and a table of moves."""
    import_services()  # a lifecycle is registered by whoever moves along it
    rows = ["# Lifecycles (生命周期)"]
    for table in sorted(LIFECYCLES.values(), key=lambda each: each.model):
        rows += ["", f"## {table.model} · {table.label}", "", "```mermaid", "stateDiagram-v2"]
        rows += [f"    {code}: {label}" for code, label in table.states.items()]
        rows += [f"    [*] --> {code}" for code in table.initial]
        rows += [f"    {source} --> {move.target}: {move.label}" for move in table.moves for source in move.sources]
        rows += ["```", "", "| move | 操作 | from | to | permission | needs |", "| --- | --- | --- | --- | --- | --- |"]
        rows += [
            f"| {move.name} | {move.label} | {', '.join(move.sources)} | {move.target} | {move.act} "
            f"| {', '.join(move.needs)} |"
            for move in table.moves
        ]
    return "\n".join(rows)


def permissions() -> str:
    """The permission table: acts by roles, and which routes ask for which act."""
    marks = {
        EVERYBODY: "（任何人）",
        SIGNED_IN: "（已登录）",
        BEARER: "（持接口令牌的系统）",
        CITIZEN: "（已登录的公众）",
        SIGNATURE: "（省平台签名的请求）",
    }
    head = ["操作", *ROLES.values()]
    rows = ["# Permissions (权限)", "", f"| act | {' | '.join(head)} |", "| --- " * (len(head) + 1) + "|"]
    for act in ACTS.values():
        cells = ["●" if role in act.roles else "" for role in ROLES]
        rows.append(f"| {act.name} | {act.label} | {' | '.join(cells)} |")
    rows += ["", "## Routes", "", "| route | permission |", "| --- | --- |"]
    for where, view in sorted(_routes(get_resolver().url_patterns)):
        rows.append(f"| `/{where}` | {marks.get(view, view)} |")
    return "\n".join(rows)


def _routes(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for each in patterns:
        where = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            found += _routes(each.url_patterns, where)
        elif where != "look/":
            found.append((where, each.callback.permission))  # type: ignore[attr-defined]
    return found


def import_services() -> None:
    """Imports every module of verbs of the house, also of a room within a room: so its mutations are registered."""
    for config in apps.get_app_configs():
        if config.name.startswith("yimen.") and config.module is not None:
            for module in walk_packages(config.module.__path__, f"{config.name}."):
                if module.name.endswith(".services") and ".tests." not in module.name:
                    import_module(module.name)


def mutations() -> str:
    """Every service that changes something, and the event it leaves in the ledger."""
    rows = [
        "# Mutations (变更与存证事件)",
        "",
        "Each records its event, one of them where two stand; else all is undone.",
    ]
    rows += ["", "| service | event | what it does |", "| --- | --- | --- |"]
    import_services()
    ours = {name: found for name, found in MUTATIONS.items() if ".services." in name and ".tests." not in name}
    for name, (function, kinds) in sorted(ours.items()):
        rows.append(f"| `{name.removeprefix('yimen.')}` | {', '.join(kinds)} | {first_line(function)} |")
    return "\n".join(rows)


def platform_messages() -> str:
    """Every kind of message to the province's platform and from it, with its fields."""
    rows = [
        "# Messages of the platform (省平台消息)",
        "",
        "Fields with * must be given. See [platform.md](platform.md).",
    ]
    for title, kinds in (("To the platform (发件)", OUT), ("From the platform (来件)", IN)):
        rows += ["", f"## {title}"]
        for kind in kinds.values():
            rows += ["", f"### {kind.name} · {kind.title}", ""]
            rows += [f"National exchange table: `{kind.table}`.", ""] if kind.table else []
            rows += ["| field | 官方名称 | type | values or length | note |", "| --- | --- | --- | --- | --- |"]
            for field in kind.fields:
                size = "、".join(field.choices) or (str(field.length) if field.type == "text" else "")
                mark, note = "*" if field.required else "", "个人信息" if field.personal else ""
                rows.append(f"| {field.name}{mark} | {field.title} | {field.type} | {size} | {note} |")
    return "\n".join(rows)


PAGES: dict[str, Callable[[], str]] = {
    "glossary.md": glossary,
    "data-dictionary.md": data_dictionary,
    "lifecycles.md": lifecycles,
    "permissions.md": permissions,
    "mutations.md": mutations,
    "platform-messages.md": platform_messages,
    "public.openapi.json": public.description,
    "rules.md": rules.rules_markdown,
}


def printed(name: str) -> str:
    """The whole text of a printed page; the rules' is the engine's own, the same as `yimen rules --markdown`, and JSON
    has no room for a comment.
    """
    text = PAGES[name]()
    return text if name in {"rules.md", "public.openapi.json"} else HEAD + text.rstrip("\n") + "\n"


def stale() -> list[str]:
    """The names of the pages in docs/ that differ from what the code prints now."""
    folder = settings.ROOT / "docs"
    return [
        name for name in PAGES if not (folder / name).exists() or (folder / name).read_text("utf-8") != printed(name)
    ]
