"""省平台接口的客户端: the far side as docs/platform.md describes it. It knows no database and logs no content."""

import json
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
from django.conf import settings

from yimen.exchange.platform import signing
from yimen.exchange.platform.answers import Accepted as Arrived
from yimen.exchange.platform.answers import Answer, Confirmed, Failed, Rejected, Unknown
from yimen.exchange.platform.models import OutboxMessage
from yimen.exchange.platform.rules import PAGE

TIMEOUT = httpx.Timeout(10.0, connect=3.0)
CONNECTIONS = 8
MOST_BYTES = 4 * 2**20
FAILURES_TO_OPEN, REST_SECONDS = 20, 15.0


class Unreachable(Exception):
    """The platform did not answer as described; the words hold no content of any message."""


class Breaker:
    """断路器: after so many failures in a row nobody calls for a while, then one tries.

    Our own, because the library for it (pybreaker) holds its lock while it calls: then no two streams go at once.
    """

    def __init__(self, failures: int = FAILURES_TO_OPEN, rest: float = REST_SECONDS) -> None:
        self._failures, self._rest = failures, rest
        self._lock = threading.Lock()
        self._counted, self._until = 0, 0.0

    def resting(self, now: float) -> bool:
        """Whether nobody should call now (in seconds of a steady clock)."""
        with self._lock:
            return now < self._until

    def tell(self, good: bool, now: float) -> None:
        """Counts the end of a call."""
        with self._lock:
            self._counted = 0 if good else self._counted + 1
            if self._counted >= self._failures:
                self._counted, self._until = self._failures - 1, now + self._rest


@dataclass(frozen=True)
class Line:
    """One line of a day's list: what the platform has done of ours."""

    key: str
    stream: str
    remote: str
    digest: str


@dataclass(frozen=True)
class Pulled:
    """A page of the platform's messages as they came, and the place behind it."""

    messages: list[dict[str, Any]]
    place: str


class Platform:
    """The platform at an address, asked with a key."""

    def __init__(self, address: str, key: signing.Key, *, timeout: httpx.Timeout = TIMEOUT) -> None:
        limits = httpx.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
        # Only connecting is tried again here: whether a whole message is sent again, the outbox decides.
        transport = httpx.HTTPTransport(retries=1, limits=limits, trust_env=False)
        self._client = httpx.Client(base_url=address.rstrip("/"), timeout=timeout, transport=transport)
        self._key, self.breaker = key, Breaker()

    def close(self) -> None:
        """Nothing; its connections are closed."""
        self._client.close()

    @property
    def resting(self) -> bool:
        """Whether it failed so often that it is left alone for a while."""
        return self.breaker.resting(time.monotonic())

    def submit(self, message: OutboxMessage) -> Answer:
        """What it says to a message; never raises: what is not understood is a failure, to be tried again."""
        try:
            status, said = self._ask("POST", "/v1/messages", envelope(message))
        except Unreachable as trouble:
            return Failed(message.key, str(trouble))
        if status == 422 and isinstance(said.get("code"), str):
            return Rejected(message.key, said["code"], str(said.get("reason", "")))
        return _answer(message.key, said) if status in (200, 202) else Failed(message.key, _odd(status))

    def states(self, region: str, keys: Sequence[str]) -> list[Answer]:
        """What became of each of the messages. Errors: Unreachable."""
        said = self._good("POST", "/v1/states", {"region": region, "keys": list(keys)})
        wanted = set(keys)
        return [_answer(each["key"], each) for each in said.get("states", []) if each.get("key") in wanted]

    def pull(self, region: str, kind: str, place: str) -> Pulled:
        """The next messages of a kind behind a place ("" for the beginning). Errors: Unreachable."""
        query = urlencode({"region": region, "kind": kind, "after": place, "limit": PAGE})
        said = self._good("GET", f"/v1/outgoing?{query}")
        messages = said.get("messages")
        if not isinstance(messages, list) or not all(isinstance(each, dict) for each in messages):
            raise Unreachable("拉取的应答不合约定。")
        return Pulled(messages, str(said.get("after", place))[:64])

    def day(self, region: str, day: date) -> Iterator[Line]:
        """Every line of a day's list. Errors: Unreachable."""
        after = ""
        while True:
            query = urlencode({"region": region, "after": after, "limit": PAGE})
            said = self._good("GET", f"/v1/days/{day.isoformat()}?{query}")
            try:
                yield from (Line(x["key"], x["stream"], x["remote"], x["digest"]) for x in said["lines"])
            except (KeyError, TypeError) as error:
                raise Unreachable("对账清单不合约定。") from error
            if not (after := str(said.get("after") or "")):
                return

    def _good(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        status, said = self._ask(method, path, None if body is None else json.dumps(body).encode())
        if status != 200:
            raise Unreachable(_odd(status))
        return said

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, dict[str, Any]]:
        """Status and JSON of an answer. Errors: Unreachable, also while the breaker is open."""
        if self.resting:
            raise Unreachable("省平台连续没有应答，暂停一会儿再试。")
        try:
            answer = self._sent(method, path, body or b"")
        except httpx.HTTPError as error:
            self.breaker.tell(False, time.monotonic())
            raise Unreachable(f"省平台没有应答：{_why(error)}。") from error
        self.breaker.tell(answer.status_code < 500, time.monotonic())
        if answer.status_code >= 500:
            raise Unreachable(_odd(answer.status_code))
        try:
            said = answer.json() if len(answer.content) <= MOST_BYTES else None
        except ValueError:
            said = None
        if not isinstance(said, dict):
            raise Unreachable(f"省平台的应答不是约定的 JSON（HTTP {answer.status_code}）。")
        return answer.status_code, said

    def _sent(self, method: str, path: str, body: bytes) -> httpx.Response:
        headers = signing.headers(self._key, method=method, path=path, body=body, at=datetime.now(UTC))
        headers["Content-Type"] = "application/json"
        return self._client.request(method, path, content=body, headers=headers)


def _why(error: httpx.HTTPError) -> str:
    """What kept an answer from coming, in words for whoever has to do something about it."""
    if isinstance(error, httpx.TimeoutException):
        return "等候超时"
    return "连不上，请检查网络和地址" if isinstance(error, httpx.ConnectError) else "连接中断"


def envelope(message: OutboxMessage) -> bytes:
    """The message as it goes on the wire; its body stands in it to the byte, as its digest has it."""
    head = {
        "key": message.key,
        "region": message.region_id,
        "stream": message.stream,
        "sequence": message.sequence,
        "revision": message.revision,
        "kind": message.kind,
        "digest": message.digest,
    }
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "fields": {message.body}}}'.encode()


def _answer(key: str, said: dict[str, Any]) -> Answer:
    """The answer in what the platform says of a message; a failure when it says nothing that we know."""
    try:
        match said["state"]:
            case "accepted":
                return Arrived(key, said["remote"])
            case "confirmed":
                return Confirmed(key, said["remote"], date.fromisoformat(said["confirmed_on"]))
            case "rejected":
                return Rejected(key, str(said["code"]), str(said["reason"]))
            case "unknown":
                return Unknown(key)
    except (KeyError, TypeError, ValueError):
        pass
    return Failed(key, "省平台的应答不合约定。")


def _odd(status: int) -> str:
    known = {
        401: "省平台不认我方的签名（HTTP 401）：请系统管理员核对密钥。",
        409: "省平台说前一条消息还没有办完（HTTP 409）。",
        429: "省平台要求稍后再发（HTTP 429）。",
    }
    return known.get(status, f"省平台应答异常（HTTP {status}）。")


def configured() -> Platform | None:
    """The platform of the settings; None where no address is given (then files are exchanged, or nothing)."""
    if not settings.PLATFORM_URL:
        return None
    return Platform(settings.PLATFORM_URL, own_key())


def own_key() -> signing.Key:
    """The key of the settings, which both sides have."""
    return signing.Key(settings.PLATFORM_KEY, settings.PLATFORM_SECRET, settings.PLATFORM_ALGORITHM)
