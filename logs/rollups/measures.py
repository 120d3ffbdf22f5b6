"""What a rollup counts and sums of a log, as lists in the order of `COLUMNS`, so that adding up is cheap. Pure."""

import operator
from collections.abc import Sequence
from decimal import Decimal

from ..choices import Status
from .shapes import Stats

WHOLE = (
    *("total", "succeeded", "completed", "latency_count", "ttft_count", "rate_count", "cost_count"),
    *("prompt_tokens", "completion_tokens", "total_tokens", "cost_micros", "cost_rest", "oversized"),
)
COLUMNS = (*WHOLE, "latency_ms", "ttft_ms", "rate")

# Larger numbers are no real call's; they would overflow the sums of a cell, and are summed from the rows instead.
MAX_TOKENS = 2**33
MAX_COST = 10**17  # of 1e-12 dollars: 100,000 dollars
MAX_RATE = 1e12
_MICRO = 10**6
_UNFINISHED = (Status.PROCESSING, Status.UNKNOWN)
_SUCCEEDED = (Status.SUCCESS, Status.WARNING)

Measures = list[int | float]


def nothing() -> Measures:
    """The measures of no logs."""
    return [0] * len(WHOLE) + [0.0] * (len(COLUMNS) - len(WHOLE))


def measure(
    status: str,
    latency_ms: float | None,
    ttft_ms: float | None,
    prompt_tokens: int | None,
    completion_tokens: int | None,
    total_tokens: int | None,
    cost: int | None,
) -> Measures:
    """The measures of one log; `cost` in 1e-12 dollars."""
    rate = completion_tokens * 1000.0 / latency_ms if completion_tokens is not None and latency_ms else None
    found: Measures = [
        *(1, status in _SUCCEEDED, status not in _UNFINISHED),
        *(latency_ms is not None, ttft_ms is not None, rate is not None, cost is not None),
        *(prompt_tokens or 0, completion_tokens or 0, total_tokens or 0),
        *divmod(cost or 0, _MICRO),
        0,
        *(latency_ms or 0.0, ttft_ms or 0.0, rate or 0.0),
    ]
    if (
        max(found[7], found[8], found[9]) > MAX_TOKENS
        or not -MAX_COST <= (cost or 0) <= MAX_COST
        or found[15] > MAX_RATE
    ):
        found[5:13] = [0, 0, 0, 0, 0, 0, 0, 1]
        found[15] = 0.0
    return found


def add(to: Measures, more: Sequence[int | float], sign: int = 1) -> None:
    """Add (or, with a sign of -1, take away) measures in place."""
    to[:] = map(operator.add if sign > 0 else operator.sub, to, more)


def stats_of(measures: Sequence[int | float]) -> Stats:
    """The sums as callers see them. Wrong where `oversized` is not 0."""
    # One by one in the order of COLUMNS: a histogram has thousands.
    total, succeeded, completed, latencies, ttfts, rates, priced, *sums, latency_ms, ttft_ms, rate = measures
    prompt_tokens, completion_tokens, total_tokens, cost_micros, cost_rest, _ = sums
    return Stats(
        total=total,
        succeeded=succeeded,
        completed=completed,
        average_latency_ms=latency_ms / latencies if latencies else None,
        average_ttft_ms=ttft_ms / ttfts if ttfts else None,
        average_tokens_per_second=rate / rates if rates else None,
        prompt_tokens=prompt_tokens,
        completion_tokens=completion_tokens,
        total_tokens=total_tokens,
        cost_usd=Decimal(cost_micros * _MICRO + cost_rest).scaleb(-12),
        priced=priced,
    )
