"""Verbs on guides: the only writers of them."""

from yimen.catalog.guides.services.reading import apply_file, make_plan, opened, read_file, settle_columns
from yimen.catalog.guides.services.writing import keep_sample, publish

__all__ = ["apply_file", "keep_sample", "make_plan", "opened", "publish", "read_file", "settle_columns"]
