#!/usr/bin/env python3
"""A hall's afternoon through which PostgreSQL is stopped and started, then killed and started: no number may be lost.

usage: python ops/chaos/hall_day.py [--seconds 5] [--forgetful]

Serves the system as `manage.py serve` does, on a cluster of its own. A kiosk, three windows and a board do what their
scripts do: the kiosk asks once more with the same key, then gives out spare numbers (备用号) and enters them when
somebody answers again. Afterwards each number that was printed must be there once, whoever a window was told to have
finished must be done, and the ledger must verify. `--forgetful` is the negative control: a kiosk that never enters what
it gave out by itself must be found out.
"""

import argparse
import asyncio
import contextlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import psycopg

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "benchmarks"), str(Path(__file__).parent)]
from hall_queue import _next_act, served  # noqa: E402
from postgres import Cluster  # noqa: E402

HALL, WINDOWS = "1", 3
TOKEN = re.compile(r'csrfmiddlewaretoken" value="([^"]+)"')
SPARE = re.compile(r'data-spare="(\d+)" data-letter="(\w+)" data-day="[^"]+" data-first="(\d+)" data-last="(\d+)"')
NUMBER = re.compile(r'class="kiosk-number">(\w+)<')


@dataclass
class Seen:
    """What people in the hall saw: numbers printed, numbers given out without the system, who is done, what failed."""

    printed: list[str] = field(default_factory=list)
    spare: list[str] = field(default_factory=list)
    done: set[int] = field(default_factory=set)
    answers: Counter[str] = field(default_factory=Counter)
    recovered: list[float] = field(default_factory=list)


class Hall:
    """The machines of the hall, until `over`."""

    def __init__(self, base: str, key: str, sessions: list[str], forgetful: bool) -> None:
        self.client = httpx.AsyncClient(base_url=base, timeout=6)
        self.key, self.sessions, self.forgetful = key, sessions, forgetful
        self.seen, self.over = Seen(), False
        self.blocks: list[tuple[str, str, Iterator[int]]] = []
        self.given: list[str] = []

    async def ask(self, method: str, path: str, **more: object) -> httpx.Response | None:
        """The answer; None when there was none or the system says that it cannot."""
        try:
            answer = await self.client.request(method, path, **more)
        except httpx.HTTPError as error:
            self.seen.answers[type(error).__name__] += 1
            return None
        self.seen.answers[str(answer.status_code)] += 1
        return None if answer.status_code >= 500 else answer

    async def post(self, path: str, cookies: str, fields: dict[str, str]) -> httpx.Response | None:
        """The answer to a form; its token comes with the page, as in a browser."""
        page = await self.ask("GET", path, headers={"Cookie": cookies})
        return None if page is None else await self.send(page, path, cookies, fields)

    async def send(
        self, page: httpx.Response, path: str, cookies: str, fields: dict[str, str]
    ) -> httpx.Response | None:
        """The answer to a form of a page that is there already."""
        token = TOKEN.search(page.text)
        headers = {"Cookie": f"{cookies}; csrftoken={page.cookies.get('csrftoken', '')}"}
        data = {**fields, "csrfmiddlewaretoken": token[1] if token else ""}
        return await self.ask("POST", path, headers=headers, data=data)

    async def board(self) -> None:
        """The screen: asks with the tag of what it shows; whatever it hears, it goes on."""
        tag, away = "", 0.0
        while not self.over:
            answer = await self.ask("GET", f"/halls/{HALL}/board/?part=1", headers={"If-None-Match": tag})
            if answer is None:
                away = away or time.monotonic()
            elif away:
                self.seen.recovered.append(time.monotonic() - away)
                away = 0.0
            tag = answer.headers.get("ETag", tag) if answer else tag
            await asyncio.sleep(0.2)

    async def window(self, session: str) -> None:
        """A clerk: calls, begins, is done; what was not saved he does again."""
        cookies = f"sessionid={session}"
        while not self.over:
            page = await self.ask("GET", "/halls/console/", headers={"Cookie": cookies})
            if page is not None and page.status_code == 200 and (act := _next_act(page.text)):
                serving = re.search(r'name="ticket" value="(\d+)"', page.text)
                answer = await self.send(page, "/halls/console/", cookies, act)
                if answer is not None and answer.status_code == 302 and "finish" in act and serving:
                    self.seen.done.add(int(serving[1]))
            await asyncio.sleep(0.3)

    async def kiosk(self) -> None:
        """The machine: takes numbers as people press, and keeps them going while nobody answers."""
        path, cookies = f"/halls/{HALL}/kiosk/", f"kiosk={self.key}"
        page = await self.ask("GET", path, headers={"Cookie": cookies})
        assert page is not None
        spare = await self.send(page, path, cookies, {"verb": "spare"})
        assert spare is not None
        self.blocks = [(line, letter, iter(range(int(first), int(last) + 1)))
                       for line, letter, first, last in SPARE.findall(spare.text)]  # fmt: skip
        lines, press = [line for line, _, _ in self.blocks], 0
        while not self.over:
            line, key = lines[press % len(lines)], f"press-{press}"
            press += 1
            fields = {"lines": line, "group": "", "key": key}
            answer = await self.send(page, path, cookies, fields)
            if answer is None:
                await asyncio.sleep(1.5)
                answer = await self.send(page, path, cookies, fields)
            if answer is None:
                self._by_itself(line)
            else:
                self.seen.printed += NUMBER.findall(answer.text)
                await self._enter(page, path, cookies)
            await asyncio.sleep(0.2)
        await self._enter(page, path, cookies)

    def _by_itself(self, line: str) -> None:
        for of, letter, numbers in self.blocks:
            number = next(numbers, None) if of == line else None
            if number is not None:
                self.seen.spare.append(f"{letter}{number:03}")
                self.given.append(f"{line}|{number}|{round(time.time() * 1000)}|")

    async def _enter(self, page: httpx.Response, path: str, cookies: str) -> None:
        if not self.given or self.forgetful:
            return
        token = TOKEN.search(page.text)
        headers = {"Cookie": f"{cookies}; csrftoken={page.cookies.get('csrftoken', '')}"}
        data = {"verb": "enter", "entry": list(self.given), "csrfmiddlewaretoken": token[1] if token else ""}
        answer = await self.ask("POST", path, headers=headers, data=data)
        if answer is not None and answer.status_code == 204:
            self.given.clear()


async def afternoon(hall: Hall, cluster: Cluster, seconds: float) -> None:
    """The hall at work, while the server is stopped and started, then killed and started."""
    machines = [hall.kiosk(), hall.board(), *(hall.window(session) for session in hall.sessions)]
    running = asyncio.gather(*machines)
    for end in (cluster.stop, cluster.kill):
        await asyncio.sleep(seconds)
        await asyncio.to_thread(end)
        await asyncio.sleep(seconds)
        await asyncio.to_thread(cluster.start)
    await asyncio.sleep(2 * seconds)
    hall.over = True
    await running
    await hall.client.aclose()


def lost(hall: Hall, url: str) -> list[str]:
    """What was seen in the hall and is not in the database, or is there twice; one sentence each."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT id, prefix, number, channel, status FROM halls_ticket").fetchall()
        twice = connection.execute(
            "SELECT count(*) FROM (SELECT window_id FROM halls_ticketcall WHERE ended_at IS NULL"
            " GROUP BY window_id HAVING count(*) > 1) AS crowded"
        ).fetchone()
    there = Counter(f"{prefix}{number:03}" for _, prefix, number, _, _ in rows)
    paper = {f"{prefix}{number:03}" for _, prefix, number, channel, _ in rows if channel == "paper"}
    status = {key: each for key, _, _, _, each in rows}
    seen = hall.seen
    return [
        *(f"printed and lost: {each}" for each in seen.printed if each not in there),
        *(f"given out twice: {each}" for each in set(seen.printed) if seen.printed.count(each) > 1 or there[each] > 1),
        *(f"spare and lost: {each}" for each in seen.spare if each not in paper),
        *(f"done and not saved: {each}" for each in seen.done if status.get(each) != "done"),
        *(["a window has two people"] if twice and twice[0] else []),
    ]


def main() -> int:
    """0 when nothing was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--forgetful", action="store_true")
    given = parser.parse_args()
    cluster = Cluster()
    cluster.start()
    try:
        with contextlib.ExitStack() as stack:
            base, sessions, key, _ = stack.enter_context(served(cluster.url, WINDOWS))
            hall = Hall(base, key, sessions, given.forgetful)
            asyncio.run(afternoon(hall, cluster, given.seconds))
            found = lost(hall, cluster.url)
            found += ledger_faults(cluster.url)
    finally:
        cluster.remove()
    return told(hall.seen, found)


def ledger_faults(url: str) -> list[str]:
    """A sentence when the ledger, sealed now, does not verify."""
    environment = {**os.environ, "YIMEN_DATABASE_URL": url, "YIMEN_DEMONSTRATION": "1"}
    for verb in ("seal", "verify"):
        command = [sys.executable, "manage.py", "ledger", verb]
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            return [f"ledger {verb}: {(done.stdout + done.stderr)[-300:]}"]
    return []


def told(seen: Seen, found: list[str]) -> int:
    """0 when nothing is wrong, after saying what happened."""
    refused = sum(many for code, many in seen.answers.items() if code >= "500")
    back = "、".join(f"{each:.1f} s" for each in seen.recovered)
    for each in found:
        print(each)
    print(
        f"{'PASS' if not found else 'FAIL'} printed={len(seen.printed)} spare={len(seen.spare)} done={len(seen.done)} "
        f"refused={refused} outages={len(seen.recovered)} ({back}) wrong={len(found)}"
    )
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
