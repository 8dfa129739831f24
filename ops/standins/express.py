#!/usr/bin/env python3
"""A stand-in for the aggregator of express letters: a process of its own that speaks its interface (poll/query.do).

usage: express.py [--port 8400] [--customer C] [--key K] [--fail N]

POST /poll/query.do with `customer`, `param` and `sign` (MD5 of param + key + customer, upper case) answers the course
of the number; what becomes of a letter, its last digit says: 0 nothing known yet, 1 to 4 under way, 5 to 8 delivered,
9 sent back. A wrong signature is refused as the original does. --fail N answers the first N questions with 502.
"""

import argparse
import hashlib
import json
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

CHINA = timezone(timedelta(hours=8))
WAY = (
    ("1", "【佳木斯市】友谊县政务服务中心 已收寄，揽投员：李某，电话：13900001111"),
    ("0", "邮件已从【佳木斯邮件处理中心】发出"),
    ("5", "【友谊县营业部】安排投递，投递员：王某，电话：13900002222"),
)
ENDS = {"3": "已签收，签收人：本人", "6": "收件人拒收，邮件退回"}


class Aggregator(ThreadingHTTPServer):
    """Who may ask, what was asked, and the faults still to come."""

    def __init__(self, port: int, customer: str, key: str, *, fail: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.customer, self.key, self.fail = customer, key, fail
        self.asked: list[dict[str, str]] = []


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Aggregator

    def do_POST(self) -> None:
        """Where a letter is."""
        body = self.rfile.read(min(int(self.headers.get("Content-Length", 0)), 10_000)).decode()
        given = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        if self.server.fail:
            self.server.fail -= 1
            return self._answer(502, {"error": "busy"})
        if self.path != "/poll/query.do":
            return self._answer(404, {"error": "path"})
        param = given.get("param", "")
        signed = hashlib.md5((param + self.server.key + self.server.customer).encode()).hexdigest().upper()
        if given.get("sign") != signed or given.get("customer") != self.server.customer:
            return self._answer(200, {"result": False, "returnCode": "503", "message": "验证签名失败"})
        asked = json.loads(param)
        self.server.asked.append(asked)
        return self._answer(200, course(asked["com"], asked["num"], asked.get("phone", "")))

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args: Any) -> None:
        """Nothing is printed."""


def course(carrier: str, number: str, phone: str) -> dict[str, Any]:
    """The answer of the original for a number, newest stop first."""
    last = next((int(each) for each in reversed(number) if each.isdigit()), 0)
    if carrier == "shunfeng" and not phone:
        return {"result": False, "returnCode": "408", "message": "验证码错误，请输入收、寄件人电话号码"}
    if last == 0:
        return {"result": False, "returnCode": "500", "message": "查询无结果，请隔段时间再查"}
    stops = list(WAY[: last if last < 4 else 3])
    if last >= 5:
        state = "3" if last < 9 else "6"
        stops.append((state, ENDS[state]))
    began = datetime(2026, 11, 20, 9, 30, tzinfo=CHINA)
    data = [
        {"time": said, "ftime": said, "context": words, "status": state}
        for n, (state, words) in enumerate(stops)
        for said in [f"{began + timedelta(hours=20 * n):%Y-%m-%d %H:%M:%S}"]
    ]
    return {"message": "ok", "nu": number, "ischeck": "1" if last >= 5 else "0", "com": carrier, "status": "200",
            "state": stops[-1][0], "data": data[::-1]}  # fmt: skip


def main() -> None:
    """Serves until it is stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8400)
    parser.add_argument("--customer", default="stand-in")
    parser.add_argument("--key", default="stand-in")
    parser.add_argument("--fail", type=int, default=0)
    wanted = parser.parse_args()
    server = Aggregator(wanted.port, wanted.customer, wanted.key, fail=wanted.fail)
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
