"""What number and secret open without signing in, guarded so that nothing can be guessed or told apart (T07)."""

import time
from collections.abc import Callable
from typing import TypeVar

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from yimen.common.text import code_key
from yimen.people.citizens.services import counted
from yimen.people.models import Region

T = TypeVar("T")
TRIES_A_NUMBER, TRIES_AN_ADDRESS = 5, 60
WRONG = "编号或查询码不对。请核对凭证；凭证丢了可以带身份证到窗口查询，或登录后看“我的办件”。"
TOO_OFTEN = "查询次数太多，请一小时后再试，或到窗口查询。"
EVEN_SECONDS = 0.03
"""A refusal never comes sooner: a row that is there takes microseconds longer, and that can be measured."""


def opened_by(
    request: HttpRequest, region: Region, form: forms.Form, kind: str, find: Callable[[str, str], T | None]
) -> tuple[T | None, int]:
    """(what the form's number and secret open, 200), or (None, 422 or 429) and the reason on the form.

    The same answer, after the same time, for a number that nobody has as for a wrong secret. `kind` keeps the counts of
    different slips apart; those of an address are shared.
    """
    began = time.monotonic()
    number, now = code_key(form.cleaned_data["number"]), timezone.now()
    address = request.META.get("REMOTE_ADDR", "")
    # Both are counted, whichever is over: what is counted must not tell whether the number exists.
    allowed = [counted(f"{kind}:{region.pk}:{number}", TRIES_A_NUMBER, now),
               counted(f"queries:{address}", TRIES_AN_ADDRESS, now)]  # fmt: skip
    if not all(allowed):
        form.add_error(None, TOO_OFTEN)
        return None, 429
    found = find(number, form.cleaned_data["secret"])
    if found is None:
        time.sleep(max(0.0, began + EVEN_SECONDS - time.monotonic()))
        form.add_error(None, WRONG)
        return None, 422
    return found, 200
