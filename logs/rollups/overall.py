"""What all projects come to, for operators: from cells alone, so that no log is read. A second behind the writer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import connections
from django.db.models import Sum

from ..fields import unescape_text
from ..routers import logs_alias
from .levels import Cut, Span, hour_of, level_of, start_of
from .models import RollupCell, RollupSeries

_MICRO, _REST = 10**6, 10**12
_CUSTOMERS = """
SELECT s.project_id, s.customer_id, SUM(c.total), SUM(c.total_tokens), SUM(c.cost_micros), SUM(c.cost_rest),
    SUM(c.cost_count)
FROM logs_rollupcell AS c JOIN logs_rollupseries AS s ON s.id = c.series_id
WHERE c.project_id IN ({projects}) AND c.level = %s AND c.start >= %s
    AND s.customer_id IS NOT NULL AND s.customer_id <> ''
GROUP BY s.project_id, s.customer_id ORDER BY 3 DESC, 1, 2 LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Hour:
    """The logs of a project that started within an hour."""

    project_id: int
    hour: int  # since 1970
    total: int
    errors: int


@dataclass(frozen=True, slots=True)
class CustomerSum:
    """What the logs of a customer come to."""

    project_id: int
    identifier: str
    total: int
    tokens: int
    cost_usd: Decimal | None  # None where no price is known


def hours_since(projects: Sequence[int], since: datetime) -> list[Hour]:
    """Two queries."""
    of_status = RollupSeries.objects.filter(project_id__in=projects, cut=Cut.STATUS)
    failed = set(of_status.filter(status="error").values_list("pk", flat=True))
    cells = RollupCell.objects.filter(
        project_id__in=projects, level=level_of(Cut.STATUS, Span.HOUR), start__gte=hour_of(since)
    )
    rows = cells.values_list("project_id", "start", "series_id", "total")
    return [Hour(project, start, total, total if series in failed else 0) for project, start, series, total in rows]


def totals(projects: Sequence[int]) -> dict[int, int]:
    """How many logs each project has; what retention removed is counted elsewhere. One query."""
    months = RollupCell.objects.filter(project_id__in=projects, level=level_of(Cut.STATUS, Span.MONTH))
    return dict(months.values_list("project_id").annotate(logs=Sum("total")))


def largest_customers(projects: Sequence[int], at: datetime, limit: int) -> list[CustomerSum]:
    """Those with the most logs in the month that `at` lies in. One query."""
    if not projects:
        return []
    sql = _CUSTOMERS.format(projects=", ".join(["%s"] * len(projects)))
    bounds = [level_of(Cut.CUSTOMERS, Span.MONTH), start_of(Span.MONTH, hour_of(at)), limit]
    with connections[logs_alias()].cursor() as cursor:
        cursor.execute(sql, [*projects, *bounds])
        return [_customer(*row) for row in cursor.fetchall()]


def _customer(project: int, name: str, total: int, tokens: int, micros: int, rest: int, priced: int) -> CustomerSum:
    usd = Decimal(int(micros)) / _MICRO + Decimal(int(rest)) / _REST if priced else None
    return CustomerSum(project, unescape_text(name), int(total), int(tokens), usd)
