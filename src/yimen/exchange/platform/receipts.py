"""回执: what the platform says of a message of ours, as fields of a message and as an answer."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from yimen.common.errors import Refused
from yimen.exchange.platform.answers import Accepted, Answer, Confirmed, Rejected


def answer_of(fields: Mapping[str, Any]) -> Answer:
    """The answer in the fields of a receipt. Errors: Refused for one that confirms without a day."""
    if fields["outcome"] == "accepted":
        return Accepted(fields["key"], fields["remote"])
    if fields["outcome"] == "rejected":
        return Rejected(fields["key"], fields.get("code", ""), fields.get("reason", ""))
    if "confirmed_on" not in fields:
        raise Refused("回执写明已确认，但没有确认日期。")
    return Confirmed(fields["key"], fields["remote"], date.fromisoformat(fields["confirmed_on"]))
