"""The same counts and sums from the rows themselves: for the edges of a range, and for what no rollup knows."""

from collections.abc import Sequence

from django.db.models import Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast, NullIf

from ..choices import Status
from ..engines.expressions import ExactSum
from .measures import COLUMNS, Measures

_RATE = Cast("completion_tokens", FloatField()) * 1000.0 / NullIf(F("latency_ms"), 0.0)
_MICRO = 10**6

_AGGREGATES = {
    "n_total": Count("id"),
    "n_succeeded": Count("id", filter=Q(status__in=(Status.SUCCESS, Status.WARNING))),
    "n_completed": Count("id", filter=~Q(status__in=(Status.PROCESSING, Status.UNKNOWN))),
    "n_latency_count": Count("latency_ms"),
    "n_ttft_count": Count("ttft_ms"),
    "n_rate_count": Count(_RATE),
    "n_cost_count": Count("cost_usd"),
    "n_prompt_tokens": ExactSum("prompt_tokens"),
    "n_completion_tokens": ExactSum("completion_tokens"),
    "n_total_tokens": ExactSum("total_tokens"),
    "n_cost": ExactSum("cost_usd"),
    "n_latency_ms": Sum("latency_ms"),
    "n_ttft_ms": Sum("ttft_ms"),
    "n_rate": Sum(_RATE),
}

Key = tuple[str | None, ...]


def measures_by(logs: QuerySet, dimensions: Sequence[str] = ()) -> dict[Key, Measures]:
    """Measures of the rows of a queryset, exactly, by the values of some columns; one query."""
    rows = logs.order_by()
    if not dimensions:
        return {(): _measures(rows.aggregate(**_AGGREGATES))}
    found = rows.values(*dimensions).annotate(**_AGGREGATES)
    return {tuple(row[name] for name in dimensions): _measures(row) for row in found}


def counts_by(logs: QuerySet, dimensions: Sequence[str]) -> dict[Key, int]:
    """How many rows have which values in some columns; one query."""
    rows = logs.order_by()
    if not dimensions:  # values_list() of nothing is every column
        return {(): rows.aggregate(n_total=Count("id"))["n_total"]}
    found = rows.values_list(*dimensions).annotate(n_total=Count("id"))
    return {tuple(values): count for *values, count in found}


def _measures(row: dict) -> Measures:
    micros, rest = divmod(int(row["n_cost"] or 0), _MICRO)
    known = {**row, "n_cost_micros": micros, "n_cost_rest": rest, "n_oversized": 0}
    return [known[f"n_{name}"] or 0 for name in COLUMNS]
