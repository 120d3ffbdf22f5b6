"""Counts and sums over many logs, as the vendor's clients expect them: one flat object with every key (contract 5)."""

from ...canonical import Json
from ...querysets import Stats


def dump_stats(stats: Stats) -> dict[str, Json]:
    """The summary; an average of nothing is 0, because clients take every key for a number."""
    return {
        "number_of_requests": stats.total,
        "total_cost": float(stats.cost_usd),
        "total_tokens": stats.total_tokens,
        "total_prompt_tokens": stats.prompt_tokens,
        "total_completion_tokens": stats.completion_tokens,
        "avg_latency": round((stats.average_latency_ms or 0.0) / 1000, 9),
        "avg_ttft": round((stats.average_ttft_ms or 0.0) / 1000, 9),
        "avg_tps": round(stats.average_tokens_per_second or 0.0, 6),
        "scores": {},
    }
