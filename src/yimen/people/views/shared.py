"""What the pages with forms have in common."""

from collections.abc import Callable
from typing import Any

from django import forms

from yimen.common.errors import Conflict, Refused


def attempt(form: forms.Form, act: Callable[[dict[str, Any]], Any]) -> tuple[Any, int]:
    """(what the act returned for the form's data, 302); where the form or the service refuses: (None, 422 or 409).

    The refusal's sentence then stands on the form.
    """
    if not form.is_valid():
        return None, 422
    try:
        return act(form.cleaned_data), 302
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None, 409 if isinstance(refusal, Conflict) else 422
