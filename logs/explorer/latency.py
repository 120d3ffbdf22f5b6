"""How long calls took, as lengths of bars: one scale for the rows of a page, one bar for a single log. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from ..canonical import CanonicalLog
from ..models import Log

BAR_WIDTH = 40
TIMING_WIDTH = 310
# A page of alike calls has no slow ones; slow is far from the middle, and few are.
_SLOW_SHARE = 0.95
_SLOW_FACTOR = 3


@dataclass(frozen=True, slots=True)
class Bar:
    """Lengths in the units of the drawing; `first_token` is None where it is not known."""

    width: float
    first_token: float | None
    is_slow: bool


@dataclass(frozen=True, slots=True)
class LatencyScale:
    """A logarithmic scale from 10 ms to the longest of a page, and from where on a call is slow."""

    longest_ms: float
    slow_ms: float

    @classmethod
    def of(cls, logs: Sequence[Log]) -> "LatencyScale":
        known = sorted(log.latency_ms for log in logs if log.latency_ms is not None)
        if not known:
            return cls(10, 0)
        middle, high = known[len(known) // 2], known[ceil(len(known) * _SLOW_SHARE) - 1]
        return cls(max(known[-1], 100), max(high, middle * _SLOW_FACTOR))

    def bar(self, log: Log) -> Bar | None:
        """None where the latency is not known."""
        if log.latency_ms is None:
            return None
        first_token = self._length(log.ttft_ms) if log.ttft_ms and log.ttft_ms < log.latency_ms else None
        return Bar(self._length(log.latency_ms), first_token, log.latency_ms > self.slow_ms)

    def _length(self, ms: float) -> float:
        share = log10(max(ms, 10) / 10) / log10(self.longest_ms / 10)
        return round(max(share, 0.03) * BAR_WIDTH, 1)


@dataclass(frozen=True, slots=True)
class Timing:
    """The time of one call: until the first token, and after it."""

    total_ms: float
    first_token_ms: float
    width: float

    @property
    def rest_ms(self) -> float:
        return self.total_ms - self.first_token_ms

    @property
    def rest_x(self) -> float:
        return round(self.width + 1, 1)

    @property
    def rest_width(self) -> float:
        return round(max(TIMING_WIDTH - self.rest_x, 0), 1)


def timing_of(log: Log | CanonicalLog) -> Timing | None:
    """None where there is nothing to compare: no latency, or no first token within it."""
    if not log.latency_ms or not log.ttft_ms or log.ttft_ms > log.latency_ms:
        return None
    return Timing(log.latency_ms, log.ttft_ms, round(log.ttft_ms / log.latency_ms * TIMING_WIDTH, 1))


def tokens_per_second(log: Log | CanonicalLog) -> float | None:
    """Output tokens over the time they took to arrive."""
    if not log.completion_tokens or not log.latency_ms:
        return None
    streaming_ms = log.latency_ms - (log.ttft_ms or 0)
    return log.completion_tokens / streaming_ms * 1000 if streaming_ms > 0 else None
