"""The style page (样式页): every component with sample content; routed in demonstration mode only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yimen.common.samples import sample


def look(request: HttpRequest) -> HttpResponse:
    """The page of all components."""
    return render(request, "common/look.html", sample(request))
