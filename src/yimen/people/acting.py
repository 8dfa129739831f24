"""Views that answer the form of one verb: the row, the form, what it does, and the page again when it is refused."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib import messages
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from yimen.common.errors import said_in
from yimen.people.access import SignedRequest, View, requires
from yimen.people.models import User

M = TypeVar("M", bound=Model)


def answering(
    act: str, *,
    rows: Callable[[User], QuerySet[M]],
    form_of: Callable[[SignedRequest, M], Form],
    run: Callable[[SignedRequest, M, Any], object],
    show: Callable[[SignedRequest, M, Form], HttpResponse],
    done: str,
    back: str,
    then: Callable[[SignedRequest, M], object] | None = None,
) -> View:  # fmt: skip
    """The view of a verb that needs the act; it finds its row by key among `rows` of the user.

    A form that is wrong or refused is shown again by `show`, which answers 422. Otherwise `run` has done it, `then`
    does what follows and cannot undo it, and the person is told `done` on the route `back` of the row.
    """

    @require_POST
    @requires(act)
    def answer(request: SignedRequest, pk: int) -> HttpResponse:
        thing = get_object_or_404(rows(request.user), pk=pk)
        form = form_of(request, thing)
        if form.is_valid():
            with said_in(form):
                run(request, thing, form)
        if not form.is_valid():
            return show(request, thing, form)
        if then is not None:
            then(request, thing)
        messages.success(request, done)
        return redirect(back, pk)

    return answer
