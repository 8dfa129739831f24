"""An issuer made for tests: a server of its own whose every answer can be forged, as no real provider's can."""

import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

CLIENT, SECRET = "yimen", "a secret: with signs/"


class Issuer(ThreadingHTTPServer):
    """省统一身份认证 of a test: codes given out, its key, and what is to be forged."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server_port}/oidc"
        self.key = new_key()
        self.codes: dict[str, dict[str, str]] = {}
        self.person: dict[str, Any] = {"sub": "u1", "name": "某甲", "id_number": "11010519491231002X"}
        self.claims: dict[str, Any] = {}
        """Claims of the token that are other than they should be; None leaves one out."""
        self.sign = self.signed
        self.said: dict[str, Any] = {}
        """What the description says otherwise."""
        self.userinfo: dict[str, Any] | None = None
        self.asked: list[str] = []

    def signed(self, claims: dict[str, Any]) -> str:
        """The token as it should be signed."""
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, self.key)

    def agree(self, address: str) -> dict[str, str]:
        """What the browser brings back when the person agrees at the address to which it was sent."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked
        return {"code": code, "state": asked["state"], "iss": self.address}

    def description(self) -> dict[str, Any]:
        """The discovery document."""
        at = self.address
        return {
            "issuer": at, "authorization_endpoint": f"{at}/auth", "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/jwks", "userinfo_endpoint": f"{at}/me", "end_session_endpoint": f"{at}/end",
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            "authorization_response_iss_parameter_supported": True, **self.said,
        }  # fmt: skip

    def tokens(self, given: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens for a code, once, for its client and verifier; None for anything else."""
        asked = self.codes.pop(given.get("code", ""), None)
        proved = asked and create_s256_code_challenge(given.get("code_verifier", "")) == asked["code_challenge"]
        if not asked or not proved or not authorization.startswith("Basic "):
            return None
        now = int(time.time())
        claims = {"iss": self.address, "aud": asked["client_id"], "iat": now, "exp": now + 300,
                  "nonce": asked["nonce"], "acr": "L2", **self.person, **self.claims}  # fmt: skip
        kept = {name: value for name, value in claims.items() if value is not None}
        return {"access_token": "at", "token_type": "Bearer", "id_token": self.sign(kept)}


class Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Issuer

    def do_GET(self) -> None:
        """Description, keys, or what is said of the person."""
        path = urlsplit(self.path).path.removeprefix("/oidc")
        self.server.asked.append(path)
        answers = {
            "/.well-known/openid-configuration": self.server.description,
            "/jwks": lambda: KeySet([self.server.key]).as_dict(private=False),
            "/me": lambda: self.server.userinfo,
        }
        self._answer(answers[path]())

    def do_POST(self) -> None:
        """Tokens for a code."""
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        given = {name: values[0] for name, values in parse_qs(body).items()}
        self._answer(self.server.tokens(given, self.headers.get("Authorization", "")))

    def _answer(self, said: Any) -> None:
        content = json.dumps(said or {"error": "invalid_grant"}).encode()
        self.send_response(200 if said else 400)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing is printed."""


def new_key() -> RSAKey:
    """A key with a number of its own."""
    return RSAKey.generate_key(2048, {"use": "sig", "alg": "RS256"}, auto_kid=True)


def started() -> Issuer:
    """The issuer, answering; the test stops it by `shutdown` and `server_close`."""
    issuer = Issuer()
    threading.Thread(target=issuer.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    return issuer
