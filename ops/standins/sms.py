#!/usr/bin/env python3
"""A stand-in for the operator's SMS gateway: a process of its own that speaks its interface and sends nothing.

usage: sms.py [--port 8300] [--token TOKEN] [--lose N] [--fail N]

POST /v1/messages {to, text, reference} with the bearer token answers 202 {id}; the same reference again is the same
message. GET /v1/messages?to=NUMBER shows what lies on that phone. --fail N refuses the first N messages with 503;
--lose N takes the first N over and breaks off before it answers.
"""

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Gateway(ThreadingHTTPServer):
    """The messages taken over, by reference, and the faults still to come."""

    def __init__(self, port: int, token: str, *, lose: int = 0, fail: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.token, self.lose, self.fail = token, lose, fail
        self.messages: dict[str, dict[str, str]] = {}
        self.lock = Lock()

    def fault(self) -> str:
        """The fault that the next message meets, if one is left."""
        with self.lock:
            if self.fail:
                self.fail -= 1
                return "fail"
            if self.lose:
                self.lose -= 1
                return "lose"
        return ""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Gateway

    def do_POST(self) -> None:
        """Takes a message over."""
        if self.headers.get("Authorization") != f"Bearer {self.server.token}":
            return self._answer(401, {"error": "token"})
        body = json.loads(self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 10_000)))
        fault = self.server.fault()
        if fault == "fail":
            return self._answer(503, {"error": "busy"})
        with self.server.lock:
            kept = self.server.messages.setdefault(
                body["reference"], {**body, "id": f"M{len(self.server.messages) + 1}"}
            )
        if fault == "lose":
            self.close_connection = True
            return None
        return self._answer(202, {"id": kept["id"]})

    def do_GET(self) -> None:
        """What lies on a phone."""
        wanted = parse_qs(urlsplit(self.path).query).get("to", [""])[0]
        found = [each for each in self.server.messages.values() if each["to"] == wanted]
        self._answer(200, {"messages": found})

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Nothing: a gateway's log would hold phone numbers."""


def main() -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8300)
    parser.add_argument("--token", default="stand-in")
    parser.add_argument("--lose", type=int, default=0)
    parser.add_argument("--fail", type=int, default=0)
    wanted = parser.parse_args()
    gateway = Gateway(wanted.port, wanted.token, lose=wanted.lose, fail=wanted.fail)
    print(f"http://127.0.0.1:{gateway.server_address[1]}", flush=True)
    gateway.serve_forever()


if __name__ == "__main__":
    main()
