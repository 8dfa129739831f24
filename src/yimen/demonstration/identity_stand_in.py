"""The province's identity service of the demonstration: the provider of ops/standins/oidc, where it is installed."""

import secrets
import shutil
import subprocess
from dataclasses import dataclass

from django.conf import settings

FOLDER = settings.ROOT / "ops" / "standins" / "oidc"
INSTALLED = FOLDER / "node_modules" / ".installed"
"""Written by bin/oidc when it is done."""


@dataclass(frozen=True)
class StandIn:
    """The running process, and the settings of a portal that signs in there."""

    process: subprocess.Popen[str]
    environment: dict[str, str]


def installed() -> bool:
    """Whether bin/oidc was run on this machine."""
    return INSTALLED.exists() and shutil.which("node") is not None


def start(public: str) -> StandIn:
    """The stand-in, once it answers, for a portal at that address. Errors: RuntimeError if it does not start."""
    secret = secrets.token_urlsafe(32)
    options = ["--port=0", f"--secret={secret}", f"--public={public}"]  # with "=": one secret in 64 begins with a dash
    command = [shutil.which("node") or "node", "provider.mjs", *options]
    process = subprocess.Popen(  # noqa: S603 our own program
        command, cwd=FOLDER, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    address = process.stdout.readline().strip() if process.stdout else ""
    if not address:
        raise RuntimeError("the identity service's stand-in did not start")
    environment = {
        "YIMEN_IDENTITY_URL": address,
        "YIMEN_IDENTITY_CLIENT": "yimen",
        "YIMEN_IDENTITY_SECRET": secret,
        "YIMEN_IDENTITY_LEVELS": "level2",
    }
    return StandIn(process, environment)
