"""Which program wrote: a digest over the code and the settings, so that a change of either is seen (T31)."""

import hashlib
from functools import cache
from pathlib import Path

from django.conf import settings

from .canonical import json_bytes

KINDS = {".py", ".sql", ".html"}
WATCHED_SETTINGS = ("INSTALLED_APPS", "MIDDLEWARE", "AUTHENTICATION_BACKENDS", "DEBUG", "DEMONSTRATION", "TIME_ZONE")


@cache
def code_digest() -> str:
    """Return the SHA-256 (hex) over all code files of the house and the settings that decide who is recorded how."""
    root = Path(__file__).resolve().parents[1]
    total = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        inside = path.relative_to(root)
        if path.suffix in KINDS and "tests" not in inside.parts:
            total.update(f"{hashlib.sha256(path.read_bytes()).hexdigest()} {inside.as_posix()}\n".encode())
    total.update(json_bytes({name: getattr(settings, name, None) for name in WATCHED_SETTINGS}))
    return total.hexdigest()
