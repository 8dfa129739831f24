"""快递进度: the client that asks an aggregator where a posted letter is (快递100 实时查询, poll/query.do).

One POST a question, form-encoded: `customer`, `param` (JSON of carrier and number), and `sign`, the MD5 of
param + key + customer in upper case, as its interface asks; MD5 proves nothing to us, it is what they check. The answer
has `state` and `data`, newest first; a refusal has `result: false`, `returnCode` and a sentence. Their terms ask not to
question in bulk, so nobody is asked about more than once in half an hour (`cases/posting`).
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
from django.conf import settings

from yimen.common.errors import Refused
from yimen.common.workdays import SHANGHAI

SECONDS, MOST_STOPS = 6, 100
NOT_SET_UP = "本系统没有接通快递查询，请凭邮寄单号到承运方网站查询。"
NO_ANSWER = "快递查询暂时没有应答，请稍后再试，或凭邮寄单号到承运方网站查询。"
CARRIERS = {"ems": "邮政 EMS", "youzhengguonei": "邮政包裹", "shunfeng": "顺丰速运", "jd": "京东物流"}
BY_NUMBER = ((r"SF\d{12,15}", "shunfeng"), (r"JD[0-9A-Z]{8,20}", "jd"), (r"9\d{12}", "youzhengguonei"))
STATES = {
    "0": "在途", "1": "已揽收", "2": "疑难", "3": "已签收", "4": "退签", "5": "派件中", "6": "退回", "7": "转投",
    "8": "清关", "14": "拒签",
}  # fmt: skip
SIGNED, ENDED = "3", ("3", "4", "6", "14")
"""State of what arrived; states after which nothing more happens."""


@dataclass(frozen=True)
class Stop:
    """一条进度: when, and what the carrier said."""

    at: datetime
    words: str


@dataclass(frozen=True)
class Course:
    """快递进度: the state (a key of STATES) and what happened, oldest first."""

    state: str
    stops: tuple[Stop, ...]


def configured() -> bool:
    """Whether an aggregator is set up at all."""
    return bool(settings.EXPRESS_URL)


def carrier_of(number: str) -> str:
    """The carrier whose numbers look so; the county's usual one for all others."""
    plain = number.upper()
    return next((code for pattern, code in BY_NUMBER if re.fullmatch(pattern, plain)), settings.EXPRESS_CARRIER)


def ask(*, carrier: str, number: str, phone: str = "") -> Course:
    """Where the letter of that number is. Errors: Refused when nobody answers, or in the aggregator's own words.

    phone: of the receiver, which some carriers (顺丰) want to be told before they say anything.
    """
    if not configured():
        raise Refused(NOT_SET_UP)
    param = json.dumps(
        {"com": carrier, "num": number, "phone": phone, "resultv2": "1"}, ensure_ascii=False, separators=(",", ":")
    )
    body = {"customer": settings.EXPRESS_CUSTOMER, "param": param, "sign": signature(param)}
    try:
        answer = httpx.post(f"{settings.EXPRESS_URL}/poll/query.do", data=body, timeout=SECONDS)
        said = answer.raise_for_status().json()
    except (httpx.HTTPError, ValueError) as gone:
        raise Refused(NO_ANSWER) from gone
    return _course(said)


def signature(param: str) -> str:
    """What proves to the aggregator that it is us who asks."""
    text = param + settings.EXPRESS_KEY + settings.EXPRESS_CUSTOMER
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _course(said: Any) -> Course:
    """The answer, read with care: it comes from outside. Errors: Refused."""
    if not isinstance(said, Mapping):
        raise Refused(NO_ANSWER)
    if said.get("result") is False or str(said.get("status", "200")) != "200":
        words = str(said.get("message") or "")[:100].rstrip("。")
        raise Refused(f"承运方没有查到：{words or '没有说明原因'}。请核对单号，刚寄出的过几小时再查。")
    rows = said.get("data")
    if not isinstance(rows, list) or str(said.get("state")) not in STATES:
        raise Refused(NO_ANSWER)
    stops = [found for each in rows[:MOST_STOPS] if (found := _stop(each)) is not None]
    return Course(str(said["state"]), tuple(sorted(stops, key=lambda stop: stop.at)))


def _stop(row: Any) -> Stop | None:
    try:
        at = datetime.strptime(str(row["ftime"]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
        return Stop(at, str(row["context"])[:500])
    except (KeyError, TypeError, ValueError):
        return None
