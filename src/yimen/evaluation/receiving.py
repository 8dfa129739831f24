"""省平台评价: registers that ratings of the province's platform come here. Imported when the house starts."""

from typing import Any

from yimen.evaluation import services
from yimen.exchange.platform.receivers import receives
from yimen.people.models import Region


@receives("rating")
def take(*, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
    """Takes one rating. Errors: Refused, as the service says."""
    services.take_from_province(region=region, fields=fields)
