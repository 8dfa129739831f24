#!/usr/bin/env python3
# mypy: ignore-errors
"""UKey 签名服务的替身，只用于测试和演示：密钥在内存里，关掉就没有了。

用法：python3 ukey_stand_in.py --port 8765 --token 口令　（需要 gmalg 库）

接口与 docs/signing.md 所载的 UKey 签名服务相同：
  GET  /v1/holder?holder=账号      -> {"key": "04…"}
  POST /v1/sign {"holder", "document", "statement", "digest_sm3"} -> {"algorithm": "SM2-SM3", "key", "signature"}
"""

import argparse
import hmac
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlparse

import gmalg

IDENTITY = b"1234567812345678"  # GM/T 0009: the identity where none was agreed


class Keys:
    """One pair of keys for each holder, made when it is first asked for."""

    def __init__(self):
        self.pairs = {}

    def of(self, holder):
        """Return (secret key, public key) of the holder."""
        if holder not in self.pairs:
            self.pairs[holder] = gmalg.SM2().generate_keypair()
        return self.pairs[holder]


class Answering(BaseHTTPRequestHandler):
    """Answers for one service; `keys` and `token` stand at the server."""

    def do_GET(self):
        """The public key of a holder."""
        address = urlparse(self.path)
        holder = parse_qs(address.query).get("holder", [""])[0]
        if address.path != "/v1/holder" or not holder:
            self.answer(404, {"error": "not found"})
        elif self.allowed():
            self.answer(200, {"key": self.server.keys.of(holder)[1].hex()})

    def do_POST(self):
        """A signature over the statement, if its digest is the one that was announced."""
        if self.path != "/v1/sign" or not self.allowed():
            return
        body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        statement = body["statement"].encode()
        digest = gmalg.SM3()
        digest.update(statement)
        if digest.value().hex() != body["digest_sm3"]:
            self.answer(422, {"error": "digest differs from statement"})
            return
        secret, public = self.server.keys.of(body["holder"])
        r, s = gmalg.SM2(secret, IDENTITY, public).sign(statement)
        both = r.rjust(32, b"\0") + s.rjust(32, b"\0")  # one number in 128 begins with a zero byte, which is left away
        self.answer(200, {"algorithm": "SM2-SM3", "key": public.hex(), "signature": both.hex()})

    def allowed(self):
        """Whether the caller has the token; the refusal is sent."""
        given = self.headers.get("Authorization", "")
        if hmac.compare_digest(given.encode(), f"Bearer {self.server.token}".encode()):
            return True
        self.answer(401, {"error": "unauthorized"})
        return False

    def answer(self, status, values):
        """Send the values as JSON."""
        content = json.dumps(values).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Say nothing on every request."""


def main():
    """Serve until stopped; the first line tells the address."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--port", type=int, default=8765)
    parser.add_argument("--token", required=True)
    given = parser.parse_args()
    server = ThreadingHTTPServer(("127.0.0.1", given.port), Answering)
    server.keys, server.token = Keys(), given.token
    print(f"http://127.0.0.1:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
