#!/usr/bin/env python3
"""Plays the province's platform over HTTP, as a process of its own with its own SQLite file; for tests and showing.

usage: ops/standins/platform.py --port 8099 --data FILE --secret SECRET [--callback URL] [--dials JSON] [--seed N]

Written from docs/platform.md and not from our code, standard library only: what both sides understand of the
interface is so written twice. Its dials make it slow, broken, forgetful and talkative (see `Dials`). Besides the
interface it answers, unsigned: GET /report (what it has done), POST /dials, POST /outgoing (messages for the county
to pull), POST /tamper (a message forgotten or altered, or one invented, for reconciliation to find).
"""

import argparse
import dataclasses
import hashlib
import hmac
import json
import queue
import random
import secrets
import sqlite3
import threading
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

SHANGHAI = timezone(timedelta(hours=8))
WINDOW = 300
NAMES = {"HMAC-SM3": "sm3", "HMAC-SHA256": "sha256"}
TABLES = """
CREATE TABLE IF NOT EXISTS messages (
    key TEXT PRIMARY KEY, region TEXT, stream TEXT, sequence INTEGER, revision INTEGER, kind TEXT, digest TEXT,
    remote TEXT, state TEXT, day TEXT, code TEXT, reason TEXT, ripe REAL);
CREATE INDEX IF NOT EXISTS messages_by_stream ON messages (region, stream, sequence);
CREATE INDEX IF NOT EXISTS messages_by_state ON messages (state, ripe);
CREATE TABLE IF NOT EXISTS effects (id INTEGER PRIMARY KEY, key TEXT, region TEXT, stream TEXT, sequence INTEGER,
    digest TEXT, day TEXT);
CREATE TABLE IF NOT EXISTS outgoing (id INTEGER PRIMARY KEY, number TEXT, region TEXT, kind TEXT, stream TEXT,
    fields TEXT);
CREATE TABLE IF NOT EXISTS nonces (nonce TEXT PRIMARY KEY);
"""


@dataclasses.dataclass
class Dials:
    """How it misbehaves: shares between 0 and 1, times in seconds."""

    slow: float = 0.0  # answers late
    slow_seconds: float = 0.3
    error: float = 0.0  # answers 500 and has done nothing
    drop: float = 0.0  # closes the connection and has done nothing
    lost: float = 0.0  # does it, then closes the connection: the answer is lost
    silent: float = 0.0  # sends no callback: one has to ask
    duplicate: float = 0.0  # sends a callback twice
    shuffle: float = 0.0  # tells the end before the beginning
    forget: float = 0.0  # accepts and then knows nothing of it
    at_once: float = 0.0  # confirms in its answer
    work_seconds: float = 0.0  # from accepting to confirming


def rejection(kind: str, fields: dict[str, Any]) -> tuple[str, str] | None:
    """(code, reason) of the first rule of theirs that a message breaks."""
    if str(fields.get("item_code", "")).startswith("X"):
        return "E101", "实施编码不在省平台事项库中"
    if kind == "process" and fields["ended_at"] < fields["started_at"]:
        return "E205", "结束时间早于开始时间"
    if (
        kind == "result"
        and fields["result"] == "准予"
        and fields.get("licence_name")
        and not fields.get("licence_number")
    ):
        return "E307", "有证照名称而没有证照编号"
    return None


class Store:
    """What it knows, in SQLite; one connection under one lock."""

    def __init__(self, path: str) -> None:
        self.lock = threading.RLock()
        self._database = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._database.execute("PRAGMA journal_mode = WAL")
        self._database.execute("PRAGMA synchronous = OFF")  # a stand-in may forget at a power cut
        self._database.executescript(TABLES)

    def all(self, question: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of an answer."""
        with self.lock:
            return self._database.execute(question, values).fetchall()

    def change(self, command: str, *values: Any) -> int:
        """How many rows changed."""
        with self.lock:
            return self._database.execute(command, values).rowcount


class Platform:
    """The platform's own business: taking messages, working on them, telling what became of them."""

    def __init__(self, store: Store, secret: str, callback: str, dials: Dials, seed: int) -> None:
        self.store, self.secret, self.callback, self.dials = store, secret, callback, dials
        self.chance = random.Random(seed)
        self.counts = {"requests": 0, "out_of_order": 0, "answers_lost": 0, "callbacks": 0, "refused_callbacks": 0}
        self._letters: queue.Queue[dict[str, Any]] = queue.Queue()
        for target in (self._work, self._tell, self._tell):
            threading.Thread(target=target, daemon=True).start()

    def roll(self, share: float) -> bool:
        """True in that share of the cases."""
        return share > 0 and self.chance.random() < share

    def take(self, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """Status and answer to a message; the same key is worked on once, however often it comes."""
        with self.store.lock:
            if self.store.all("SELECT 1 FROM messages WHERE key = ?", told["key"]):
                return self._known(told)
            before = self.store.all(
                "SELECT COUNT(*) FROM (SELECT DISTINCT sequence FROM messages WHERE region = ? AND stream = ?"
                " AND sequence < ? AND state = 'confirmed')",
                told["region"], told["stream"], told["sequence"],
            )[0][0]  # fmt: skip
            if before < told["sequence"] - 1:
                self.counts["out_of_order"] += 1
                return 409, {"code": "ORDER", "reason": "前一条消息还没有办完"}
            return self._new(told)

    def _known(self, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        said = self.state(told["key"])
        digest = self.store.all("SELECT digest FROM messages WHERE key = ?", told["key"])[0][0]
        if digest != told["digest"]:
            return 422, {"code": "E409", "reason": "同一编号的内容不同"}
        if said["state"] == "rejected":
            return 422, {"code": said["code"], "reason": said["reason"]}
        return (200 if said["state"] == "confirmed" else 202), said

    def _new(self, told: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        broken = rejection(told["kind"], told["fields"])
        remote = f"S{secrets.token_hex(6)}"
        values = [told[name] for name in ("key", "region", "stream", "sequence", "revision", "kind", "digest")]
        ripe = time.time() + self.dials.work_seconds
        if broken is not None and self.roll(0.5):  # half of the rules are checked only when it is worked on
            self._insert(values, remote, "rejected", *broken, ripe)
            return 422, {"code": broken[0], "reason": broken[1]}
        self._insert(values, remote, "accepted", *(broken or ("", "")), ripe)
        if broken is None and self.roll(self.dials.at_once):
            self._finish(told["key"], quiet=True)
            return 200, self.state(told["key"])
        return 202, {"state": "accepted", "remote": remote}

    def _insert(self, values: list[Any], remote: str, state: str, code: str, reason: str, ripe: float) -> None:
        marks = ", ".join("?" * 13)
        self.store.change(f"INSERT INTO messages VALUES ({marks})", *values, remote, state, "", code, reason, ripe)

    def state(self, key: str) -> dict[str, Any]:
        """What it says when it is asked of a message."""
        found = self.store.all("SELECT state, remote, day, code, reason FROM messages WHERE key = ?", key)
        if not found:
            return {"key": key, "state": "unknown"}
        state, remote, day, code, reason = found[0]
        more = {"confirmed": {"confirmed_on": day}, "rejected": {"code": code, "reason": reason}}.get(state, {})
        return {"key": key, "state": state, "remote": remote, **more}

    def _work(self) -> None:
        """Works on what was accepted, for ever."""
        while True:
            ripe = self.store.all("SELECT key FROM messages WHERE state = 'accepted' AND ripe <= ?", time.time())
            for (key,) in ripe:
                if self.roll(self.dials.forget):
                    self.store.change("DELETE FROM messages WHERE key = ?", key)
                else:
                    self._finish(key)
            time.sleep(0.02)

    def _finish(self, key: str, quiet: bool = False) -> None:
        """The work itself: this is the effect that must come about once."""
        with self.store.lock:
            code = self.store.all("SELECT code FROM messages WHERE key = ?", key)[0][0]
            day = datetime.now(SHANGHAI).date().isoformat()
            state = "rejected" if code else "confirmed"
            if not code:  # a later revision takes the place of the earlier ones
                self.store.change(
                    "DELETE FROM effects WHERE (region, stream, sequence) IN"
                    " (SELECT region, stream, sequence FROM messages WHERE key = ? AND revision > 1)", key,
                )  # fmt: skip
                self.store.change(
                    "INSERT INTO effects (key, region, stream, sequence, digest, day)"
                    " SELECT key, region, stream, sequence, digest, ? FROM messages WHERE key = ?", day, key,
                )  # fmt: skip
            self.store.change("UPDATE messages SET state = ?, day = ? WHERE key = ?", state, day, key)
            said = self.state(key)
            where = self.store.all("SELECT region, stream FROM messages WHERE key = ?", key)[0]
        if not quiet and self.callback and not self.roll(self.dials.silent):
            self._announce(said, *where)

    def _announce(self, said: dict[str, Any], region: str, stream: str) -> None:
        end = {"outcome": said["state"], **{name: said[name] for name in said if name not in ("state",)}}
        letters = [end]
        if self.roll(self.dials.shuffle):
            letters.append({"key": said["key"], "outcome": "accepted", "remote": said["remote"]})
        for fields in letters:
            number = f"R{secrets.token_hex(8)}"
            letter = {"number": number, "region": region, "kind": "receipt", "stream": stream, "fields": fields}
            for _ in range(2 if self.roll(self.dials.duplicate) else 1):
                self._letters.put(letter)

    def _tell(self) -> None:
        """Sends callbacks, for ever; one that meets no answer is sent again."""
        while True:
            letter = self._letters.get()
            body = json.dumps(letter, ensure_ascii=False).encode()
            address = urlsplit(self.callback)
            request = urllib.request.Request(self.callback, body, self._signed("POST", address.path, body))
            try:
                with urllib.request.urlopen(request, timeout=30):
                    self.counts["callbacks"] += 1
            except urllib.error.HTTPError as error:
                self.counts["refused_callbacks"] += 1
                if error.code >= 500:
                    self._again(letter)
            except OSError:
                self._again(letter)

    def _again(self, letter: dict[str, Any]) -> None:
        letter["tries"] = letter.get("tries", 0) + 1
        if letter["tries"] < 6:
            threading.Timer(0.2 * letter["tries"], self._letters.put, [letter]).start()

    def _signed(self, method: str, path: str, body: bytes) -> dict[str, str]:
        at, nonce = str(int(time.time())), secrets.token_hex(16)
        signed = signature("HMAC-SM3", self.secret, method, path, body, at, nonce, "yimen")
        found = {"X-Key": "yimen", "X-Algorithm": "HMAC-SM3", "X-Time": at, "X-Nonce": nonce, "X-Signature": signed}
        return {**found, "Content-Type": "application/json"}

    def known(self, headers: Any, method: str, path: str, body: bytes) -> bool:
        """Whether the request is the county's, of now, and comes for the first time."""
        number, name, at, nonce, signed = (
            headers.get(each, "") for each in ("X-Key", "X-Algorithm", "X-Time", "X-Nonce", "X-Signature")
        )
        if name not in NAMES or not at.isdigit() or abs(time.time() - int(at)) > WINDOW:
            return False
        right = signature(name, self.secret, method, path, body, at, nonce, number)
        fresh = "INSERT OR IGNORE INTO nonces VALUES (?)"
        return hmac.compare_digest(right, signed) and self.store.change(fresh, nonce) == 1

    def report(self) -> dict[str, Any]:
        """What it has done so far."""
        effects = self.store.all("SELECT key, stream, sequence, digest FROM effects ORDER BY id")
        return {"effects": effects, "dials": dataclasses.asdict(self.dials), **self.counts}

    def tamper(self, told: dict[str, Any]) -> None:
        """Makes the day's list differ from what was confirmed."""
        if key := told.get("forget"):
            for table in ("messages", "effects"):
                self.store.change(f"DELETE FROM {table} WHERE key = ?", key)
        if key := told.get("alter"):
            self.store.change("UPDATE effects SET digest = ? WHERE key = ?", "0" * 64, key)
        if invented := told.get("invent"):
            day = datetime.now(SHANGHAI).date().isoformat()
            values = (invented["key"], invented["region"], invented["stream"], 1, "f" * 64, day)
            columns = "key, region, stream, sequence, digest, day"
            self.store.change(f"INSERT INTO effects ({columns}) VALUES (?, ?, ?, ?, ?, ?)", *values)


def signature(name: str, secret: str, method: str, path: str, body: bytes, at: str, nonce: str, number: str) -> str:
    """The signature as docs/platform.md says."""
    digest = hashlib.new(NAMES[name], body).hexdigest()
    text = f"{name}\n{method}\n{path}\n{digest}\n{at}\n{nonce}\n{number}"
    return hmac.new(secret.encode(), text.encode(), NAMES[name]).hexdigest()


class Answering(BaseHTTPRequestHandler):
    """One connection; the platform stands at the server."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Lists, messages, and questions of what became of them."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        platform: Platform = self.server.platform  # type: ignore[attr-defined]
        if self._unsigned(platform, body):
            return
        platform.counts["requests"] += 1
        if platform.roll(platform.dials.slow):
            time.sleep(platform.dials.slow_seconds)
        if platform.roll(platform.dials.drop):
            self.close_connection = True
            return
        if platform.roll(platform.dials.error):
            self._answer(500, {"error": "internal"})
        elif not platform.known(self.headers, self.command, self.path, body):
            self._answer(401, {"error": "signature"})
        else:
            self._interface(platform, json.loads(body or b"{}"))

    do_POST = do_GET  # noqa: N815 - the server looks for that name

    def _interface(self, platform: Platform, told: dict[str, Any]) -> None:
        address = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        if address.path == "/v1/messages":
            status, said = platform.take(told)
            if platform.roll(platform.dials.lost):
                platform.counts["answers_lost"] += 1
                self.close_connection = True
                return
            self._answer(status, said)
        elif address.path == "/v1/states":
            self._answer(200, {"states": [platform.state(key) for key in told["keys"]]})
        elif address.path == "/v1/outgoing":
            self._answer(200, outgoing(platform.store, query))
        elif address.path.startswith("/v1/days/"):
            self._answer(200, day_list(platform.store, address.path.rpartition("/")[2], query))
        else:
            self._answer(404, {"error": "not found"})

    def _unsigned(self, platform: Platform, body: bytes) -> bool:
        """Answers what belongs to the stand-in and not to the interface."""
        if self.path == "/report":
            self._answer(200, platform.report())
        elif self.path == "/dials":
            platform.dials = Dials(**json.loads(body))
            self._answer(200, {})
        elif self.path == "/tamper":
            platform.tamper(json.loads(body))
            self._answer(200, {})
        elif self.path == "/outgoing":
            for each in json.loads(body):
                values = [each[name] for name in ("number", "region", "kind", "stream")]
                columns, fields = "number, region, kind, stream, fields", json.dumps(each["fields"])
                platform.store.change(f"INSERT INTO outgoing ({columns}) VALUES (?, ?, ?, ?, ?)", *values, fields)
            self._answer(200, {})
        else:
            return False
        return True

    def _answer(self, status: int, said: dict[str, Any]) -> None:
        content = json.dumps(said, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """It says nothing."""


def outgoing(store: Store, query: dict[str, str]) -> dict[str, Any]:
    """Messages for the county behind a place."""
    after, most = int(query.get("after") or 0), int(query.get("limit", 100))
    rows = store.all(
        "SELECT id, number, stream, fields FROM outgoing WHERE region = ? AND kind = ? AND id > ? ORDER BY id LIMIT ?",
        query["region"], query["kind"], after, most,
    )  # fmt: skip
    head = {"region": query["region"], "kind": query["kind"]}
    messages = [{**head, "number": row[1], "stream": row[2], "fields": json.loads(row[3])} for row in rows]
    return {"messages": messages, "after": str(rows[-1][0] if rows else after)}


def day_list(store: Store, day: str, query: dict[str, str]) -> dict[str, Any]:
    """A day's list, page by page; the last page names no further place."""
    after, most = int(query.get("after") or 0), int(query.get("limit", 100))
    rows = store.all(
        "SELECT e.id, e.key, e.stream, COALESCE(m.remote, ''), e.digest FROM effects e LEFT JOIN messages m USING (key)"
        " WHERE e.region = ? AND e.day = ? AND e.id > ? ORDER BY e.id LIMIT ?", query["region"], day, after, most,
    )  # fmt: skip
    lines = [{"key": row[1], "stream": row[2], "remote": row[3], "digest": row[4]} for row in rows]
    return {"lines": lines, "after": str(rows[-1][0]) if len(rows) == most else ""}


class Server(ThreadingHTTPServer):
    """As many connections as come."""

    daemon_threads = True
    request_queue_size = 64


def main() -> None:
    """Serves until it is stopped; says its port when it is ready."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--data", default=":memory:")
    parser.add_argument("--secret", required=True)
    parser.add_argument("--callback", default="")
    parser.add_argument("--dials", default="{}")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    server = Server(("127.0.0.1", given.port), Answering)
    dials = Dials(**json.loads(given.dials))
    server.platform = Platform(Store(given.data), given.secret, given.callback, dials, given.seed)  # type: ignore[attr-defined]
    print(f"{datetime.now(UTC):%H:%M:%S} port {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
