"""The view of a verb: whose rows it finds, what a refusal leaves undone, and what follows only a deed."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from yimen.common.errors import Refused
from yimen.people.acting import answering
from yimen.people.models import Department, User

pytestmark = pytest.mark.django_db


class Reason(forms.Form):
    """What the verb asks for."""

    reason = forms.CharField()


@pytest.fixture
def trace() -> Any:
    """What was done, in order; `refusal` is what the service will say."""
    return SimpleNamespace(done=[], refusal="")


@pytest.fixture
def post(trace: Any, officer: User, police: Department, tax: Department) -> Any:
    """Posts a reason about a department to a view that knows the police alone."""

    def run(request: Any, thing: Department, form: Reason) -> None:
        if trace.refusal:
            raise Refused(trace.refusal)
        trace.done.append((thing, form.cleaned_data["reason"]))

    view = answering(
        "order.tune",
        rows=lambda user: Department.objects.filter(pk=police.pk, region=user.region),
        form_of=lambda request, thing: Reason(request.POST),
        run=run,
        show=lambda request, thing, form: HttpResponse(str(form.errors), status=422),
        done="办好了。",
        back="rectification:order",
        then=lambda request, thing: trace.done.append("then"),
    )

    def send(thing: Department, reason: str, user: User = officer) -> Any:
        request = RequestFactory().post("/", {"reason": reason})
        request.user = user
        request._messages = CookieStorage(request)  # type: ignore[attr-defined]
        return view(request, thing.pk), [str(each) for each in get_messages(request)]

    return send


def test_a_deed_is_done_then_what_follows_and_the_person_is_told(post: Any, trace: Any, police: Department) -> None:
    answer, said = post(police, "有理由")
    assert (answer.status_code, answer.url) == (302, f"/rectification/orders/{police.pk}/")
    assert trace.done == [(police, "有理由"), "then"] and said == ["办好了。"]


@pytest.mark.parametrize(("reason", "refusal", "words"), [("", "", "请填写。"), ("有理由", "期限已过。", "期限已过。")])
def test_a_wrong_or_refused_form_is_shown_again_and_nothing_follows(
    post: Any, trace: Any, police: Department, reason: str, refusal: str, words: str
) -> None:
    trace.refusal = refusal
    answer, said = post(police, reason)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert trace.done == [] and said == []


def test_a_row_that_is_not_the_user_s_is_not_found(post: Any, trace: Any, tax: Department) -> None:
    with pytest.raises(Http404):
        post(tax, "有理由")
    assert trace.done == []
