"""与省级事项清单比对: the province's list beside the county's, item by item."""
