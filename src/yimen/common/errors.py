"""What a service answers when it will not do what was asked, and how a form says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # processes that only read a table raise refusals too, and need no forms
    from django.forms import BaseForm


class Refused(Exception):
    """办理被拒: `Refused("一句可直接给用户看的话")`. Shown with status 422; nothing was changed."""


class Conflict(Refused):
    """状态已变: somebody was faster, or the table has no such move. Shown with status 409; nothing was changed."""


@contextmanager
def said_in(form: BaseForm) -> Iterator[None]:
    """A refusal within is said in the form, which is then no longer valid; a conflict goes on to a page of its own."""
    try:
        yield
    except Conflict:
        raise
    except Refused as refused:
        form.add_error(None, str(refused))
