"""What the ends of a `LogQuerySet` chain answer: frozen, documented, free of the database."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts and sums over a set of logs. Averages are None and sums 0 where nothing is known."""

    total: int
    succeeded: int  # success and warning
    completed: int  # everything but processing
    average_latency_ms: float | None
    average_ttft_ms: float | None
    average_tokens_per_second: float | None  # completion tokens, over logs whose tokens and latency are known
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    cost_usd: Decimal
