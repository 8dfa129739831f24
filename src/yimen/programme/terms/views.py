"""The page of a county's terms."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from yimen.common.errors import said_in
from yimen.people.access import SignedRequest, requires
from yimen.programme.terms import queries, services
from yimen.programme.terms.forms import TermsForm


@requires("programme.keep")
def terms(request: SignedRequest) -> HttpResponse:
    """The county's terms, to be looked at and set."""
    region = request.user.region
    form = TermsForm(request.POST if request.method == "POST" else None, terms=queries.terms_of(region))
    if request.method == "POST" and form.is_valid():
        with said_in(form):
            services.set_terms(by=request.user, region=region, **form.cleaned_data)
            messages.success(request, "督办参数已设定，自即日起生效；已经发出的督办函期限不变。")
            return redirect("programme:terms")
    return render(request, "programme/terms.html", {"form": form}, status=422 if request.method == "POST" else 200)
