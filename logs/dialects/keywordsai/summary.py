"""Counts and sums over many logs, as the vendor's clients expect them: one flat object with every key (contract 5)."""

from django.db.models import Avg, F, FloatField
from django.db.models.functions import Cast, NullIf

from ...canonical import Json
from ...querysets import LogQuerySet, Stats


def tokens_per_second(logs: LogQuerySet) -> float | None:
    """The average output of the calls whose tokens and latency are known; None where there are none."""
    tokens = Cast("completion_tokens", FloatField())
    per_second = tokens * 1000.0 / NullIf(F("latency_ms"), 0.0)
    return logs.order_by().aggregate(average=Avg(per_second))["average"]


def dump_stats(stats: Stats, output_rate: float | None) -> dict[str, Json]:
    """The summary; an average of nothing is 0, because clients take every key for a number."""
    return {
        "number_of_requests": stats.total,
        "total_cost": float(stats.cost_usd),
        "total_tokens": stats.total_tokens,
        "total_prompt_tokens": stats.prompt_tokens,
        "total_completion_tokens": stats.completion_tokens,
        "avg_latency": round((stats.average_latency_ms or 0.0) / 1000, 9),
        "avg_ttft": round((stats.average_ttft_ms or 0.0) / 1000, 9),
        "avg_tps": round(output_rate or 0.0, 6),
        "scores": {},
    }
