"""The moves of a thing as forms on its page: each open move is a button, with the words that it asks for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from yimen.common.errors import Refused
from yimen.common.lifecycle import LIFECYCLES, Move
from yimen.people.access import SignedRequest
from yimen.people.lifecycle import Lifecycled, open_moves
from yimen.people.views.shared import attempt

Shapes = Mapping[str, type[forms.Form]]
AGAINST = frozenset({"refuse", "decline", "object", "return", "withdraw", "drop"})
"""Moves that say no: their buttons are not the first choice."""


class NoWords(forms.Form):
    """A move that asks for nothing."""


class Because(forms.Form):
    """A move that asks why."""

    answer = forms.CharField(label="原因", max_length=200, error_messages={"required": "请写明原因。"})


@dataclass(frozen=True)
class Step:
    """One open move with its form."""

    move: Move
    form: forms.Form

    @property
    def against(self) -> bool:
        """Whether it says no."""
        return self.move.name in AGAINST


def steps(thing: Lifecycled, request: SignedRequest, shapes: Shapes, bound: Step | None = None) -> list[Step]:
    """The moves that the user may make now; the one that was refused with what he put in."""
    if bound is not None:
        rest = [each for each in open_moves(thing, request.user) if each.name != bound.move.name]
        return [bound, *(_fresh(each, shapes) for each in rest)]
    return [_fresh(each, shapes) for each in open_moves(thing, request.user) if each.name in shapes]


def _fresh(move: Move, shapes: Shapes) -> Step:
    return Step(move, shapes[move.name](auto_id=f"{move.name}-%s"))


def attempt_move(
    request: SignedRequest, thing: Lifecycled, shapes: Shapes, act: Callable[..., Any]
) -> tuple[Step | None, int]:
    """(nothing, 302) once the posted move is made; else the step with the refusal on its form, and 422 or 409.

    act: called with the move's name and what its form holds. Errors: Refused for a move that there is none of.
    """
    name = request.POST.get("move", "")
    if name not in shapes:
        raise Refused("没有这个操作，请刷新页面后重试。")
    form = shapes[name](request.POST, auto_id=f"{name}-%s")
    _, status = attempt(form, lambda given: act(name, **given))
    return (None if status == 302 else Step(LIFECYCLES[thing._meta.label].move(name), form)), status
