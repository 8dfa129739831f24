"""Tags of reports: `{% load reporting %}{% reports_of case %}` shows what the province's platform knows of a case."""

from typing import Any

from django import template

from yimen.cases.arriving.queries import records_of
from yimen.cases.models import Case
from yimen.cases.reporting import queries
from yimen.exchange.platform.queries import linked

register = template.Library()


@register.inclusion_tag("cases/parts/reports.html")
def reports_of(case: Case) -> dict[str, Any]:
    """The part 省平台 of a case's page: each message with its state, and what the platform says by itself; two queries.

    It is there for counties that report, and wherever something was sent or came.
    """
    told, records = queries.reports(queries.of_case(case)), list(records_of(case))
    return {"told": told, "records": records, "shown": bool(told or records or linked(case.region_id))}
