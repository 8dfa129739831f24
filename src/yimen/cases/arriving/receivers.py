"""收件人: this room takes applications, steps and results of the province's platform."""

from datetime import datetime
from typing import Any

from yimen.cases.arriving import services
from yimen.cases.arriving.models import PlatformRecord
from yimen.exchange.platform.receivers import receives
from yimen.people.models import Region


@receives("application")
def take_application(*, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
    """Nothing; the application is a received case."""
    services.take_application(region=region, fields=fields)


@receives("step")
def take_step(*, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
    """Nothing; the platform's step stands beside the case."""
    _take(region, number, PlatformRecord.Sort.STEP, fields, fields["step"], fields["at"])


@receives("result")
def take_result(*, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
    """Nothing; the platform's result stands beside the case."""
    _take(region, number, PlatformRecord.Sort.RESULT, fields, fields["result"], fields["finished_at"])


def _take(region: Region, number: str, sort: str, fields: dict[str, Any], words: str, at: str) -> None:
    moment, named = datetime.fromisoformat(at), fields["case_number"]
    services.take_record(region=region, sort=sort, number=number, case_number=named, words=words, at=moment)
