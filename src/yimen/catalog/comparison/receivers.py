"""收件人: this room takes the items that the province's platform pushes."""

from typing import Any

from yimen.catalog.comparison import services
from yimen.exchange.platform.receivers import receives
from yimen.people.models import Region


@receives("item")
def take_item(*, region: Region, number: str, stream: str, fields: dict[str, Any]) -> None:
    """Nothing; the item is kept beside the county's list."""
    services.take_pushed(
        region=region,
        number=number,
        base_code=fields["item_code"],
        name=fields["name"],
        version=fields["version"],
        state=fields["state"],
    )
