"""What the ends of a `LogQuerySet` chain answer: frozen, documented, free of the database.

Of what a histogram has by the thousand the shape is a named tuple, which is made in a third of the time.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple


class Stats(NamedTuple):
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
    priced: int  # logs whose cost is known; the sum leaves out the others


class Bin(NamedTuple):
    """The logs that started within one bucket of a histogram and have one value of what it tells apart."""

    start: datetime  # UTC
    value: str | None  # None where the histogram tells nothing apart, or where the logs have none
    stats: Stats


@dataclass(frozen=True, slots=True)
class Histogram:
    """Logs by time of start: bins that have logs, in order of time, then of value (unknown first)."""

    bucket: str  # minute, hour, day, week (from Monday) or month
    by: str | None
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Percentiles:
    """Percentiles of a duration in milliseconds, each within `relative_error` of a duration that occurred."""

    field: str
    count: int  # logs of which it is known
    values: Mapping[float, float | None]  # by percent; None where no log has the duration
    relative_error: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value and how many logs have it; None stands for logs that have none."""

    value: str | bool | None
    count: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The most frequent values of a field, most frequent first, then by value."""

    field: str
    values: tuple[FacetValue, ...]
    newest: int | None  # None: all matching logs were counted; else only so many of the newest, say so where shown
