"""The county of `inspections.tests.making`."""

from yimen.inspections.tests.making import checklist, own_folder, sheet, under_way, verified, whose

__all__ = ["checklist", "own_folder", "sheet", "under_way", "verified", "whose"]
