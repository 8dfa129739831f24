"""What a service refuses is said in the form; that somebody was faster is told on a page of its own."""

import pytest
from django import forms

from yimen.common.errors import Conflict, Refused, said_in


@pytest.fixture
def form() -> forms.Form:
    """A form in which nothing is wrong."""
    return forms.Form({})


def test_a_refusal_is_said_in_the_form(form: forms.Form) -> None:
    with said_in(form):
        raise Refused("请写明理由。")
    assert form.non_field_errors() == ["请写明理由。"]
    assert not form.is_valid()


def test_a_conflict_goes_on_to_its_own_page(form: forms.Form) -> None:
    with pytest.raises(Conflict), said_in(form):
        raise Conflict("此事项刚被他人办理。")
    assert form.is_valid()


def test_where_nothing_is_refused_the_form_stays_valid(form: forms.Form) -> None:
    with said_in(form):
        pass
    assert form.is_valid()
