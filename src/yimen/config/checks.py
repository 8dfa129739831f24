"""Refuses a database that would lose what it has acknowledged. Django runs it before every start."""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.checks import CheckMessage, Error, Tags, register
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import OperationalError

SQLITE_FULL = {2, 3}  # FULL, EXTRA
PROMISES = ("fsync", "full_page_writes", "synchronous_commit")
KEPT = {"on", "remote_apply", "remote_write", "local"}
"""Values of synchronous_commit under which this server's own disk has the commit before it is acknowledged."""


@register(Tags.database)
def durable_database(databases: Iterable[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """One error for each setting that would let an acknowledged write vanish; run by migrate, serve and `check`."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        try:
            found += RULES[connection.vendor](connection)
        except OperationalError as error:
            found.append(Error(f"数据库连不上：{error}", hint="请检查 YIMEN_DATABASE_URL。", id="yimen.E100"))
        except KeyError:
            hint = "请使用 sqlite:/// 或 postgresql://。"
            found.append(Error(f"不支持的数据库：{connection.vendor}", hint=hint, id="yimen.E101"))
    return found


def sqlite_errors(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """The errors of a SQLite connection as it really is, not as the settings say."""
    found: list[CheckMessage] = []
    with connection.cursor() as cursor:
        journal = cursor.execute("PRAGMA journal_mode").fetchone()[0]
        synchronous = cursor.execute("PRAGMA synchronous").fetchone()[0]
        foreign_keys = cursor.execute("PRAGMA foreign_keys").fetchone()[0]
    if journal != "wal":
        found.append(_error(1, f"SQLite 的 journal_mode 是 {journal}，必须是 wal"))
    if synchronous not in SQLITE_FULL:
        found.append(_error(2, f"SQLite 的 synchronous 是 {synchronous}，必须是 FULL：否则断电会丢失已受理的内容"))
    if getattr(connection, "transaction_mode", None) != "IMMEDIATE":
        found.append(_error(3, "SQLite 的 transaction_mode 必须是 IMMEDIATE：否则同时办理会报 database is locked"))
    if not foreign_keys:
        found.append(_error(4, "SQLite 没有启用外键约束（foreign_keys）"))
    return found


def postgresql_errors(connection: BaseDatabaseWrapper) -> list[CheckMessage]:
    """The errors of a PostgreSQL server as this account sees it; settings of the role or database count too."""
    found: list[CheckMessage] = []
    with connection.cursor() as cursor:
        for name in PROMISES:
            cursor.execute("SELECT current_setting(%s)", [name])
            value = cursor.fetchone()[0]
            if value not in KEPT:
                found.append(_error(5, f"PostgreSQL 的 {name} 是 {value}，必须是 on：否则断电会丢失已受理的内容"))
        cursor.execute("SELECT current_setting('default_transaction_isolation')")
        isolation = cursor.fetchone()[0]
    if isolation != "read committed":
        found.append(_error(6, f"PostgreSQL 的默认隔离级别是 {isolation}，必须是 read committed"))
    return found


def _error(number: int, text: str) -> Error:
    return Error(text, hint="系统拒绝在这样的数据库上运行：请改正设置后再启动。", id=f"yimen.E{number:03}")


RULES: dict[str, Callable[[BaseDatabaseWrapper], list[CheckMessage]]] = {
    "sqlite": sqlite_errors,
    "postgresql": postgresql_errors,
}
