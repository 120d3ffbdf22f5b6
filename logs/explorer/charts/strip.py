"""The figures above the list: what the logs of a search come to, and how that was in the period before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...choices import Status
from ...querylang import editing
from ...querysets import LogQuerySet
from ...rollups.shapes import Stats
from ..filters import address
from . import numbers
from .changes import Delta, Number, change
from .numbers import Write, joined
from .scope import Scope

_POINTS = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its unit; a dash where it is not known. `query`: the address of the logs behind it."""

    label: str
    number: str
    unit: str
    query: str
    delta: Delta | None
    below: str = ""
    below_query: str = ""


@dataclass(frozen=True, slots=True)
class _Facts:
    """All that the figures need to know of some logs."""

    by_status: Mapping[str | None, Stats]
    latency: Mapping[float, float | None]
    ttft: Mapping[float, float | None]

    @classmethod
    def of(cls, logs: LogQuerySet) -> "_Facts":
        durations = logs.percentiles_of(["latency_ms", "ttft_ms"], _POINTS)
        return cls(logs.stats_by("status"), durations["latency_ms"].values, durations["ttft_ms"].values)

    def sum(self, name: str) -> int:
        """Of a count in all stats."""
        return sum(getattr(stats, name) for stats in self.by_status.values())

    @property
    def total(self) -> int:
        return self.sum("total")

    @property
    def unpriced(self) -> int:
        return self.total - self.sum("priced")

    @property
    def error_rate(self) -> Number:
        failed, ended = self.by_status.get(Status.ERROR), self.sum("completed")
        return (failed.total if failed else 0) * 100 / ended if ended else None

    @property
    def cost(self) -> Number:
        return sum((one.cost_usd for one in self.by_status.values()), Decimal(0)) if self.sum("priced") else None

    @property
    def tokens(self) -> Number:
        return self.sum("total_tokens") or None


def figures(scope: Scope) -> list[Figure]:
    """The strip, from left to right."""
    now = _Facts.of(scope.logs)
    before = _Facts.of(scope.before) if scope.before is not None else None
    return [
        _requests(scope, now, before),
        _error_rate(scope, now, before),
        _cost(scope, now, before),
        _tokens(scope, now, before),
        _duration(scope, "Latency p50", "latency", now, before),
        _duration(scope, "First token p50", "ttft", now, before),
    ]


def _requests(scope: Scope, now: _Facts, before: _Facts | None) -> Figure:
    delta = _change(now, before, lambda facts: facts.total)
    removed = now.total - scope.stored if scope.logs.counts_history else 0
    below = f"{joined(numbers.short(removed))} no longer stored" if removed > 0 else ""
    return Figure("Requests", *numbers.count(now.total), scope.filterset.query, delta, below)


def _error_rate(scope: Scope, now: _Facts, before: _Facts | None) -> Figure:
    text = scope.filterset.text
    failed = text if "error" in editing.choice(text, "status").included else editing.toggled(text, "status", "error")
    delta = _change(now, before, lambda facts: facts.error_rate, is_judged=True, in_points=True)
    query = scope.filterset.with_text(failed)
    return Figure("Error rate", *_written(now.error_rate, numbers.percent), query, delta)


def _cost(scope: Scope, now: _Facts, before: _Facts | None) -> Figure:
    unpriced = now.unpriced
    below = f"{joined(numbers.percent(unpriced * 100 / now.total))} unpriced" if unpriced else ""
    return Figure(
        "Cost",
        *_written(now.cost, numbers.money),
        _sorted(scope, "-cost"),
        _change(now, before, lambda facts: facts.cost),
        below,
        scope.filterset.with_text(f"{scope.filterset.text} -cost:*".strip()) if unpriced else "",
    )


def _tokens(scope: Scope, now: _Facts, before: _Facts | None) -> Figure:
    sides = [("in", now.sum("prompt_tokens")), ("out", now.sum("completion_tokens"))]
    below = " · ".join(f"{side} {joined(numbers.short(count))}" for side, count in sides)
    return Figure(
        "Tokens",
        *_written(now.tokens, numbers.short),
        _sorted(scope, "-tokens"),
        _change(now, before, lambda facts: facts.tokens),
        below if now.tokens else "",
    )


def _duration(scope: Scope, label: str, field: str, now: _Facts, before: _Facts | None) -> Figure:
    values = now.latency if field == "latency" else now.ttft
    high = [f"p{point} {joined(numbers.milliseconds(values[point]))}" for point in _POINTS[1:] if values[point]]
    middle = _change(
        now, before, lambda facts: (facts.latency if field == "latency" else facts.ttft)[50], is_judged=True
    )
    slow = f"{field}:>={values[95]:.0f}ms" if values[95] else f"{field}:*"
    query = scope.filterset.with_text(f"{scope.filterset.text} {slow}".strip())
    where = _sorted(scope, "-latency") if field == "latency" else query
    return Figure(label, *_written(values[50], numbers.milliseconds), where, middle, " · ".join(high), query)


def _written(value: Number, write: Write) -> numbers.Written:
    return ("–", "") if value is None else write(value)


def _sorted(scope: Scope, sort: str) -> str:
    query = scope.filterset.query
    return "&".join(filter(None, (query, address({"sort": sort}) if sort else "")))


def _change(
    now: _Facts,
    before: _Facts | None,
    read: Callable[[_Facts], Number],
    *,
    is_judged: bool = False,
    in_points: bool = False,
) -> Delta | None:
    """None where there is nothing to compare with."""
    if before is None or not before.total:
        return None
    return change(read(now), read(before), is_judged=is_judged, in_points=in_points)
